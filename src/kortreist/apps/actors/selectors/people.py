"""Reading people and their roles, for those who may look after them."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Q, QuerySet
from django.db.models.functions import Collate

from kortreist.apps.actors.models import Hub, Person, Role, RoleKind
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


@dataclass(frozen=True, slots=True)
class HubPersonas:
    """Who one can be at a demonstration hub: a role of each, in the order of the roles' kinds."""

    hub: Hub
    roles: list[Role]


def list_personas(*, on: date) -> list[HubPersonas]:
    """Return the people made for a demonstration, at its hubs, with what they do there.

    For the page that only a demonstration on the same machine has.
    """
    by_hub: dict[Hub, list[Role]] = defaultdict(list)
    for role in _persona_roles(on):
        by_hub[role.hub].append(role)
    kinds = list(RoleKind)
    for roles in by_hub.values():
        roles.sort(key=lambda role: kinds.index(RoleKind(role.kind)))
    return [HubPersonas(hub, roles) for hub, roles in by_hub.items()]


def get_persona(*, public_id: UUID, on: date) -> Person:
    """Return somebody made for a demonstration.

    Raises
    ------
    NotFoundError
        When it is nobody of the kind, however real.
    """
    return found(Person.objects.filter(public_id=public_id, roles__in=_persona_roles(on)).first())


def _persona_roles(on: date) -> QuerySet[Role]:
    return (
        Role.objects.filter(in_force(on), hub__is_demonstration=True, person__user__isnull=False)
        .exclude(person__persona={})
        .select_related("person", "hub", "organisation", "unit")
        .order_by("hub_id", "pk")
    )
