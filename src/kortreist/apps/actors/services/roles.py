"""What people may do, from when until when."""

from datetime import date, datetime

from django.db import transaction
from django.db.models import Q

from kortreist.apps.actors import checks
from kortreist.apps.actors.errors import (
    AnonymisedError,
    LastCoordinatorError,
    RoleMisplacedError,
    RoleOverlapsError,
)
from kortreist.apps.actors.locks import lock_hub, lock_person
from kortreist.apps.actors.models import BuyerUnit, Person, Role, RoleKind
from kortreist.apps.actors.permissions import Actor, Permission, require
from kortreist.apps.actors.selectors.grants import in_force
from kortreist.apps.actors.selectors.parties import found, require_producer
from kortreist.apps.actors.selectors.people import find_person
from kortreist.apps.actors.services.audit import record
from kortreist.kernel.errors import NotFoundError


@transaction.atomic
def give_role(
    *,
    actor: Actor,
    hub_id: int,
    person_id: int,
    kind: RoleKind,
    organisation_id: int | None = None,
    unit_id: int | None = None,
    valid_from: date,
    valid_until: date | None = None,
    now: datetime,
) -> Role:
    """Give a person a role at the hub, in the period ``[valid_from, valid_until)``.

    Raises
    ------
    NotPermittedError
        When ``actor`` may not manage the hub's parties.
    NotFoundError
        When the person, producer or unit is not the hub's to know of.
    RoleMisplacedError, PeriodError
        When the role does not name what it is for, or ends before it begins.
    RoleOverlapsError, AnonymisedError
        When they have it already, or nobody is behind the card any more.
    """
    require(actor, Permission.MANAGE_PARTIES, hub_id=hub_id)
    checks.require_choice("kind", kind, RoleKind.values)
    checks.require_period(valid_from, valid_until)
    role = Role(
        hub_id=hub_id,
        kind=kind,
        organisation_id=organisation_id,
        unit_id=unit_id,
        valid_from=valid_from,
        valid_until=valid_until,
    )
    _require_place(role)
    role.person = _lock_known(actor, hub_id, person_id)
    _require_no_overlap(role)
    role.save(force_insert=True)
    record(
        actor,
        "actors.role.given",
        role,
        hub_id=hub_id,
        now=now,
        params={"person": person_id, "kind": str(kind)},
        after=_period(role),
    )
    return role


@transaction.atomic
def end_role(*, actor: Actor, hub_id: int, role_id: int, on: date, now: datetime) -> Role:
    """End a role: the day named is the first without it.

    Raises
    ------
    NotPermittedError
        When ``actor`` may not manage the hub's parties.
    NotFoundError
        When it is no role at the hub.
    LastCoordinatorError
        When nobody would be left to look after the hub.
    """
    require(actor, Permission.MANAGE_PARTIES, hub_id=hub_id)
    lock_hub(hub_id)
    role = found(Role.objects.filter(hub_id=hub_id, pk=role_id).first())
    _require_coordinator_beside(role, actor, on)
    before = _period(role)
    role.valid_until = max(on, role.valid_from)
    role.save(update_fields=["valid_until"])
    record(
        actor,
        "actors.role.ended",
        role,
        hub_id=hub_id,
        now=now,
        params={"person": role.person_id, "kind": role.kind},
        before=before,
        after=_period(role),
    )
    return role


def end_all_roles(person: Person, *, actor: Actor, today: date) -> None:
    """End every role of a locked person; for services that have asked permission."""
    for role in person.roles.filter(Q(valid_until__isnull=True) | Q(valid_until__gt=today)):
        _require_coordinator_beside(role, actor, today)
        role.valid_until = max(today, role.valid_from)
        role.save(update_fields=["valid_until"])


def _require_place(role: Role) -> None:
    """Raise unless a producer's role names a producer, a buyer's a unit, and both are here."""
    names = (role.organisation_id is not None, role.unit_id is not None)
    needed = {RoleKind.PRODUCER: (True, False), RoleKind.BUYER: (False, True)}
    if names != needed.get(RoleKind(role.kind), (False, False)):
        raise RoleMisplacedError
    if role.organisation_id is not None:
        require_producer(
            hub_id=role.hub_id, organisation_id=role.organisation_id, on=role.valid_from
        )
    units = BuyerUnit.objects.filter(hub_id=role.hub_id, archived_at__isnull=True)
    if role.unit_id is not None and not units.filter(pk=role.unit_id).exists():
        raise NotFoundError


def _lock_known(actor: Actor, hub_id: int, person_id: int) -> Person:
    find_person(actor=actor, hub_id=hub_id, person_id=person_id)
    person = lock_person(person_id)
    if person.anonymised_at is not None:
        raise AnonymisedError
    return person


def _require_no_overlap(role: Role) -> None:
    same = Role.objects.filter(
        person_id=role.person_id,
        hub_id=role.hub_id,
        kind=role.kind,
        organisation=role.organisation_id,
        unit=role.unit_id,
    ).filter(Q(valid_until__isnull=True) | Q(valid_until__gt=role.valid_from))
    if role.valid_until is not None:
        same = same.filter(valid_from__lt=role.valid_until)
    if same.exists():
        raise RoleOverlapsError


def _require_coordinator_beside(role: Role, actor: Actor, on: date) -> None:
    if role.kind != RoleKind.COORDINATOR or actor.is_system:
        return
    others = Role.objects.filter(in_force(on), hub_id=role.hub_id, kind=RoleKind.COORDINATOR)
    if not others.exclude(person_id=role.person_id).exists():
        raise LastCoordinatorError


def _period(role: Role) -> dict[str, str | None]:
    until = role.valid_until.isoformat() if role.valid_until else None
    return {"valid_from": role.valid_from.isoformat(), "valid_until": until}
