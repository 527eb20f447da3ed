"""Writing many lines of one order at once: all of them or none, with what is wrong by line."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from kortreist.apps.actors.models import BuyerUnit
from kortreist.apps.actors.permissions import Actor, Permission, require
from kortreist.apps.actors.services.audit import record
from kortreist.apps.trading.checks import (
    Doorman,
    expect_version,
    require_credit,
    require_still_open,
)
from kortreist.apps.trading.errors import LinesRefusedError, OutOfStockError
from kortreist.apps.trading.locks import lock_order
from kortreist.apps.trading.models import (
    Offer,
    Order,
    OrderCycle,
    OrderLine,
    OrderStatus,
    Stage,
)
from kortreist.apps.trading.prices import promised_steps, put_price, steps_for
from kortreist.apps.trading.quantities import require_packs
from kortreist.apps.trading.services.cycles import hold_open_cycle
from kortreist.apps.trading.services.promises_of_drops import keep_promise
from kortreist.apps.trading.services.stock import require_left, take_stock
from kortreist.apps.trading.services.trail import Change, write_changes
from kortreist.apps.trading.snapshots import SNAPSHOT, take_snapshot, terms_of
from kortreist.kernel.errors import DomainError, NotFoundError
from kortreist.kernel.quantity import Quantity

WRITTEN = (
    *SNAPSHOT,
    "minimum_count",
    "note",
    "ordered_count",
    "ordered_amount",
    "confirmed_count",
    "confirmed_amount",
)


@dataclass(frozen=True, slots=True)
class Wish:
    """So many packs of an offer, in all; None leaves the minimum or the note as it is."""

    offer_id: int
    count: int
    minimum_count: int | None = None
    note: str | None = None


@dataclass(frozen=True, slots=True)
class Offers:
    """Offers of one cycle, by id, read while the cycle is held."""

    cycle: OrderCycle
    by_id: Mapping[int, Offer]

    def of_variants(self) -> dict[int, Offer]:
        """Return the offers by what they offer."""
        return {offer.variant_id: offer for offer in self.by_id.values()}


@transaction.atomic
def set_lines(
    *,
    actor: Actor,
    hub_id: int,
    unit_id: int,
    cycle_id: int,
    wishes: Sequence[Wish],
    now: datetime,
    expected_version: int | None = None,
) -> Order:
    """Put many lines on the unit's order in a constant number of queries; all of them or none.

    Lines that are not named stay as they are; zero takes a line off. On a placed order the stock
    of `reserve` offers is taken, or given back, at once.

    Raises
    ------
    NotFoundError
        When the unit or the cycle is not the actor's to know of.
    CycleStateError
        When the cycle is not open.
    StaleFormError
        When the order has changed since ``expected_version``.
    LinesRefusedError
        When a line cannot be ordered so, with what is wrong by offer.
    CreditLimitError
        When it would take the payer of a placed order past its limit.
    """
    require(actor, Permission.ORDER, hub_id=hub_id, unit_id=unit_id)
    cycle = hold_open_cycle(hub_id=hub_id, cycle_id=cycle_id, now=now)
    unit = find_unit(hub_id, unit_id)
    order = lock_order(hub_id=hub_id, order_id=order_in(cycle, unit).pk)
    expect_version(order, expected_version)
    write_lines(
        order,
        unit=unit,
        offers=offers_in(cycle, pk__in=_ids(wishes)),
        wishes=wishes,
        actor=actor,
        now=now,
    )
    return order


def write_lines(
    order: Order,
    *,
    unit: BuyerUnit,
    offers: Offers,
    wishes: Sequence[Wish],
    actor: Actor,
    now: datetime,
) -> list[OrderLine]:
    """Write lines of a locked order in a held cycle; return those that are new or other.

    For the services of this room.

    Raises
    ------
    LinesRefusedError, CreditLimitError
        As `set_lines`.
    """
    lines = {line.offer_id: line for line in order.lines.filter(offer__in=_ids(wishes))}
    wishes = [wish for wish in wishes if _is_new(wish, lines.get(wish.offer_id))]
    faults = _faults(wishes, offers, lines, order=order, unit=unit, now=now)
    if faults:
        raise LinesRefusedError(faults)
    if not wishes:
        return []
    is_placed = order.status == OrderStatus.PLACED
    terms = terms_of(offers.cycle)
    asked = [offers.by_id[wish.offer_id] for wish in wishes]
    steps = steps_for(unit, offers.cycle, asked)
    changed: list[tuple[OrderLine, Quantity | None, Quantity | None]] = []
    for wish in wishes:
        offer = offers.by_id[wish.offer_id]
        line = lines.get(offer.pk) or _new_line(order, offer)
        before = Quantity(line.ordered_count, line.ordered_amount) if line.pk else None
        changed.append((line, before, line.quantity(Stage.CONFIRMED)))
        line.offer = offer
        line.ordered_count = wish.count
        if line.pk:
            # What lies there keeps the prices it was put there at.
            put_price(line, promised_steps(line))
        else:
            take_snapshot(line, offer, terms, steps[offer.variant_id])
        line.ordered_amount = wish.count * line.content_amount
        _set_words(line, wish)
    if is_placed:
        _take(changed)
    _save([line for line, _, _ in changed], is_placed=is_placed)
    order.version += 1
    order.save(update_fields=["version"])
    if is_placed:
        keep_promise(order)
        _note_changes(order, changed, actor=actor, now=now)
    return [line for line, _, _ in changed]


def offers_in(cycle: OrderCycle, **which: object) -> Offers:
    """Return some of a held cycle's offers with their goods, in one query."""
    offers = Offer.objects.filter(hub_id=cycle.hub_id, cycle=cycle, **which).select_related(
        "variant__product", "producer__postcode__municipality"
    )
    return Offers(cycle, {offer.pk: offer for offer in offers})


def order_in(cycle: OrderCycle, unit: BuyerUnit) -> Order:
    """Return the unit's one order in a cycle, which is made where there is none."""
    order, _ = Order.objects.get_or_create(
        cycle=cycle,
        unit=unit,
        defaults={
            "hub_id": cycle.hub_id,
            "delivery_point_id": unit.delivery_point_id,
            "payer_id": unit.payer_id,
        },
    )
    return order


def find_unit(hub_id: int, unit_id: int) -> BuyerUnit:
    """Return a unit that still orders, or raise NotFoundError."""
    unit = (
        BuyerUnit.objects.filter(hub_id=hub_id, pk=unit_id, archived_at__isnull=True)
        .select_related("payer")
        .first()
    )
    if unit is None:
        raise NotFoundError
    return unit


def _ids(wishes: Iterable[Wish]) -> list[int]:
    return [wish.offer_id for wish in wishes]


def _is_new(wish: Wish, line: OrderLine | None) -> bool:
    if line is None:
        return wish.count != 0
    return (
        wish.count != line.ordered_count
        or wish.minimum_count not in {None, line.minimum_count}
        or wish.note not in {None, line.note}
    )


def _faults(
    wishes: Iterable[Wish],
    offers: Offers,
    lines: Mapping[int, OrderLine],
    *,
    order: Order,
    unit: BuyerUnit,
    now: datetime,
) -> dict[int, DomainError]:
    faults: dict[int, DomainError] = {}
    doorman = Doorman(unit, offers.cycle.delivery_day)
    for wish in wishes:
        try:
            _require_fit(
                wish,
                offers.by_id.get(wish.offer_id),
                lines.get(wish.offer_id),
                order=order,
                doorman=doorman,
                now=now,
            )
        except DomainError as error:
            faults[wish.offer_id] = error
    return faults


def _require_fit(
    wish: Wish,
    offer: Offer | None,
    line: OrderLine | None,
    *,
    order: Order,
    doorman: Doorman,
    now: datetime,
) -> None:
    if offer is None:
        raise NotFoundError
    require_packs(wish.count, multiple=offer.variant.order_multiple)
    require_packs(wish.minimum_count or 0)
    is_placed = order.status == OrderStatus.PLACED
    # What was never sent may be taken out of the basket at any time.
    if is_placed or wish.count:
        require_still_open(offer, now)
    if wish.count:
        doorman.require(offer.variant.product)
        promised = line.confirmed_count or 0 if line and is_placed else 0
        require_left(offer, wish.count, promised=promised)


def _new_line(order: Order, offer: Offer) -> OrderLine:
    line = OrderLine(hub_id=order.hub_id, order=order, offer=offer)
    line.variant_id, line.producer_id = offer.variant_id, offer.producer_id
    return line


def _set_words(line: OrderLine, wish: Wish) -> None:
    minimum = line.minimum_count if wish.minimum_count is None else wish.minimum_count
    line.minimum_count = min(minimum, wish.count)
    if wish.note is not None:
        line.note = wish.note


def _take(changed: Sequence[tuple[OrderLine, Quantity | None, Quantity | None]]) -> None:
    before = {line.pk: promised.count for line, _, promised in changed if line.pk and promised}
    try:
        take_stock([line for line, _, _ in changed], before)
    except OutOfStockError as error:
        offer_id = error.params["offer"]
        raise LinesRefusedError({int(str(offer_id)): error}) from error


def _save(lines: Sequence[OrderLine], *, is_placed: bool) -> None:
    gone = [] if is_placed else [line.pk for line in lines if line.pk and not line.ordered_count]
    if gone:
        OrderLine.objects.filter(pk__in=gone).delete()
    known = [line for line in lines if line.pk and line.pk not in gone]
    OrderLine.objects.bulk_update(known, WRITTEN, batch_size=100)
    OrderLine.objects.bulk_create(line for line in lines if not line.pk)


def _note_changes(
    order: Order,
    changed: Sequence[tuple[OrderLine, Quantity | None, Quantity | None]],
    *,
    actor: Actor,
    now: datetime,
) -> None:
    if any(before is None or line.ordered_count > before.count for line, before, _ in changed):
        require_credit(order)
    changes = [Change(line, Stage.ORDERED, before, "changed") for line, before, _ in changed]
    changes += [
        Change(line, Stage.CONFIRMED, promised, "reserved")
        for line, _, promised in changed
        if line.confirmed_count is not None
    ]
    write_changes(changes, actor=actor, now=now)
    one = changed[0] if len(changed) == 1 else None
    record(
        actor,
        "trading.order.changed",
        order,
        hub_id=order.hub_id,
        now=now,
        params={"line": one[0].pk} if one else {"lines": len(changed)},
        before={"packs": one[1].count if one[1] else 0} if one else None,
        after={"packs": one[0].ordered_count} if one else None,
    )
