"""Lots of the hub's own making: several farms' goods mixed, a sack packed anew in bags."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.db import IntegrityError, transaction

from kortreist.apps.actors.permissions import Actor, Permission, require
from kortreist.apps.actors.services.audit import record
from kortreist.apps.catalogue.models import Variant
from kortreist.apps.fulfilment.entries import MakeEntry
from kortreist.apps.fulfilment.errors import (
    LotCodeError,
    LotCodeTakenError,
    LotInUseError,
    LotWithdrawnError,
    MovementNotUndoableError,
    NothingToMakeOfError,
    SettledAsWasteError,
)
from kortreist.apps.fulfilment.locks import lock_lots
from kortreist.apps.fulfilment.models import Lot, LotSource, MovementKind, StockMovement
from kortreist.apps.fulfilment.selectors.costs import cost_ore
from kortreist.apps.fulfilment.selectors.freshness import stock_lots
from kortreist.apps.fulfilment.selectors.makeable import variants_to_make
from kortreist.apps.fulfilment.services.goods_in import LONGEST_CODE
from kortreist.apps.fulfilment.services.ingredients import Taken, require_fit
from kortreist.apps.fulfilment.services.movements import Move, usual_amount, write_movements
from kortreist.apps.fulfilment.services.places import require_places
from kortreist.apps.fulfilment.services.plausibility import require_amount, require_count
from kortreist.apps.fulfilment.services.unclaimed import require_covered, require_unclaimed
from kortreist.apps.trading.locks import lock_purchase_lines
from kortreist.apps.trading.models import PurchaseLine
from kortreist.kernel.errors import NotFoundError
from kortreist.kernel.periods import oslo_date
from kortreist.kernel.quantity import Quantity


@transaction.atomic
def make_lot(*, actor: Actor, hub_id: int, entry: MakeEntry, now: datetime) -> Lot:
    """Take packs of some lots and make a new lot of them, which lies in stock.

    It costs what went into it, and keeps no longer than the first of that to expire. The same lot
    number with the same figures is the same lot.

    Raises
    ------
    NotPermittedError
        When ``actor`` may not receive goods at the hub.
    NothingToMakeOfError, LotTwiceError, LotShortError
        When it is made of nothing, of a lot named twice, or of more than is left.
    LotCodeError, LotCodeTakenError
        When the lot number is missing, too long, or another made lot's.
    LotWithdrawnError, LotExpiredError, ConsignmentMixedError, SettledAsWasteError
        When a lot is stopped, past its date, not the hub's own, or counts as thrown away.
    UnitMixedError, ZoneChangedError, UndeclaredError
        When the goods are measured or kept otherwise, or hold what the new ones do not declare.
    ImplausibleCountError, ImplausibleWeightError, NotNominalError
        When a figure cannot be right.
    MoreThanWentInError, LossReasonMissingError, LongerDateError
        When more comes out than went in, something is gone without a reason, or the date is later.
    StockPromisedError
        When others count on the packs.
    """
    require(actor, Permission.RECEIVE_GOODS, hub_id=hub_id)
    code = _checked_code(entry.code)
    variant = _variant(hub_id, entry.variant_id)
    if not entry.sources:
        raise NothingToMakeOfError
    lines = _lock_lines(hub_id, [each.lot_id for each in entry.sources])
    require_places(hub_id, [entry.place_id])
    locked = _lock_with_others(hub_id, [each.lot_id for each in entry.sources])
    known = Lot.objects.filter(hub_id=hub_id, code=code, purchase_line__isnull=True).first()
    if known is not None:
        return _the_same(known, entry)
    taken = _taken(entry, locked, lines)
    quantity = _made_quantity(entry, variant)
    best_before = require_fit(taken, variant, quantity, entry, on=oslo_date(now))
    for each in taken:
        each.lot.gone_count += each.count
    require_covered(hub_id, [each.lot for each in taken], locked, made=(variant.pk, quantity.count))
    lot = _created(
        Lot(
            hub_id=hub_id,
            variant=variant,
            producer_id=variant.product.producer_id,
            declaration_id=variant.product.declaration_id,
            code=code,
            best_before=best_before,
            received_count=quantity.count,
            received_amount=quantity.amount,
            received_at=now,
            place_id=entry.place_id,
            stocked_at=now,
            made_cost_ore=sum(each.cost_ore for each in taken),
        )
    )
    _write(actor, lot, taken, entry, now)
    return lot


@transaction.atomic
def undo_making(*, actor: Actor, hub_id: int, lot_id: int, now: datetime) -> None:
    """Put what a made lot was made of back, while nothing of it has been packed, used or lost.

    Raises
    ------
    NotPermittedError
        When ``actor`` may not receive goods at the hub.
    MovementNotUndoableError
        When the lot was not made here.
    LotInUseError, LotWithdrawnError
        When some of it is gone, or it is stopped.
    SettledAsWasteError
        When the round that some of it came in has been settled meanwhile.
    StockPromisedError
        When others count on it.
    """
    require(actor, Permission.RECEIVE_GOODS, hub_id=hub_id)
    edges = list(LotSource.objects.filter(hub_id=hub_id, lot=lot_id).order_by("source_id"))
    lines = _lock_lines(hub_id, [edge.source_id for edge in edges])
    locked = _lock_with_others(hub_id, [lot_id, *(edge.source_id for edge in edges)])
    lot = locked.pop(lot_id)
    _require_untouched(lot, edges)
    for edge in edges:
        source = locked[edge.source_id]
        line = lines.get(source.purchase_line_id)
        if not source.is_stock and line is not None and line.credited_count is not None:
            raise SettledAsWasteError(lot=source.code)
        source.gone_count -= edge.count
    same = [each for each in locked.values() if each.variant_id == lot.variant_id]
    require_unclaimed(lot, [each for each in same if each.is_stock])
    Lot.objects.bulk_update([locked[edge.source_id] for edge in edges], ["gone_count"])
    write_movements(
        [_put_back(locked[edge.source_id], edge, lot) for edge in edges], actor=actor, now=now
    )
    record(actor, "fulfilment.lot.unmade", lot, hub_id=hub_id, now=now, before=_facts(lot, edges))
    lot.delete()


def _checked_code(typed: str) -> str:
    code = typed.strip()
    if not 0 < len(code) <= LONGEST_CODE or not code.isprintable():
        raise LotCodeError(field="code", most=LONGEST_CODE)
    return code


def _variant(hub_id: int, variant_id: int) -> Variant:
    variants = variants_to_make(hub_id=hub_id).select_related("product__declaration")
    variant = variants.filter(pk=variant_id).first()
    if variant is None:
        raise NotFoundError
    return variant


def _lock_lines(hub_id: int, lot_ids: Sequence[int]) -> dict[int | None, PurchaseLine]:
    bought = Lot.objects.filter(hub_id=hub_id, pk__in=lot_ids, purchase_line__isnull=False)
    line_ids = set(bought.values_list("purchase_line_id", flat=True))
    return {line.pk: line for line in lock_purchase_lines(hub_id=hub_id, line_ids=line_ids)}


def _lock_with_others(hub_id: int, lot_ids: Sequence[int]) -> dict[int, Lot]:
    """Lock lots with all that others may count on instead: what lies in stock, what came along."""
    named = Lot.objects.filter(hub_id=hub_id, pk__in=lot_ids)
    same = stock_lots(hub_id=hub_id).filter(variant_id__in=named.values("variant_id"))
    along = Lot.objects.filter(
        hub_id=hub_id, purchase_line__in=named.filter(place__isnull=True).values("purchase_line")
    )
    ids = {
        *lot_ids,
        *same.values_list("pk", flat=True),
        *along.order_by().values_list("pk", flat=True),
    }
    return lock_lots(hub_id=hub_id, lot_ids=ids)


def _taken(
    entry: MakeEntry, locked: Mapping[int, Lot], lines: Mapping[int | None, PurchaseLine]
) -> list[Taken]:
    facts = {
        lot.pk: lot
        for lot in Lot.objects.filter(
            pk__in={each.lot_id for each in entry.sources}
        ).select_related("variant__product", "declaration")
    }
    taken = []
    for each in entry.sources:
        require_count(each.count)
        lot = locked[each.lot_id]
        lot.variant, lot.declaration = facts[lot.pk].variant, facts[lot.pk].declaration
        line = lines.get(lot.purchase_line_id)
        amount = usual_amount(lot, each.count)
        taken.append(Taken(lot, line, each.count, amount, cost_ore(lot, line, amount)))
    return taken


def _made_quantity(entry: MakeEntry, variant: Variant) -> Quantity:
    require_count(entry.count)
    amount = entry.count * variant.content_amount if entry.amount is None else entry.amount
    quantity = Quantity(entry.count, amount)
    require_amount(
        quantity,
        content_amount=variant.content_amount,
        charge_by=variant.charge_by,
        unit=variant.unit,
    )
    return quantity


def _created(lot: Lot) -> Lot:
    try:
        with transaction.atomic():
            lot.save(force_insert=True)
    except IntegrityError as error:
        # Somebody else used the number in the same moment, for something else.
        raise LotCodeTakenError(lot=lot.code) from error
    return lot


def _the_same(known: Lot, entry: MakeEntry) -> Lot:
    before = {(edge.source_id, edge.count) for edge in known.sources.all()}
    asked = {(each.lot_id, each.count) for each in entry.sources}
    is_same = known.variant_id == entry.variant_id and known.received_count == entry.count
    if before != asked or not is_same or entry.amount not in {None, known.received_amount}:
        raise LotCodeTakenError(lot=known.code)
    return known


def _write(actor: Actor, lot: Lot, taken: Sequence[Taken], entry: MakeEntry, now: datetime) -> None:
    Lot.objects.bulk_update([each.lot for each in taken], ["gone_count"])
    edges = LotSource.objects.bulk_create(
        LotSource(
            hub_id=lot.hub_id,
            lot=lot,
            source=each.lot,
            count=each.count,
            amount=each.amount,
            cost_ore=each.cost_ore,
        )
        for each in taken
    )
    used = [_use(each, lot) for each in taken]
    made = Move(
        lot,
        MovementKind.MADE,
        lot.received_count,
        lot.received_amount,
        value_ore=lot.made_cost_ore,
        reason=entry.loss_reason,
        note=entry.note[:200],
        to_place_id=lot.place_id,
    )
    write_movements([*used, made], actor=actor, now=now)
    record(actor, "fulfilment.lot.made", lot, hub_id=lot.hub_id, now=now, after=_facts(lot, edges))


def _use(each: Taken, lot: Lot) -> Move:
    return Move(
        each.lot,
        MovementKind.USED,
        -each.count,
        -each.amount,
        value_ore=-each.cost_ore,
        note=lot.code,
    )


def _require_untouched(lot: Lot, edges: Sequence[LotSource]) -> None:
    if not edges:
        raise MovementNotUndoableError
    if lot.packed_count or lot.gone_count or lot.products.exists():
        raise LotInUseError(lot=lot.code, packed=lot.packed_count + lot.gone_count)
    if lot.withdrawn_at is not None:
        raise LotWithdrawnError(lot=lot.code)


def _put_back(source: Lot, edge: LotSource, lot: Lot) -> Move:
    used = StockMovement.objects.filter(
        lot=source, kind=MovementKind.USED, note=lot.code, undoes=None, undone_by=None
    ).latest("pk")
    return Move(
        source,
        MovementKind.USED,
        edge.count,
        edge.amount,
        value_ore=edge.cost_ore,
        note=lot.code,
        undoes=used,
    )


def _facts(lot: Lot, edges: Sequence[LotSource]) -> dict[str, object]:
    return {
        "code": lot.code,
        "best_before": lot.best_before and lot.best_before.isoformat(),
        "count": lot.received_count,
        "amount": lot.received_amount,
        "cost_ore": lot.made_cost_ore,
        "sources": [[edge.source_id, edge.count, edge.amount] for edge in edges],
    }
