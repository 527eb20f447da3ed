"""Reading changes of many prices."""

from uuid import UUID

from django.db.models import QuerySet

from kortreist.apps.actors.permissions import Actor, Permission, require
from kortreist.apps.actors.selectors.parties import found
from kortreist.apps.catalogue.models import Listing, PriceEdit, PriceEditRow
from kortreist.apps.catalogue.selectors.shop import wanted_listings
from kortreist.apps.catalogue.selectors.wanted import Wanted


def list_price_edits(*, actor: Actor, hub_id: int) -> QuerySet[PriceEdit]:
    """Return a hub's changes of prices, newest first.

    Raises
    ------
    NotFoundError, NotPermittedError
        When the actor does not manage the hub's goods.
    """
    require(actor, Permission.MANAGE_GOODS, hub_id=hub_id)
    return PriceEdit.objects.filter(hub_id=hub_id).order_by("-pk")


def get_price_edit(*, actor: Actor, hub_id: int, public_id: UUID) -> PriceEdit:
    """Return one of a hub's changes of prices.

    Raises
    ------
    NotFoundError, NotPermittedError
        When it is none of them, or the actor does not manage the hub's goods.
    """
    edits = list_price_edits(actor=actor, hub_id=hub_id)
    return found(edits.filter(public_id=public_id).first())


def price_edit_rows(edit: PriceEdit) -> QuerySet[PriceEditRow]:
    """Return the prices of a change by the goods' names, with the goods and their producers."""
    return edit.rows.select_related("listing__variant__product__producer").order_by(
        "listing__variant__product__sort_key", "pk"
    )


def listings_to_price(*, actor: Actor, hub_id: int, wanted: Wanted) -> QuerySet[Listing]:
    """Return the listings whose prices may be changed, by name, with goods and producers.

    Raises
    ------
    NotFoundError, NotPermittedError
        When the actor does not manage the hub's goods.
    """
    require(actor, Permission.MANAGE_GOODS, hub_id=hub_id)
    rows = wanted_listings(hub_id=hub_id, wanted=wanted)
    return rows.select_related("variant__product__producer")
