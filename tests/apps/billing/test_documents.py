"""Reading documents: balances, scopes, and the whole way from the door to the paper."""

from datetime import date, timedelta

import pytest

from kortreist.apps.billing.models import Document
from kortreist.apps.billing.selectors.documents import (
    OnTheWay,
    find_document,
    hub_documents,
    on_the_way,
    open_balance,
    producer_settlements,
    unit_documents,
)
from kortreist.apps.billing.services.credit_notes import issue_credit_note
from kortreist.apps.billing.services.invoices import issue_invoices
from kortreist.apps.billing.services.settlements import issue_settlements
from kortreist.apps.catalogue.models import FeeBasis, FeeKind
from kortreist.apps.trading.models import ChargeLine, Side
from kortreist.apps.trading.services.charges import charge_orders
from kortreist.apps.trading.services.claims import add_claim
from kortreist.apps.trading.services.weighing import weigh_up_purchases
from kortreist.kernel.errors import NotFoundError, NotPermittedError
from kortreist.kernel.quantity import Quantity
from tests import factories
from tests.apps.billing import trade
from tests.apps.billing.trade import Sold
from tests.conftest import NOON

ISSUED_AT = NOON + timedelta(days=3)
pytestmark = pytest.mark.django_db


def issue(market, now=ISSUED_AT):
    return issue_invoices(
        actor=market.actor, hub_id=market.hub.pk, cycle_id=market.cycle.pk, now=now
    )


def test_open_balance_is_what_was_invoiced_less_what_was_credited(market):
    # given two units with one payer, a third with another, and a claim
    sold = Sold(market.berries, Quantity(2, 1000), 10_000)
    order = trade.make_order(market.cycle, market.unit, sold)
    trade.make_order(market.cycle, factories.make_unit(market.hub, payer=market.unit.payer), sold)
    other = factories.make_unit(market.hub)
    trade.make_order(market.cycle, other, sold)
    invoice, *_ = issue(market)
    claim = trade.claim(order.lines.get(), Quantity(1, 500))
    issue_credit_note(
        actor=market.actor,
        hub_id=market.hub.pk,
        document_id=invoice.pk,
        charge_ids=[claim.pk],
        now=ISSUED_AT,
    )
    # when / then: 2 × 115.00 less 57.50, and 115.00
    assert open_balance(hub_id=market.hub.pk, payer_id=market.unit.payer_id) == 17_250
    assert open_balance(hub_id=market.hub.pk, payer_id=other.payer_id) == 11_500
    nobody = factories.make_payer(market.hub)
    assert open_balance(hub_id=market.hub.pk, payer_id=nobody.pk) == 0


def test_lists_are_for_those_they_are_about(market):
    # given
    trade.make_order(market.cycle, market.unit, Sold(market.berries, Quantity(2, 1000), 10_000))
    [invoice] = issue(market)
    hub_id, unit_id = market.hub.pk, market.unit.pk
    buyer = factories.buyer_actor(market.unit)
    farmer = factories.producer_actor(market.hub, market.farm)
    # when / then
    assert list(unit_documents(actor=buyer, hub_id=hub_id, unit_id=unit_id)) == [invoice]
    assert find_document(actor=buyer, public_id=invoice.public_id) == invoice
    with pytest.raises(NotFoundError):
        unit_documents(actor=farmer, hub_id=hub_id, unit_id=unit_id)
    with pytest.raises(NotFoundError):
        find_document(actor=farmer, public_id=invoice.public_id)
    with pytest.raises(NotFoundError):
        producer_settlements(actor=buyer, hub_id=hub_id, producer_id=market.farm.pk)
    with pytest.raises(NotPermittedError):
        hub_documents(actor=buyer, hub_id=hub_id)
    with pytest.raises(NotFoundError):
        hub_documents(actor=factories.outsider(), hub_id=hub_id)


def test_list_of_a_cycle(market):
    trade.make_order(market.cycle, market.unit, Sold(market.berries, Quantity(2, 1000), 10_000))
    issue(market)
    other = trade.make_cycle(market.hub, number=48)
    about = {"actor": market.actor, "hub_id": market.hub.pk}
    assert hub_documents(**about, cycle_id=market.cycle.pk).count() == 1
    assert hub_documents(**about, cycle_id=other.pk).count() == 0


@pytest.mark.both
def test_from_the_door_to_the_paper(market):
    # given a fee per delivery, goods at two rates delivered, and what the producers handed over
    factories.make_fee(
        market.hub,
        FeeKind.TRANSPORT,
        basis=FeeBasis.PER_DELIVERY,
        rate_bp=0,
        amount_ore=15_000,
    )
    order = trade.make_order(market.cycle, market.unit)
    berries = Sold(market.berries, Quantity(8, 4000), 10_000)
    beer = Sold(market.beer, Quantity(1, 24), 2_500, rate_bp=2500)
    for sold in (berries, beer):
        trade.make_line(order, sold)
    for sold, rate_bp in ((berries, 1500), (beer, 2500)):
        trade.credit_producer(
            market.cycle,
            sold.variant,
            ordered=sold.quantity,
            received=sold.quantity,
            price_ore=sold.price_ore * 8 // 10,
            rate_bp=rate_bp,
        )
    ChargeLine.objects.all().delete()
    about = {"actor": market.actor, "hub_id": market.hub.pk}
    charge_orders(**about, order_ids=[order.pk], now=NOON)
    weigh_up_purchases(**about, cycle_id=market.cycle.pk, now=NOON)
    # when all is documented, and half a kilo of berries comes back at the farm's cost
    [invoice] = issue(market)
    statements = issue_settlements(**about, cycle_id=market.cycle.pk, now=ISSUED_AT)
    claims = add_claim(
        **about,
        order_line_id=order.lines.get(variant=market.berries).pk,
        quantity=Quantity(1, 500),
        borne_by=Side.PRODUCER,
        now=ISSUED_AT,
    )
    note = issue_credit_note(
        **about,
        document_id=invoice.pk,
        charge_ids=[charge.pk for charge in claims if charge.side == Side.BUYER],
        now=ISSUED_AT,
    )
    [correction] = issue_settlements(**about, cycle_id=market.cycle.pk, now=ISSUED_AT)
    # then freight of 150.00 follows the goods, 60.00 at 15 % and 90.00 at 25 %
    vat = list(invoice.vat.order_by("rate_bp").values_list("rate_bp", "basis_ore", "vat_ore"))
    assert vat == [(1500, 46_000, 6_900), (2500, 69_000, 17_250)]
    assert invoice.gross_ore == 139_150
    assert [document.gross_ore for document in statements] == [36_800, 60_000]
    assert (note.net_ore, note.gross_ore) == (5_000, 5_750)
    assert (correction.net_ore, correction.gross_ore) == (-4_000, -4_600)
    # and every charge of buyers and producers stands on exactly one document
    sides = (Side.BUYER, Side.PRODUCER)
    assert not ChargeLine.objects.filter(side__in=sides, documented_at=None).exists()
    assert Document.objects.count() == 5


def test_what_is_on_its_way_to_a_producer(market):
    # given a statement due on 11 December, and the next round's
    for number, day in ((47, 3), (48, 10)):
        cycle = market.cycle if number == 47 else trade.make_cycle(market.hub, number)
        trade.make_order(cycle, market.unit, Sold(market.berries, Quantity(2, 1000), 8_000))
        trade.credit_producer(
            cycle,
            market.berries,
            ordered=Quantity(2, 1000),
            received=Quantity(2, 1000),
            price_ore=8_000,
        )
        issue_settlements(
            actor=market.actor,
            hub_id=market.hub.pk,
            cycle_id=cycle.pk,
            now=NOON + timedelta(days=day),
        )

    def coming(today):
        return on_the_way(hub_id=market.hub.pk, producer_id=market.farm.pk, today=today)

    # when / then
    assert coming(date(2026, 12, 11)) == OnTheWay(18_400, date(2026, 12, 11))
    assert coming(date(2026, 12, 12)) == OnTheWay(9_200, date(2026, 12, 18))
    assert coming(date(2026, 12, 19)) == OnTheWay(0, None)
