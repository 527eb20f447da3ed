"""Filling a unit's one basket, and changing what has been sent while the cycle is open."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from kortreist.apps.actors.permissions import Actor, Permission, require
from kortreist.apps.trading.checks import Doorman, expect_version
from kortreist.apps.trading.errors import LinesRefusedError
from kortreist.apps.trading.locks import lock_order
from kortreist.apps.trading.models import Offer, Order, OrderLine, OrderStatus
from kortreist.apps.trading.selectors.repeating import last_order
from kortreist.apps.trading.services.cycles import hold_open_cycle
from kortreist.apps.trading.services.having import to_be_had
from kortreist.apps.trading.services.lines import (
    Wish,
    find_unit,
    offers_in,
    order_in,
    write_lines,
)
from kortreist.kernel.errors import NotFoundError


@transaction.atomic
def set_line(
    *,
    actor: Actor,
    hub_id: int,
    unit_id: int,
    offer_id: int,
    count: int,
    now: datetime,
    minimum_count: int | None = None,
    note: str | None = None,
    expected_version: int | None = None,
) -> OrderLine | None:
    """Put ``count`` packs of an offer on the unit's order; zero takes the line off.

    The minimum and the note stay as they are where they are not given. In a basket nothing is
    promised. On a placed order of a `reserve` offer the stock is taken, or
    given back, at once.

    Raises
    ------
    NotFoundError
        When the unit or the offer is not the actor's to know of.
    CycleStateError
        When the cycle is not open.
    OutOfStockError
        When fewer packs are left than asked for.
    QuantityOutOfRangeError, NotAMultipleError
        When the number cannot be right.
    StaleFormError
        When the order has changed since ``expected_version``.
    """
    require(actor, Permission.ORDER, hub_id=hub_id, unit_id=unit_id)
    cycle = hold_open_cycle(hub_id=hub_id, cycle_id=_cycle_id(hub_id, offer_id), now=now)
    unit = find_unit(hub_id, unit_id)
    order = lock_order(hub_id=hub_id, order_id=order_in(cycle, unit).pk)
    expect_version(order, expected_version)
    # Read now that the cycle is held: until then it may come to be supplied in another way.
    offers = offers_in(cycle, pk=offer_id)
    wish = Wish(offer_id, count, minimum_count, note)
    try:
        write_lines(order, unit=unit, offers=offers, wishes=[wish], actor=actor, now=now)
    except LinesRefusedError as refused:
        raise refused.faults[offer_id] from None
    return OrderLine.objects.filter(order=order, offer_id=offer_id).first()


@dataclass(frozen=True, slots=True)
class Repeated:
    """The basket after the last order was put into it."""

    order: Order
    last: Order
    # Variants that cannot be had this time, or not in that number.
    missing: tuple[int, ...]


@transaction.atomic
def repeat_order(
    *, actor: Actor, hub_id: int, unit_id: int, cycle_id: int, now: datetime
) -> Repeated:
    """Put the unit's last order into the basket; one that is sent already stays as it is.

    What lies there is never lowered; of what is short, as much as is left is taken.

    Raises
    ------
    NotFoundError
        When the unit is not the actor's to know of, or has not ordered before.
    CycleStateError
        When the cycle is not open.
    """
    require(actor, Permission.ORDER, hub_id=hub_id, unit_id=unit_id)
    cycle = hold_open_cycle(hub_id=hub_id, cycle_id=cycle_id, now=now)
    unit = find_unit(hub_id, unit_id)
    order = lock_order(hub_id=hub_id, order_id=order_in(cycle, unit).pk)
    last = last_order(unit=unit, cycle=cycle)
    if last is None:
        raise NotFoundError("nothing_to_repeat")
    if order.status == OrderStatus.PLACED:
        return Repeated(order, last, ())
    lines = list(last.lines.filter(ordered_count__gt=0))
    offers = offers_in(cycle, variant__in=[line.variant_id for line in lines])
    by_variant = offers.of_variants()
    had = dict(order.lines.values_list("offer_id", "ordered_count"))
    doorman = Doorman(unit, cycle.delivery_day)
    missing, wishes = [], []
    for line in lines:
        offer = by_variant.get(line.variant_id)
        count, _code = to_be_had(offer, line.ordered_count, doorman=doorman, now=now)
        if count < line.ordered_count:
            missing.append(line.variant_id)
        if offer is not None and count:
            count = max(count, had.get(offer.pk, 0))
            wishes.append(Wish(offer.pk, count, min(line.minimum_count, count), line.note))
    write_lines(order, unit=unit, offers=offers, wishes=wishes, actor=actor, now=now)
    return Repeated(order, last, tuple(missing))


def _cycle_id(hub_id: int, offer_id: int) -> int:
    known = Offer.objects.filter(hub_id=hub_id, pk=offer_id).values_list("cycle_id", flat=True)
    cycle_id = known.first()
    if cycle_id is None:
        raise NotFoundError
    return cycle_id
