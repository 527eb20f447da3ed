"""A cycle that has come as far as its charge lines, in few lines, through plain ORM.

Other rooms make these rows; here they are stated, so that a document's figures can be too.
"""

from dataclasses import dataclass, field
from datetime import date, timedelta

from kortreist.apps.actors.models import BuyerUnit, Hub, Organisation
from kortreist.apps.billing.models import Document
from kortreist.apps.billing.services.credit_notes import issue_credit_note
from kortreist.apps.billing.services.invoices import issue_invoices
from kortreist.apps.billing.services.settlements import issue_settlements
from kortreist.apps.catalogue.models import ChargeBy, UnitCode, Variant
from kortreist.apps.fulfilment.models import Delivery, DeliveryStatus
from kortreist.apps.trading.models import (
    ChargeKind,
    ChargeLine,
    ChargeReason,
    CycleStatus,
    Offer,
    Order,
    OrderCycle,
    OrderLine,
    OrderStatus,
    PurchaseLine,
    PurchaseOrder,
    Side,
)
from kortreist.kernel.quantity import Quantity, Unit, line_net_ore
from tests import factories
from tests.conftest import NOON

DELIVERY_DAY = date(2026, 11, 26)
DELIVERED_AT = NOON + timedelta(days=2)
ISSUED_AT = NOON + timedelta(days=3)


@dataclass
class Sold:
    """What one order line came to."""

    variant: Variant
    quantity: Quantity
    price_ore: int
    rate_bp: int = 1500
    category: str = "S"


def make_cycle(hub: Hub, number=47) -> OrderCycle:
    return OrderCycle.objects.create(
        hub=hub,
        number=number,
        status=CycleStatus.ORDERED,
        opens_at=NOON - timedelta(days=7),
        closes_at=NOON - timedelta(days=1),
        delivery_day=DELIVERY_DAY,
    )


def make_offer(cycle: OrderCycle, variant: Variant, price_ore: int) -> Offer:
    return Offer.objects.get_or_create(
        cycle=cycle,
        variant=variant,
        defaults={
            "hub": cycle.hub,
            "producer": variant.product.producer,
            "supply_mode": "share",
            "offered_packs": 1000,
            "producer_price_ore": price_ore * 8 // 10,
            "buyer_price_ore": price_ore,
        },
    )[0]


def make_order(cycle: OrderCycle, unit: BuyerUnit, *sold: Sold, delivered=True, **fields) -> Order:
    """Return an order with its delivery and its buyer-side charge lines, as after the door."""
    order = Order.objects.create(
        **{
            "hub": cycle.hub,
            "cycle": cycle,
            "unit": unit,
            "delivery_point": unit.delivery_point,
            "payer": unit.payer,
            "status": OrderStatus.PLACED,
            "placed_at": NOON - timedelta(days=3),
        }
        | fields
    )
    for goods in sold:
        charge_goods(make_line(order, goods), goods)
    Delivery.objects.create(
        hub=cycle.hub,
        cycle=cycle,
        order=order,
        unit=unit,
        delivery_point=unit.delivery_point,
        status=DeliveryStatus.DELIVERED if delivered else DeliveryStatus.PACKED,
        delivered_at=DELIVERED_AT if delivered else None,
    )
    return order


def make_line(order: Order, goods: Sold, **fields) -> OrderLine:
    stages = {
        f"{stage}_{part}": getattr(goods.quantity, part)
        for stage in ("ordered", "confirmed", "packed", "delivered")
        for part in ("count", "amount")
    }
    variant = goods.variant
    return OrderLine.objects.create(
        **{
            "hub": order.hub,
            "order": order,
            "offer": make_offer(order.cycle, variant, goods.price_ore),
            "variant": variant,
            "producer": variant.product.producer,
            "unit": variant.unit,
            "content_amount": variant.content_amount,
            "charge_by": ChargeBy.NOMINAL,
            "producer_price_ore": goods.price_ore * 8 // 10,
            "buyer_price_ore": goods.price_ore,
            "vat_category": goods.category,
            "vat_rate_bp": goods.rate_bp,
            "seller": order.hub.organisation,
            "seller_mode": "resale",
        }
        | stages
        | fields
    )


def charge_goods(line: OrderLine, goods: Sold, **fields) -> ChargeLine:
    net_ore = line_net_ore(
        amount=goods.quantity.amount, price_ore=goods.price_ore, unit=Unit(line.unit)
    )
    return make_charge(
        line.order,
        kind=ChargeKind.GOODS,
        reason=ChargeReason.SOLD,
        order_line=line,
        producer=line.producer,
        count=goods.quantity.count,
        amount=goods.quantity.amount,
        unit=line.unit,
        price_ore=goods.price_ore,
        **{
            "amount_ore": net_ore,
            "vat_category": goods.category,
            "vat_rate_bp": goods.rate_bp,
        }
        | fields,
    )


def make_charge(order: Order, **fields) -> ChargeLine:
    return ChargeLine.objects.create(
        **{
            "hub": order.hub,
            "cycle": order.cycle,
            "order": order,
            "side": Side.BUYER,
            "seller": order.hub.organisation,
            "vat_category": "S",
        }
        | fields
    )


def charge_freight(order: Order, net_ore: int, rate_bp: int, category="S") -> ChargeLine:
    return make_charge(
        order,
        kind=ChargeKind.FREIGHT,
        reason=ChargeReason.TRANSPORT,
        count=1,
        amount=1,
        unit=UnitCode.PIECE,
        price_ore=net_ore,
        amount_ore=net_ore,
        vat_category=category,
        vat_rate_bp=rate_bp,
    )


def claim(line: OrderLine, quantity: Quantity) -> ChargeLine:
    """Take some of a line back after it was invoiced, as trading's claim does."""
    net_ore = line_net_ore(
        amount=quantity.amount, price_ore=line.buyer_price_ore, unit=Unit(line.unit)
    )
    return make_charge(
        line.order,
        kind=ChargeKind.GOODS,
        reason=ChargeReason.CLAIM,
        order_line=line,
        producer=line.producer,
        count=quantity.count,
        amount=quantity.amount,
        unit=line.unit,
        price_ore=line.buyer_price_ore,
        amount_ore=-net_ore,
        vat_category=line.vat_category,
        vat_rate_bp=line.vat_rate_bp,
    )


def credit_producer(
    cycle: OrderCycle,
    variant: Variant,
    *,
    ordered: Quantity,
    received: Quantity,
    price_ore: int,
    rate_bp=1500,
    category="S",
    **fields,
) -> ChargeLine:
    """Return the producer's credit for one purchase line, received and weighed up."""
    producer: Organisation = variant.product.producer
    purchase, _ = PurchaseOrder.objects.get_or_create(
        hub=cycle.hub, cycle=cycle, producer=producer, defaults={"sent_at": NOON}
    )
    line = PurchaseLine.objects.create(
        hub=cycle.hub,
        purchase_order=purchase,
        offer=make_offer(cycle, variant, price_ore * 10 // 8),
        variant=variant,
        unit=variant.unit,
        content_amount=variant.content_amount,
        producer_price_ore=price_ore,
        vat_category=category,
        vat_rate_bp=rate_bp,
        seller_mode="resale",
        **{
            f"{stage}_{part}": getattr(quantity, part)
            for stage, quantity in (
                ("ordered", ordered),
                ("promised", ordered),
                ("received", received),
            )
            for part in ("count", "amount")
        },
    )
    net_ore = line_net_ore(amount=received.amount, price_ore=price_ore, unit=Unit(variant.unit))
    return ChargeLine.objects.create(
        **{
            "hub": cycle.hub,
            "cycle": cycle,
            "side": Side.PRODUCER,
            "kind": ChargeKind.GOODS,
            "reason": ChargeReason.DELIVERED,
            "purchase_line": line,
            "producer": producer,
            "seller": producer,
            "count": received.count,
            "amount": received.amount,
            "unit": variant.unit,
            "price_ore": price_ore,
            "amount_ore": net_ore,
            "vat_category": category,
            "vat_rate_bp": rate_bp,
        }
        | fields
    )


@dataclass
class Trade:
    """What most tests of documents begin with."""

    hub: Hub
    cycle: OrderCycle
    unit: BuyerUnit
    farm: Organisation
    berries: Variant
    meat: Variant
    beer: Variant
    actor: object = field(init=False)

    def __post_init__(self):
        self.actor = factories.accountant(self.hub)


def make_market() -> Trade:
    """Return a hub, a kindergarten it delivers to, and the goods of two producers."""
    hub = factories.make_hub("Rørosmat")
    hub.organisation.bank_account = "86011117947"
    hub.organisation.street = "Kjerkgata 1"
    hub.organisation.save()
    farm = factories.make_producer(hub, "Galåvolden Gård")
    brewery = factories.make_producer(hub, "Røros Bryggeri")
    berries = factories.make_product(farm, {"nb": "Tyttebær", "nn": "Tytebær", "en": "Lingonberry"})
    meat = factories.make_product(farm, "Lammelår")
    beer = factories.make_product(brewery, "Øl", vat_class="general", is_alcohol=True)
    return Trade(
        hub=hub,
        cycle=make_cycle(hub),
        unit=factories.make_unit(hub, "Sjøbakken barnehage"),
        farm=farm,
        berries=named(factories.make_variant(product=berries, content_amount=500), "kurv 500 g"),
        meat=factories.make_variant(
            product=meat, content_amount=2000, charge_by="measured", tolerance_bp=2000
        ),
        beer=factories.make_variant(product=beer, unit="pcs", content_amount=24),
    )


def named(variant: Variant, name: str) -> Variant:
    variant.name = {"nb": name}
    variant.save()
    return variant


def make_papers(market: Trade) -> dict[str, Document]:
    """Issue an invoice with a credit note, and two settlement statements."""
    market.unit.payer.language = "en"
    market.unit.payer.save()
    order = make_order(
        market.cycle,
        market.unit,
        Sold(market.berries, Quantity(8, 4000), 10_000),
        Sold(market.beer, Quantity(1, 24), 2_500, rate_bp=2500),
        reference="B123456",
    )
    order.lines.filter(variant=market.berries).update(ordered_count=10, ordered_amount=5000)
    credit_producer(
        market.cycle,
        market.berries,
        ordered=Quantity(10, 5000),
        received=Quantity(8, 4000),
        price_ore=8_000,
    )
    credit_producer(
        market.cycle,
        market.beer,
        ordered=Quantity(1, 24),
        received=Quantity(1, 24),
        price_ore=2_000,
        rate_bp=2500,
    )
    ChargeLine.objects.create(
        hub=market.hub,
        cycle=market.cycle,
        side=Side.HUB,
        kind=ChargeKind.MARGIN,
        reason=ChargeReason.PRICE_LIST,
        amount_ore=20_000,
    )
    about = {"actor": market.actor, "hub_id": market.hub.pk, "now": ISSUED_AT}
    [invoice] = issue_invoices(cycle_id=market.cycle.pk, **about)
    farms, brewerys = issue_settlements(cycle_id=market.cycle.pk, **about)
    returned = claim(order.lines.get(variant=market.berries), Quantity(1, 500))
    note = issue_credit_note(document_id=invoice.pk, charge_ids=[returned.pk], **about)
    return {"invoice": invoice, "note": note, "farms": farms, "brewerys": brewerys}
