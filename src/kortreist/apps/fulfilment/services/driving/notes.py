"""What a driver noticed: how cold it was, and what was wrong."""

from datetime import datetime

from kortreist.apps.actors.permissions import Actor
from kortreist.apps.fulfilment.entries import DrivingEntry
from kortreist.apps.fulfilment.models import (
    Delivery,
    Deviation,
    DeviationKind,
    DeviationStage,
    Tour,
)
from kortreist.apps.fulfilment.remedies import Wrong, suggest
from kortreist.apps.fulfilment.selectors.temperatures import Where
from kortreist.apps.fulfilment.services.plausibility import require_temperature
from kortreist.apps.fulfilment.services.temperatures import keep_reading
from kortreist.apps.jobs.models import StoredFile
from kortreist.kernel.errors import InvalidInputError


def note_temperature(
    actor: Actor,
    tour: Tour,
    entry: DrivingEntry,
    at: datetime,
    *,
    delivery: Delivery | None = None,
) -> None:
    """Keep what was measured, if anything was."""
    if entry.temperature_dc is None:
        return
    require_temperature(entry.temperature_dc)
    there = Where(
        tour.hub_id, entry.storage, tour=tour, delivery_id=delivery.pk if delivery else None
    )
    keep_reading(actor, there, entry.temperature_dc, at, at)


def note_trouble(
    actor: Actor,
    tour: Tour,
    entry: DrivingEntry,
    at: datetime,
    *,
    delivery: Delivery | None = None,
    photo: StoredFile | None = None,
) -> None:
    """Keep each thing that was wrong as a deviation for the coordinator.

    Raises
    ------
    InvalidInputError
        When it is no kind of trouble that there is.
    """
    if set(entry.trouble) - set(DeviationKind.values):
        raise InvalidInputError
    stage = DeviationStage.HANDOVER if delivery else DeviationStage.TOUR
    for kind in entry.trouble:
        Deviation.objects.create(
            hub_id=tour.hub_id,
            kind=kind,
            stage=stage,
            delivery=delivery,
            tour=tour,
            note=entry.note,
            photo=photo,
            suggested=suggest(Wrong(kind, stage)),
            actor=actor.name,
            at=at,
        )
