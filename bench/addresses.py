"""The pages of a market, each with who looks at it; some are there only from a stage on."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Count
from django.urls import reverse

from bench.market import Market
from kortreist.apps.actors.models import RoleKind
from kortreist.apps.billing.models import Document, DocumentKind
from kortreist.apps.fulfilment.models import Delivery, Lot
from kortreist.apps.trading.models import Order, OrderLine, PurchaseOrder

COORDINATOR, PRODUCER, BUYER = RoleKind.COORDINATOR, RoleKind.PRODUCER, RoleKind.BUYER


# At which stages of the round a page has most to show.
LOOKS: Mapping[str, frozenset[str]] = {
    "open": frozenset(
        {
            "producer: my goods",
            "producer: one of my goods",
            "producer: what I have",
            "buyer: shop",
            "buyer: shop, search",
            "buyer: shop, narrowed",
            "buyer: shop, last page",
            "buyer: basket",
            "buyer: order by list",
            "buyer: standing orders",
            "buyer: menu",
            "coordinator: home",
            "coordinator: orders",
            "coordinator: shortages",
        }
    ),
    "previewed": frozenset({"coordinator: home", "coordinator: round", "coordinator: allocation"}),
    "ordered": frozenset(
        {
            "producer: home",
            "producer: what to deliver",
            "producer: one delivery",
            "buyer: order",
            "coordinator: orders",
            "coordinator: purchases",
            "coordinator: shortages",
            "coordinator: goods-in",
            "coordinator: goods-in, one producer",
        }
    ),
    "received": frozenset(
        {
            "packing team: home",
            "coordinator: round",
            "coordinator: packing",
            "coordinator: packing, one kitchen",
            "coordinator: packing, one line",
            "coordinator: deliveries",
        }
    ),
    "packed": frozenset(
        {
            "coordinator: goods-in",
            "coordinator: lot",
            "coordinator: deliveries",
            "coordinator: delivery",
        }
    ),
    "settled": frozenset(
        {
            "producer: home",
            "producer: one delivery",
            "producer: what I am owed",
            "buyer: home",
            "buyer: orders",
            "buyer: order",
            "buyer: deliveries",
            "buyer: invoices",
            "coordinator: home",
            "coordinator: rounds",
            "coordinator: round",
            "coordinator: orders",
            "coordinator: purchases",
            "coordinator: producers",
            "coordinator: kitchens",
            "coordinator: packing",
            "coordinator: deliveries",
            "coordinator: delivery",
            "coordinator: delivery note",
            "coordinator: documents",
            "coordinator: settlements",
            "document: invoice",
            "document: settlement",
        }
    ),
    "later": frozenset(
        {
            "producer: home",
            "producer: what to deliver",
            "producer: what I have",
            "buyer: home",
            "buyer: orders",
            "buyer: deliveries",
            "coordinator: home",
            "coordinator: rounds",
        }
    ),
}


@dataclass(frozen=True, slots=True)
class Page:
    """A page by the name people call it, who looks at it, and where it is."""

    name: str
    role: str
    address: str


def pages_to_see(market: Market, stage: str) -> list[Page]:
    """Return the pages to look at when the round has come to a stage."""
    wanted = LOOKS.get(stage, frozenset())
    return [page for page in pages_of(market) if page.name in wanted]


def pages_of(market: Market) -> Iterator[Page]:
    """Yield every page that is there at the market's stage."""
    hub = {"hub": market.seeded.hub.public_id}
    yield from _producers_pages(market, hub | {"producer": market.farm.public_id})
    yield from _buyers_pages(market, hub | {"unit": market.kitchen.public_id})
    yield from _hubs_pages(hub)
    yield from _rounds_pages(hub | {"cycle": market.shown.cycle.public_id})
    yield from _things_pages(market, hub)


def _page(name: str, role: str, route: str, parts: Mapping[str, Any], query: str = "") -> Page:
    return Page(name, role, reverse(route, kwargs=parts) + query)


def _producers_pages(market: Market, farm: Mapping[str, Any]) -> Iterator[Page]:
    yield _page("producer: home", PRODUCER, "desk:producer-home", farm)
    yield _page("producer: my goods", PRODUCER, "catalogue:goods", farm)
    product = market.farm_product
    yield _page(
        "producer: one of my goods",
        PRODUCER,
        "catalogue:product-detail",
        {**farm, "product": product.public_id},
    )
    yield _page("producer: what I have", PRODUCER, "trading:availability", farm)
    yield _page("producer: what to deliver", PRODUCER, "trading:purchase-list", farm)
    orders = PurchaseOrder.objects.filter(cycle=market.shown.cycle, producer=market.farm)
    purchase = orders.first()
    if purchase:
        yield _page(
            "producer: one delivery",
            PRODUCER,
            "trading:purchase-detail",
            {**farm, "purchase": purchase.public_id},
        )
    yield _page("producer: what I am owed", PRODUCER, "billing:settlement-list", farm)


def _buyers_pages(market: Market, unit: Mapping[str, Any]) -> Iterator[Page]:
    yield _page("buyer: home", BUYER, "desk:unit-home", unit)
    yield _page("buyer: shop", BUYER, "trading:shop", unit)
    yield _page("buyer: shop, search", BUYER, "trading:shop", unit, "?q=melk")
    query = "?organic=1&free_of=milk&season=1"
    yield _page("buyer: shop, narrowed", BUYER, "trading:shop", unit, query)
    yield _page("buyer: shop, last page", BUYER, "trading:shop", unit, "?page=100000")
    yield _page("buyer: basket", BUYER, "trading:basket", unit)
    yield _page("buyer: order by list", BUYER, "trading:table", unit)
    yield _page("buyer: standing orders", BUYER, "trading:standing-list", unit)
    yield _page("buyer: menu", BUYER, "planning:menu", unit)
    yield _page("buyer: orders", BUYER, "trading:order-list", unit)
    order = Order.objects.get(cycle=market.shown.cycle, unit=market.kitchen)
    of_order = {**unit, "order": order.public_id}
    yield _page("buyer: order", BUYER, "trading:order-detail", of_order)
    yield _page("buyer: deliveries", BUYER, "fulfilment:unit-deliveries", unit)
    yield _page("buyer: invoices", BUYER, "billing:unit-document-list", unit)


def _hubs_pages(hub: Mapping[str, Any]) -> Iterator[Page]:
    yield _page("coordinator: home", COORDINATOR, "desk:hub-home", hub)
    yield _page("packing team: home", COORDINATOR, "desk:team-home", hub)
    yield _page("coordinator: rounds", COORDINATOR, "desk:cycle-list", hub)
    yield _page("coordinator: producers", COORDINATOR, "desk:producer-list", hub)
    yield _page("coordinator: kitchens", COORDINATOR, "desk:unit-list", hub)
    yield _page("coordinator: documents", COORDINATOR, "billing:document-list", hub)
    query = f"?kind={DocumentKind.SETTLEMENT}"
    yield _page("coordinator: settlements", COORDINATOR, "billing:document-list", hub, query)


def _rounds_pages(cycle: Mapping[str, Any]) -> Iterator[Page]:
    for name, route in (
        ("round", "desk:cycle-detail"),
        ("orders", "desk:order-list"),
        ("allocation", "desk:allocation"),
        ("shortages", "desk:shortages"),
        ("purchases", "desk:purchase-list"),
        ("goods-in", "fulfilment:goods-in"),
        ("packing", "fulfilment:packing"),
        ("deliveries", "fulfilment:deliveries"),
    ):
        yield _page(f"coordinator: {name}", COORDINATOR, route, cycle)


def _things_pages(market: Market, hub: Mapping[str, Any]) -> Iterator[Page]:
    cycle = market.shown.cycle
    purchase = _largest(PurchaseOrder.objects.filter(cycle=cycle))
    if purchase:
        parts = {**hub, "purchase": purchase.public_id}
        yield _page(
            "coordinator: goods-in, one producer", COORDINATOR, "fulfilment:goods-in-entry", parts
        )
    lot = Lot.objects.annotate(size=Count("parts")).order_by("-size", "pk").first()
    if lot:
        yield _page(
            "coordinator: lot", COORDINATOR, "fulfilment:lot-detail", {**hub, "lot": lot.public_id}
        )
    delivery = Delivery.objects.filter(cycle=cycle, unit=market.kitchen).first()
    if delivery:
        parts = {**hub, "delivery": delivery.public_id}
        yield _page(
            "coordinator: packing, one kitchen", COORDINATOR, "fulfilment:packing-delivery", parts
        )
        yield _page("coordinator: delivery", COORDINATOR, "fulfilment:delivery-detail", parts)
        yield _page("coordinator: delivery note", COORDINATOR, "fulfilment:delivery-note", parts)
        line = OrderLine.objects.filter(order=delivery.order_id, confirmed_count__gt=0).first()
        if line:
            parts = {**hub, "line": line.public_id}
            yield _page(
                "coordinator: packing, one line", COORDINATOR, "fulfilment:packing-line", parts
            )
    for kind in DocumentKind:
        document = _largest(Document.objects.filter(cycle=cycle, kind=kind))
        if document:
            parts = {"document": document.public_id}
            yield _page(f"document: {kind}", COORDINATOR, "billing:document-detail", parts)


def _largest(rows: Any) -> Any:
    """Return the row with the most lines."""
    return rows.annotate(size=Count("lines")).order_by("-size", "pk").first()
