"""The buying side: doors, payers and units."""

from dataclasses import asdict
from datetime import datetime

from django.db import transaction
from django.db.models import Max

from kortreist.apps.actors import checks
from kortreist.apps.actors.errors import UnitNumberTakenError
from kortreist.apps.actors.facts import DeliveryPointFacts, PayerFacts, UnitFacts, tidy
from kortreist.apps.actors.locks import lock_hub
from kortreist.apps.actors.models import BuyerUnit, DeliveryPoint, InvoiceParty
from kortreist.apps.actors.permissions import Actor, Permission, require
from kortreist.apps.actors.selectors.parties import find_organisation, found
from kortreist.apps.actors.services.audit import record
from kortreist.apps.actors.services.writing import write_changes
from kortreist.apps.registers.selectors import postcode
from kortreist.kernel.errors import NotFoundError


@transaction.atomic
def create_delivery_point(
    *, actor: Actor, hub_id: int, facts: DeliveryPointFacts, now: datetime
) -> DeliveryPoint:
    """Enter a door that goods are brought to.

    Raises
    ------
    NotPermittedError
        When ``actor`` may not manage the hub's parties.
    InvalidInputError
        When a fact cannot be right.
    """
    require(actor, Permission.MANAGE_PARTIES, hub_id=hub_id)
    facts = tidy(facts)
    checks.check_delivery_point(facts)
    point = DeliveryPoint.objects.create(hub_id=hub_id, **_point_values(facts))
    record(actor, "actors.delivery_point.created", point, hub_id=hub_id, now=now)
    return point


@transaction.atomic
def change_delivery_point(
    *, actor: Actor, hub_id: int, point_id: int, facts: DeliveryPointFacts, now: datetime
) -> DeliveryPoint:
    """Correct a door's address, hours or instructions.

    Raises
    ------
    NotPermittedError
        When ``actor`` may not manage the hub's parties.
    NotFoundError
        When it is none of the hub's doors.
    InvalidInputError
        When a fact cannot be right.
    """
    require(actor, Permission.MANAGE_PARTIES, hub_id=hub_id)
    facts = tidy(facts)
    checks.check_delivery_point(facts)
    rows = DeliveryPoint.objects.select_for_update(of=("self",)).filter(hub_id=hub_id)
    point = found(rows.filter(pk=point_id).first())
    values = _point_values(facts)
    write_changes(actor, "actors.delivery_point.changed", point, values, hub_id=hub_id, now=now)
    return point


@transaction.atomic
def set_pickup(
    *, actor: Actor, hub_id: int, point_id: int, is_pickup: bool, now: datetime
) -> DeliveryPoint:
    """Let any unit fetch its goods at a place, or no longer; orders that are sent stand.

    Raises
    ------
    NotPermittedError
        When ``actor`` may not manage the hub's parties.
    NotFoundError
        When it is none of the hub's places.
    """
    require(actor, Permission.MANAGE_PARTIES, hub_id=hub_id)
    rows = DeliveryPoint.objects.select_for_update(of=("self",)).filter(hub_id=hub_id)
    point = found(rows.filter(pk=point_id).first())
    values = {"is_pickup": is_pickup}
    write_changes(actor, "actors.delivery_point.pickup_set", point, values, hub_id=hub_id, now=now)
    return point


@transaction.atomic
def create_invoice_party(
    *, actor: Actor, hub_id: int, organisation_id: int, facts: PayerFacts, now: datetime
) -> InvoiceParty:
    """Enter a payer: where its invoices go and what must stand on them.

    Raises
    ------
    NotPermittedError
        When ``actor`` may not manage the hub's parties.
    NotFoundError
        When the hub knows of no such organisation.
    InvalidInputError
        When a fact cannot be right.
    """
    require(actor, Permission.MANAGE_PARTIES, hub_id=hub_id)
    facts = tidy(facts)
    checks.check_payer(facts)
    organisation = find_organisation(actor=actor, hub_id=hub_id, organisation_id=organisation_id)
    payer = InvoiceParty.objects.create(hub_id=hub_id, organisation=organisation, **asdict(facts))
    record(actor, "actors.payer.created", payer, hub_id=hub_id, now=now)
    return payer


@transaction.atomic
def change_invoice_party(
    *, actor: Actor, hub_id: int, payer_id: int, facts: PayerFacts, now: datetime
) -> InvoiceParty:
    """Change a payer's address, terms, credit limit or rule for references.

    Raises
    ------
    NotPermittedError
        When ``actor`` may not manage the hub's parties.
    NotFoundError
        When it is none of the hub's payers.
    InvalidInputError
        When a fact cannot be right.
    """
    require(actor, Permission.MANAGE_PARTIES, hub_id=hub_id)
    facts = tidy(facts)
    checks.check_payer(facts)
    rows = InvoiceParty.objects.select_for_update(of=("self",)).filter(hub_id=hub_id)
    payer = found(rows.filter(pk=payer_id).first())
    write_changes(actor, "actors.payer.changed", payer, asdict(facts), hub_id=hub_id, now=now)
    return payer


@transaction.atomic
def create_buyer_unit(
    *, actor: Actor, hub_id: int, organisation_id: int, facts: UnitFacts, now: datetime
) -> BuyerUnit:
    """Enter a unit that orders, with the door it receives at and the payer of its invoices.

    Raises
    ------
    NotPermittedError
        When ``actor`` may not manage the hub's parties.
    NotFoundError
        When the organisation, door or payer is not the hub's to know of.
    UnitNumberTakenError
        When another unit has the number.
    InvalidInputError
        When a fact cannot be right.
    """
    require(actor, Permission.MANAGE_PARTIES, hub_id=hub_id)
    facts = tidy(facts)
    checks.check_unit(facts)
    organisation = find_organisation(actor=actor, hub_id=hub_id, organisation_id=organisation_id)
    _require_own(hub_id, facts)
    lock_hub(hub_id)
    unit = BuyerUnit.objects.create(
        hub_id=hub_id,
        organisation=organisation,
        **asdict(facts) | {"number": _free_number(hub_id, facts.number)},
    )
    record(
        actor,
        "actors.unit.created",
        unit,
        hub_id=hub_id,
        now=now,
        after={"number": unit.number, "kind": str(unit.kind), "payer_id": unit.payer_id},
    )
    return unit


@transaction.atomic
def change_buyer_unit(
    *, actor: Actor, hub_id: int, unit_id: int, facts: UnitFacts, now: datetime
) -> BuyerUnit:
    """Change a unit's facts; without a number it keeps the one it has.

    Raises
    ------
    NotPermittedError
        When ``actor`` may not manage the hub's parties.
    NotFoundError
        When the unit, door or payer is not the hub's.
    UnitNumberTakenError
        When another unit has the number.
    InvalidInputError
        When a fact cannot be right.
    """
    require(actor, Permission.MANAGE_PARTIES, hub_id=hub_id)
    facts = tidy(facts)
    checks.check_unit(facts)
    _require_own(hub_id, facts)
    lock_hub(hub_id)
    unit = found(BuyerUnit.objects.filter(hub_id=hub_id, pk=unit_id).first())
    number = unit.number
    if facts.number not in {None, unit.number}:
        number = _free_number(hub_id, facts.number)
    values = asdict(facts) | {"number": number}
    write_changes(actor, "actors.unit.changed", unit, values, hub_id=hub_id, now=now)
    return unit


@transaction.atomic
def archive_unit(*, actor: Actor, hub_id: int, unit_id: int, now: datetime) -> BuyerUnit:
    """Let a unit order no more, and its tablets with it; what it has ordered stands.

    Raises
    ------
    NotPermittedError
        When ``actor`` may not manage the hub's parties.
    NotFoundError
        When it is none of the hub's units.
    """
    require(actor, Permission.MANAGE_PARTIES, hub_id=hub_id)
    rows = BuyerUnit.objects.select_for_update(of=("self",)).filter(hub_id=hub_id)
    unit = found(rows.filter(pk=unit_id).first())
    if unit.archived_at is None:
        unit.archived_at = now
        unit.save(update_fields=["archived_at"])
        unit.devices.filter(revoked_at__isnull=True).update(revoked_at=now, code_digest="")
        record(actor, "actors.unit.archived", unit, hub_id=hub_id, now=now)
    return unit


def _point_values(facts: DeliveryPointFacts) -> dict[str, object]:
    values = asdict(facts)
    return values | {"postcode_id": postcode(values.pop("postcode")).pk}


def _require_own(hub_id: int, facts: UnitFacts) -> None:
    payers = InvoiceParty.objects.filter(hub_id=hub_id, archived_at__isnull=True)
    points = DeliveryPoint.objects.filter(hub_id=hub_id, archived_at__isnull=True)
    if not payers.filter(pk=facts.payer_id).exists():
        raise NotFoundError
    if not points.filter(pk=facts.delivery_point_id).exists():
        raise NotFoundError


def _free_number(hub_id: int, number: int | None) -> int:
    units = BuyerUnit.objects.filter(hub_id=hub_id)
    if number is None:
        return (units.aggregate(last=Max("number"))["last"] or 0) + 1
    if units.filter(number=number).exists():
        raise UnitNumberTakenError(number=number)
    return number
