"""Reading who somebody is, and the roles they have today."""

from datetime import date

from django.db.models import Q

from kortreist.apps.actors.models import DevicePairing, Person, Role, RoleKind
from kortreist.apps.actors.permissions import Actor, Grant


def in_force(on: date, path: str = "") -> Q:
    """Return the condition that a dated row, or the one that ``path`` leads to, holds on a day."""
    begun = Q(**{f"{path}valid_from__lte": on})
    endless = Q(**{f"{path}valid_until__isnull": True})
    return begun & (endless | Q(**{f"{path}valid_until__gt": on}))


def actor_of_person(person_id: int, *, on: date) -> Actor:
    """Return a person as an actor with the roles in force on a day, in one query."""
    roles = Role.objects.filter(in_force(on), person_id=person_id)
    grants = frozenset(
        Grant(role.kind, role.hub_id, role.organisation_id, role.unit_id) for role in roles
    )
    return Actor(name=f"person:{person_id}", grants=grants)


def actor_of_user(user_id: int, *, on: date) -> Actor:
    """Return the actor behind a sign-in; one without a person has no roles."""
    person_id = Person.objects.filter(user_id=user_id).values_list("pk", flat=True).first()
    if person_id is None:
        return Actor(name=f"user:{user_id}")
    return actor_of_person(person_id, on=on)


def actor_of_device(secret_digest: str) -> Actor | None:
    """Return the paired device that holds a secret, or None when there is none (any more)."""
    device = (
        DevicePairing.objects.filter(secret_digest=secret_digest, revoked_at__isnull=True)
        .select_related("unit")
        .first()
    )
    if device is None or not secret_digest:
        return None
    grant = Grant(RoleKind.BUYER, device.unit.hub_id, None, device.unit_id)
    return Actor(name=f"device:{device.pk}", grants=frozenset({grant}))
