"""Beginning new goods: a product and its first pack at once."""

from datetime import datetime

from django.db import transaction

from kortreist.apps.actors.permissions import Actor
from kortreist.apps.catalogue.facts import ProductFacts, VariantFacts
from kortreist.apps.catalogue.models import Product
from kortreist.apps.catalogue.services.goods import add_variant, create_product
from kortreist.apps.catalogue.services.listings import list_variant


@transaction.atomic
def start_product(
    *,
    actor: Actor,
    hub_id: int,
    producer_id: int,
    product: ProductFacts,
    variant: VariantFacts,
    price_ore: int | None = None,
    now: datetime,
) -> Product:
    """Enter goods with their first pack, and take it into the hub's assortment where priced.

    Raises
    ------
    NotFoundError, NotPermittedError
        When the producer is not the actor's to offer for, or a price not the actor's to set.
    InvalidInputError
        When a fact cannot be right; nothing is entered.
    """
    made = create_product(
        actor=actor, hub_id=hub_id, producer_id=producer_id, facts=product, now=now
    )
    pack = add_variant(actor=actor, hub_id=hub_id, product_id=made.pk, facts=variant, now=now)
    if price_ore is not None:
        list_variant(
            actor=actor,
            hub_id=hub_id,
            variant_id=pack.pk,
            producer_price_ore=price_ore,
            now=now,
        )
    return made
