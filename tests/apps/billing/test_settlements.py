"""Settlement statements: each producer's figures, only its own, and only when all adds up."""

from datetime import date, timedelta

import pytest

from kortreist.apps.billing.errors import (
    CycleDoesNotBalanceError,
    DeliveriesLeftError,
    NotChargedError,
)
from kortreist.apps.billing.models import Document, DocumentKind
from kortreist.apps.billing.services.settlements import issue_settlements
from kortreist.apps.fulfilment.models import Delivery
from kortreist.apps.trading.models import (
    ChargeKind,
    ChargeLine,
    ChargeReason,
    PurchaseLine,
    Side,
)
from kortreist.kernel.errors import NotFoundError, NotPermittedError
from kortreist.kernel.quantity import Quantity
from tests import factories
from tests.apps.billing import trade
from tests.apps.billing.trade import Sold
from tests.conftest import NOON

ISSUED_AT = NOON + timedelta(days=4)
pytestmark = [pytest.mark.both, pytest.mark.django_db]


def settle(market, *, actor=None):
    return issue_settlements(
        actor=actor or market.actor, hub_id=market.hub.pk, cycle_id=market.cycle.pk, now=ISSUED_AT
    )


def hub_keeps(market, ore, kind=ChargeKind.MARGIN, reason=ChargeReason.PRICE_LIST):
    ChargeLine.objects.create(
        hub=market.hub,
        cycle=market.cycle,
        side=Side.HUB,
        kind=kind,
        reason=reason,
        amount_ore=ore,
    )


@pytest.fixture
def weighed_up(market):
    """Four kilos of berries sold of five ordered and four received; 24 bottles of beer."""
    trade.make_order(
        market.cycle,
        market.unit,
        Sold(market.berries, Quantity(8, 4000), 10_000),
        Sold(market.beer, Quantity(1, 24), 2_500, rate_bp=2500),
    )
    trade.credit_producer(
        market.cycle,
        market.berries,
        ordered=Quantity(10, 5000),
        received=Quantity(8, 4000),
        price_ore=8_000,
    )
    trade.credit_producer(
        market.cycle,
        market.beer,
        ordered=Quantity(1, 24),
        received=Quantity(1, 24),
        price_ore=2_000,
        rate_bp=2500,
    )
    # 400.00 + 600.00 from the buyer, 320.00 + 480.00 to the producers
    hub_keeps(market, 20_000)
    return market


def test_statement_explains_each_line(weighed_up, audit_codes):
    # when
    berries, beer = settle(weighed_up)
    # then
    berries.refresh_from_db()
    assert berries.producer == weighed_up.farm
    assert (berries.net_ore, berries.vat_ore, berries.gross_ore) == (32_000, 4_800, 36_800)
    line = berries.lines.get()
    assert line.text == "Tyttebær, kurv 500 g"
    assert (line.count, line.amount, line.price_ore, line.net_ore) == (8, 4000, 8_000, 32_000)
    assert line.facts["stages"] == {
        "ordered": [10, 5000],
        "promised": [10, 5000],
        "received": [8, 4000],
        "credited": [8, 4000],
    }
    assert (beer.net_ore, beer.vat_ore, beer.gross_ore) == (48_000, 12_000, 60_000)
    assert [document.number for document in (berries, beer)] == [1, 2]
    assert berries.kind == DocumentKind.SETTLEMENT
    assert berries.payer is None
    assert berries.issuer == weighed_up.hub.organisation
    assert berries.seller == weighed_up.farm
    assert (berries.delivered_on, berries.due_on) == (date(2026, 11, 26), date(2026, 12, 12))
    assert berries.kid == ""
    assert audit_codes().count("billing.settlement.issued") == 2
    # and the purchase line knows what was credited
    bought = PurchaseLine.objects.get(variant=weighed_up.berries)
    assert (bought.credited_count, bought.credited_amount) == (8, 4000)


def test_producer_outside_the_vat_register_is_settled_without_vat(market):
    # given
    market.farm.vat_registered_from = None
    market.farm.save()
    trade.make_order(market.cycle, market.unit, Sold(market.berries, Quantity(2, 1000), 10_000))
    trade.credit_producer(
        market.cycle,
        market.berries,
        ordered=Quantity(2, 1000),
        received=Quantity(2, 1000),
        price_ore=8_000,
        category="O",
        rate_bp=0,
    )
    hub_keeps(market, 2_000)
    # when
    [document] = settle(market)
    # then
    vat = list(document.vat.values_list("category", "rate_bp", "basis_ore", "vat_ore"))
    assert vat == [("O", 0, 8_000, 0)]
    assert document.gross_ore == 8_000
    assert document.parties["seller"]["is_vat_registered"] is False


def test_second_call_issues_nothing(weighed_up, audit_codes):
    settle(weighed_up)
    before = audit_codes()
    assert settle(weighed_up) == []
    assert Document.objects.count() == 2
    assert audit_codes() == before


def test_claim_afterwards_gives_a_statement_below_zero(weighed_up):
    # given a settled cycle, and half a kilo of berries claimed at the farm's cost
    berries, _ = settle(weighed_up)
    about = {
        "hub": weighed_up.hub,
        "cycle": weighed_up.cycle,
        "reason": ChargeReason.CLAIM,
        "producer": weighed_up.farm,
        "order_line": trade.OrderLine.objects.get(variant=weighed_up.berries),
        "count": 1,
        "amount": 500,
        "unit": "g",
        "vat_category": "S",
        "vat_rate_bp": 1500,
    }
    ChargeLine.objects.create(
        side=Side.BUYER, kind=ChargeKind.GOODS, amount_ore=-5_000, price_ore=10_000, **about
    )
    ChargeLine.objects.create(
        side=Side.PRODUCER, kind=ChargeKind.GOODS, amount_ore=-4_000, price_ore=8_000, **about
    )
    ChargeLine.objects.create(
        side=Side.HUB, kind=ChargeKind.BORNE, amount_ore=1_000, price_ore=0, **about
    )
    # when
    [correction] = settle(weighed_up)
    # then
    assert (correction.net_ore, correction.vat_ore, correction.gross_ore) == (-4_000, -600, -4_600)
    line = correction.lines.get()
    assert (line.count, line.amount, line.net_ore) == (-1, -500, -4_000)
    assert correction.corrects == berries
    assert correction.number == 3


def test_statement_tells_nothing_of_buyers_or_other_producers(weighed_up):
    for document in settle(weighed_up):
        told = f"{document.parties} {list(document.lines.values('text', 'facts'))}"
        assert weighed_up.unit.name not in told
        assert weighed_up.unit.payer.name not in told
    assert "Bryggeri" not in str(Document.objects.get(producer=weighed_up.farm).parties)


# Refusals


def test_not_before_all_is_delivered(weighed_up):
    # given one door where nobody has been
    unit = factories.make_unit(weighed_up.hub)
    trade.make_order(weighed_up.cycle, unit, delivered=False)
    # when
    with pytest.raises(DeliveriesLeftError) as caught:
        settle(weighed_up)
    # then
    assert caught.value.params == {"left": 1}
    assert not Document.objects.exists()


def test_not_while_an_order_has_no_delivery(weighed_up):
    # given an order that was promised goods, and no delivery is planned
    unit = factories.make_unit(weighed_up.hub)
    order = trade.make_order(weighed_up.cycle, unit)
    Delivery.objects.filter(order=order).delete()
    trade.make_line(order, Sold(weighed_up.berries, Quantity(1, 500), 10_000))
    with pytest.raises(DeliveriesLeftError):
        settle(weighed_up)
    # but one that got nothing holds nobody up
    order.lines.update(confirmed_count=0, confirmed_amount=0)
    assert len(settle(weighed_up)) == 2


def test_not_before_purchases_are_weighed_up(weighed_up):
    ChargeLine.objects.filter(side=Side.PRODUCER, producer=weighed_up.farm).delete()
    with pytest.raises(NotChargedError) as caught:
        settle(weighed_up)
    assert caught.value.params == {"missing": 1}
    assert not Document.objects.exists()


@pytest.mark.parametrize("received", [(9, 4500), (None, None)])
def test_not_when_other_goods_have_come_than_were_weighed_up(weighed_up, received):
    # given a lot that came, or was taken out again, after the producers' credits were made
    count, amount = received
    PurchaseLine.objects.filter(variant=weighed_up.berries).update(
        received_count=count, received_amount=amount
    )
    # when
    with pytest.raises(NotChargedError) as caught:
        settle(weighed_up)
    # then
    assert caught.value.params == {"missing": 1}
    assert not Document.objects.exists()


@pytest.mark.postgres
def test_doors_and_goods_in_are_kept_as_they_are_while_it_is_settled(
    weighed_up, assert_locks_before_write
):
    with assert_locks_before_write(
        "trading_ordercycle", "trading_order", "trading_purchaseline", "billing_numberseries"
    ):
        settle(weighed_up)


def test_not_when_an_ore_is_missing(weighed_up):
    hub_keeps(weighed_up, 1)
    with pytest.raises(CycleDoesNotBalanceError) as caught:
        settle(weighed_up)
    assert caught.value.params == {"difference_ore": -1}
    assert not Document.objects.exists()
    assert not ChargeLine.objects.filter(documented_at__isnull=False).exists()


def test_only_the_hubs_accountant_settles(weighed_up):
    other = factories.make_hub()
    for actor, error in (
        (factories.packing_team(weighed_up.hub), NotPermittedError),
        (factories.producer_actor(weighed_up.hub, weighed_up.farm), NotPermittedError),
        (factories.outsider(), NotFoundError),
        (factories.accountant(other), NotFoundError),
    ):
        with pytest.raises(error):
            settle(weighed_up, actor=actor)
    with pytest.raises(NotFoundError):
        issue_settlements(
            actor=factories.accountant(other),
            hub_id=other.pk,
            cycle_id=weighed_up.cycle.pk,
            now=ISSUED_AT,
        )
    assert not Document.objects.exists()


def test_number_of_queries_does_not_grow_with_the_producers(weighed_up, query_count):
    # given
    settle(weighed_up)

    def hand_over(count):
        for number in range(count):
            farm = factories.make_producer(weighed_up.hub, f"Gard {count}/{number}")
            trade.credit_producer(
                weighed_up.cycle,
                factories.make_variant(farm),
                ordered=Quantity(1, 1000),
                received=Quantity(1, 1000),
                price_ore=8_000,
            )
            hub_keeps(weighed_up, 8_000, ChargeKind.BORNE, ChargeReason.UNSOLD)

    hand_over(2)
    few = query_count(lambda: settle(weighed_up))
    hand_over(9)
    # when / then
    assert query_count(lambda: settle(weighed_up)) == few
