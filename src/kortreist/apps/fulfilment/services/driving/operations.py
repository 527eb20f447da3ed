"""Doing what a phone tells: once, in the order told, and with the same answer whenever it asks."""

from datetime import datetime, timedelta

from django.db import transaction

from kortreist.apps.actors.permissions import Actor, Permission, require
from kortreist.apps.actors.services.audit import record
from kortreist.apps.fulfilment.entries import DrivingEntry
from kortreist.apps.fulfilment.errors import OperationReusedError
from kortreist.apps.fulfilment.locks import lock_tour
from kortreist.apps.fulfilment.models import Tour, TourOperation, TourStop
from kortreist.apps.fulfilment.selectors.driving import require_driver
from kortreist.apps.fulfilment.services.driving.steps import STEPS, Turn
from kortreist.apps.jobs.services.files import store_file
from kortreist.kernel.errors import BusyError, DomainError, NotFoundError

# A phone's clock may be a little fast; what it did lately cannot lie in days to come.
FAST_CLOCK = timedelta(minutes=5)
# Longer than any phone is without cover between loading and the first chance to send.
LONGEST_WAIT = timedelta(days=7)


@transaction.atomic
def run_operation(
    *, actor: Actor, hub_id: int, tour_id: int, entry: DrivingEntry, now: datetime
) -> TourOperation:
    """Do one thing that a driver did, or return what came of it when it was told before.

    What cannot be done is kept as a refusal with its code, and nothing else is written: the phone
    takes it off its list and shows why.

    Raises
    ------
    NotPermittedError
        When ``actor`` does not drive for the hub.
    NotFoundError
        When there is no such tour, or it is somebody else's.
    OperationReusedError
        When the id was used for something else.
    BusyError
        When the database was busy; the phone tells it again.
    """
    require(actor, Permission.DRIVE, hub_id=hub_id)
    tour = lock_tour(hub_id=hub_id, tour_id=tour_id)
    require_driver(actor, tour)
    known = TourOperation.objects.filter(operation_id=entry.operation_id).first()
    if known is not None:
        return _same(known, tour, entry)
    at = _believable(entry.at, now)
    operation = TourOperation(
        operation_id=entry.operation_id,
        hub_id=hub_id,
        tour=tour,
        stop=_stop(tour, entry),
        kind=entry.kind,
        payload=_payload(entry),
        device=entry.device,
        actor=actor.name,
        at=at,
        received_at=now,
    )
    _do(operation, Turn(actor, tour, operation.stop, entry, at), entry)
    operation.save(force_insert=True)
    record(
        actor,
        "fulfilment.tour.operation",
        tour,
        hub_id=hub_id,
        now=now,
        params={"kind": entry.kind, "refused": operation.refused, "operation": operation.pk},
    )
    return operation


def _do(operation: TourOperation, turn: Turn, entry: DrivingEntry) -> None:
    """Do the thing, whole or not at all; note the refusal if it is one."""
    try:
        with transaction.atomic():
            if entry.photo is not None:
                operation.photo = store_file(
                    content=entry.photo,
                    name=f"{entry.operation_id}.jpg",
                    content_type="image/jpeg",
                )
            STEPS[entry.kind](turn, operation.photo)
    except BusyError:
        raise
    except DomainError as error:
        operation.refused = error.code
        operation.refused_params = _plain(error.params)
        operation.photo = None


def _same(known: TourOperation, tour: Tour, entry: DrivingEntry) -> TourOperation:
    if known.tour_id != tour.pk or known.kind != entry.kind:
        raise OperationReusedError
    return known


def _stop(tour: Tour, entry: DrivingEntry) -> TourStop | None:
    if entry.stop is None:
        return None
    stop = TourStop.objects.filter(tour=tour, public_id=entry.stop).first()
    if stop is None:
        raise NotFoundError
    return stop


def _believable(at: datetime, now: datetime) -> datetime:
    """Return the phone's time, or ours where a clock cannot be right."""
    return at if now - LONGEST_WAIT <= at <= now + FAST_CLOCK else now


def _payload(entry: DrivingEntry) -> dict[str, object]:
    """Return what was told, for whoever must find out what happened; no names."""
    facts = {
        "delivery": str(entry.delivery) if entry.delivery else "",
        "returns": {str(line): packs for line, packs in entry.returns.items() if packs},
        "temperature_dc": entry.temperature_dc,
        "storage": entry.storage,
        "crates_back": entry.crates_back,
        "trouble": list(entry.trouble),
        "driven_m": entry.driven_m,
        "energy_used": entry.energy_used,
        "undoes": str(entry.undoes) if entry.undoes else "",
    }
    return {name: value for name, value in facts.items() if value not in ("", None, [], {}, 0)}


def _plain(params: dict[str, object]) -> dict[str, object]:
    return {
        name: value for name, value in params.items() if isinstance(value, str | int | type(None))
    }
