"""Crates with a number of their own: made when a delivery is closed up, void when it is opened."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime

from kortreist.apps.actors.models import Hub
from kortreist.apps.catalogue.models import Storage
from kortreist.apps.fulfilment.errors import CratesError
from kortreist.apps.fulfilment.locks import lock_sscc_series
from kortreist.apps.fulfilment.models import Delivery, LoadUnit, LoadUnitPart, PackedPart
from kortreist.formats.gs1 import make_sscc
from kortreist.kernel.apportion import split_by_weight

# The coldest first: a crate for all of it is kept as its coldest goods must be.
ZONES = (Storage.FROZEN, Storage.CHILLED, Storage.AMBIENT)
Zones = Mapping[str, int]


def write_load_units(
    hub_id: int,
    deliveries: Sequence[Delivery],
    zones: Mapping[int, Zones],
    now: datetime,
) -> None:
    """Let each delivery have as many load units as it has crates, in the caller's transaction.

    A delivery whose crates are as before keeps its labels; else all of them are void, and new
    ones get new numbers: a number that was on a crate once is never on another. The trail tells
    of it with the delivery.

    Parameters
    ----------
    zones
        Crates by storage zone, by delivery, where somebody said so; else they are shared out by
        what was packed.

    Raises
    ------
    CratesError
        When the zones do not add up to the delivery's crates.
    """
    parts = _packed_parts(deliveries)
    old = _in_use(deliveries)
    fresh: list[tuple[Delivery, Zones]] = []
    for delivery in deliveries:
        said = zones.get(delivery.pk)
        if said is None and delivery.crates == len(old[delivery.pk]):
            # Closed crates are as they were, also where somebody said which are for what.
            continue
        wanted = _zones(delivery, said, parts[delivery.order_id])
        if Counter(unit.storage for unit in old[delivery.pk]) != Counter(wanted):
            fresh.append((delivery, wanted))
    stale = [unit for delivery, _ in fresh for unit in old[delivery.pk]]
    _void(stale, now)
    made = _make(hub_id, fresh, now)
    _fill(made, {delivery.pk: parts[delivery.order_id] for delivery, _ in fresh})


def void_load_units(delivery: Delivery, now: datetime) -> None:
    """Make a delivery's labels void, because its crates are opened again."""
    _void(_in_use([delivery])[delivery.pk], now)


def _packed_parts(deliveries: Sequence[Delivery]) -> dict[int, list[PackedPart]]:
    parts: dict[int, list[PackedPart]] = {delivery.order_id: [] for delivery in deliveries}
    rows = PackedPart.objects.filter(order_line__order__in=parts)
    for part in rows.select_related("order_line", "lot__variant__product").order_by("pk"):
        parts[part.order_line.order_id].append(part)
    return parts


def _in_use(deliveries: Sequence[Delivery]) -> dict[int, list[LoadUnit]]:
    units: dict[int, list[LoadUnit]] = {delivery.pk: [] for delivery in deliveries}
    for unit in LoadUnit.objects.filter(delivery__in=units, voided_at=None).order_by("pk"):
        units[unit.delivery_id].append(unit)
    return units


def _zones(delivery: Delivery, said: Zones | None, parts: Sequence[PackedPart]) -> dict[str, int]:
    """Return crates by zone: as somebody said, else by packs with one at least for each zone."""
    if said is not None:
        told = {zone: crates for zone, crates in said.items() if crates}
        is_known = set(told) <= set(Storage.values) and all(each > 0 for each in told.values())
        if sum(told.values()) != delivery.crates or not is_known:
            raise CratesError(
                field="crates",
                crates=sum(told.values()),
                least=delivery.crates,
                most=delivery.crates,
            )
        return told
    packs: Counter[str] = Counter()
    for part in parts:
        packs[part.lot.variant.product.storage] += part.count
    present = [zone.value for zone in ZONES if packs[zone]]
    if not delivery.crates:
        return {}
    if len(present) <= 1 or delivery.crates < len(present):
        coldest = present[0] if present else Storage.AMBIENT.value
        return {coldest: delivery.crates}
    more = split_by_weight(delivery.crates - len(present), [packs[zone] for zone in present])
    return {zone: 1 + extra for zone, extra in zip(present, more, strict=True)}


def _void(units: Sequence[LoadUnit], now: datetime) -> None:
    if units:
        LoadUnit.objects.filter(pk__in=[unit.pk for unit in units]).update(voided_at=now)


def _make(
    hub_id: int, fresh: Sequence[tuple[Delivery, Zones]], now: datetime
) -> dict[int, list[LoadUnit]]:
    count = sum(sum(wanted.values()) for _, wanted in fresh)
    numbers = iter(_take_numbers(hub_id, count))
    made: dict[int, list[LoadUnit]] = {}
    for delivery, wanted in fresh:
        zones = [zone for zone in Storage.values for _ in range(wanted.get(zone, 0))]
        made[delivery.pk] = [
            LoadUnit(
                hub_id=hub_id,
                delivery=delivery,
                storage=zone,
                number=number,
                sscc=next(numbers),
                made_at=now,
            )
            for number, zone in enumerate(zones, start=1)
        ]
    LoadUnit.objects.bulk_create(
        [unit for units in made.values() for unit in units], batch_size=500
    )
    return made


def _take_numbers(hub_id: int, count: int) -> list[str]:
    """Return so many numbers that were never given before; empty ones without GS1's prefix."""
    prefix = Hub.objects.values_list("gs1_prefix", flat=True).get(pk=hub_id)
    if not count or not prefix:
        return [""] * count
    series = lock_sscc_series(prefix)
    first = series.next_serial
    numbers = [
        make_sscc(company_prefix=prefix, serial=serial) for serial in range(first, first + count)
    ]
    series.next_serial = first + count
    series.save(update_fields=["next_serial"])
    return numbers


def _fill(
    made: Mapping[int, Sequence[LoadUnit]], parts: Mapping[int, Sequence[PackedPart]]
) -> None:
    """Note what lies where, as far as it is known: in a crate that is alone in its zone."""
    rows = []
    for delivery_id, units in made.items():
        alone = {unit.storage: unit for unit in units}
        counts = Counter(unit.storage for unit in units)
        for part in parts[delivery_id]:
            zone = part.lot.variant.product.storage
            unit = units[0] if len(units) == 1 else alone.get(zone)
            if unit is not None and counts[unit.storage] == 1:
                rows.append(LoadUnitPart(load_unit=unit, part=part, count=part.count))
    LoadUnitPart.objects.bulk_create(rows, batch_size=500)
