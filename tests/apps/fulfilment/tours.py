"""A tour over a scene's deliveries, through plain ORM."""

from datetime import time, timedelta
from uuid import uuid4

from kortreist.apps.actors.models import RoleKind
from kortreist.apps.actors.permissions import Actor, Grant
from kortreist.apps.fulfilment.entries import DrivingEntry
from kortreist.apps.fulfilment.models import (
    OperationKind,
    StopDelivery,
    StopKind,
    Tour,
    TourStop,
    Vehicle,
)
from tests.apps.fulfilment.scenes import DELIVERY_DAY, close_up, plan
from tests.conftest import NOON

EARLY = NOON - timedelta(hours=4)


def make_vehicle(hub, name="Varebil", **fields) -> Vehicle:
    defaults = {
        "payload_g": 1_000_000,
        "volume_ml": 6_000_000,
        "use_per_100km": 9_000,
        "available_from": time(6),
        "available_until": time(17),
    }
    return Vehicle.objects.create(hub=hub, name=name, **defaults | fields)


def make_tour(scene, *, driver=None, number=1, day=DELIVERY_DAY, deliveries=None, **fields) -> Tour:
    """Put a scene's deliveries on a tour, one stop each, in their order."""
    vehicle = Vehicle.objects.filter(hub=scene.hub).first() or make_vehicle(scene.hub)
    tour = Tour.objects.create(
        **{
            "hub": scene.hub,
            "cycle": scene.cycle,
            "day": day,
            "number": number,
            "vehicle": vehicle,
            "driver": driver,
            "starts_at": EARLY,
            "ends_at": EARLY + timedelta(hours=5),
            "distance_m": 60_000,
            "drive_s": 4_000,
            "cost_ore": 90_000,
        }
        | fields
    )
    for place, delivery in enumerate(scene.deliveries if deliveries is None else deliveries):
        stop = TourStop.objects.create(
            hub=scene.hub,
            tour=tour,
            position=place + 1,
            kind=StopKind.DELIVER,
            point=delivery.delivery_point,
            name=delivery.unit.name,
            latitude=62.57,
            longitude=11.38,
            arrives_at=EARLY + timedelta(minutes=30 * (place + 1)),
            leaves_at=EARLY + timedelta(minutes=30 * (place + 1) + 10),
        )
        StopDelivery.objects.create(stop=stop, delivery=delivery)
    return tour


def pack_all(scene) -> None:
    """Let every line be packed as promised, and every delivery ready to go."""
    if not scene.deliveries:
        plan(scene)
    for goods in scene.goods:
        for line in goods.lines:
            line.packed_count, line.packed_amount = line.confirmed_count, line.confirmed_amount
            line.save()
    close_up(scene)


def driver_of(scene, person=None) -> Actor:
    name = f"person:{person.pk}" if person else "person:0"
    return Actor(name=name, grants=frozenset({Grant(RoleKind.DRIVER, scene.hub.pk)}))


def did(tour, kind=OperationKind.HAND_OVER, *, place=1, **fields) -> DrivingEntry:
    """Return what a phone tells of a stop."""
    stop = tour.stops.get(position=place)
    row = stop.deliveries.select_related("delivery").first()
    defaults = {
        "operation_id": uuid4(),
        "kind": kind,
        "at": NOON,
        "stop": stop.public_id,
        "delivery": row.delivery.public_id if row else None,
    }
    return DrivingEntry(**defaults | fields)
