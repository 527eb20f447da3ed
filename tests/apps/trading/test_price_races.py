"""A price list is changed while twenty kitchens order: old prices or new, never both."""

from threading import Barrier

import pytest

from kortreist.apps.catalogue.errors import PriceListChangedError
from kortreist.apps.catalogue.models import PriceList, PriceListEntry
from kortreist.apps.catalogue.services import list_prices
from kortreist.apps.catalogue.services.list_prices import EntryFacts, set_entries
from kortreist.apps.trading.errors import PricesChangedError
from kortreist.apps.trading.models import Order, OrderLine, OrderStatus
from kortreist.apps.trading.selectors.orders import get_basket
from kortreist.apps.trading.services.baskets import set_line
from kortreist.apps.trading.services.orders import place_order
from tests import factories, price_lists
from tests.apps.trading.conftest import build_market
from tests.conftest import NOON

BUYERS = 20
OLD, NEW = (3_100, 20_000), (2_900, 21_000)

pytestmark = [pytest.mark.both, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def fair():
    """Carrots and cheese in the basket of each of twenty kitchens, at the prices of one list."""
    market = build_market()
    market.goods = (market.carrots, market.cheese)
    market.cheese.offered_packs = BUYERS
    market.cheese.save()
    market.list = price_lists.make_price_list(
        market.hub, *((offer.variant, ore) for offer, ore in zip(market.goods, OLD, strict=True))
    )
    market.units = [factories.make_unit(market.hub) for _ in range(BUYERS)]
    market.cooks = [factories.buyer_actor(unit) for unit in market.units]
    for unit, cook in zip(market.units, market.cooks, strict=True):
        for offer in market.goods:
            set_line(
                actor=cook,
                hub_id=market.hub.pk,
                unit_id=unit.pk,
                offer_id=offer.pk,
                count=1,
                now=NOON,
            )
    return market


def change(market, goods=None, **fields):
    goods = goods or zip(market.goods, NEW, strict=True)
    set_entries(
        actor=market.boss,
        hub_id=market.hub.pk,
        price_list_id=market.list.pk,
        entries=[EntryFacts(offer.variant_id, 1, ore) for offer, ore in goods],
        now=NOON,
        **fields,
    )


def place(market, runner, **fields):
    return place_order(
        actor=market.cooks[runner],
        hub_id=market.hub.pk,
        order_id=Order.objects.get(unit=market.units[runner]).pk,
        reference="",
        now=NOON,
        **fields,
    )


def prices(market, unit):
    lines = OrderLine.objects.filter(order__unit=unit)
    return tuple(lines.get(offer=offer).buyer_price_ore for offer in market.goods)


def test_orders_have_old_prices_or_are_told_of_new_ones(fair, race):
    finish = race(
        BUYERS + 1, lambda runner: change(fair) if runner == BUYERS else place(fair, runner)
    )

    assert {type(error) for error in finish.errors} <= {PricesChangedError}
    for error in finish.errors:
        assert [[old, new] for _, old, new in error.params["changes"]] == [
            [OLD[0], NEW[0]],
            [OLD[1], NEW[1]],
        ]
    # whoever got through has what was promised, the others what they saw last
    assert {prices(fair, unit) for unit in fair.units} == {OLD}
    placed = Order.objects.filter(status=OrderStatus.PLACED).count()
    assert placed == BUYERS - len(finish.errors)
    # and after a look, everybody gets the new ones
    for runner, (unit, cook) in enumerate(zip(fair.units, fair.cooks, strict=True)):
        page = get_basket(actor=cook, unit=unit, cycle=fair.cycle)
        if page.order.status == OrderStatus.BASKET:
            place(fair, runner, seen_prices=page.seal)
            assert prices(fair, unit) == NEW


def test_a_yes_to_old_prices_is_no_yes_to_new_ones(fair):
    seals = [
        get_basket(actor=cook, unit=unit, cycle=fair.cycle).seal
        for unit, cook in zip(fair.units, fair.cooks, strict=True)
    ]
    change(fair)
    for runner, seal in enumerate(seals):
        with pytest.raises(PricesChangedError):
            place(fair, runner, seen_prices=seal)

    assert not Order.objects.filter(status=OrderStatus.PLACED).exists()


def test_written_one_by_one_prices_are_met_half_changed(fair, race):
    # given a hub that writes one price, and the other in a transaction of its own
    is_half_done, is_seen = Barrier(2, timeout=30), Barrier(2, timeout=30)

    def one_by_one():
        change(fair, [(fair.carrots, NEW[0])])
        is_half_done.wait()
        is_seen.wait()
        change(fair, [(fair.cheese, NEW[1])])

    def place_between():
        is_half_done.wait()
        try:
            place(fair, 0)
        finally:
            is_seen.wait()

    # when
    finish = race(2, lambda runner: place_between() if runner else one_by_one())
    # then the kitchen met prices that never were
    [error] = finish.errors
    assert [[old, new] for _, old, new in error.params["changes"]] == [[OLD[0], NEW[0]]]


EDITORS = 6


def edit(market, runner):
    change(market, [(market.carrots, 2_000 + runner)], expected_version=1)


def test_of_many_who_change_the_same_list_one_is_heard(fair, race):
    PriceList.objects.update(version=1)
    finish = race(EDITORS, lambda runner: edit(fair, runner))

    assert [type(error) for error in finish.errors] == [PriceListChangedError] * (EDITORS - 1)
    assert PriceList.objects.get().version == 2


@pytest.mark.postgres
def test_without_the_lock_nobody_hears_of_the_others(fair, race, monkeypatch):
    # given a list read without a lock, and nobody writes before all have read
    PriceList.objects.update(version=1)
    everybody_has_read = Barrier(EDITORS, timeout=30)

    def read_only(hub_id, price_list_id, expected_version):
        found = PriceList.objects.get(hub_id=hub_id, pk=price_list_id)
        everybody_has_read.wait()
        assert found.version == expected_version
        return found

    monkeypatch.setattr(list_prices, "lock_unchanged", read_only)
    # when
    finish = race(EDITORS, lambda runner: edit(fair, runner))
    # then all believed they were the first, and the last to write wins or the database objects
    assert PriceListChangedError not in {type(error) for error in finish.errors}
    assert PriceList.objects.get().version == 2
    assert len(finish.errors) < EDITORS
    assert PriceListEntry.objects.get(variant=fair.carrots.variant).price_ore >= 2_000
