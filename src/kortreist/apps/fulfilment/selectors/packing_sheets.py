"""What a packing list on paper and labels are made from."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Prefetch

from kortreist.apps.actors.permissions import Actor, Permission, require
from kortreist.apps.fulfilment.models import Delivery, DeliveryStatus, LoadUnit, LoadUnitPart
from kortreist.apps.fulfilment.selectors.packing import PackingLine, to_pack
from kortreist.apps.fulfilment.selectors.packing_steps import PackingWay, in_turn
from kortreist.apps.fulfilment.selectors.sorting import by_name
from kortreist.apps.trading.models import OrderLine


@dataclass(frozen=True, slots=True)
class PackingSheet:
    """What is packed in one go: a unit's lines, or one kind of goods'; never empty."""

    lines: tuple[PackingLine, ...]


def list_packing_sheets(
    *, actor: Actor, hub_id: int, cycle_id: int, way: PackingWay = PackingWay.UNIT
) -> list[PackingSheet]:
    """Return a round's open packing in the order of the screen, in a constant number of queries."""
    require(actor, Permission.PACK, hub_id=hub_id)
    open_ones = in_turn(
        Delivery.objects.filter(hub_id=hub_id, cycle_id=cycle_id, status=DeliveryStatus.PLANNED),
        way,
    )
    orders = list(open_ones.values_list("order_id", flat=True))
    lines = list(
        OrderLine.objects.filter(order__in=orders, confirmed_count__gt=0)
        .select_related("variant__product__group", "producer", "order__unit")
        .order_by(by_name("producer__name"), "variant_id", by_name("order__unit__name"), "pk")
    )
    groups: dict[int, list[PackingLine]] = {}
    if way != PackingWay.GOODS:
        groups = {order: [] for order in orders}
    for each in to_pack(hub_id, lines):
        key = each.line.variant_id if way == PackingWay.GOODS else each.line.order_id
        groups.setdefault(key, []).append(each)
    return [PackingSheet(tuple(rows)) for rows in groups.values() if rows]


def list_load_units(
    *, actor: Actor, hub_id: int, cycle_id: int | None = None, delivery_id: UUID | None = None
) -> list[tuple[Delivery, Sequence[LoadUnit]]]:
    """Return deliveries that have crates with the crates in use, by a round or one delivery."""
    require(actor, Permission.PACK, hub_id=hub_id)
    contents = LoadUnitPart.objects.select_related(
        "part__lot", "part__order_line__variant__product"
    ).order_by("pk")
    units = LoadUnit.objects.filter(voided_at=None).order_by("number", "pk")
    deliveries = Delivery.objects.filter(hub_id=hub_id, load_units__voided_at=None)
    if cycle_id is not None:
        deliveries = deliveries.filter(cycle_id=cycle_id)
    if delivery_id is not None:
        deliveries = deliveries.filter(public_id=delivery_id)
    found = (
        deliveries.filter(load_units__isnull=False)
        .distinct()
        .select_related(
            "hub__organisation__postcode", "cycle", "order", "unit", "delivery_point__postcode"
        )
        .prefetch_related(
            Prefetch("load_units", units.prefetch_related(Prefetch("parts", contents)), "in_use")
        )
    )
    return [
        (delivery, delivery.in_use)
        for delivery in sorted(found, key=lambda row: (row.unit.name.casefold(), row.pk))
        if delivery.in_use
    ]
