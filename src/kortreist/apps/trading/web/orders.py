"""The basket, and the orders a unit has placed."""

from collections.abc import Sequence
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from kortreist.apps.actors.references import check_reference
from kortreist.apps.catalogue.words import goods_name
from kortreist.apps.trading.errors import OutOfStockError
from kortreist.apps.trading.models import OrderCycle, OrderLine
from kortreist.apps.trading.selectors.cycles import accepts_orders
from kortreist.apps.trading.selectors.orders import (
    get_basket,
    get_order,
    has_ordered,
    list_unit_orders,
)
from kortreist.apps.trading.selectors.shelf import find_offer
from kortreist.apps.trading.services.baskets import repeat_order, set_line
from kortreist.apps.trading.services.orders import cancel_order, place_order
from kortreist.apps.trading.web.breakdown import breakdown
from kortreist.apps.trading.web.forms import LineForm, PlaceForm
from kortreist.apps.trading.web.scope import UnitScope, unit_scope
from kortreist.apps.ui.error_messages import message_for
from kortreist.apps.ui.notices import tell
from kortreist.apps.ui.pages import render_page, wants_fragment
from kortreist.kernel.errors import ConflictError, DomainError, InvalidInputError

PAGE = 50


@require_GET
def basket(request: HttpRequest, hub: UUID, unit: UUID) -> HttpResponse:
    """Show what is on the unit's order, and what remains before it can be sent."""
    scope = unit_scope(request, hub, unit)
    return _basket_page(request, scope, scope.cycle(request.GET.get("cycle", "")))


@require_POST
def change_line(request: HttpRequest, hub: UUID, unit: UUID) -> HttpResponse:
    """Put so many packs of one offer on the order, and come back to where one was."""
    scope = unit_scope(request, hub, unit)
    form = LineForm(request.POST)
    if not form.is_valid():
        raise InvalidInputError
    facts = form.facts(hub_id=scope.hub.pk)
    try:
        set_line(
            actor=scope.actor,
            hub_id=scope.hub.pk,
            unit_id=scope.unit.pk,
            now=timezone.now(),
            **facts,
        )
    except (ConflictError, InvalidInputError) as error:
        tell(request, message_for(error), level=messages.ERROR)
    way_back = form.way_back(request, scope.url("basket"))
    if not wants_fragment(request):
        return redirect(way_back)
    row, page = find_offer(actor=scope.actor, unit=scope.unit, offer_id=facts["offer_id"])
    if way_back.partition("?")[0] == scope.url("basket"):
        return _basket_page(request, scope, row.offer.cycle)
    context = {"scope": scope, "row": row, "page": page, "way_back": way_back}
    return render_page(
        request, "trading/_shelf_answer.html", context, fragment="trading/_shelf_answer.html"
    )


@require_POST
def place(request: HttpRequest, hub: UUID, unit: UUID, order: UUID) -> HttpResponse:
    """Send the basket."""
    scope = unit_scope(request, hub, unit)
    page = get_order(actor=scope.actor, hub_id=scope.hub.pk, order_public_id=order)
    form = PlaceForm(request.POST)
    if not form.is_valid():
        raise InvalidInputError
    try:
        placed = place_order(
            actor=scope.actor,
            hub_id=scope.hub.pk,
            order_id=page.order.pk,
            now=timezone.now(),
            **form.cleaned_data,
        )
    except DomainError as error:
        tell(request, blame(error, page.lines), level=messages.ERROR)
        return redirect(scope.url("basket"))
    tell(request, _("Sent. You can change it until the round closes."))
    return redirect(scope.url("order-detail", order=placed.public_id))


@require_POST
def cancel(request: HttpRequest, hub: UUID, unit: UUID, order: UUID) -> HttpResponse:
    """Take a placed order back into the basket."""
    scope = unit_scope(request, hub, unit)
    page = get_order(actor=scope.actor, hub_id=scope.hub.pk, order_public_id=order)
    cancel_order(actor=scope.actor, hub_id=scope.hub.pk, order_id=page.order.pk, now=timezone.now())
    tell(request, _("The order is back in your basket. Nothing is ordered until you send it."))
    return redirect(scope.url("basket"))


@require_POST
def repeat(request: HttpRequest, hub: UUID, unit: UUID) -> HttpResponse:
    """Fill the basket with the last order, and say what could not be had."""
    scope = unit_scope(request, hub, unit)
    cycle = scope.known_cycle(request.POST.get("cycle", ""))
    _order, missing = repeat_order(
        actor=scope.actor,
        hub_id=scope.hub.pk,
        unit_id=scope.unit.pk,
        cycle_id=cycle.pk,
        now=timezone.now(),
    )
    if missing:
        text = _("Same as last time, but %(count)s of the goods cannot be had in this round.")
        tell(request, text % {"count": len(missing)}, level=messages.WARNING)
    return redirect(scope.url("basket") + f"?cycle={cycle.public_id}")


@require_GET
def order_list(request: HttpRequest, hub: UUID, unit: UUID) -> HttpResponse:
    """List the unit's orders, latest delivery first."""
    scope = unit_scope(request, hub, unit)
    orders = list_unit_orders(actor=scope.actor, unit=scope.unit)
    page = Paginator(orders, PAGE).get_page(request.GET.get("page"))
    return render_page(request, "trading/order_list.html", {"scope": scope, "page": page})


@require_GET
def order_detail(request: HttpRequest, hub: UUID, unit: UUID, order: UUID) -> HttpResponse:
    """Show an order: what was asked for, what came of it, and why."""
    scope = unit_scope(request, hub, unit)
    page = get_order(actor=scope.actor, hub_id=scope.hub.pk, order_public_id=order)
    context = {
        "scope": scope,
        "page": page,
        "breakdown": breakdown(page.totals),
        "may_change": scope.may_order and accepts_orders(page.order.cycle, timezone.now()),
    }
    return render_page(request, "trading/order_detail.html", context)


def _basket_page(request: HttpRequest, scope: UnitScope, cycle: OrderCycle | None) -> HttpResponse:
    page = get_basket(actor=scope.actor, unit=scope.unit, cycle=cycle) if cycle else None
    reference = (page.order.reference if page else "") or scope.unit.usual_reference
    context = {
        "scope": scope,
        "cycle": cycle,
        "page": page,
        "way_back": scope.url("basket") + (f"?cycle={cycle.public_id}" if cycle else ""),
        "reference": reference,
        "verdict": check_reference(scope.unit.payer, reference),
        "breakdown": breakdown(page.totals) if page else (),
        "can_repeat": not (page and page.lines) and has_ordered(actor=scope.actor, unit=scope.unit),
    }
    return render_page(request, "trading/basket.html", context, fragment="trading/_basket.html")


def blame(error: DomainError, lines: Sequence[OrderLine]) -> str:
    """Return what stopped an order, naming the goods where it was one of them."""
    if isinstance(error, OutOfStockError):
        for line in lines:
            if line.offer_id == error.params.get("offer"):
                return f"{goods_name(line.variant)}: {message_for(error)}"
    return message_for(error)
