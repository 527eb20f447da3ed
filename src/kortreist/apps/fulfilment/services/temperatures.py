"""Keeping what was measured: one reading at a time, or a logger's whole file."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction

from kortreist.apps.actors.permissions import Actor, Permission, require
from kortreist.apps.actors.services.audit import record
from kortreist.apps.fulfilment.errors import LogKeptError, ReadingTooLateError
from kortreist.apps.fulfilment.exceedances import Exceedance, exceedances
from kortreist.apps.fulfilment.models import (
    Deviation,
    DeviationKind,
    DeviationStage,
    Lot,
    ReadingSource,
    TemperatureLog,
    TemperatureReading,
)
from kortreist.apps.fulfilment.selectors.temperatures import Limits, Where, limits_there
from kortreist.apps.fulfilment.services.noticing import Sight, follow
from kortreist.apps.fulfilment.services.plausibility import require_temperature
from kortreist.apps.jobs.models import StoredFile
from kortreist.apps.jobs.services.files import read_file
from kortreist.formats.temperatures import Measured, read_log
from kortreist.kernel.periods import oslo_date

BATCH = 1000
# Clocks differ a little.
EARLY = timedelta(minutes=10)
MOST_NAMED = 20


@dataclass(frozen=True, slots=True)
class LogPreview:
    """What a logger's file says, before it is kept."""

    readings: tuple[Measured, ...]
    limits: Limits
    periods: tuple[Exceedance, ...]

    @property
    def least_dc(self) -> int:
        """The coldest."""
        return min(row.temperature_dc for row in self.readings)

    @property
    def most_dc(self) -> int:
        """The warmest."""
        return max(row.temperature_dc for row in self.readings)


@transaction.atomic
def record_reading(
    *,
    actor: Actor,
    where: Where,
    temperature_dc: int,
    at: datetime | None = None,
    now: datetime,
) -> TemperatureReading:
    """Keep what somebody read off a thermometer; too warm for what is there is a deviation.

    One a day in a place, and one a tour, with the warmest, until somebody has chosen.

    Raises
    ------
    NotPermittedError
        When ``actor`` does not work there.
    ImplausibleTemperatureError, ReadingTooLateError
        When it cannot be right.
    """
    _require(actor, where)
    require_temperature(temperature_dc)
    at = at or now
    if at > now + EARLY:
        raise ReadingTooLateError(at=at)
    reading = keep_reading(actor, where, temperature_dc, at, now)
    params = {"temperature_dc": temperature_dc, "limit_dc": reading.limit_dc}
    record(
        actor,
        "fulfilment.temperature.recorded",
        reading,
        hub_id=where.hub_id,
        now=now,
        params=params,
    )
    return reading


def keep_reading(
    actor: Actor, where: Where, temperature_dc: int, at: datetime, now: datetime
) -> TemperatureReading:
    """Keep a plausible reading with its limit, and see whether it was too warm.

    For services that have asked permission and leave a trail of their own.
    """
    limits = limits_there(where, since=at, until=at)
    reading = TemperatureReading.objects.create(
        hub_id=where.hub_id,
        source=ReadingSource.MANUAL,
        storage=where.storage,
        temperature_dc=temperature_dc,
        limit_dc=limits.limit_dc,
        actor=actor.name,
        at=at,
        **where.keys,
    )
    if reading.is_over and limits.limit_dc is not None:
        facts = {
            "temperature_dc": temperature_dc,
            "limit_dc": limits.limit_dc,
            **_named(limits.above(temperature_dc)),
        }
        sight = _sight(where, _cause_of_day(where, at), facts, temperature_dc - limits.limit_dc)
        if not _is_milder(sight, where.hub_id):
            follow(actor, where.hub_id, [sight], gone=(), now=now)
    return reading


def _is_milder(sight: Sight, hub_id: int) -> bool:
    """Whether something warmer waits for a choice there already."""
    waiting = Deviation.objects.filter(
        hub_id=hub_id, cause=sight.cause, resolved_at__isnull=True
    ).first()
    measured = sight.facts["temperature_dc"]
    return waiting is not None and waiting.facts["temperature_dc"] >= measured


def preview_log(*, actor: Actor, where: Where, content: bytes, now: datetime) -> LogPreview:
    """Return what a logger's file says, and where it was too warm; nothing is written.

    Raises
    ------
    NotPermittedError
        When ``actor`` does not work there.
    InvalidInputError
        As `formats.temperatures.read_log`; or when its clock is ahead of ours.
    """
    _require(actor, where)
    readings = read_log(content)
    if readings[-1].at > now + EARLY:
        raise ReadingTooLateError(at=readings[-1].at)
    limits = limits_there(where, since=readings[0].at, until=readings[-1].at)
    points = [(row.at, row.temperature_dc) for row in readings]
    periods = () if limits.limit_dc is None else exceedances(points, limit_dc=limits.limit_dc)
    return LogPreview(readings, limits, tuple(periods))


@transaction.atomic
def keep_log(
    *, actor: Actor, where: Where, file: StoredFile, logger: str = "", now: datetime
) -> TemperatureLog:
    """Keep a logger's file and its rows, once; each stretch over the limit is one deviation.

    Raises
    ------
    NotPermittedError
        When ``actor`` does not work there.
    LogKeptError
        When it has been kept there before.
    InvalidInputError
        As `preview_log`.
    """
    _require(actor, where)
    keys = {name: pk for name, pk in where.keys.items() if name != "delivery_id"}
    preview = preview_log(actor=actor, where=where, content=read_file(file), now=now)
    log, is_new = TemperatureLog.objects.get_or_create(
        hub_id=where.hub_id,
        file=file,
        storage=where.storage,
        **keys,
        defaults={
            "logger": logger[:60],
            "rows": len(preview.readings),
            "actor": actor.name,
            "at": now,
        },
    )
    if not is_new:
        raise LogKeptError(at=log.at)
    _keep_rows(actor, where, log, preview)
    if preview.limits.limit_dc is not None:
        sights = _sights(where, log, preview, preview.limits.limit_dc)
        follow(actor, where.hub_id, sights, gone=(), now=now)
    facts = {"rows": log.rows, "periods": len(preview.periods)}
    record(actor, "fulfilment.temperature.logged", log, hub_id=where.hub_id, now=now, params=facts)
    return log


def _require(actor: Actor, where: Where) -> None:
    right = Permission.RECEIVE_GOODS
    is_away = where.place is None
    if is_away and not actor.may(right, hub_id=where.hub_id):
        right = Permission.DRIVE
    require(actor, right, hub_id=where.hub_id)


def _keep_rows(actor: Actor, where: Where, log: TemperatureLog, preview: LogPreview) -> None:
    TemperatureReading.objects.bulk_create(
        (
            TemperatureReading(
                hub_id=where.hub_id,
                source=ReadingSource.LOGGER,
                log=log,
                storage=where.storage,
                temperature_dc=row.temperature_dc,
                limit_dc=preview.limits.limit_dc,
                actor=actor.name,
                at=row.at,
                **where.keys,
            )
            for row in preview.readings
        ),
        batch_size=BATCH,
    )


def _sights(where: Where, log: TemperatureLog, preview: LogPreview, limit_dc: int) -> list[Sight]:
    found = []
    for number, period in enumerate(preview.periods, start=1):
        facts = {
            "temperature_dc": period.peak_dc,
            "limit_dc": limit_dc,
            "from_at": period.from_at.isoformat(),
            "until_at": period.until_at.isoformat(),
            "minutes": period.minutes,
            **_named(preview.limits.above(period.peak_dc)),
        }
        over = period.peak_dc - limit_dc
        found.append(_sight(where, f"warm:log:{log.pk}:{number}", facts, over, log_id=log.pk))
    return found


def _sight(
    where: Where, cause: str, facts: dict[str, object], over_dc: int, *, log_id: int | None = None
) -> Sight:
    stage = DeviationStage.TOUR
    if where.place is not None:
        stage = DeviationStage.STORAGE
    elif where.delivery_id is not None:
        stage = DeviationStage.HANDOVER
    about = {
        "place_id": where.place.pk if where.place else None,
        "tour_id": where.tour.pk if where.tour else None,
        "delivery_id": where.delivery_id,
        "log_id": log_id,
    }
    return Sight(cause, DeviationKind.WARM, stage, about, facts, where.storage, over_dc=over_dc)


def _named(lots: Sequence[Lot]) -> dict[str, object]:
    if not lots:
        return {}
    named = sorted(lots, key=lambda lot: (lot.code, lot.pk))
    return {
        "lots": [lot.code for lot in named[:MOST_NAMED]],
        "lots_in_all": len(named),
        "lot_ids": [lot.pk for lot in named],
    }


def _cause_of_day(where: Where, at: datetime) -> str:
    if where.place is not None:
        return f"warm:place:{where.place.pk}:{oslo_date(at).isoformat()}"
    if where.delivery_id is not None:
        return f"warm:delivery:{where.delivery_id}:{where.storage}"
    if where.load_unit_id is not None:
        return f"warm:load_unit:{where.load_unit_id}"
    return f"warm:tour:{where.tour.pk if where.tour else 0}:{where.storage}"
