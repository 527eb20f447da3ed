"""A cycle whose goods have been ordered, in few lines, through plain ORM."""

from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import count

from kortreist.apps.actors.models import BuyerUnit, Hub
from kortreist.apps.actors.permissions import Actor
from kortreist.apps.catalogue.models import ChargeBy, Variant
from kortreist.apps.fulfilment.models import Delivery, DeliveryStatus, Lot
from kortreist.apps.trading.models import (
    AllocationRun,
    CycleStatus,
    Offer,
    Order,
    OrderCycle,
    OrderLine,
    OrderStatus,
    PurchaseLine,
    PurchaseOrder,
    RunStatus,
)
from tests import factories
from tests.conftest import NOON

DELIVERY_DAY = date(2026, 11, 26)
LATER = date(2026, 12, 24)
_codes = count(1)


@dataclass
class Goods:
    """One variant in the cycle: what was bought, and a line for each unit that was promised any."""

    variant: Variant
    offer: Offer
    purchase_line: PurchaseLine
    lines: list[OrderLine]


@dataclass
class Scene:
    """A hub, a cycle, the units' orders, and the goods added to it."""

    hub: Hub
    cycle: OrderCycle
    units: list[BuyerUnit]
    orders: list[Order]
    team: Actor
    goods: list[Goods] = field(default_factory=list)
    deliveries: list[Delivery] = field(default_factory=list)

    @property
    def args(self):
        return {"actor": self.team, "hub_id": self.hub.pk, "now": NOON}


def make_scene(*, units=2, hub=None, number=47, policy="proportional", priorities=()) -> Scene:
    hub = hub or factories.make_hub()
    cycle = OrderCycle.objects.create(
        hub=hub,
        number=number,
        status=CycleStatus.ORDERED,
        opens_at=NOON - timedelta(days=7),
        closes_at=NOON - timedelta(days=1),
        delivery_day=DELIVERY_DAY,
    )
    AllocationRun.objects.create(
        hub=hub,
        cycle=cycle,
        cycle_version=1,
        policy=policy,
        status=RunStatus.COMMITTED,
        made_at=NOON,
    )
    people = [
        factories.make_unit(
            hub, f"Barnehage {place + 1}", priority=priorities[place] if priorities else 1
        )
        for place in range(units)
    ]
    orders = [
        Order.objects.create(
            hub=hub,
            cycle=cycle,
            unit=unit,
            delivery_point=unit.delivery_point,
            payer=unit.payer,
            status=OrderStatus.PLACED,
            placed_at=NOON - timedelta(days=2, minutes=-place),
        )
        for place, unit in enumerate(people)
    ]
    return Scene(hub, cycle, people, orders, factories.packing_team(hub))


def add_goods(
    scene, confirmed, *, name=None, producer=None, ordered=None, price_ore=4000, **fields
) -> Goods:
    """Promise each unit in turn so many packs; the hub has ordered as many, or ``ordered``."""
    producer = producer or factories.make_producer(scene.hub)
    variant = factories.make_variant(producer, name, **fields)
    offer = Offer.objects.create(
        hub=scene.hub,
        cycle=scene.cycle,
        variant=variant,
        producer=producer,
        supply_mode="share",
        offered_packs=1000,
        producer_price_ore=price_ore,
        buyer_price_ore=price_ore,
    )
    purchase = PurchaseOrder.objects.get_or_create(
        hub=scene.hub, cycle=scene.cycle, producer=producer, defaults={"sent_at": NOON}
    )[0]
    bought = sum(confirmed) if ordered is None else ordered
    purchase_line = PurchaseLine.objects.create(
        hub=scene.hub,
        purchase_order=purchase,
        offer=offer,
        variant=variant,
        unit=variant.unit,
        content_amount=variant.content_amount,
        producer_price_ore=price_ore,
        vat_category="S",
        vat_rate_bp=1500,
        seller_mode="resale",
        ordered_count=bought,
        ordered_amount=bought * variant.content_amount,
    )
    lines = [
        _make_line(scene, order, offer, packs)
        for order, packs in zip(scene.orders, confirmed, strict=False)
        if packs
    ]
    goods = Goods(variant, offer, purchase_line, lines)
    scene.goods.append(goods)
    return goods


def add_catch_weight(scene, confirmed, **fields) -> Goods:
    """As `add_goods`, of pieces of about 2 kg that are paid by the scale, 10 % to either side."""
    defaults = {"charge_by": ChargeBy.MEASURED, "content_amount": 2000, "tolerance_bp": 1000}
    return add_goods(scene, confirmed, **defaults | fields)


def add_lot(scene, goods, packs, *, amount=None, code=None, best_before=LATER, **fields) -> Lot:
    """Let packs lie at the hub, as if received."""
    content = goods.variant.content_amount
    lot = Lot.objects.create(
        hub=scene.hub,
        purchase_line=goods.purchase_line,
        variant=goods.variant,
        producer=goods.offer.producer,
        code=code or f"L{next(_codes)}",
        best_before=best_before,
        received_count=packs,
        received_amount=packs * content if amount is None else amount,
        received_at=NOON,
        **fields,
    )
    line = goods.purchase_line
    line.received_count = (line.received_count or 0) + packs
    line.received_amount = (line.received_amount or 0) + lot.received_amount
    line.save()
    return lot


def plan(scene) -> list[Delivery]:
    scene.deliveries = [
        Delivery.objects.create(
            hub=scene.hub,
            cycle=scene.cycle,
            order=order,
            unit=order.unit,
            delivery_point=order.delivery_point,
        )
        for order in scene.orders
    ]
    return scene.deliveries


def close_up(scene) -> None:
    """Mark every delivery as packed."""
    Delivery.objects.filter(cycle=scene.cycle).update(
        status=DeliveryStatus.PACKED, packed_at=NOON, crates=1
    )
    for delivery in scene.deliveries:
        delivery.refresh_from_db()


def _make_line(scene, order, offer, packs) -> OrderLine:
    variant = offer.variant
    return OrderLine.objects.create(
        hub=scene.hub,
        order=order,
        offer=offer,
        variant=variant,
        producer=offer.producer,
        unit=variant.unit,
        content_amount=variant.content_amount,
        charge_by=variant.charge_by,
        tolerance_bp=variant.tolerance_bp,
        producer_price_ore=offer.producer_price_ore,
        buyer_price_ore=offer.buyer_price_ore,
        vat_category="S",
        vat_rate_bp=1500,
        seller=scene.hub.organisation,
        seller_mode="resale",
        ordered_count=packs,
        ordered_amount=packs * variant.content_amount,
        confirmed_count=packs,
        confirmed_amount=packs * variant.content_amount,
    )
