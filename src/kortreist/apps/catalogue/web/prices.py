"""Many prices at once: chosen, worked out, looked at, set and taken back."""

from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from kortreist.apps.actors.asking import actor_of
from kortreist.apps.actors.models import Hub
from kortreist.apps.actors.permissions import Actor
from kortreist.apps.actors.selectors.parties import get_hub, list_producers
from kortreist.apps.catalogue.models import PriceEdit
from kortreist.apps.catalogue.selectors.price_edits import (
    get_price_edit,
    list_price_edits,
    listings_to_price,
    price_edit_rows,
)
from kortreist.apps.catalogue.services import price_edits
from kortreist.apps.catalogue.web.forms import PriceChoiceForm, PriceRuleForm, TypedPricesForm
from kortreist.apps.ui.error_messages import message_for
from kortreist.apps.ui.notices import tell
from kortreist.apps.ui.pages import render_page
from kortreist.kernel.errors import InvalidInputError
from kortreist.kernel.periods import oslo_date

PAGE = 100
SHOWN_EDITS = 5


@require_http_methods(["GET", "POST"])
def price_list_edit(request: HttpRequest, hub: UUID) -> HttpResponse:
    """Choose goods, and change their prices by a rule or one by one."""
    actor, found = _hub(request, hub)
    terms = list_producers(actor=actor, hub_id=found.pk, on=oslo_date(timezone.now()))
    choice = PriceChoiceForm(request.GET or None, producers=[each.organisation for each in terms])
    wanted = choice.wanted()
    rows = listings_to_price(actor=actor, hub_id=found.pk, wanted=wanted)
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    is_typed = request.POST.get("how") == "typed"
    rule = PriceRuleForm(request.POST if request.POST and not is_typed else None)
    typed = TypedPricesForm(request.POST if is_typed else None, listings=page.object_list)
    form = typed if is_typed else rule
    if request.method == "POST" and form.is_valid():
        try:
            now = timezone.now()
            if is_typed:
                edit = price_edits.plan_as_typed(
                    actor=actor, hub_id=found.pk, prices=typed.prices(), now=now
                )
            else:
                edit = price_edits.plan_by_rule(
                    actor=actor, hub_id=found.pk, wanted=wanted, rule=rule.rule(), now=now
                )
        except InvalidInputError as error:
            form.add_error(None, str(message_for(error)))
        else:
            return redirect("catalogue:price-edit-detail", hub=hub, edit=edit.public_id)
    context = {
        "hub": found,
        "choice": choice,
        "rule": rule,
        "typed": typed,
        "page": page,
        "edits": list_price_edits(actor=actor, hub_id=found.pk)[:SHOWN_EDITS],
    }
    return render_page(request, "catalogue/prices.html", context)


@require_GET
def price_edit_detail(request: HttpRequest, hub: UUID, edit: UUID) -> HttpResponse:
    """Show prices from and to."""
    _, found, change = _edit(request, hub, edit)
    page = Paginator(price_edit_rows(change), PAGE).get_page(request.GET.get("page"))
    context = {"hub": found, "edit": change, "page": page}
    return render_page(request, "catalogue/price_edit.html", context)


@require_POST
def price_edit_apply(request: HttpRequest, hub: UUID, edit: UUID) -> HttpResponse:
    """Set the prices."""
    actor, found, change = _edit(request, hub, edit)
    now = timezone.now()
    price_edits.apply_price_edit(actor=actor, hub_id=found.pk, edit_id=change.pk, now=now)
    tell(request, _("The prices are set. Rounds that are open keep theirs."))
    return redirect("catalogue:price-edit-detail", hub=hub, edit=edit)


@require_POST
def price_edit_take_back(request: HttpRequest, hub: UUID, edit: UUID) -> HttpResponse:
    """Set the prices back."""
    actor, found, change = _edit(request, hub, edit)
    now = timezone.now()
    price_edits.take_back_price_edit(actor=actor, hub_id=found.pk, edit_id=change.pk, now=now)
    tell(request, _("The prices are what they were."))
    return redirect("catalogue:price-edit-detail", hub=hub, edit=edit)


@require_POST
def price_edit_cancel(request: HttpRequest, hub: UUID, edit: UUID) -> HttpResponse:
    """Give a planned change up."""
    actor, found, change = _edit(request, hub, edit)
    now = timezone.now()
    price_edits.cancel_price_edit(actor=actor, hub_id=found.pk, edit_id=change.pk, now=now)
    tell(request, _("Given up. Nothing was changed."))
    return redirect("catalogue:prices", hub=hub)


def _hub(request: HttpRequest, hub: UUID) -> tuple[Actor, Hub]:
    actor = actor_of(request)
    return actor, get_hub(actor=actor, public_id=hub)


def _edit(request: HttpRequest, hub: UUID, edit: UUID) -> tuple[Actor, Hub, PriceEdit]:
    actor, found = _hub(request, hub)
    return actor, found, get_price_edit(actor=actor, hub_id=found.pk, public_id=edit)
