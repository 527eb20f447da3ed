"""Reading people and their roles, for those who may look after them."""

from datetime import date
from uuid import UUID

from django.db.models import Q, QuerySet
from django.db.models.functions import Collate

from kortreist.apps.actors.models import Person, Role
from kortreist.apps.actors.permissions import Actor, Permission, require
from kortreist.apps.actors.selectors.grants import in_force
from kortreist.apps.actors.selectors.parties import BY_NAME, found
from kortreist.apps.registers.collation import NORWEGIAN


def list_people(*, actor: Actor, hub_id: int) -> QuerySet[Person]:
    """Return the people the hub keeps cards of or who have, or had, a role there.

    Raises
    ------
    NotFoundError, NotPermittedError
        When ``actor`` may not manage the hub's parties.
    """
    require(actor, Permission.MANAGE_PARTIES, hub_id=hub_id)
    return people_of(hub_id).filter(anonymised_at__isnull=True).order_by(*BY_NAME)


def get_person(*, actor: Actor, hub_id: int, public_id: UUID) -> Person:
    """Return one of the hub's people.

    Raises
    ------
    NotFoundError, NotPermittedError
        When it is not one of them, or ``actor`` may not manage the hub's parties.
    """
    return found(list_people(actor=actor, hub_id=hub_id).filter(public_id=public_id).first())


def list_roles(*, actor: Actor, hub_id: int, on: date) -> QuerySet[Role]:
    """Return the roles in force at the hub on a day, with their people.

    Raises
    ------
    NotFoundError, NotPermittedError
        When ``actor`` may not manage the hub's parties.
    """
    require(actor, Permission.MANAGE_PARTIES, hub_id=hub_id)
    return (
        Role.objects.filter(in_force(on), hub_id=hub_id)
        .select_related("person", "organisation", "unit")
        .order_by("kind", Collate("person__name", NORWEGIAN), "pk")
    )


def find_person(*, actor: Actor, hub_id: int, person_id: int) -> Person:
    """Return a person the hub knows, by key; the product itself knows everyone.

    Raises
    ------
    NotFoundError
        When the hub does not know them.
    """
    people = Person.objects.all() if actor.is_system else people_of(hub_id)
    return found(people.filter(pk=person_id).first())


def people_of(hub_id: int) -> QuerySet[Person]:
    """Return everyone the hub knows: by a card it keeps, or by a role there."""
    roles = Role.objects.filter(hub_id=hub_id).values("person_id")
    return Person.objects.filter(Q(kept_by_id=hub_id) | Q(pk__in=roles))
