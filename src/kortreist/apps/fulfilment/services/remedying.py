"""What each remedy does, through the services that do it anyway, and how it is taken back."""

from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Final

from kortreist.apps.actors.permissions import Actor
from kortreist.apps.fulfilment.entries import ReceiptEntry
from kortreist.apps.fulfilment.errors import DeviationKeptError
from kortreist.apps.fulfilment.locks import lock_lots
from kortreist.apps.fulfilment.models import (
    Deviation,
    DeviationKind,
    LossReason,
    Lot,
    Remedy,
    TemperatureReading,
)
from kortreist.apps.fulfilment.selectors.deviations import lots_of
from kortreist.apps.fulfilment.services.goods_in import receive_again, undo_receipt
from kortreist.apps.fulfilment.services.lots import release_lot, withdraw_lot
from kortreist.apps.fulfilment.services.stock import undo_movement, write_off
from kortreist.apps.fulfilment.services.telling import tell_buyers, tell_producer
from kortreist.kernel.quantity import Quantity
from kortreist.kernel.rounding import divide_rounded

Effects = dict[str, object]
LOSS_OF: Final[Mapping[str, LossReason]] = {
    DeviationKind.EXPIRED: LossReason.EXPIRED,
    DeviationKind.DAMAGED: LossReason.DAMAGED,
}


def apply_remedy(actor: Actor, deviation: Deviation, now: datetime) -> Effects:
    """Do what was chosen for a locked deviation; return what it did, for `take_back`."""
    do = DOINGS.get(deviation.chosen)
    return do(actor, deviation, now) if do else {}


def take_back(actor: Actor, deviation: Deviation, now: datetime) -> None:
    """Take back what a remedy did.

    Raises
    ------
    DeviationKeptError
        When the goods are gone or have been used since.
    """
    effects = deviation.effects
    for lot_id in _ids(effects.get("withdrew")):
        release_lot(actor=actor, hub_id=deviation.hub_id, lot_id=lot_id, now=now)
    for lot_id in _ids(effects.get("first")):
        _set_first(deviation.hub_id, lot_id, None)
    if effects.get("movement"):
        undo_movement(
            actor=actor, hub_id=deviation.hub_id, movement_id=_int(effects["movement"]), now=now
        )
    if effects.get("returned"):
        _fetch_back(actor, deviation, now)


def _hold(actor: Actor, deviation: Deviation, now: datetime) -> Effects:
    stopped = [lot.pk for lot in lots_of(deviation) if lot.withdrawn_at is None]
    for lot_id in stopped:
        withdraw_lot(actor=actor, hub_id=deviation.hub_id, lot_id=lot_id, now=now)
    return {"withdrew": stopped}


def _use_first(actor: Actor, deviation: Deviation, now: datetime) -> Effects:
    hurried = [lot.pk for lot in lots_of(deviation) if lot.use_first_at is None]
    for lot_id in hurried:
        _set_first(deviation.hub_id, lot_id, now)
    return {"first": hurried, "by": actor.name}


def _throw_away(actor: Actor, deviation: Deviation, now: datetime) -> Effects:
    """Write off what lies in stock; what lies nowhere counts as thrown away once it is held."""
    lot = deviation.lot
    if lot is None or not lot.is_stock:
        return _hold(actor, deviation, now)
    count = min(_count(deviation, lot), lot.packs_left)
    if not count:
        return {}
    reason = LOSS_OF.get(deviation.kind, LossReason.OTHER)
    movement = write_off(
        actor=actor,
        hub_id=deviation.hub_id,
        lot_id=lot.pk,
        count=count,
        reason=reason,
        note=deviation.remark,
        now=now,
    )
    return {"movement": movement.pk}


def _send_back(actor: Actor, deviation: Deviation, now: datetime) -> Effects:
    """Take the lot, or its damaged packs, out of goods-in; what is known of it stays."""
    lot = deviation.lot
    if lot is None:
        return {}
    whole, gone = _entry_facts(lot), _count(deviation, lot)
    told, measured = _detach(lot)
    undo_receipt(actor=actor, hub_id=deviation.hub_id, lot_id=lot.pk, now=now)
    rest = lot.received_count - gone
    left = _again(actor, deviation.hub_id, whole, rest, now) if rest else None
    _attach(left, told, measured)
    deviation.lot = left
    tell_producer(deviation, now=now)
    return {"returned": whole, "told": told, "measured": measured}


def _fetch_back(actor: Actor, deviation: Deviation, now: datetime) -> None:
    effects = deviation.effects
    whole = effects["returned"]
    if not isinstance(whole, dict):
        raise DeviationKeptError
    told, measured = _ids(effects["told"]), _ids(effects["measured"])
    if deviation.lot is not None:
        _detach(deviation.lot)
        undo_receipt(actor=actor, hub_id=deviation.hub_id, lot_id=deviation.lot.pk, now=now)
    lot = _again(actor, deviation.hub_id, whole, _int(whole["count"]), now)
    _attach(lot, told, measured)
    deviation.lot = lot


def _ask(actor: Actor, deviation: Deviation, now: datetime) -> Effects:
    return {"messages": tell_producer(deviation, now=now), "by": actor.name}


def _tell(actor: Actor, deviation: Deviation, now: datetime) -> Effects:
    return {"messages": tell_buyers(deviation, now=now), "by": actor.name}


DOINGS: Final[Mapping[str, Callable[[Actor, Deviation, datetime], Effects]]] = {
    Remedy.USE_FIRST: _use_first,
    Remedy.HOLD: _hold,
    Remedy.RETURN: _send_back,
    Remedy.WRITE_OFF: _throw_away,
    Remedy.ASK_PRODUCER: _ask,
    Remedy.TELL_BUYER: _tell,
}


def _set_first(hub_id: int, lot_id: int, at: datetime | None) -> None:
    lot = lock_lots(hub_id=hub_id, lot_ids=[lot_id])[lot_id]
    lot.use_first_at = at
    lot.save(update_fields=["use_first_at"])


def _count(deviation: Deviation, lot: Lot) -> int:
    """Return the packs it is about: those damaged, else all of the lot."""
    count = deviation.facts.get("count")
    is_part = deviation.kind == DeviationKind.DAMAGED and isinstance(count, int)
    return min(_int(count), lot.received_count) if is_part else lot.received_count


def _entry_facts(lot: Lot) -> Effects:
    return {
        "line": lot.purchase_line_id,
        "code": lot.code,
        "best_before": lot.best_before and lot.best_before.isoformat(),
        "count": lot.received_count,
        "amount": lot.received_amount,
        "temperature_dc": lot.temperature_dc,
        "place": lot.place_id,
    }


def _again(
    actor: Actor, hub_id: int, whole: Mapping[str, object], count: int, now: datetime
) -> Lot:
    amount = divide_rounded(_int(whole["amount"]) * count, _int(whole["count"]))
    best_before, measured, place = whole["best_before"], whole["temperature_dc"], whole["place"]
    entry = ReceiptEntry(
        _int(whole["line"]),
        str(whole["code"]),
        date.fromisoformat(str(best_before)) if best_before else None,
        Quantity(count, amount),
        None if measured is None else _int(measured),
        accept_short_dated=True,
        accept_weight=True,
        hold_expired=True,
        place_id=None if place is None else _int(place),
    )
    return receive_again(actor, hub_id, entry, now)


def _detach(lot: Lot) -> tuple[list[int], list[int]]:
    """Let what was seen and measured of a lot outlive it; return whose they were."""
    told = Deviation.objects.filter(lot=lot)
    measured = TemperatureReading.objects.filter(lot=lot)
    ids = list(told.values_list("pk", flat=True)), list(measured.values_list("pk", flat=True))
    told.update(lot=None)
    measured.update(lot=None)
    return ids


def _attach(lot: Lot | None, told: list[int], measured: list[int]) -> None:
    if lot is not None:
        Deviation.objects.filter(pk__in=told).update(lot=lot)
        TemperatureReading.objects.filter(pk__in=measured).update(lot=lot)


def _ids(value: object) -> list[int]:
    return [_int(each) for each in value] if isinstance(value, list) else []


def _int(value: object) -> int:
    return int(str(value))
