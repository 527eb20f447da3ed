"""A recipe, written down as a cook does: what, how much, and what is trimmed away."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from kortreist.apps.catalogue.models import ProductGroup
from kortreist.apps.planning.models import Recipe
from kortreist.apps.planning.selectors.menus import get_recipe
from kortreist.apps.planning.services.recipes import Ingredient, archive_recipe, save_recipe
from kortreist.apps.planning.web.forms import (
    Names,
    RecipeForm,
    name_in,
    read_rows,
    rows_of,
    typed_rows,
)
from kortreist.apps.planning.web.scope import KitchenScope, kitchen_scope
from kortreist.apps.trading.selectors.standing import goods_to_stand
from kortreist.apps.ui.content import choose
from kortreist.apps.ui.error_messages import message_for
from kortreist.apps.ui.notices import tell
from kortreist.apps.ui.pages import render_page
from kortreist.kernel.errors import ConflictError, InvalidInputError


@require_http_methods(["GET", "POST"])
def new(request: HttpRequest, hub: UUID, unit: UUID) -> HttpResponse:
    """Write a recipe of the kitchen's own, from nothing or from one that the hub shares."""
    scope = kitchen_scope(request, hub, unit)
    return _page(request, scope, None, _asked(scope, request.GET.get("from", "")))


@require_http_methods(["GET", "POST"])
def detail(request: HttpRequest, hub: UUID, unit: UUID, recipe: UUID) -> HttpResponse:
    """Show a recipe; one's own can be changed or put away."""
    scope = kitchen_scope(request, hub, unit)
    found = get_recipe(actor=scope.actor, unit=scope.unit, public_id=recipe)
    if request.method == "POST" and "put_away" in request.POST:
        archive_recipe(
            actor=scope.actor,
            hub_id=scope.hub.pk,
            unit_id=scope.unit.pk,
            recipe_id=found.pk,
            now=timezone.now(),
        )
        tell(request, _("The recipe is put away. Menus that have it keep it."))
        return redirect(scope.url("planning:menu"))
    return _page(request, scope, found, found)


def _page(
    request: HttpRequest, scope: KitchenScope, mine: Recipe | None, shown: Recipe | None
) -> HttpResponse:
    names = Names(
        goods_to_stand(unit=scope.unit, now=timezone.now(), also=set()),
        ProductGroup.objects.filter(parent__isnull=False),
    )
    initial = {"name": choose(shown.name).text, "portions": shown.portions} if shown else {}
    form = RecipeForm(request.POST or None, initial=initial)
    rows = typed_rows(request.POST) if request.method == "POST" else rows_of(shown)
    if request.method == "POST":
        ingredients = read_rows(rows, names)
        is_read = form.is_valid() and not any(row.error for row in rows)
        if is_read and _save(request, scope, mine, form, ingredients):
            return redirect(scope.url("planning:menu"))
    context = {
        "scope": scope,
        "recipe": mine,
        "form": form,
        "rows": rows,
        "names": names.suggestions,
        "is_own": mine is None or mine.unit_id == scope.unit.pk,
    }
    return render_page(request, "planning/recipe.html", context)


def _save(
    request: HttpRequest,
    scope: KitchenScope,
    mine: Recipe | None,
    form: RecipeForm,
    ingredients: list[Ingredient],
) -> bool:
    sent = form.cleaned_data
    try:
        save_recipe(
            actor=scope.actor,
            hub_id=scope.hub.pk,
            unit_id=scope.unit.pk,
            name=name_in(request.LANGUAGE_CODE, sent["name"], mine.name if mine else {}),
            portions=sent["portions"],
            ingredients=ingredients,
            recipe_id=mine.pk if mine else None,
            expected_version=sent["version"],
            now=timezone.now(),
        )
    except (ConflictError, InvalidInputError) as error:
        form.add_error(None, message_for(error))
        return False
    tell(request, _("The recipe is kept."))
    return True


def _asked(scope: KitchenScope, asked: str) -> Recipe | None:
    try:
        public_id = UUID(asked)
    except ValueError:
        return None
    return get_recipe(actor=scope.actor, unit=scope.unit, public_id=public_id)
