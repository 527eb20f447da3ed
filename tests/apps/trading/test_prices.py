"""A unit's own prices: in the basket, told when they change, and kept once the order is sent."""

from datetime import date

import pytest

from kortreist.apps.actors.models import AuditEvent
from kortreist.apps.catalogue.models import PriceListEntry
from kortreist.apps.trading.errors import PricesChangedError
from kortreist.apps.trading.models import ChargeLine, Order, OrderLine, OrderStatus
from kortreist.apps.trading.prices import steps_for
from kortreist.apps.trading.selectors.identity import cycle_identity
from kortreist.apps.trading.selectors.orders import get_basket
from kortreist.apps.trading.services.baskets import set_line
from kortreist.apps.trading.services.charges import charge_orders
from kortreist.apps.trading.services.orders import cancel_order, place_order
from kortreist.apps.trading.services.weighing import weigh_up_purchases
from tests import factories, price_lists, rounds
from tests.conftest import NOON


def put(market, offer, count, unit=None, actor=None):
    return set_line(
        actor=actor or market.cook,
        hub_id=market.hub.pk,
        unit_id=(unit or market.unit).pk,
        offer_id=offer.pk,
        count=count,
        now=NOON,
    )


def place(market, **fields):
    return place_order(
        actor=market.cook,
        hub_id=market.hub.pk,
        order_id=Order.objects.get(unit=market.unit).pk,
        reference="",
        now=NOON,
        **fields,
    )


def basket(market):
    return get_basket(actor=market.cook, unit=market.unit, cycle=market.cycle)


def price_in_basket(market, offer=None):
    lines = {line.offer_id: line for line in basket(market).lines}
    return lines[(offer or market.carrots).pk].buyer_price_ore


def listed(market, *prices, **fields):
    return price_lists.make_price_list(market.hub, *prices, **fields)


@pytest.mark.parametrize(
    ("reach", "expected"),
    [
        ({}, 3100),
        ({"unit_kind": "kindergarten"}, 3100),
        ({"unit_kind": "hotel"}, 3300),
        ({"sector": "public"}, 3100),
        ({"unit_kind": "kindergarten", "sector": "private"}, 3300),
    ],
)
def test_a_list_counts_for_those_it_reaches(market, reach, expected):
    listed(market, (market.carrots.variant, 3100), reach=reach)

    assert put(market, market.carrots, 2).buyer_price_ore == expected


def test_the_unit_comes_before_its_payer_and_its_kind(market):
    variant = market.carrots.variant
    listed(market, (variant, 2500), reach={"unit_kind": "kindergarten"})
    listed(market, (variant, 2900), reach={"payer": market.unit.payer.organisation})
    assert put(market, market.carrots, 1).buyer_price_ore == 2900
    own = listed(market, (variant, 3200), reach={"unit": market.unit})

    line = put(market, market.carrots, 0) or put(market, market.carrots, 1)

    assert (line.buyer_price_ore, line.price_list_id) == (3200, own.pk)


@pytest.mark.parametrize(
    "fields",
    [
        {"valid_from": date(2026, 11, 27)},
        {"valid_until": date(2026, 11, 26)},
        {"archived_at": NOON},
    ],
)
def test_lists_that_are_not_in_force_on_the_delivery_day_do_not_count(market, fields):
    listed(market, (market.carrots.variant, 3100), **fields)

    assert put(market, market.carrots, 1).buyer_price_ore == 3300


def test_another_hubs_lists_do_not_count(market):
    price_lists.make_price_list(factories.make_hub(), (market.carrots.variant, 3100))

    assert put(market, market.carrots, 1).buyer_price_ore == 3300


def test_the_step_follows_the_packs_ordered(market):
    listed(market, (market.carrots.variant, 3000, 10), (market.carrots.variant, 2800, 20))

    prices = [put(market, market.carrots, packs).buyer_price_ore for packs in (9, 10, 19, 25, 5)]

    assert prices == [3300, 3000, 3000, 2800, 3300]


def test_alcohol_is_never_in_a_campaign(market):
    product = market.carrots.variant.product
    product.is_alcohol = True
    product.save()
    unit = factories.make_unit(market.hub, kind="works_canteen")
    listed(market, (market.carrots.variant, 100), is_campaign=True)

    [step] = steps_for(unit, market.cycle, [market.carrots])[market.carrots.variant_id]

    assert step.price_ore == 3300


# Told before it is confirmed


def change_price(market, ore):
    PriceListEntry.objects.update(price_ore=ore)


@pytest.fixture
def waiting(market):
    """Two kilos of carrots in the basket at 31 kr, which become 29 kr meanwhile."""
    listed(market, (market.carrots.variant, 3100))
    put(market, market.carrots, 2)
    put(market, market.cheese, 1)
    change_price(market, 2900)
    return market


def test_the_basket_tells_what_changed(waiting):
    page = basket(waiting)
    carrots, _cheese = sorted(page.lines, key=lambda line: line.pk)

    assert page.changed == {carrots.pk: 3100}
    assert carrots.buyer_price_ore == 2900
    assert page.totals.goods_ore == 2 * 2900 + 7920


def test_an_unseen_price_is_refused_and_nothing_is_placed(waiting):
    before = AuditEvent.objects.count()

    with pytest.raises(PricesChangedError) as caught:
        place(waiting)

    line = OrderLine.objects.get(offer=waiting.carrots)
    assert caught.value.params == {"changes": [[line.pk, 3100, 2900]]}
    assert Order.objects.get().status == OrderStatus.BASKET
    assert line.buyer_price_ore == 3100
    waiting.cheese.refresh_from_db()
    assert waiting.cheese.reserved_packs == 0
    assert AuditEvent.objects.count() == before


def test_what_the_buyer_saw_is_accepted(waiting):
    place(waiting, seen_prices=basket(waiting).seal)

    line = OrderLine.objects.get(offer=waiting.carrots)
    assert (line.buyer_price_ore, line.order.status) == (2900, OrderStatus.PLACED)


def test_a_price_that_changes_after_the_look_is_refused_again(waiting):
    seal = basket(waiting).seal
    change_price(waiting, 2700)

    with pytest.raises(PricesChangedError):
        place(waiting, seen_prices=seal)

    assert Order.objects.get().status == OrderStatus.BASKET


def test_a_number_changed_in_the_basket_does_not_hide_the_new_price(waiting):
    put(waiting, waiting.carrots, 3)

    assert list(basket(waiting).changed.values()) == [3100]


def test_a_sent_order_keeps_its_prices(market):
    listed(market, (market.carrots.variant, 3100), (market.carrots.variant, 3000, 10))
    put(market, market.carrots, 2)
    place(market)
    change_price(market, 9900)

    assert price_in_basket(market) == 3100
    assert put(market, market.carrots, 12).buyer_price_ore == 3000
    # what is new on the order has today's price
    assert put(market, market.cheese, 1).buyer_price_ore == 26400


def test_taken_back_it_is_a_basket_again(market):
    listed(market, (market.carrots.variant, 3100))
    put(market, market.carrots, 2)
    place(market)
    order = Order.objects.get()
    cancel_order(actor=market.cook, hub_id=market.hub.pk, order_id=order.pk, now=NOON)
    change_price(market, 2900)

    assert list(basket(market).changed.values()) == [3100]


# Who gets what of it


@pytest.mark.parametrize(
    ("price_ore", "margin_ore"), [(2_500, -1_600), (3_000, -600), (3_300, 0), (4_000, 1_400)]
)
def test_the_hub_keeps_or_gives_the_difference(market, price_ore, margin_ore):
    """The farm gets 30 kr a kilo and packing 3 kr, whatever the list says."""
    listed(market, (market.carrots.variant, price_ore))
    put(market, market.carrots, 2)
    place(market, seen_prices=basket(market).seal)
    done = {
        f"{stage}_{part}": amount
        for stage in ("confirmed", "packed", "delivered")
        for part, amount in (("count", 2), ("amount", 2_000))
    }
    OrderLine.objects.update(**done)
    rounds.make_purchase_line(market.carrots, 2, received=True)
    scope = {"actor": market.boss, "hub_id": market.hub.pk, "now": NOON}
    charge_orders(**scope, order_ids=[Order.objects.get().pk])
    weigh_up_purchases(**scope, cycle_id=market.cycle.pk)

    lines = {
        (line.side, line.kind, line.reason): line.amount_ore for line in ChargeLine.objects.all()
    }
    expected = {
        ("buyer", "goods", "sold"): 2 * price_ore,
        ("hub", "fee", "packing"): 600,
        ("producer", "goods", "delivered"): 6_000,
    }
    if margin_ore:
        expected["hub", "margin", "price_list"] = margin_ore
    assert lines == expected
    report = cycle_identity(hub_id=market.hub.pk, cycle_id=market.cycle.pk)
    assert report.difference_ore == 0
