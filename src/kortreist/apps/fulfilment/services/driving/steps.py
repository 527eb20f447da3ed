"""What each thing a driver does changes; all of it in the caller's transaction, the tour locked."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from kortreist.apps.actors.permissions import Actor
from kortreist.apps.fulfilment.entries import DrivingEntry, HandoverEntry
from kortreist.apps.fulfilment.errors import NotHandedOverError, ReturnError, TourStateError
from kortreist.apps.fulfilment.locks import lock_deliveries
from kortreist.apps.fulfilment.models import (
    Delivery,
    DeliveryStatus,
    OperationKind,
    StopDelivery,
    Tour,
    TourOperation,
    TourStatus,
    TourStop,
)
from kortreist.apps.fulfilment.services.deliveries import hand_over, take_back
from kortreist.apps.fulfilment.services.driving.notes import note_temperature, note_trouble
from kortreist.apps.fulfilment.services.tours.footprints import store_footprint
from kortreist.apps.jobs.models import StoredFile
from kortreist.apps.trading.models import OrderLine, Stage
from kortreist.kernel.errors import NotFoundError
from kortreist.kernel.quantity import Quantity
from kortreist.kernel.rounding import divide_rounded


@dataclass(frozen=True, slots=True)
class Turn:
    """One thing a driver did: by whom, on which tour, where, and when it happened."""

    actor: Actor
    tour: Tour
    stop: TourStop | None
    entry: DrivingEntry
    at: datetime

    @property
    def hub_id(self) -> int:
        """The hub whose tour it is."""
        return self.tour.hub_id

    def at_stop(self) -> TourStop:
        """Return the stop, which must be told."""
        if self.stop is None:
            raise NotFoundError
        return self.stop


def _leave(turn: Turn, _photo: StoredFile | None) -> None:
    _be_underway(turn)
    note_temperature(turn.actor, turn.tour, turn.entry, turn.at)


def _arrive(turn: Turn, _photo: StoredFile | None) -> None:
    _be_underway(turn)
    _come(turn.at_stop(), turn.at)


def _hand_over(turn: Turn, photo: StoredFile | None) -> None:
    _be_underway(turn)
    stop = turn.at_stop()
    # Held before it is looked at: a desk may hand the same delivery over.
    [delivery] = lock_deliveries(hub_id=turn.hub_id, delivery_ids=[_delivery(turn).pk])
    was_delivered = delivery.status == DeliveryStatus.DELIVERED
    lines = _packed_lines(delivery)
    entry = HandoverEntry(
        delivery.pk,
        {lines[line].pk: _share(lines, line, packs) for line, packs in _returns(turn).items()},
        {lines[line].pk: why for line, why in turn.entry.reasons.items() if line in lines},
        turn.entry.temperature_dc,
        turn.entry.crates_back,
    )
    [handed] = hand_over(turn.actor, turn.hub_id, [entry], turn.at)
    if was_delivered:
        # Told by another phone before, and in the same way.
        return
    handed.received_by, handed.photo = turn.entry.received_by, photo
    handed.save(update_fields=["received_by", "photo"])
    _come(stop, turn.at)
    _go_when_done(stop, turn.at)
    note_temperature(turn.actor, turn.tour, turn.entry, turn.at, delivery=handed)
    note_trouble(turn.actor, turn.tour, turn.entry, turn.at, delivery=handed, photo=photo)


def _collect(turn: Turn, photo: StoredFile | None) -> None:
    _be_underway(turn)
    stop = turn.at_stop()
    if stop.left_at is not None:
        # Told by another phone before.
        return
    _come(stop, turn.at)
    _go(stop, turn.at)
    note_temperature(turn.actor, turn.tour, turn.entry, turn.at)
    note_trouble(turn.actor, turn.tour, turn.entry, turn.at, photo=photo)


def _skip(turn: Turn, photo: StoredFile | None) -> None:
    _be_underway(turn)
    stop = turn.at_stop()
    if stop.left_at is not None:
        # Told by another phone before.
        return
    _go(stop, turn.at)
    waiting = StopDelivery.objects.filter(stop=stop).exclude(
        delivery__status=DeliveryStatus.DELIVERED
    )
    for row in waiting.select_related("delivery").order_by("pk"):
        note_trouble(turn.actor, turn.tour, turn.entry, turn.at, delivery=row.delivery, photo=photo)


def _measure(turn: Turn, _photo: StoredFile | None) -> None:
    note_temperature(turn.actor, turn.tour, turn.entry, turn.at)


def _undo(turn: Turn, _photo: StoredFile | None) -> None:
    handovers = TourOperation.objects.filter(
        tour=turn.tour, kind=OperationKind.HAND_OVER, refused=""
    )
    done = handovers.filter(operation_id=turn.entry.undoes).first() if turn.entry.undoes else None
    if done is None or done.stop is None:
        raise NotHandedOverError
    delivery = _delivery(turn, public_id=str(done.payload.get("delivery", "")))
    if delivery.status == DeliveryStatus.DELIVERED and _is_undone(turn.tour, done):
        # What stands now is a later handover, which nobody here has seen.
        raise NotHandedOverError
    take_back(turn.actor, turn.hub_id, delivery.pk, turn.at)
    done.stop.left_at = None
    done.stop.save(update_fields=["left_at"])


def _finish(turn: Turn, _photo: StoredFile | None) -> None:
    tour = turn.tour
    if tour.status == TourStatus.DONE:
        return
    tour.status, tour.returned_at = TourStatus.DONE, turn.at
    tour.left_at = tour.left_at or turn.at
    tour.driven_m, tour.energy_used = turn.entry.driven_m, turn.entry.energy_used
    tour.version += 1
    tour.save(
        update_fields=["status", "returned_at", "left_at", "driven_m", "energy_used", "version"]
    )
    store_footprint(tour)


STEPS: Mapping[OperationKind, Callable[[Turn, StoredFile | None], None]] = {
    OperationKind.LEAVE: _leave,
    OperationKind.ARRIVE: _arrive,
    OperationKind.HAND_OVER: _hand_over,
    OperationKind.COLLECT: _collect,
    OperationKind.SKIP: _skip,
    OperationKind.TEMPERATURE: _measure,
    OperationKind.UNDO: _undo,
    OperationKind.FINISH: _finish,
}


def _is_undone(tour: Tour, handover: TourOperation) -> bool:
    undone = TourOperation.objects.filter(tour=tour, kind=OperationKind.UNDO, refused="")
    return undone.filter(payload__undoes=str(handover.operation_id)).exists()


def _be_underway(turn: Turn) -> None:
    """Leave the hub if nobody pressed that; a tour that is done has no more stops."""
    tour = turn.tour
    if tour.status == TourStatus.DONE:
        raise TourStateError(status=tour.status)
    if tour.status == TourStatus.UNDERWAY:
        return
    tour.status, tour.left_at = TourStatus.UNDERWAY, turn.at
    tour.driver_id = tour.driver_id or turn.actor.person_id
    tour.version += 1
    tour.save(update_fields=["status", "left_at", "driver_id", "version"])


def _come(stop: TourStop, at: datetime) -> None:
    if stop.arrived_at is None:
        stop.arrived_at = at
        stop.save(update_fields=["arrived_at"])


def _go(stop: TourStop, at: datetime) -> None:
    stop.left_at = at
    stop.save(update_fields=["left_at"])


def _go_when_done(stop: TourStop, at: datetime) -> None:
    waiting = StopDelivery.objects.filter(stop=stop).exclude(
        delivery__status=DeliveryStatus.DELIVERED
    )
    if not waiting.exists():
        _go(stop, at)


def _delivery(turn: Turn, *, public_id: str = "") -> Delivery:
    """Return a delivery of this tour."""
    wanted = public_id or turn.entry.delivery
    rows = StopDelivery.objects.filter(stop__tour=turn.tour).select_related("delivery")
    row = rows.filter(delivery__public_id=wanted).first() if wanted else None
    if row is None:
        raise NotFoundError
    return row.delivery


def _packed_lines(delivery: Delivery) -> dict[object, OrderLine]:
    lines = OrderLine.objects.filter(order=delivery.order_id, packed_count__gt=0)
    return {line.public_id: line for line in lines}


def _returns(turn: Turn) -> dict[object, int]:
    return {line: packs for line, packs in turn.entry.returns.items() if packs}


def _share(lines: Mapping[object, OrderLine], line_id: object, packs: int) -> Quantity:
    """Return packs with their share of the weight; no door has a scale."""
    line = lines.get(line_id)
    packed = line.quantity(Stage.PACKED) if line else None
    if line is None or packed is None:
        raise NotFoundError
    if not 0 < packs <= packed.count:
        raise ReturnError(packed=packed.count, returned=packs, amount=0, unit=line.unit)
    return Quantity(packs, divide_rounded(packed.amount * packs, packed.count))
