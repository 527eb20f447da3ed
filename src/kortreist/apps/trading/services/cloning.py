"""A new round like an earlier one, and what is no longer to be had of it."""

from collections.abc import Iterator
from datetime import date, datetime

from django.db import transaction

from kortreist.apps.actors.permissions import Actor, Permission, require
from kortreist.apps.actors.services.audit import record
from kortreist.apps.catalogue.models import SupplyMode
from kortreist.apps.trading.models import Offer, OrderCycle
from kortreist.apps.trading.prices import fees_of
from kortreist.apps.trading.selectors.cloning import Carried, carry_over
from kortreist.apps.trading.services.cycles import create_cycle
from kortreist.apps.trading.services.offers import listings_of, price_offer, terms_by_producer
from kortreist.kernel.errors import NotFoundError


@transaction.atomic
def clone_cycle(
    *,
    actor: Actor,
    hub_id: int,
    cycle_id: int,
    opens_at: datetime,
    closes_at: datetime,
    delivery_day: date,
    now: datetime,
    name: str = "",
) -> tuple[OrderCycle, Carried]:
    """Set up a round with all that another offered: goods, packs and mode of supply.

    Prices and closing times are those of today, and what is left is offered as long before the
    close as it was. Where a producer has said something for the new day, its word counts instead.
    Packs that came from stock are not carried over: opening takes up what lies there then.

    Returns
    -------
    OrderCycle and Carried
        The draft, and what was left out or costs something else, with the reasons.

    Raises
    ------
    NotPermittedError, NotFoundError
        When it is not the actor's to do, or none of the hub's cycles.
    CycleTimesError
        When it would close before it opens, or deliver before it closes.
    """
    require(actor, Permission.MANAGE_CYCLES, hub_id=hub_id)
    source = OrderCycle.objects.filter(hub_id=hub_id, pk=cycle_id).first()
    if source is None:
        raise NotFoundError
    carried = carry_over(actor=actor, cycle=source, day=delivery_day)
    clone = create_cycle(
        actor=actor,
        hub_id=hub_id,
        opens_at=opens_at,
        closes_at=closes_at,
        delivery_day=delivery_day,
        name=name or source.name,
        now=now,
    )
    if source.surplus_at is not None:
        clone.surplus_at = closes_at - (source.closes_at - source.surplus_at)
        clone.save(update_fields=["surplus_at"])
    Offer.objects.bulk_create(_offers(clone, carried), batch_size=500)
    record(
        actor,
        "trading.cycle.cloned",
        clone,
        hub_id=hub_id,
        now=now,
        params={"from": source.pk, "kept": len(carried.kept), "left_out": len(carried.left_out)},
    )
    return clone, carried


def _offers(clone: OrderCycle, carried: Carried) -> Iterator[Offer]:
    kept = {offer.variant_id: offer for offer in carried.kept}
    fees = fees_of(clone)
    terms = terms_by_producer(clone.hub_id, {offer.producer_id for offer in carried.kept})
    for listing in listings_of(clone.hub_id, kept):
        offer = kept[listing.variant_id]
        mode = SupplyMode(offer.supply_mode)
        yield price_offer(clone, listing, offer.fresh_packs, mode, fees, terms)
