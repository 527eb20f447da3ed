"""What a van must know of places: where the door is, when it is open, who brings the goods."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, time

from django.db import transaction

from kortreist.apps.actors.errors import PlaceFactsError
from kortreist.apps.actors.locks import lock_hub
from kortreist.apps.actors.models import DeliveryPoint, DeliveryWay, Hub, HubProducer
from kortreist.apps.actors.permissions import Actor, Permission, require
from kortreist.apps.actors.services.audit import record
from kortreist.kernel.errors import NotFoundError

# Norway with its coast, Svalbard and Jan Mayen.
LATITUDES, LONGITUDES = (57.0, 81.5), (-10.0, 35.0)
GS1_DIGITS = range(7, 12)

Spot = tuple[float, float]


@dataclass(frozen=True, slots=True)
class DoorFacts:
    """A door goods are brought to; without a spot, its postcode's point is the best there is."""

    opens_at: time
    closes_at: time
    way: DeliveryWay
    spot: Spot | None = None
    phone: str = ""
    instructions: str = ""


@dataclass(frozen=True, slots=True)
class GateFacts:
    """A farm's gate: whether the van comes there, within which hours."""

    is_collected: bool
    opens_at: time | None = None
    closes_at: time | None = None
    spot: Spot | None = None


@transaction.atomic
def set_door(
    *, actor: Actor, hub_id: int, point_id: int, facts: DoorFacts, now: datetime
) -> DeliveryPoint:
    """Say where a door is, when it is open, and how goods usually get there.

    Raises
    ------
    NotPermittedError
        When ``actor`` may not look after the hub's parties.
    NotFoundError
        When it is no door of the hub's.
    PlaceFactsError
        When the hours or the spot cannot be right.
    """
    require(actor, Permission.MANAGE_PARTIES, hub_id=hub_id)
    lock_hub(hub_id)
    point = DeliveryPoint.objects.filter(hub_id=hub_id, pk=point_id).first()
    if point is None:
        raise NotFoundError
    if facts.closes_at <= facts.opens_at:
        raise PlaceFactsError(field="closes_at")
    latitude, longitude = _spot(facts.spot)
    values = {
        "opens_at": facts.opens_at,
        "closes_at": facts.closes_at,
        "usual_way": facts.way.value,
        "latitude": latitude,
        "longitude": longitude,
        "phone": facts.phone.strip(),
        "instructions": facts.instructions.strip(),
    }
    _write(actor, hub_id, "actors.point.door", point, values, now)
    return point


@transaction.atomic
def set_gate(
    *, actor: Actor, hub_id: int, producer_id: int, facts: GateFacts, now: datetime
) -> HubProducer:
    """Say whether the van fetches a producer's goods, when and where.

    Raises
    ------
    NotPermittedError
        When ``actor`` may not look after the hub's parties.
    NotFoundError
        When the producer does not sell through the hub.
    PlaceFactsError
        When only one of the hours is given, they do not follow one another, or the spot cannot be
        right.
    """
    require(actor, Permission.MANAGE_PARTIES, hub_id=hub_id)
    lock_hub(hub_id)
    terms = HubProducer.objects.filter(hub_id=hub_id, organisation=producer_id).first()
    if terms is None:
        raise NotFoundError
    opens, closes = facts.opens_at, facts.closes_at
    if (opens is None) != (closes is None) or (opens and closes and closes <= opens):
        raise PlaceFactsError(field="closes_at")
    latitude, longitude = _spot(facts.spot)
    values = {
        "is_collected": facts.is_collected,
        "collect_from": opens,
        "collect_until": closes,
        "latitude": latitude,
        "longitude": longitude,
    }
    _write(actor, hub_id, "actors.producer.gate", terms, values, now)
    return terms


@transaction.atomic
def set_hub_place(
    *, actor: Actor, hub_id: int, spot: Spot | None, gs1_prefix: str, now: datetime
) -> Hub:
    """Say where tours begin, and which numbers GS1 gave the hub for its crates.

    Raises
    ------
    NotPermittedError
        When ``actor`` may not look after the hub.
    PlaceFactsError
        When the spot or the prefix cannot be right.
    """
    require(actor, Permission.MANAGE_PARTIES, hub_id=hub_id)
    lock_hub(hub_id)
    hub = Hub.objects.get(pk=hub_id)
    prefix = gs1_prefix.replace(" ", "")
    if prefix and not (prefix.isascii() and prefix.isdigit() and len(prefix) in GS1_DIGITS):
        raise PlaceFactsError(field="gs1_prefix")
    latitude, longitude = _spot(spot)
    values = {"latitude": latitude, "longitude": longitude, "gs1_prefix": prefix}
    _write(actor, hub_id, "actors.hub.place", hub, values, now)
    return hub


def _spot(spot: Spot | None) -> tuple[float | None, float | None]:
    if spot is None:
        return None, None
    latitude, longitude = spot
    is_near = (
        LATITUDES[0] <= latitude <= LATITUDES[1] and LONGITUDES[0] <= longitude <= LONGITUDES[1]
    )
    if not is_near:
        raise PlaceFactsError(field="spot")
    return latitude, longitude


def _write(
    actor: Actor,
    hub_id: int,
    code: str,
    row: DeliveryPoint | HubProducer | Hub,
    values: Mapping[str, object],
    now: datetime,
) -> None:
    """Write what changed, and tell the trail; nothing where nothing did."""
    before = {name: getattr(row, name) for name in values}
    changed = {name: value for name, value in values.items() if value != before[name]}
    if not changed:
        return
    for name, value in changed.items():
        setattr(row, name, value)
    row.save(update_fields=list(changed))
    record(
        actor,
        code,
        row,
        hub_id=hub_id,
        now=now,
        before={name: _plain(before[name]) for name in changed},
        after={name: _plain(value) for name, value in changed.items()},
    )


def _plain(value: object) -> object:
    return value.isoformat() if isinstance(value, time) else value
