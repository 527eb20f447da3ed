"""Who may write a product: whoever may offer its producer's goods at a hub."""

from datetime import datetime

from kortreist.apps.actors.permissions import Actor, Permission, require
from kortreist.apps.actors.selectors.parties import require_producer
from kortreist.apps.catalogue.errors import GoodsArchivedError
from kortreist.apps.catalogue.models import Product
from kortreist.kernel.periods import oslo_date


def require_offering(actor: Actor, hub_id: int, product: Product, now: datetime) -> None:
    """Raise unless the actor may offer the product at the hub, and it is still made.

    Raises
    ------
    NotFoundError, NotPermittedError
        When it is none of the hub's producers', or not the actor's to offer.
    GoodsArchivedError
        When it is no longer made.
    """
    require_producer_right(actor, hub_id, product.producer_id, now)
    if product.archived_at is not None:
        raise GoodsArchivedError


def require_producer_right(actor: Actor, hub_id: int, producer_id: int, now: datetime) -> None:
    """Raise NotFoundError or NotPermittedError unless the actor may offer a producer's goods."""
    require(actor, Permission.OFFER_GOODS, hub_id=hub_id, organisation_id=producer_id)
    require_producer(hub_id=hub_id, organisation_id=producer_id, on=oslo_date(now))
