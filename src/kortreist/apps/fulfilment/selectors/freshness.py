"""Which lots of the stock may be sold: there, in date, not stopped."""

from datetime import date

from django.db.models import F, QuerySet

from kortreist.apps.fulfilment.models import Lot

# What somebody wants used first, then first to expire; those without a date last.
FIRST_OUT = (
    F("use_first_at").asc(nulls_last=True),
    F("best_before").asc(nulls_last=True),
    "pk",
)
PACKS_LEFT = F("received_count") - F("packed_count") - F("gone_count")


def stock_lots(*, hub_id: int) -> "QuerySet[Lot]":
    """Return the lots that lie in stock with packs left, first to go out first."""
    return (
        Lot.objects.filter(hub_id=hub_id, place__isnull=False)
        .annotate(left=PACKS_LEFT)
        .filter(left__gt=0)
        .order_by(*FIRST_OUT)
    )


def is_sellable(lot: Lot, *, on: date) -> bool:
    """Whether packs of a lot may be handed to anybody on a day."""
    is_in_date = lot.best_before is None or lot.best_before >= on
    return is_in_date and lot.withdrawn_at is None and lot.packs_left > 0
