"""Where a hub drives: zones, their minimum and freight, and the doors in them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from kortreist.apps.actors import checks
from kortreist.apps.actors.errors import FreightStepsError
from kortreist.apps.actors.models import BelowMinimum, DeliveryPoint, DeliveryZone, FreightStep
from kortreist.apps.actors.permissions import Actor, Permission, require
from kortreist.apps.actors.selectors.parties import found
from kortreist.apps.actors.services.audit import record


@dataclass(frozen=True, slots=True, kw_only=True)
class ZoneFacts:
    """A zone, with its steps of freight as (from so much goods ex VAT, freight), all in øre."""

    name: str
    minimum_ore: int = 0
    below_minimum: str = BelowMinimum.REFUSE.value
    small_order_ore: int = 0
    steps: Sequence[tuple[int, int]] = ()


@transaction.atomic
def create_zone(*, actor: Actor, hub_id: int, facts: ZoneFacts, now: datetime) -> DeliveryZone:
    """Begin a zone of doors that cost alike to reach.

    Raises
    ------
    NotPermittedError
        When ``actor`` may not manage the hub's parties.
    FreightStepsError, NameMissingError, MoneyOutOfRangeError, ChoiceUnknownError
        When the facts cannot be right.
    """
    require(actor, Permission.MANAGE_PARTIES, hub_id=hub_id)
    _check(facts)
    zone = DeliveryZone.objects.create(hub_id=hub_id, **_values(facts))
    _write_steps(zone, facts)
    record(actor, "actors.zone.created", zone, hub_id=hub_id, now=now, after=_told(facts))
    return zone


@transaction.atomic
def change_zone(
    *, actor: Actor, hub_id: int, zone_id: int, facts: ZoneFacts, now: datetime
) -> DeliveryZone:
    """Change a zone's minimum or freight; orders that were placed keep what they were promised.

    Raises
    ------
    NotPermittedError, NotFoundError
        When the zone is not the actor's hub's.
    FreightStepsError, NameMissingError, MoneyOutOfRangeError, ChoiceUnknownError
        When the facts cannot be right.
    """
    require(actor, Permission.MANAGE_PARTIES, hub_id=hub_id)
    _check(facts)
    zone = _lock(hub_id, zone_id)
    values = _values(facts)
    for name, value in values.items():
        setattr(zone, name, value)
    zone.save(update_fields=list(values))
    zone.freight_steps.all().delete()
    _write_steps(zone, facts)
    record(actor, "actors.zone.changed", zone, hub_id=hub_id, now=now, after=_told(facts))
    return zone


@transaction.atomic
def put_in_zone(
    *, actor: Actor, hub_id: int, point_id: int, zone_id: int | None, now: datetime
) -> DeliveryPoint:
    """Put a door into a zone, or take it out of all.

    Raises
    ------
    NotPermittedError, NotFoundError
        When the door or the zone is not the actor's hub's.
    """
    require(actor, Permission.MANAGE_PARTIES, hub_id=hub_id)
    if zone_id is not None:
        found(DeliveryZone.objects.filter(hub_id=hub_id, pk=zone_id).first())
    rows = DeliveryPoint.objects.select_for_update(of=("self",)).filter(hub_id=hub_id)
    point = found(rows.filter(pk=point_id).first())
    before = point.zone_id
    if before == zone_id:
        return point
    point.zone_id = zone_id
    point.save(update_fields=["zone"])
    record(
        actor,
        "actors.delivery_point.zoned",
        point,
        hub_id=hub_id,
        now=now,
        before={"zone": before},
        after={"zone": zone_id},
    )
    return point


def _lock(hub_id: int, zone_id: int) -> DeliveryZone:
    rows = DeliveryZone.objects.select_for_update(of=("self",)).filter(hub_id=hub_id)
    return found(rows.filter(pk=zone_id, archived_at__isnull=True).first())


def _check(facts: ZoneFacts) -> None:
    checks.require_name(facts.name)
    checks.require_lengths(facts, {"name": 100})
    checks.require_choice("below_minimum", facts.below_minimum, BelowMinimum.values)
    sums = [
        facts.minimum_ore,
        facts.small_order_ore,
        *(ore for step in facts.steps for ore in step),
    ]
    for ore in sums:
        checks.require_range("amount_ore", ore, 0, checks.MOST_ORE)
    begins = [least for least, _ in facts.steps]
    if begins and (0 not in begins or len(set(begins)) < len(begins)):
        raise FreightStepsError


def _values(facts: ZoneFacts) -> dict[str, object]:
    return {
        "name": facts.name.strip(),
        "minimum_ore": facts.minimum_ore,
        "below_minimum": facts.below_minimum,
        "small_order_ore": facts.small_order_ore,
    }


def _write_steps(zone: DeliveryZone, facts: ZoneFacts) -> None:
    FreightStep.objects.bulk_create(
        FreightStep(zone=zone, from_ore=least, freight_ore=freight)
        for least, freight in sorted(facts.steps)
    )


def _told(facts: ZoneFacts) -> dict[str, object]:
    steps = [list(step) for step in sorted(facts.steps)]
    return _values(facts) | {"steps": steps}
