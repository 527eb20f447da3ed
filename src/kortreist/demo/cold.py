"""What the freezer's logger says, and what the team does about goods that were not quite right."""

from datetime import UTC, timedelta

from kortreist.apps.catalogue.models import Storage
from kortreist.apps.fulfilment.models import Deviation, DeviationKind, Remedy, StockPlace
from kortreist.apps.fulfilment.models import TemperatureLog as Log
from kortreist.apps.fulfilment.selectors.temperatures import Where
from kortreist.apps.fulfilment.services.deviations import choose_remedy
from kortreist.apps.fulfilment.services.temperatures import keep_log
from kortreist.apps.jobs.services.files import store_file
from kortreist.demo.rounds import Round

EVERY_MINUTES, HOURS = 30, 48
USUAL_DC = (-212, -189)
# In one of the files the door stood open for two hours.
OPEN_HOUR, OPEN_DC = 20, (-168, -151)


def settle_deviations(played: Round) -> None:
    """Choose what is done about what came otherwise than agreed, before it is packed."""
    waiting = Deviation.objects.filter(
        hub_id=played.hub_id, purchase_order__cycle_id=played.cycle_id, resolved_at__isnull=True
    )
    for deviation in waiting.order_by("pk"):
        is_warm = deviation.kind == DeviationKind.WARM
        choose_remedy(
            actor=played.cast.packers,
            hub_id=played.hub_id,
            deviation_id=deviation.pk,
            remedy=(Remedy.USE_FIRST if is_warm else Remedy.ACCEPT).value,
            now=played.times.goods_in,
        )


def log_freezers(played: Round) -> None:
    """Read the freezers' loggers out on the delivery day; the second time a door stood open."""
    now = played.times.delivered
    if Log.objects.filter(hub=played.hub_id, at__gte=now).exists():
        return
    is_first = not Log.objects.filter(hub=played.hub_id).exists()
    freezers = StockPlace.objects.filter(
        hub=played.hub_id, storage=Storage.FROZEN, archived_at__isnull=True
    )
    for place in freezers.order_by("pk"):
        file = store_file(
            content=_logged(played, place.name, is_open=not is_first),
            name="logger.csv",
            content_type="text/csv",
        )
        keep_log(
            actor=played.cast.packers,
            where=Where(played.hub_id, place.storage, place=place),
            file=file,
            logger="logger.csv",
            now=now,
        )


def _logged(played: Round, name: str, *, is_open: bool) -> bytes:
    random = played.chance("logger", name)
    start = played.times.delivered - timedelta(hours=HOURS)
    lines = ["Eksempel;", f"{name};", "Tid (UTC);°C"]
    for number in range(HOURS * 60 // EVERY_MINUTES):
        at = (start + timedelta(minutes=EVERY_MINUTES * number)).astimezone(UTC)
        hour = number * EVERY_MINUTES // 60
        span = OPEN_DC if is_open and OPEN_HOUR <= hour < OPEN_HOUR + 2 else USUAL_DC
        lines.append(f"{at:%Y-%m-%dT%H:%M:%SZ};{random.randint(*span) / 10:.1f}")
    return "\n".join(lines).encode()
