"""What has changed in goods that a unit uses, and that it has not said it has seen."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from kortreist.apps.actors.models import BuyerUnit
from kortreist.apps.actors.permissions import Actor, Permission, require
from kortreist.apps.catalogue.changes import sentences
from kortreist.apps.catalogue.models import Product
from kortreist.apps.desk.models import DeclarationNews

# Older news is history: whoever orders reads the goods' own page.
SHOWN_FOR = timedelta(weeks=4)
MOST_SHOWN = 10


@dataclass(frozen=True, slots=True)
class ChangedGoods:
    """Goods, and what has changed in them, in sentences."""

    product: Product
    sentences: tuple[str, ...]


def changed_goods(*, actor: Actor, unit: BuyerUnit, now: datetime) -> list[ChangedGoods]:
    """Return what has changed that the unit has not seen, the latest first, in one query.

    Raises
    ------
    NotFoundError, NotPermittedError
        When the unit is not the actor's to order for.
    """
    require(actor, Permission.ORDER, hub_id=unit.hub_id, unit_id=unit.pk)
    rows = (
        DeclarationNews.objects.filter(
            hub_id=unit.hub_id, unit=unit, seen_at__isnull=True, at__gte=now - SHOWN_FOR
        )
        .select_related("before", "declaration", "declaration__product__producer")
        .order_by("-at", "-pk")[:MOST_SHOWN]
    )
    return [
        ChangedGoods(
            row.declaration.product,
            tuple(sentences(row.before.content, row.declaration.content)),
        )
        for row in rows
    ]
