"""From an address to the producer whose goods it is about."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone

from kortreist.apps.actors.asking import actor_of
from kortreist.apps.actors.models import Hub, HubProducer
from kortreist.apps.actors.permissions import Actor, Permission
from kortreist.apps.actors.selectors.parties import get_hub, get_producer
from kortreist.apps.catalogue.models import Product
from kortreist.apps.catalogue.selectors.goods import get_product
from kortreist.kernel.periods import oslo_date


@dataclass(frozen=True, slots=True)
class ProducerScope:
    """A producer at a hub, and who asks."""

    actor: Actor
    hub: Hub
    terms: HubProducer
    now: datetime

    @property
    def ids(self) -> dict[str, int]:
        """Return what selectors ask for."""
        return {"hub_id": self.hub.pk, "producer_id": self.terms.organisation_id}

    @property
    def producer_id(self) -> int:
        """The organisation that makes the goods."""
        return self.terms.organisation_id

    @property
    def reading(self) -> dict[str, Any]:  # Any: keywords of any selector
        """Who reads, and whose goods."""
        return {"actor": self.actor, **self.ids}

    @property
    def writing(self) -> dict[str, Any]:  # Any: keywords of any service
        """Who writes, where, and when."""
        return {"actor": self.actor, "hub_id": self.hub.pk, "now": self.now}

    @property
    def sets_prices(self) -> bool:
        """Whether whoever asks may set prices, or leaves them to the hub."""
        return self.actor.may(Permission.MANAGE_GOODS, hub_id=self.hub.pk)

    def product(self, public_id: UUID) -> Product:
        """Return one of the producer's goods."""
        return get_product(**self.reading, public_id=public_id)

    def url(self, name: str, **kwargs: object) -> str:
        """Return the address of one of the producer's pages."""
        scope = {"hub": self.hub.public_id, "producer": self.terms.organisation.public_id}
        return reverse(f"catalogue:{name}", kwargs=scope | kwargs)


def producer_scope(request: HttpRequest, hub: UUID, producer: UUID) -> ProducerScope:
    """Return the producer an address names, for those who may know of it."""
    actor, now = actor_of(request), timezone.now()
    found = get_hub(actor=actor, public_id=hub)
    terms = get_producer(actor=actor, hub_id=found.pk, public_id=producer, on=oslo_date(now))
    return ProducerScope(actor, found, terms, now)
