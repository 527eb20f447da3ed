"""What a packing team became, by quarter: rounds, crates, kitchens; hours where they are kept."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Sum
from django.db.models.functions import ExtractQuarter, ExtractYear
from django.utils import timezone

from kortreist.apps.actors.permissions import Actor, Permission, require
from kortreist.apps.fulfilment.models import Delivery, DeliveryStatus, TeamQuarter


@dataclass(frozen=True, slots=True)
class Quarter:
    """What one quarter became."""

    year: int
    quarter: int
    rounds: int = 0
    crates: int = 0
    deliveries: int = 0
    units: int = 0
    # None: nobody said, or fewer than five took part.
    hours: int | None = None


def list_quarters(*, actor: Actor, hub_id: int, now: datetime) -> list[Quarter]:
    """Return every quarter in which something was packed, and this one, the latest first.

    Raises
    ------
    NotPermittedError
        When ``actor`` may not pack at the hub.
    """
    require(actor, Permission.PACK, hub_id=hub_id)
    packed = (
        Delivery.objects.filter(hub_id=hub_id)
        .exclude(status=DeliveryStatus.PLANNED)
        .exclude(packed_at=None)
        .annotate(year=ExtractYear("packed_at"), quarter=ExtractQuarter("packed_at"))
        .values("year", "quarter")
        .annotate(
            rounds=Count("cycle", distinct=True),
            boxes=Sum("crates"),
            brought=Count("pk"),
            kitchens=Count("unit", distinct=True),
        )
        .order_by()
    )
    figures: dict[tuple[int, int], dict[str, int]] = defaultdict(dict)
    today = timezone.localdate(now)
    figures[today.year, (today.month + 2) // 3] = {}
    for row in packed:
        figures[row["year"], row["quarter"]] = {
            "rounds": row["rounds"],
            "crates": row["boxes"],
            "deliveries": row["brought"],
            "units": row["kitchens"],
        }
    hours = {
        (row.year, row.quarter): row.hours for row in TeamQuarter.objects.filter(hub_id=hub_id)
    }
    return [
        Quarter(year, quarter, hours=hours.get((year, quarter)), **figures[year, quarter])
        for year, quarter in sorted(figures.keys() | hours.keys(), reverse=True)
    ]
