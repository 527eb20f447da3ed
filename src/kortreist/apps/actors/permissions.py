"""Who acts, and what they may do: one frozen value, asked at the door of every service."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Self

from kortreist.apps.actors.models import RoleKind
from kortreist.kernel.errors import NotFoundError, NotPermittedError


class Permission(StrEnum):
    """Something that can be allowed."""

    SEE_HUB = "see_hub"
    MANAGE_PARTIES = "manage_parties"
    MANAGE_GOODS = "manage_goods"
    MANAGE_CYCLES = "manage_cycles"
    ALLOCATE = "allocate"
    PURCHASE = "purchase"
    RECEIVE_GOODS = "receive_goods"
    PACK = "pack"
    DELIVER = "deliver"
    PLAN_TOURS = "plan_tours"
    DRIVE = "drive"
    RECALL = "recall"
    SEE_MONEY = "see_money"
    ISSUE_DOCUMENTS = "issue_documents"
    MANAGE_JOBS = "manage_jobs"
    OFFER_GOODS = "offer_goods"
    SEE_OWN_SALES = "see_own_sales"
    ORDER = "order"
    PAIR_DEVICES = "pair_devices"


PERMISSIONS: dict[str, frozenset[Permission]] = {
    RoleKind.COORDINATOR: frozenset(Permission),
    RoleKind.ACCOUNTANT: frozenset(
        {Permission.SEE_HUB, Permission.SEE_MONEY, Permission.ISSUE_DOCUMENTS}
    ),
    RoleKind.PACKING_TEAM: frozenset(
        {Permission.RECEIVE_GOODS, Permission.PACK, Permission.DELIVER}
    ),
    RoleKind.DRIVER: frozenset({Permission.DRIVE}),
    RoleKind.PRODUCER: frozenset({Permission.OFFER_GOODS, Permission.SEE_OWN_SALES}),
    RoleKind.BUYER: frozenset({Permission.ORDER, Permission.PAIR_DEVICES}),
}


@dataclass(frozen=True, slots=True)
class Grant:
    """One role in force: for a whole hub, or for one producer or one unit in it."""

    kind: str
    hub_id: int
    organisation_id: int | None = None
    unit_id: int | None = None

    @property
    def is_hub_wide(self) -> bool:
        """Whether the role is for the whole hub."""
        return self.organisation_id is None and self.unit_id is None

    def covers(self, organisation_id: int | None, unit_id: int | None) -> bool:
        """Whether the thing asked about lies within this role's part of the hub."""
        if self.is_hub_wide:
            return True
        if organisation_id is not None:
            return self.organisation_id == organisation_id
        return unit_id is not None and self.unit_id == unit_id


@dataclass(frozen=True, slots=True)
class Actor:
    """Who does something: a person, a paired device or a named job; never nobody.

    Parameters
    ----------
    name
        As the trail shows it: ``person:12``, ``device:3``, ``system:desk.conductor``.
    grants
        The roles in force, read once for a request.
    is_system
        A job of the product's own, allowed everything it is written to do.
    """

    name: str
    grants: frozenset[Grant] = frozenset()
    is_system: bool = False

    @classmethod
    def system(cls, job: str) -> Self:
        """Return the actor of a job that the product runs by itself."""
        return cls(name=f"system:{job}", is_system=True)

    @property
    def is_device(self) -> bool:
        """Whether it is a shared tablet, so that nobody knows who is at it."""
        return self.name.startswith("device:")

    @property
    def person_id(self) -> int | None:
        """The person's id, or None for a tablet, a job or a stranger."""
        kind, _, number = self.name.partition(":")
        return int(number) if kind == "person" else None

    def grants_at(self, hub_id: int) -> list[Grant]:
        """Return the roles this actor has at one hub."""
        return [grant for grant in self.grants if grant.hub_id == hub_id]

    def may(
        self,
        permission: Permission,
        *,
        hub_id: int,
        organisation_id: int | None = None,
        unit_id: int | None = None,
    ) -> bool:
        """Whether the actor may do this here."""
        return self.is_system or any(
            permission in PERMISSIONS[grant.kind] and grant.covers(organisation_id, unit_id)
            for grant in self.grants_at(hub_id)
        )


def require(
    actor: Actor,
    permission: Permission,
    *,
    hub_id: int,
    organisation_id: int | None = None,
    unit_id: int | None = None,
) -> None:
    """Let the actor through, or say no.

    Raises
    ------
    NotFoundError
        When the place, or the producer or unit asked about, is not the actor's to know of.
    NotPermittedError
        When it is, but this may not be done.
    """
    if actor.may(permission, hub_id=hub_id, organisation_id=organisation_id, unit_id=unit_id):
        return
    is_known = any(
        (organisation_id is None and unit_id is None) or grant.covers(organisation_id, unit_id)
        for grant in actor.grants_at(hub_id)
    )
    if not is_known:
        raise NotFoundError
    raise NotPermittedError(permission=permission.value)


def require_system(actor: Actor) -> None:
    """Let only the product's own jobs through.

    Raises
    ------
    NotPermittedError
        When somebody else asks.
    """
    if not actor.is_system:
        raise NotPermittedError


def require_person(actor: Actor) -> None:
    """Let only people and the product's own jobs through, not a tablet that anybody may hold.

    Raises
    ------
    NotPermittedError
        When a paired device asks.
    """
    if actor.is_device:
        raise NotPermittedError
