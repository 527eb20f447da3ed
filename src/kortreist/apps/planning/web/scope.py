"""From an address to the kitchen whose menu it is, as far as the reader may know."""

from dataclasses import dataclass
from uuid import UUID

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone

from kortreist.apps.actors.asking import actor_of
from kortreist.apps.actors.models import BuyerUnit, Hub
from kortreist.apps.actors.permissions import Actor
from kortreist.apps.actors.selectors.parties import get_hub, get_unit
from kortreist.apps.trading.models import OrderCycle
from kortreist.apps.trading.selectors.cycles import open_cycles


@dataclass(frozen=True, slots=True)
class KitchenScope:
    """A kitchen, as its own people see it."""

    actor: Actor
    hub: Hub
    unit: BuyerUnit

    def url(self, name: str, **kwargs: object) -> str:
        """Return the address of one of the kitchen's pages, with its room: ``planning:menu``."""
        return reverse(
            name, kwargs={"hub": self.hub.public_id, "unit": self.unit.public_id} | kwargs
        )

    def cycles(self) -> list[OrderCycle]:
        """Return the rounds one can order in now."""
        return open_cycles(hub_id=self.hub.pk, now=timezone.now())


def kitchen_scope(request: HttpRequest, hub: UUID, unit: UUID) -> KitchenScope:
    """Return the kitchen an address names, or raise NotFoundError."""
    actor = actor_of(request)
    found = get_hub(actor=actor, public_id=hub)
    return KitchenScope(actor, found, get_unit(actor=actor, hub_id=found.pk, public_id=unit))
