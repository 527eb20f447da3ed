"""One line on one screen, and which is next: by kitchen, by goods, or as tours are loaded."""

from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from django.db.models import F, QuerySet

from kortreist.apps.actors.permissions import Actor, Permission, require
from kortreist.apps.fulfilment.models import Delivery, DeliveryStatus
from kortreist.apps.fulfilment.selectors.packing import (
    PackingLine,
    counted,
    lines_of_orders,
    packing_delivery,
    to_pack,
)
from kortreist.apps.fulfilment.selectors.sorting import by_name
from kortreist.apps.trading.models import OrderLine
from kortreist.kernel.errors import NotFoundError


class PackingWay(StrEnum):
    """In which order a round is packed."""

    # All of a kitchen's goods, then the next kitchen's.
    UNIT = "unit"
    # All of one kind of goods, crate by crate.
    GOODS = "goods"
    # Kitchen by kitchen, the last stop of a tour first: it lies innermost.
    TOUR = "tour"


@dataclass(frozen=True, slots=True)
class PackingStep:
    """One line on one screen: where it stands among those packed with it, and what follows."""

    delivery: Delivery
    line: PackingLine
    place: int
    of: int
    following: OrderLine | None
    way: PackingWay


@dataclass(frozen=True, slots=True)
class GoodsToPack:
    """One kind of goods in a round: how many crates want it, and how many have it."""

    line: OrderLine
    lines: int
    packed: int
    packs: int

    @property
    def is_packed(self) -> bool:
        """Whether every crate has it."""
        return self.packed == self.lines


def get_packing_step(
    *, actor: Actor, hub_id: int, line_id: UUID, way: PackingWay = PackingWay.UNIT
) -> PackingStep:
    """Return one line to pack, with the delivery it goes with and what comes after it.

    Raises
    ------
    NotFoundError
        When there is no such line at the hub, or nothing is planned for it.
    """
    require(actor, Permission.PACK, hub_id=hub_id)
    found = Delivery.objects.filter(
        hub_id=hub_id, order__lines__public_id=line_id, order__lines__confirmed_count__gt=0
    ).first()
    if found is None:
        raise NotFoundError
    lines = _together(found, line_id, way)
    place = next(place for place, line in enumerate(lines) if line.public_id == line_id)
    later = (*lines[place + 1 :], *lines[:place])
    return PackingStep(
        delivery=packing_delivery(hub_id, found.public_id),
        # What the others may have is worked out when it is their turn.
        line=to_pack(hub_id, [lines[place]])[0],
        place=place + 1,
        of=len(lines),
        following=next((line for line in later if line.packed_count is None), None),
        way=way,
    )


def next_delivery(
    *, actor: Actor, hub_id: int, cycle_id: int, way: PackingWay = PackingWay.UNIT
) -> Delivery | None:
    """Return the delivery that is to be packed next, if one is left."""
    require(actor, Permission.PACK, hub_id=hub_id)
    deliveries = counted(Delivery.objects.filter(hub_id=hub_id, cycle_id=cycle_id))
    return in_turn(deliveries.filter(status=DeliveryStatus.PLANNED), way).first()


def next_line_of_goods(*, actor: Actor, hub_id: int, cycle_id: int) -> OrderLine | None:
    """Return the line that is to be packed next when packing goods by goods, if one is left."""
    for goods in list_goods_to_pack(actor=actor, hub_id=hub_id, cycle_id=cycle_id):
        if not goods.is_packed:
            return goods.line
    return None


def list_goods_to_pack(*, actor: Actor, hub_id: int, cycle_id: int) -> list[GoodsToPack]:
    """Return a round's goods in the order they are packed, with a line of each to begin with."""
    require(actor, Permission.PACK, hub_id=hub_id)
    rows: dict[int, list[OrderLine]] = {}
    for line in _lines_of_cycle(hub_id, cycle_id):
        rows.setdefault(line.variant_id, []).append(line)
    return [_goods(lines) for lines in rows.values()]


def _goods(lines: list[OrderLine]) -> GoodsToPack:
    waiting = [line for line in lines if line.packed_count is None]
    return GoodsToPack(
        line=(waiting or lines)[0],
        lines=len(lines),
        packed=len(lines) - len(waiting),
        packs=sum(line.confirmed_count or 0 for line in lines),
    )


def _lines_of_cycle(hub_id: int, cycle_id: int) -> "QuerySet[OrderLine]":
    """Return the lines that wait or may be seen again, goods by goods, as crates stand in line."""
    open_orders = Delivery.objects.filter(
        hub_id=hub_id, cycle_id=cycle_id, status=DeliveryStatus.PLANNED
    ).values("order_id")
    return (
        OrderLine.objects.filter(order__in=open_orders, confirmed_count__gt=0)
        .select_related("variant__product__group", "producer", "order__unit")
        .order_by(by_name("producer__name"), "variant_id", by_name("order__unit__name"), "pk")
    )


def _together(delivery: Delivery, line_id: UUID, way: PackingWay) -> list[OrderLine]:
    """Return the lines that are packed along with one, in their order, itself among them."""
    if way != PackingWay.GOODS or delivery.status != DeliveryStatus.PLANNED:
        return lines_of_orders([delivery.order_id])
    lines = _lines_of_cycle(delivery.hub_id, delivery.cycle_id)
    variant = OrderLine.objects.filter(public_id=line_id).values("variant_id")
    return list(lines.filter(variant__in=variant))


def in_turn(deliveries: "QuerySet[Delivery]", way: PackingWay) -> "QuerySet[Delivery]":
    if way != PackingWay.TOUR:
        return deliveries.order_by(by_name("unit__name"), "pk")
    return deliveries.order_by(
        F("tour_stop__stop__tour__starts_at").asc(nulls_last=True),
        F("tour_stop__stop__position").desc(nulls_last=True),
        by_name("unit__name"),
        "pk",
    )
