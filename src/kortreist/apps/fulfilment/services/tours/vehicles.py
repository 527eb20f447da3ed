"""What the hub drives with."""

from dataclasses import asdict
from datetime import datetime

from django.db import transaction

from kortreist.apps.actors.locks import lock_hub
from kortreist.apps.actors.permissions import Actor, Permission, require
from kortreist.apps.actors.services.audit import record
from kortreist.apps.fulfilment.errors import NameTakenError, VehicleFactsError, VehicleInUseError
from kortreist.apps.fulfilment.locks import lock_vehicle
from kortreist.apps.fulfilment.models import (
    Compartment,
    FixedTour,
    Tour,
    TourStatus,
    Vehicle,
)
from kortreist.apps.fulfilment.touring.entries import VehicleFacts

# The heaviest vehicle combination there is on Norwegian roads takes less.
MOST_PAYLOAD_G = 60_000_000
MOST_VOLUME_ML = 150_000_000
MOST_COST_ORE = 100_000_000
MOST_TRIPS = 10
MOST_RANGE_M = 2_000_000


@transaction.atomic
def add_vehicle(*, actor: Actor, hub_id: int, facts: VehicleFacts, now: datetime) -> Vehicle:
    """Add a vehicle.

    Raises
    ------
    NotPermittedError
        When ``actor`` may not plan tours at the hub.
    VehicleFactsError, NameTakenError
        When a figure cannot be right, or another vehicle has the name.
    """
    require(actor, Permission.PLAN_TOURS, hub_id=hub_id)
    _check(facts)
    lock_hub(hub_id)
    _require_free(hub_id, facts.name, except_id=None)
    vehicle = Vehicle(hub_id=hub_id)
    _write(vehicle, facts)
    record(actor, "fulfilment.vehicle.added", vehicle, hub_id=hub_id, now=now)
    return vehicle


@transaction.atomic
def change_vehicle(
    *, actor: Actor, hub_id: int, vehicle_id: int, facts: VehicleFacts, now: datetime
) -> Vehicle:
    """Change a vehicle; plans made with it as it was cannot be chosen any more.

    Raises
    ------
    NotPermittedError
        When ``actor`` may not plan tours at the hub.
    VehicleFactsError, NameTakenError
        When a figure cannot be right, or another vehicle has the name.
    """
    require(actor, Permission.PLAN_TOURS, hub_id=hub_id)
    _check(facts)
    lock_hub(hub_id)
    vehicle = lock_vehicle(hub_id=hub_id, vehicle_id=vehicle_id)
    _require_free(hub_id, facts.name, except_id=vehicle.pk)
    before = {"payload_g": vehicle.payload_g, "name": vehicle.name}
    _write(vehicle, facts)
    after = {"payload_g": vehicle.payload_g, "name": vehicle.name}
    record(
        actor,
        "fulfilment.vehicle.changed",
        vehicle,
        hub_id=hub_id,
        now=now,
        before=before,
        after=after,
    )
    return vehicle


@transaction.atomic
def archive_vehicle(*, actor: Actor, hub_id: int, vehicle_id: int, now: datetime) -> Vehicle:
    """Take a vehicle out of use.

    Raises
    ------
    NotPermittedError
        When ``actor`` may not plan tours at the hub.
    VehicleInUseError
        When a fixed tour has it, or a tour that is not driven yet.
    """
    require(actor, Permission.PLAN_TOURS, hub_id=hub_id)
    vehicle = lock_vehicle(hub_id=hub_id, vehicle_id=vehicle_id)
    ahead = Tour.objects.filter(vehicle=vehicle).exclude(status=TourStatus.DONE)
    fixed = FixedTour.objects.filter(vehicle=vehicle, archived_at__isnull=True)
    if ahead.exists() or fixed.exists():
        raise VehicleInUseError(vehicle=vehicle.name)
    if vehicle.archived_at is None:
        vehicle.archived_at = now
        vehicle.save(update_fields=["archived_at"])
        record(actor, "fulfilment.vehicle.archived", vehicle, hub_id=hub_id, now=now)
    return vehicle


def _check(facts: VehicleFacts) -> None:
    wrong = {
        "name": not 0 < len(facts.name.strip()) <= 60,
        "plate": len(facts.plate) > 10,
        "payload_g": not 0 < facts.payload_g <= MOST_PAYLOAD_G,
        "volume_ml": not 0 < facts.volume_ml <= MOST_VOLUME_ML,
        "available_until": facts.available_until <= facts.available_from,
        "most_trips": not 0 < facts.most_trips <= MOST_TRIPS,
        "use_per_100km": not 0 <= facts.use_per_100km <= 1_000_000,
        "use_per_tonne_bp": not 0 <= facts.use_per_tonne_bp <= 10_000,
        "range_m": facts.range_m is not None and not 0 < facts.range_m <= MOST_RANGE_M,
        "cost_km_ore": not 0 <= facts.cost_km_ore <= 1_000_000,
        "cost_hour_ore": not 0 <= facts.cost_hour_ore <= 10_000_000,
        "cost_day_ore": not 0 <= facts.cost_day_ore <= MOST_COST_ORE,
        "compartments": _has_odd_compartments(facts),
    }
    for field, is_wrong in wrong.items():
        if is_wrong:
            raise VehicleFactsError(field=field)


def _has_odd_compartments(facts: VehicleFacts) -> bool:
    zones = [part.storage for part in facts.compartments]
    return len(set(zones)) < len(zones) or any(
        not (0 < part.payload_g <= facts.payload_g and 0 < part.volume_ml <= facts.volume_ml)
        for part in facts.compartments
    )


def _require_free(hub_id: int, name: str, *, except_id: int | None) -> None:
    others = Vehicle.objects.filter(hub_id=hub_id, name=name.strip()).exclude(pk=except_id or 0)
    if others.exists():
        raise NameTakenError(field="name", name=name.strip())


def _write(vehicle: Vehicle, facts: VehicleFacts) -> None:
    values = asdict(facts)
    del values["compartments"]
    for field, value in values.items():
        setattr(vehicle, field, value)
    vehicle.name = facts.name.strip()
    vehicle.save()
    vehicle.compartments.all().delete()
    Compartment.objects.bulk_create(
        Compartment(vehicle=vehicle, **asdict(part)) for part in facts.compartments
    )
