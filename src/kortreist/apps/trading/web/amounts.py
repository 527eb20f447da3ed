"""Ordering by kilo or litre what is sold in pieces: typed as an amount, told as packs."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from kortreist.apps.catalogue.words import goods_name
from kortreist.apps.trading.quantities import MOST_PACKS, nearest_packs
from kortreist.apps.trading.selectors.shelf import find_offer
from kortreist.apps.trading.services.baskets import set_line
from kortreist.apps.trading.web.forms import AmountForm, offer_id, safe_way_back
from kortreist.apps.trading.web.scope import unit_scope
from kortreist.apps.ui import figures
from kortreist.apps.ui.error_messages import message_for
from kortreist.apps.ui.notices import tell
from kortreist.apps.ui.parsing import parse_amount
from kortreist.kernel.errors import ConflictError, InvalidInputError
from kortreist.kernel.quantity import Unit


@require_POST
def order_amount(request: HttpRequest, hub: UUID, unit: UUID) -> HttpResponse:
    """Put the packs on the order that come nearest to an amount, and say what it became."""
    scope = unit_scope(request, hub, unit)
    form = AmountForm(request.POST)
    if not form.is_valid():
        raise InvalidInputError
    way_back = safe_way_back(request, form.cleaned_data["next"], scope.url("shop"))
    pk = offer_id(form.cleaned_data["offer"], hub_id=scope.hub.pk)
    row, _page = find_offer(actor=scope.actor, unit=scope.unit, offer_id=pk)
    variant = row.offer.variant
    measure = Unit(variant.unit)
    try:
        amount = parse_amount(
            form.cleaned_data["amount"], measure, most=MOST_PACKS * variant.content_amount
        )
        packs = nearest_packs(
            amount, content_amount=variant.content_amount, multiple=variant.order_multiple
        )
        set_line(
            actor=scope.actor,
            hub_id=scope.hub.pk,
            unit_id=scope.unit.pk,
            offer_id=pk,
            count=packs,
            now=timezone.now(),
        )
    except (ConflictError, InvalidInputError) as error:
        tell(request, message_for(error), level=messages.ERROR)
        return redirect(way_back)
    text = _("%(asked)s became %(packs)s × %(goods)s, about %(amount)s.")
    facts = {
        "asked": figures.amount(amount, measure),
        "packs": figures.whole(packs),
        "goods": goods_name(variant),
        "amount": figures.amount(packs * variant.content_amount, measure),
    }
    tell(request, text % facts)
    return redirect(way_back)
