"""From an address to the hub and the round it is about, as far as the reader may know."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone

from kortreist.apps.actors.asking import actor_of
from kortreist.apps.actors.models import Hub
from kortreist.apps.actors.permissions import Actor, Permission
from kortreist.apps.actors.selectors.parties import get_hub
from kortreist.apps.trading.models import OrderCycle
from kortreist.apps.trading.selectors.cycles import get_cycle


@dataclass(frozen=True, slots=True)
class HubScope:
    """A hub, as those who work there see it."""

    actor: Actor
    hub: Hub

    @property
    def reading(self) -> dict[str, Any]:  # Any: keywords of any selector
        """Who reads, and where."""
        return {"actor": self.actor, "hub_id": self.hub.pk}

    @property
    def writing(self) -> dict[str, Any]:  # Any: keywords of any service
        """Who writes, where, and when."""
        return {**self.reading, "now": timezone.now()}

    @property
    def may_deliver(self) -> bool:
        """Whether the reader hands deliveries over."""
        return self.actor.may(Permission.DELIVER, hub_id=self.hub.pk)

    def cycle(self, public_id: UUID) -> OrderCycle:
        """Return the round an address names, or raise NotFoundError."""
        return get_cycle(**self.reading, cycle_public_id=public_id)

    def url(self, name: str, **places: object) -> str:
        """Return the address of one of this room's pages at the hub."""
        return reverse(f"fulfilment:{name}", kwargs={"hub": self.hub.public_id, **places})


def hub_scope(request: HttpRequest, hub: UUID) -> HubScope:
    """Return the hub an address names, or raise NotFoundError."""
    actor = actor_of(request)
    return HubScope(actor, get_hub(actor=actor, public_id=hub))


def page_number(request: HttpRequest) -> int:
    """Return the page asked for; what is no number is the first."""
    asked = request.GET.get("page", "")
    return int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 7 else 1


def uuid_of(text: str) -> UUID | None:
    """Return the public id that a query holds; None where it is none."""
    try:
        return UUID(text)
    except ValueError:
        return None
