"""From an address to the hub, unit or producer it is about, as far as the reader may know."""

from dataclasses import dataclass
from uuid import UUID

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone

from kortreist.apps.actors.asking import actor_of
from kortreist.apps.actors.models import BuyerUnit, Hub, HubProducer
from kortreist.apps.actors.permissions import Actor, Permission
from kortreist.apps.actors.selectors.parties import (
    get_hub,
    get_producer,
    get_unit,
    pickup_points,
)
from kortreist.apps.trading.errors import PickupPointError
from kortreist.apps.trading.models import AvailabilityPost, OrderCycle
from kortreist.apps.trading.selectors.choices import first_to_order
from kortreist.apps.trading.selectors.cycles import get_cycle
from kortreist.kernel.errors import NotFoundError
from kortreist.kernel.periods import oslo_date


@dataclass(frozen=True, slots=True)
class UnitScope:
    """A unit, as its own people see it."""

    actor: Actor
    hub: Hub
    unit: BuyerUnit

    def url(self, name: str, **kwargs: object) -> str:
        """Return the address of one of the unit's pages."""
        return reverse(
            f"trading:{name}",
            kwargs={"hub": self.hub.public_id, "unit": self.unit.public_id} | kwargs,
        )

    @property
    def may_order(self) -> bool:
        """Whether the reader orders for the unit."""
        return self.actor.may(Permission.ORDER, hub_id=self.hub.pk, unit_id=self.unit.pk)

    def cycle(self, public_id: str = "") -> OrderCycle | None:
        """Return the open cycle asked for, else the first whose goods the unit can take."""
        return first_to_order(self.unit, now=timezone.now(), asked=public_id)

    def known_cycle(self, public_id: str) -> OrderCycle:
        """Return the cycle a form names."""
        try:
            asked = UUID(public_id)
        except ValueError:
            raise NotFoundError from None
        return get_cycle(actor=self.actor, hub_id=self.hub.pk, cycle_public_id=asked)


@dataclass(frozen=True, slots=True)
class ProducerScope:
    """A producer at a hub, as its own people see it."""

    actor: Actor
    hub: Hub
    terms: HubProducer

    def url(self, name: str, **kwargs: object) -> str:
        """Return the address of one of the producer's pages."""
        scope = {"hub": self.hub.public_id, "producer": self.terms.organisation.public_id}
        return reverse(f"trading:{name}", kwargs=scope | kwargs)

    @property
    def producer_id(self) -> int:
        """The organisation that makes the goods."""
        return self.terms.organisation_id


def place_id(scope: UnitScope, public_id: UUID) -> int:
    """Return the unit's own door or the pick-up point a form names."""
    if scope.unit.delivery_point.public_id == public_id:
        return scope.unit.delivery_point_id
    points = pickup_points(hub_id=scope.hub.pk).filter(public_id=public_id)
    found = points.values_list("pk", flat=True).first()
    if found is None:
        raise PickupPointError
    return found


def post_id(public_id: UUID, *, hub_id: int, producer_id: int) -> int:
    """Return a producer's press behind an address, or raise NotFoundError."""
    rows = AvailabilityPost.objects.filter(hub_id=hub_id, producer_id=producer_id)
    found = rows.filter(public_id=public_id).values_list("pk", flat=True).first()
    if found is None:
        raise NotFoundError
    return found


def unit_scope(request: HttpRequest, hub: UUID, unit: UUID) -> UnitScope:
    """Return the unit an address names, or raise NotFoundError."""
    actor = actor_of(request)
    found = get_hub(actor=actor, public_id=hub)
    return UnitScope(actor, found, get_unit(actor=actor, hub_id=found.pk, public_id=unit))


def producer_scope(request: HttpRequest, hub: UUID, producer: UUID) -> ProducerScope:
    """Return the producer an address names, or raise NotFoundError."""
    actor = actor_of(request)
    found = get_hub(actor=actor, public_id=hub)
    today = oslo_date(timezone.now())
    terms = get_producer(actor=actor, hub_id=found.pk, public_id=producer, on=today)
    return ProducerScope(actor, found, terms)
