"""What goes into the crates: checked against the promise and the lots, then written as a whole."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from kortreist.apps.actors.permissions import Actor
from kortreist.apps.actors.services.audit import event, record_many
from kortreist.apps.catalogue.models import ChargeBy
from kortreist.apps.fulfilment.entries import PackEntry, PartEntry
from kortreist.apps.fulfilment.errors import (
    DeliveryStateError,
    LineAlreadyPackedError,
    LineTwiceError,
    LotShortError,
    LotTwiceError,
    LotWithdrawnError,
    MoreThanConfirmedError,
    NothingConfirmedError,
    NotPlannedError,
    UnknownReasonError,
    WeightMissingError,
    WrongLotError,
)
from kortreist.apps.fulfilment.locks import lock_deliveries_of_lines, lock_lots
from kortreist.apps.fulfilment.models import (
    Delivery,
    DeliveryStatus,
    Lot,
    MovementKind,
    PackedPart,
    PackReason,
)
from kortreist.apps.fulfilment.services.drawing import require_drawn
from kortreist.apps.fulfilment.services.least_life import require_life
from kortreist.apps.fulfilment.services.movements import Move, write_movements
from kortreist.apps.fulfilment.services.plausibility import require_amount, require_count
from kortreist.apps.trading.locks import lock_lines
from kortreist.apps.trading.models import OrderLine, Stage
from kortreist.apps.trading.services.quantities import StageEntry, set_order_stages
from kortreist.apps.trading.services.weights import ask_about_weights
from kortreist.kernel.errors import NotFoundError
from kortreist.kernel.quantity import Quantity


@dataclass(frozen=True, slots=True)
class Packed:
    """A line as it was packed."""

    line: OrderLine
    parts: tuple[PackedPart, ...]
    quantity: Quantity
    reason: str
    short_life_reason: str = ""


def pack_entries(
    actor: Actor,
    hub_id: int,
    entries: Sequence[PackEntry],
    now: datetime,
    *,
    replace: bool = False,
    cycle_id: int | None = None,
) -> list[OrderLine]:
    """Check all entries, then write all: the one way in for one line and for thousands."""
    by_line = {entry.order_line_id: entry for entry in entries}
    if len(by_line) < len(entries):
        raise LineTwiceError
    lines = lock_open_lines(hub_id, by_line, cycle_id=cycle_id)
    before = parts_of(by_line)
    planned = [_plan(line, by_line[line.pk], now) for line in lines]
    fresh = [packed for packed in planned if not _is_same(packed, before.get(packed.line.pk, []))]
    if not replace:
        _require_unpacked(fresh)
    lot_ids = {part.lot_id for packed in fresh for part in packed.parts}
    gone = {packed.line.pk: before.get(packed.line.pk, []) for packed in fresh}
    lots = put_back(hub_id, gone, lot_ids)
    for packed in fresh:
        _take(packed, lots)
    require_life(
        hub_id,
        [part for packed in fresh for part in packed.parts],
        lots,
        {pk: entry.short_life_reason for pk, entry in by_line.items()},
    )
    require_drawn(hub_id, [part for packed in fresh for part in packed.parts], lots)
    _write(actor, hub_id, fresh, lots, now)
    moves = [*_unpacked(gone, lots), *_packed(fresh, lots)]
    write_movements(moves, actor=actor, now=now)
    known = {line.pk: line for line in lines}
    return [known[entry.order_line_id] for entry in entries]


def lock_open_lines(
    hub_id: int, line_ids: Collection[int], *, cycle_id: int | None = None
) -> list[OrderLine]:
    """Lock the deliveries, then the lines that go with them, when they are still open."""
    deliveries = lock_deliveries_of_lines(hub_id=hub_id, line_ids=line_ids)
    lines = lock_lines(hub_id=hub_id, line_ids=line_ids)
    for line in lines:
        delivery = deliveries.get(line.order_id)
        if delivery is None:
            raise NotPlannedError
        if cycle_id is not None and delivery.cycle_id != cycle_id:
            raise NotFoundError
        _require_open(delivery)
    return lines


def _require_open(delivery: Delivery) -> None:
    if delivery.status != DeliveryStatus.PLANNED:
        raise DeliveryStateError(status=delivery.status, needed=DeliveryStatus.PLANNED.value)


def parts_of(line_ids: Collection[int]) -> dict[int, list[PackedPart]]:
    parts: dict[int, list[PackedPart]] = {}
    for part in PackedPart.objects.filter(order_line__in=set(line_ids)).order_by("pk"):
        parts.setdefault(part.order_line_id, []).append(part)
    return parts


def _plan(line: OrderLine, entry: PackEntry, now: datetime) -> Packed:
    """Return a line as the entry would have it, or say what cannot be right."""
    if entry.reason not in PackReason.values:
        raise UnknownReasonError(reason=entry.reason)
    if line.confirmed_count is None:
        raise NothingConfirmedError
    parts = tuple(_part(line, part, now) for part in entry.parts)
    quantity = sum((Quantity(part.count, part.amount) for part in parts), Quantity.none())
    if quantity.count > line.confirmed_count:
        raise MoreThanConfirmedError(confirmed=line.confirmed_count, packed=quantity.count)
    if quantity.count == line.confirmed_count:
        reason = PackReason.PACKED
    elif entry.reason == PackReason.PACKED:
        reason = PackReason.SHORT
    else:
        reason = PackReason(entry.reason)
    return Packed(line, parts, quantity, reason.value, entry.short_life_reason)


def _part(line: OrderLine, entry: PartEntry, now: datetime) -> PackedPart:
    require_count(entry.count)
    amount = entry.amount
    if amount is None:
        if line.charge_by == ChargeBy.MEASURED:
            raise WeightMissingError(field="amount")
        amount = entry.count * line.content_amount
    if amount < 0:
        raise WeightMissingError(field="amount")
    require_amount(
        Quantity(entry.count, amount),
        content_amount=line.content_amount,
        charge_by=line.charge_by,
        unit=line.unit,
    )
    return PackedPart(
        hub_id=line.hub_id,
        order_line=line,
        lot_id=entry.lot_id,
        count=entry.count,
        amount=amount,
        packed_at=now,
    )


def _is_same(packed: Packed, before: Sequence[PackedPart]) -> bool:
    return packed.line.quantity(Stage.PACKED) == packed.quantity and sorted(
        (part.lot_id, part.count, part.amount) for part in packed.parts
    ) == sorted((part.lot_id, part.count, part.amount) for part in before)


def _require_unpacked(fresh: Sequence[Packed]) -> None:
    for packed in fresh:
        if packed.line.packed_count is not None:
            raise LineAlreadyPackedError(packed=packed.line.packed_count)


def put_back(
    hub_id: int, before: Mapping[int, Sequence[PackedPart]], lot_ids: Collection[int]
) -> dict[int, Lot]:
    """Lock lots, those about to be packed from too; take earlier parts away and back into them."""
    parts = [part for line_parts in before.values() for part in line_parts]
    lots = lock_lots(hub_id=hub_id, lot_ids={*lot_ids, *(part.lot_id for part in parts)})
    for part in parts:
        lots[part.lot_id].packed_count -= part.count
    if parts:
        PackedPart.objects.filter(pk__in=[part.pk for part in parts]).delete()
    return lots


def unpack(actor: Actor, hub_id: int, line_ids: Collection[int], now: datetime) -> None:
    """Put all that lies in the crates of locked lines back into their lots."""
    gone = parts_of(line_ids)
    lots = put_back(hub_id, gone, ())
    Lot.objects.bulk_update(lots.values(), ["packed_count"], batch_size=500)
    write_movements(_unpacked(gone, lots), actor=actor, now=now)


def _unpacked(gone: Mapping[int, Sequence[PackedPart]], lots: Mapping[int, Lot]) -> list[Move]:
    return [
        Move(
            lots[part.lot_id],
            MovementKind.UNPACKED,
            part.count,
            part.amount,
            order_line_id=part.order_line_id,
        )
        for parts in gone.values()
        for part in parts
    ]


def _packed(fresh: Sequence[Packed], lots: Mapping[int, Lot]) -> list[Move]:
    return [
        Move(
            lots[part.lot_id],
            MovementKind.PACKED,
            -part.count,
            -part.amount,
            order_line_id=packed.line.pk,
        )
        for packed in fresh
        for part in packed.parts
    ]


def _take(packed: Packed, lots: Mapping[int, Lot]) -> None:
    """Take a line's parts out of locked lots, or say what is left of them."""
    if len({part.lot_id for part in packed.parts}) < len(packed.parts):
        raise LotTwiceError
    for part in packed.parts:
        lot = lots[part.lot_id]
        if lot.variant_id != packed.line.variant_id:
            raise WrongLotError(lot=lot.code)
        if lot.withdrawn_at is not None:
            raise LotWithdrawnError(lot=lot.code)
        if part.count > lot.packs_left:
            raise LotShortError(lot=lot.code, wanted=part.count, left=lot.packs_left)
        lot.packed_count += part.count


def _write(
    actor: Actor, hub_id: int, fresh: Sequence[Packed], lots: Mapping[int, Lot], now: datetime
) -> None:
    if not fresh:
        return
    PackedPart.objects.bulk_create(part for packed in fresh for part in packed.parts)
    Lot.objects.bulk_update(lots.values(), ["packed_count"], batch_size=500)
    set_order_stages(
        actor=actor,
        hub_id=hub_id,
        stage=Stage.PACKED,
        entries=[
            StageEntry(packed.line.pk, packed.quantity, packed.reason, _facts(packed))
            for packed in fresh
        ],
        now=now,
    )
    for packed in fresh:
        packed.line.packed_count = packed.quantity.count
        packed.line.packed_amount = packed.quantity.amount
    ask_about_weights(
        actor=actor, hub_id=hub_id, line_ids=[packed.line.pk for packed in fresh], now=now
    )
    record_many(
        event(
            actor,
            "fulfilment.line.packed",
            packed.line,
            hub_id=hub_id,
            now=now,
            after={"parts": [[part.lot_id, part.count, part.amount] for part in packed.parts]},
        )
        for packed in fresh
    )


def _facts(packed: Packed) -> dict[str, object]:
    """Return what the reader of a change wants to know: how short it fell, or its date was."""
    facts: dict[str, object] = {}
    if packed.short_life_reason:
        facts["short_life"] = packed.short_life_reason
    if packed.reason == PackReason.PACKED:
        return facts
    return facts | {"confirmed": packed.line.confirmed_count, "packed": packed.quantity.count}
