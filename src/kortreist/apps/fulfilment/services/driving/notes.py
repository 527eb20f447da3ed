"""What a driver noticed: how cold it was, and what was wrong."""

from datetime import datetime

from kortreist.apps.actors.permissions import Actor
from kortreist.apps.fulfilment.entries import DrivingEntry
from kortreist.apps.fulfilment.models import (
    Delivery,
    Deviation,
    DeviationKind,
    DeviationStage,
    ReadingSource,
    Remedy,
    TemperatureReading,
    Tour,
)
from kortreist.apps.fulfilment.services.plausibility import require_temperature
from kortreist.apps.jobs.models import StoredFile
from kortreist.kernel.errors import InvalidInputError

SUGGESTED = {
    DeviationKind.NOBODY_THERE: Remedy.BRING_AGAIN,
    DeviationKind.REFUSED: Remedy.TELL_BUYER,
    DeviationKind.DAMAGED: Remedy.TELL_BUYER,
    DeviationKind.LATE: Remedy.TELL_BUYER,
}


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
    TemperatureReading.objects.create(
        hub_id=tour.hub_id,
        source=ReadingSource.MANUAL,
        storage=entry.storage,
        temperature_dc=entry.temperature_dc,
        tour=tour,
        delivery=delivery,
        actor=actor.name,
        at=at,
    )


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
    for kind in entry.trouble:
        Deviation.objects.create(
            hub_id=tour.hub_id,
            kind=kind,
            stage=DeviationStage.HANDOVER if delivery else DeviationStage.TOUR,
            delivery=delivery,
            tour=tour,
            note=entry.note,
            photo=photo,
            suggested=SUGGESTED.get(DeviationKind(kind), Remedy.TELL_BUYER),
            actor=actor.name,
            at=at,
        )
