"""Reading orders and their lines."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from uuid import UUID

from django.db.models import Exists, F, OuterRef, Prefetch, Q, QuerySet, Sum

from kortreist.apps.actors.models import BuyerUnit
from kortreist.apps.actors.permissions import Actor, Permission, require
from kortreist.apps.trading.drops import (
    DropTerms,
    Shown,
    flat_fees_of,
    goods_ordered_ore,
    terms_of_orders,
)
from kortreist.apps.trading.models import (
    AllocationLine,
    LineChange,
    Order,
    OrderCycle,
    OrderLine,
    OrderStatus,
    RunStatus,
)
from kortreist.apps.trading.prices import put_price, steps_for
from kortreist.apps.trading.selectors.totals import OrderTotals, order_totals
from kortreist.kernel.errors import NotFoundError


@dataclass(frozen=True, slots=True)
class OrderPage:
    """An order with its lines and what it comes to.

    In a basket the lines have today's prices; ``changed`` says what they were put there at, for
    those lines where that was another, and ``seal`` what the buyer says yes to by sending it.
    """

    order: Order
    lines: tuple[OrderLine, ...]
    totals: OrderTotals
    terms: DropTerms = field(default_factory=DropTerms)
    changed: Mapping[int, int] = field(default_factory=dict)
    seal: str = ""

    @property
    def goods_ore(self) -> int:
        """What the goods come to as ordered, which freight and minimum go by."""
        return goods_ordered_ore(self.lines)


def get_order(*, actor: Actor, hub_id: int, order_public_id: UUID) -> OrderPage:
    """Return an order for its unit or the hub, in a constant number of queries.

    Raises
    ------
    NotFoundError
        When there is none, or it is not the actor's to know of.
    """
    order = _orders(hub_id).filter(public_id=order_public_id).first()
    if order is None:
        raise NotFoundError
    if not actor.may(Permission.SEE_HUB, hub_id=hub_id):
        require(actor, Permission.ORDER, hub_id=hub_id, unit_id=order.unit_id)
    return _page(order)


def get_basket(*, actor: Actor, unit: BuyerUnit, cycle: OrderCycle) -> OrderPage | None:
    """Return what the unit has on its order in a cycle, placed or not; None when nothing yet."""
    require(actor, Permission.ORDER, hub_id=unit.hub_id, unit_id=unit.pk)
    order = _orders(unit.hub_id).filter(unit=unit, cycle=cycle).first()
    return _page(order) if order else None


def list_unit_orders(*, actor: Actor, unit: BuyerUnit) -> QuerySet[Order]:
    """Return a unit's placed orders, latest first, each with whether it has come."""
    require(actor, Permission.ORDER, hub_id=unit.hub_id, unit_id=unit.pk)
    return (
        Order.objects.filter(hub_id=unit.hub_id, unit=unit, status=OrderStatus.PLACED)
        .select_related("cycle")
        .annotate(is_delivered=_has_come())
        .order_by("-cycle__delivery_day", "-pk")
    )


def list_cycle_orders(*, actor: Actor, hub_id: int, cycle_id: int) -> QuerySet[Order]:
    """Return a cycle's orders with their packs, baskets that nobody sent first, none empty."""
    require(actor, Permission.SEE_HUB, hub_id=hub_id)
    return (
        Order.objects.filter(hub_id=hub_id, cycle_id=cycle_id)
        .select_related("unit", "payer")
        .annotate(packs=Sum("lines__ordered_count"))
        .filter(Q(status=OrderStatus.PLACED) | Q(packs__gt=0))
        .order_by("status", "unit__name")
    )


def has_ordered(*, actor: Actor, unit: BuyerUnit) -> bool:
    """Whether a unit has an order to repeat."""
    return list_unit_orders(actor=actor, unit=unit).exists()


def basket_counts(*, unit: BuyerUnit, cycle: OrderCycle) -> dict[int, int]:
    """Return packs on the unit's order by offer."""
    return dict(
        OrderLine.objects.filter(
            hub_id=unit.hub_id, order__unit=unit, order__cycle=cycle, ordered_count__gt=0
        ).values_list("offer_id", "ordered_count")
    )


def cut_lines(*, actor: Actor, hub_id: int, unit_id: int | None = None) -> QuerySet[AllocationLine]:
    """Return lines that got less than their wish, with the reasons, latest first."""
    if unit_id is None:
        require(actor, Permission.SEE_HUB, hub_id=hub_id)
    else:
        require(actor, Permission.ORDER, hub_id=hub_id, unit_id=unit_id)
    lines = AllocationLine.objects.filter(
        hub_id=hub_id, run__status=RunStatus.COMMITTED, given_packs__lt=F("wanted_packs")
    )
    if unit_id is not None:
        lines = lines.filter(order_line__order__unit_id=unit_id)
    return lines.select_related("order_line__variant__product", "run__cycle").order_by("-pk")


def _orders(hub_id: int) -> QuerySet[Order]:
    lines = (
        OrderLine.objects.filter(ordered_count__gt=0)
        .select_related("variant__product", "producer", "offer")
        .prefetch_related(
            Prefetch("changes", LineChange.objects.order_by("pk")),
            Prefetch(
                "allocations",
                AllocationLine.objects.filter(run__status=RunStatus.COMMITTED),
                to_attr="answers",
            ),
        )
        .order_by("producer__name", "pk")
    )
    return (
        Order.objects.filter(hub_id=hub_id)
        .select_related("cycle", "unit__payer", "payer", "delivery_point")
        .annotate(is_delivered=_has_come())
        .prefetch_related(Prefetch("lines", lines))
    )


def _has_come() -> Exists:
    handed_over = OrderLine.objects.filter(order=OuterRef("pk"), delivered_count__isnull=False)
    return Exists(handed_over)


def _page(order: Order) -> OrderPage:
    lines = tuple(order.lines.all())
    terms = terms_of_orders([order])[order.pk]
    if order.status == OrderStatus.PLACED:
        return OrderPage(
            order, lines, order_totals(lines, flat_fees_of(order, terms, lines)), terms
        )
    changed = _renew(order, lines)
    prices = {line.pk: (line.buyer_price_ore, line.deposit_ore) for line in lines}
    totals = order_totals(lines, flat_fees_of(order, terms, lines))
    return OrderPage(order, lines, totals, terms, changed, Shown(terms, prices).seal)


def _renew(order: Order, lines: tuple[OrderLine, ...]) -> dict[int, int]:
    """Give a basket's lines today's prices, as they would be sent; return what changed from."""
    steps = steps_for(order.unit, order.cycle, [line.offer for line in lines])
    changed = {}
    for line in lines:
        before = line.buyer_price_ore
        put_price(line, steps[line.variant_id])
        if line.buyer_price_ore != before:
            changed[line.pk] = before
    return changed
