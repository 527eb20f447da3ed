"""Which units care about which goods, so that they can be told."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import date, timedelta

from django.db.models import Q
from django.utils import timezone

from kortreist.apps.trading.models import Favourite, OrderLine, OrderStatus, StandingLine
from kortreist.kernel.periods import oslo_date

# How long an order is remembered as interest in what was on it.
MEMORY = timedelta(weeks=12)


def units_interested(
    *, hub_id: int, product_ids: Collection[int], today: date | None = None
) -> dict[int, set[int]]:
    """Return, by unit, which of these products are its favourites, or on its orders.

    Favourites, standing orders that have not ended, orders delivered in the last twelve weeks or
    to come, and baskets; three queries. Units that have left are not among them.
    """
    today = today or oslo_date(timezone.now())
    found: dict[int, set[int]] = defaultdict(set)
    favourites = Favourite.objects.filter(
        hub_id=hub_id, variant__product__in=product_ids, unit__archived_at__isnull=True
    )
    _add(found, favourites.values_list("unit_id", "variant__product_id"))
    standing = StandingLine.objects.filter(
        Q(standing_order__until_day__isnull=True) | Q(standing_order__until_day__gt=today),
        hub_id=hub_id,
        variant__product__in=product_ids,
        standing_order__unit__archived_at__isnull=True,
    )
    _add(found, standing.values_list("standing_order__unit_id", "variant__product_id"))
    lines = OrderLine.objects.filter(
        Q(order__status=OrderStatus.PLACED) | Q(order__cycle__delivery_day__gte=today),
        hub_id=hub_id,
        ordered_count__gt=0,
        order__cycle__delivery_day__gte=today - MEMORY,
        variant__product__in=product_ids,
        order__unit__archived_at__isnull=True,
    )
    _add(found, lines.order_by().values_list("order__unit_id", "variant__product_id").distinct())
    return dict(found)


def _add(found: dict[int, set[int]], rows: Iterable[tuple[int, int]]) -> None:
    for unit_id, product_id in rows:
        found[unit_id].add(product_id)
