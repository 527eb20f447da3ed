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
from kortreist.apps.catalogue.models import SupplyMode
from kortreist.apps.catalogue.words import goods_name
from kortreist.apps.trading.errors import OutOfStockError, PricesChangedError
from kortreist.apps.trading.models import OrderCycle, OrderLine
from kortreist.apps.trading.selectors.choices import days_to_choose, places_to_choose
from kortreist.apps.trading.selectors.cycles import accepts_orders
from kortreist.apps.trading.selectors.orders import (
    get_basket,
    get_order,
    has_ordered,
    list_unit_orders,
)
from kortreist.apps.trading.selectors.repeating import differences
from kortreist.apps.trading.selectors.shelf import find_offer
from kortreist.apps.trading.selectors.substitutes import substitutions_of_order
from kortreist.apps.trading.selectors.thresholds import thresholds_of
from kortreist.apps.trading.selectors.weights import weights_of_order
from kortreist.apps.trading.services.baskets import repeat_order, set_line
from kortreist.apps.trading.services.orders import cancel_order, place_order
from kortreist.apps.trading.services.places import choose_place
from kortreist.apps.trading.web.breakdown import breakdown
from kortreist.apps.trading.web.forms import LineForm, PlaceForm, PlaceOfOrderForm
from kortreist.apps.trading.web.scope import UnitScope, place_id, unit_scope
from kortreist.apps.ui import figures
from kortreist.apps.ui.error_messages import message_for
from kortreist.apps.ui.notices import tell
from kortreist.apps.ui.pages import render_page, wants_fragment
from kortreist.kernel.errors import ConflictError, DomainError, InvalidInputError

PAGE = 50


@require_GET
def basket(request: HttpRequest, hub: UUID, unit: UUID) -> HttpResponse:
    """Show what is on the unit's order, and what remains before it can be sent."""
    scope = unit_scope(request, hub, unit)
    cycle = scope.cycle(request.GET.get("cycle", ""))
    return _basket_page(request, scope, cycle, is_repeated="repeated" in request.GET)


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
        is_repeated = "repeated=" in way_back
        return _basket_page(request, scope, row.offer.cycle, is_repeated=is_repeated)
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
        return redirect(_basket_address(scope, page.order.cycle))
    tell(request, _("Sent. You can change it until the round closes."))
    return redirect(scope.url("order-detail", order=placed.public_id))


@require_POST
def cancel(request: HttpRequest, hub: UUID, unit: UUID, order: UUID) -> HttpResponse:
    """Take a placed order back into the basket."""
    scope = unit_scope(request, hub, unit)
    page = get_order(actor=scope.actor, hub_id=scope.hub.pk, order_public_id=order)
    cancel_order(actor=scope.actor, hub_id=scope.hub.pk, order_id=page.order.pk, now=timezone.now())
    tell(request, _("The order is back in your basket. Nothing is ordered until you send it."))
    return redirect(_basket_address(scope, page.order.cycle))


@require_POST
def choose_door(request: HttpRequest, hub: UUID, unit: UUID) -> HttpResponse:
    """Have the order brought to the unit's own door, or to one of the pick-up points."""
    scope = unit_scope(request, hub, unit)
    form = PlaceOfOrderForm(request.POST)
    if not form.is_valid():
        raise InvalidInputError
    page = get_order(
        actor=scope.actor, hub_id=scope.hub.pk, order_public_id=form.cleaned_data["order"]
    )
    choose_place(
        actor=scope.actor,
        hub_id=scope.hub.pk,
        order_id=page.order.pk,
        delivery_point_id=place_id(scope, form.cleaned_data["place"]),
        now=timezone.now(),
    )
    tell(request, _("Noted where you want it."))
    return redirect(scope.url("basket") + f"?cycle={page.order.cycle.public_id}")


@require_POST
def repeat(request: HttpRequest, hub: UUID, unit: UUID) -> HttpResponse:
    """Fill the basket with the last order, and say what could not be had."""
    scope = unit_scope(request, hub, unit)
    cycle = scope.known_cycle(request.POST.get("cycle", ""))
    repeat_order(
        actor=scope.actor,
        hub_id=scope.hub.pk,
        unit_id=scope.unit.pk,
        cycle_id=cycle.pk,
        now=timezone.now(),
    )
    return redirect(_basket_address(scope, cycle, is_repeated=True))


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
    now = timezone.now()
    context = {
        "scope": scope,
        "page": page,
        "breakdown": breakdown(page.totals),
        "may_change": scope.may_order and accepts_orders(page.order.cycle, now),
        "instead": substitutions_of_order(page.order, now=now),
        "weights": weights_of_order(page.order),
        "basket_url": _basket_address(scope, page.order.cycle),
    }
    return render_page(request, "trading/order_detail.html", context)


def _basket_page(
    request: HttpRequest, scope: UnitScope, cycle: OrderCycle | None, *, is_repeated: bool = False
) -> HttpResponse:
    page = get_basket(actor=scope.actor, unit=scope.unit, cycle=cycle) if cycle else None
    lines = page.lines if page else ()
    reference = (page.order.reference if page else "") or scope.unit.usual_reference
    context = {
        "scope": scope,
        "cycle": cycle,
        "days": days_to_choose(scope.unit, cycle, now=timezone.now()),
        "doors": places_to_choose(scope.unit, page.order) if page else (),
        "page": page,
        "way_back": _basket_address(scope, cycle, is_repeated=is_repeated),
        "reference": reference,
        "verdict": check_reference(scope.unit.payer, reference),
        "breakdown": breakdown(page.totals) if page else (),
        "thresholds": thresholds_of(page) if page else None,
        "has_shared": any(line.offer.supply_mode == SupplyMode.SHARE for line in lines),
        "differences": differences(unit=scope.unit, cycle=cycle, now=timezone.now())
        if cycle and is_repeated
        else None,
        "can_repeat": not (page and page.lines) and has_ordered(actor=scope.actor, unit=scope.unit),
    }
    return render_page(request, "trading/basket.html", context, fragment="trading/_basket.html")


def _basket_address(
    scope: UnitScope, cycle: OrderCycle | None, *, is_repeated: bool = False
) -> str:
    if cycle is None:
        return scope.url("basket")
    return scope.url("basket") + f"?cycle={cycle.public_id}" + ("&repeated=1" * is_repeated)


def blame(error: DomainError, lines: Sequence[OrderLine]) -> str:
    """Return what stopped an order, naming the goods where it was one of them."""
    if isinstance(error, OutOfStockError):
        for line in lines:
            if line.offer_id == error.params.get("offer"):
                return f"{goods_name(line.variant)}: {message_for(error)}"
    if isinstance(error, PricesChangedError):
        return " ".join((message_for(error), *_changes(error, lines)))
    return message_for(error)


def _changes(error: PricesChangedError, lines: Sequence[OrderLine]) -> list[str]:
    """Return each price that changed: what it was, and what it is now."""
    names = {line.pk: goods_name(line.variant) for line in lines}
    return [
        f"{names.get(line_id, '')}: {figures.kr(before)} → {figures.kr(now)}."
        for line_id, before, now in error.changes
    ]
