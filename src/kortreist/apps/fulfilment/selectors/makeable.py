"""What new lots can be made of, and what they can be."""

from dataclasses import dataclass
from datetime import date
from itertools import count

from django.db.models import Q, QuerySet

from kortreist.apps.actors.permissions import Actor, Permission, require
from kortreist.apps.catalogue.models import Listing, Variant
from kortreist.apps.fulfilment.models import Lot
from kortreist.apps.fulfilment.selectors.freshness import is_sellable, stock_lots
from kortreist.apps.trading.models import Ownership

# More than these are seldom mixed; those that expire first are shown.
MOST_SHOWN = 30


@dataclass(frozen=True, slots=True)
class Makeable:
    """A lot, what can be mixed with it, and what can be made of it; itself stands first."""

    lots: tuple[Lot, ...]
    variants: tuple[Variant, ...]


def variants_to_make(*, hub_id: int) -> "QuerySet[Variant]":
    """Return the goods that a hub can make lots of: what it sells, or has."""
    listed = Listing.objects.filter(hub_id=hub_id).values("variant_id")
    had = Lot.objects.filter(hub_id=hub_id).values("variant_id")
    return Variant.objects.filter(Q(pk__in=listed) | Q(pk__in=had))


def makeable(*, actor: Actor, hub_id: int, lot: Lot, today: date) -> Makeable:
    """Return what can be done with a lot: goods measured and kept alike, in two queries."""
    require(actor, Permission.RECEIVE_GOODS, hub_id=hub_id)
    unit, storage = lot.variant.unit, lot.variant.product.storage
    others = (
        stock_lots(hub_id=hub_id)
        .filter(
            variant__unit=unit,
            variant__product__storage=storage,
            withdrawn_at__isnull=True,
            ownership=Ownership.OWNED,
        )
        .exclude(pk=lot.pk)
        .select_related("variant__product", "producer", "place")
    )
    usable = [each for each in others if is_sellable(each, on=today)]
    variants = variants_to_make(hub_id=hub_id).filter(unit=unit, product__storage=storage)
    return Makeable(
        lots=(lot, *usable[:MOST_SHOWN]),
        variants=tuple(
            variants.select_related("product__producer").order_by(
                "product__sort_key", "content_amount", "pk"
            )
        ),
    )


def free_code(*, hub_id: int, today: date) -> str:
    """Return a lot number that no lot made here has: the day, and a running number."""
    day = f"{today:%y%m%d}"
    made = Lot.objects.filter(hub_id=hub_id, purchase_line__isnull=True, code__startswith=f"{day}-")
    taken = set(made.values_list("code", flat=True))
    return next(code for number in count(1) if (code := f"{day}-{number}") not in taken)
