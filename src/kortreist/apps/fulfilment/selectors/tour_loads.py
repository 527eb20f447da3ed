"""What is to be carried, by how cold it must be kept: grams, and an estimate of the room it takes.

Millilitres count as grams, pieces by an assumed mass. Packed deliveries take the room of their
crates; others, and what is collected, by an assumed density.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping

from django.db.models import Sum
from django.db.models.functions import Coalesce

from kortreist.apps.catalogue.models import UnitCode
from kortreist.apps.fulfilment.models import Delivery, DeliveryStatus
from kortreist.apps.fulfilment.touring.scene import Load
from kortreist.apps.trading.models import OrderLine, PurchaseLine

ZONES = ("ambient", "chilled", "frozen")
Loads = dict[int, tuple[Load, ...]]


def delivery_loads(deliveries: Collection[Delivery], figures: Mapping[str, int]) -> Loads:
    """Return each delivery's loads, in one query."""
    orders = {row.order_id: row for row in deliveries}
    lines = (
        OrderLine.objects.filter(order__in=orders, confirmed_count__gt=0)
        .order_by()
        .values_list("order_id", "variant__product__storage", "unit")
        .annotate(sum=Sum(Coalesce("packed_amount", "confirmed_amount")))
    )
    masses = _masses(lines, figures)
    return {
        row.pk: _loads(masses[order_id], _crates_ml(row, figures), figures)
        for order_id, row in orders.items()
    }


def purchase_loads(
    purchase_ids: Collection[int], figures: Mapping[str, int], *, is_all: bool = False
) -> Loads:
    """Return what each purchase order has waiting, or all of it, in one query."""
    bought = PurchaseLine.objects.filter(purchase_order__in=purchase_ids)
    lines = (
        (bought if is_all else bought.filter(received_count__isnull=True))
        .order_by()
        .values_list("purchase_order_id", "variant__product__storage", "unit")
        .annotate(sum=Sum(Coalesce("promised_amount", "ordered_amount")))
    )
    masses = _masses(lines, figures)
    return {pk: _loads(masses[pk], None, figures) for pk in purchase_ids}


def merged(loads: Collection[tuple[Load, ...]]) -> tuple[Load, ...]:
    """Return several loads as one, zone by zone."""
    total: dict[str, tuple[int, int]] = {}
    for each in loads:
        for load in each:
            mass_g, volume_ml = total.get(load.zone, (0, 0))
            total[load.zone] = (mass_g + load.mass_g, volume_ml + load.volume_ml)
    return tuple(Load(zone, *total[zone]) for zone in ZONES if zone in total)


def _masses(
    lines: Collection[tuple[int, str, str, int]], figures: Mapping[str, int]
) -> dict[int, dict[str, int]]:
    masses: dict[int, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for key, zone, unit, amount in lines:
        grams = amount * figures["mass_per_piece"] if unit == UnitCode.PIECE else amount
        masses[key][zone] += grams
    return masses


def _crates_ml(delivery: Delivery, figures: Mapping[str, int]) -> int | None:
    if delivery.status != DeliveryStatus.PACKED or not delivery.crates:
        return None
    return delivery.crates * figures["crate_volume"]


def _loads(
    masses: Mapping[str, int], crates_ml: int | None, figures: Mapping[str, int]
) -> tuple[Load, ...]:
    total_g = sum(masses.values())
    return tuple(
        Load(zone, mass_g, _volume_ml(mass_g, total_g, crates_ml, figures))
        for zone in ZONES
        if (mass_g := masses.get(zone, 0))
    )


def _volume_ml(mass_g: int, total_g: int, crates_ml: int | None, figures: Mapping[str, int]) -> int:
    if crates_ml is None:
        return -(-mass_g * figures["packed_volume"] // 1000)
    return -(-crates_ml * mass_g // total_g)
