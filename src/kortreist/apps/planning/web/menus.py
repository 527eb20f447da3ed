"""The week's menu, and what to order for it."""

from datetime import date, timedelta
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from kortreist.apps.catalogue.words import ALLERGEN, goods_name
from kortreist.apps.planning.selectors.menus import get_recipe, list_recipes, week_menu
from kortreist.apps.planning.selectors.proposals import Proposal, propose
from kortreist.apps.planning.services.menus import order_for_menu, put_on_menu
from kortreist.apps.planning.web.forms import DishForm
from kortreist.apps.planning.web.scope import KitchenScope, kitchen_scope
from kortreist.apps.trading.errors import LinesRefusedError
from kortreist.apps.trading.models import OrderCycle
from kortreist.apps.ui.error_messages import message_for
from kortreist.apps.ui.notices import tell
from kortreist.apps.ui.pages import render_page
from kortreist.kernel.errors import ConflictError, InvalidInputError, NotFoundError
from kortreist.kernel.periods import oslo_date

WEEK = timedelta(days=7)


@require_http_methods(["GET", "POST"])
def menu(request: HttpRequest, hub: UUID, unit: UUID) -> HttpResponse:
    """Show a week of what is cooked, and what to order for it; take down a dish."""
    scope = kitchen_scope(request, hub, unit)
    cycle = _cycle(scope, request.GET.get("cycle", ""))
    monday = _monday(request.GET.get("week", ""), cycle)
    if request.method == "POST":
        _put(request, scope)
        return redirect(request.get_full_path())
    free_of = frozenset(request.GET.getlist("free_of")) & frozenset(ALLERGEN)
    context = {
        "scope": scope,
        "days": week_menu(actor=scope.actor, unit=scope.unit, monday=monday),
        "recipes": list(list_recipes(actor=scope.actor, unit=scope.unit)),
        "last_week": monday - WEEK,
        "next_week": monday + WEEK,
        "cycles": scope.cycles(),
        "cycle": cycle,
        "allergens": ALLERGEN,
        "free_of": free_of,
        "proposal": _proposal(scope, cycle, free_of) if cycle else None,
    }
    return render_page(request, "planning/menu.html", context)


@require_POST
def order(request: HttpRequest, hub: UUID, unit: UUID) -> HttpResponse:
    """Put what the menu needs into the basket, as it is proposed now."""
    scope = kitchen_scope(request, hub, unit)
    cycle = _cycle(scope, request.POST.get("cycle", ""))
    if cycle is None or str(cycle.public_id) != request.POST.get("cycle", ""):
        raise NotFoundError
    free_of = frozenset(request.POST.getlist("free_of")) & frozenset(ALLERGEN)
    proposal = _proposal(scope, cycle, free_of)
    version = request.POST.get("version", "")
    try:
        order_for_menu(
            actor=scope.actor,
            hub_id=scope.hub.pk,
            unit_id=scope.unit.pk,
            cycle_id=cycle.pk,
            packs=proposal.packs,
            expected_version=int(version) if version.isdigit() else None,
            now=timezone.now(),
        )
    except LinesRefusedError as refused:
        _tell_faults(request, proposal, refused)
        return redirect(scope.url("planning:menu") + f"?cycle={cycle.public_id}")
    except (ConflictError, InvalidInputError) as error:
        tell(request, message_for(error), level=messages.ERROR)
        return redirect(scope.url("planning:menu") + f"?cycle={cycle.public_id}")
    tell(request, _("What the menu needs is in the basket. Look through it, then send it."))
    return redirect(scope.url("trading:basket") + f"?cycle={cycle.public_id}")


def _put(request: HttpRequest, scope: KitchenScope) -> None:
    form = DishForm(request.POST)
    if not form.is_valid():
        tell(request, _("Choose a dish and a day, and write the portions."), level=messages.ERROR)
        return
    sent = form.cleaned_data
    recipe = get_recipe(actor=scope.actor, unit=scope.unit, public_id=sent["recipe"])
    put_on_menu(
        actor=scope.actor,
        hub_id=scope.hub.pk,
        unit_id=scope.unit.pk,
        day=sent["day"],
        recipe_id=recipe.pk,
        portions=sent["portions"],
        now=timezone.now(),
    )


def _proposal(scope: KitchenScope, cycle: OrderCycle, free_of: frozenset[str]) -> Proposal:
    return propose(
        actor=scope.actor, unit=scope.unit, cycle=cycle, now=timezone.now(), free_of=free_of
    )


def _cycle(scope: KitchenScope, asked: str) -> OrderCycle | None:
    cycles = scope.cycles()
    chosen = [cycle for cycle in cycles if str(cycle.public_id) == asked]
    return next(iter(chosen or cycles), None)


def _monday(asked: str, cycle: OrderCycle | None) -> date:
    """Return the week asked for, else that of the delivery, else this one."""
    try:
        day = date.fromisoformat(asked)
    except ValueError:
        day = cycle.delivery_day if cycle else oslo_date(timezone.now())
    return day - timedelta(days=day.weekday())


def _tell_faults(request: HttpRequest, proposal: Proposal, refused: LinesRefusedError) -> None:
    offers = {line.offer.pk: line.offer for need in proposal.needs for line in need.lines}
    for offer_id, fault in refused.faults.items():
        name = goods_name(offers[offer_id].variant) if offer_id in offers else ""
        tell(request, f"{name}: {message_for(fault)}", level=messages.ERROR)
