"""Invoices: exact figures, one for each delivery, all or none, and never twice."""

from datetime import date, timedelta

import pytest

from kortreist.apps.actors.models import AuditEvent
from kortreist.apps.actors.permissions import Actor
from kortreist.apps.billing.errors import (
    InvoiceReferenceMissingError,
    NotChargedError,
    SellerModeNotYetError,
)
from kortreist.apps.billing.models import Document, DocumentLine, DocumentVat, NumberSeries
from kortreist.apps.billing.services import documents as writing
from kortreist.apps.billing.services.invoices import issue_invoices
from kortreist.apps.trading.models import ChargeLine, Order, OrderLine, WeightQuestion
from kortreist.formats.kid import is_kid
from kortreist.kernel.errors import NotFoundError, NotPermittedError
from kortreist.kernel.quantity import Quantity
from tests import factories
from tests.apps.billing import trade
from tests.apps.billing.trade import Sold
from tests.conftest import NOON

ISSUED_AT = NOON + timedelta(days=3)
pytestmark = [pytest.mark.both, pytest.mark.django_db]


def issue(market, *, actor=None, now=ISSUED_AT):
    return issue_invoices(
        actor=actor or market.actor, hub_id=market.hub.pk, cycle_id=market.cycle.pk, now=now
    )


def lines_of(document):
    return list(document.lines.values_list("text", "count", "amount", "price_ore", "net_ore"))


def vat_of(document):
    return sorted(document.vat.values_list("category", "rate_bp", "basis_ore", "vat_ore"))


def nothing_was_issued() -> bool:
    return not (
        Document.objects.exists()
        or DocumentLine.objects.exists()
        or DocumentVat.objects.exists()
        or NumberSeries.objects.exists()
        or AuditEvent.objects.exists()
        or ChargeLine.objects.filter(documented_at__isnull=False).exists()
        or OrderLine.objects.filter(invoiced_count__isnull=False).exists()
    )


def test_invoice_copies_the_charge_lines(market, audit_codes):
    # given berries at 15 %, catch-weight meat as measured, beer at 25 %, freight split by rate
    market.unit.payer.language = "en"
    market.unit.payer.save()
    order = trade.make_order(
        market.cycle,
        market.unit,
        Sold(market.berries, Quantity(8, 4000), 12_990),
        Sold(market.meat, Quantity(2, 4137), 21_950),
        Sold(market.beer, Quantity(1, 24), 2_333, rate_bp=2500),
        reference="B123456",
    )
    trade.charge_freight(order, 10_651, 1500)
    trade.charge_freight(order, 4_349, 2500)
    # when
    [document] = issue(market)
    # then each line is its charge: 4 kg × 129.90, 4.137 kg × 219.50 rounded once, 24 × 23.33
    document.refresh_from_db()
    assert lines_of(document) == [
        ("Lingonberry, kurv 500 g", 8, 4000, 12_990, 51_960),
        ("Lammelår", 2, 4137, 21_950, 90_807),
        ("Øl", 1, 24, 2_333, 55_992),
        ("Delivery to the door", 1, 1, 10_651, 10_651),
        ("Delivery to the door", 1, 1, 4_349, 4_349),
    ]
    # and VAT is reckoned once per rate: 15 % of 1 534.18 and 25 % of 603.41
    assert vat_of(document) == [("S", 1500, 153_418, 23_013), ("S", 2500, 60_341, 15_085)]
    assert (document.net_ore, document.vat_ore, document.gross_ore) == (213_759, 38_098, 251_857)
    # and it says all it must
    assert (document.number, document.kid) == (1, "00000018")
    assert document.reference == "B123456"
    assert document.issued_on == date(2026, 11, 27)
    assert document.delivered_on == date(2026, 11, 26)
    assert document.due_on == date(2026, 12, 11)
    assert document.seller == document.issuer == market.hub.organisation
    assert document.payer == market.unit.payer
    assert not document.is_illustrative
    assert audit_codes().count("billing.invoice.issued") == 1
    # and the lines' invoiced quantity is what was charged
    invoiced = order.lines.values_list("invoiced_count", "invoiced_amount")
    assert list(invoiced.order_by("pk")) == [(8, 4000), (2, 4137), (1, 24)]


def test_vat_is_rounded_once_for_the_document_not_per_line(market):
    # given three lines of 3.33, whose 15 % would be 0.50 each
    for number in range(3):
        variant = factories.make_variant(market.farm, f"Urt {number}", unit="pcs", content_amount=1)
        unit = market.unit
        if number == 0:
            order = trade.make_order(market.cycle, unit, Sold(variant, Quantity(1, 1), 333))
        else:
            sold = Sold(variant, Quantity(1, 1), 333)
            trade.charge_goods(trade.make_line(order, sold), sold)
    # when
    [document] = issue(market)
    # then 15 % of 9.99 is 1.4985, so 1.50: not three times 0.50 rounded from 0.4995
    assert vat_of(document) == [("S", 1500, 999, 150)]


def test_parties_stand_as_they_were(market):
    # given
    trade.make_order(market.cycle, market.unit, Sold(market.berries, Quantity(1, 500), 12_990))
    [document] = issue(market)
    # when they change afterwards
    market.hub.organisation.name = "Noe annet SA"
    market.hub.organisation.save()
    # then
    document = Document.objects.get(pk=document.pk)
    seller, door = document.parties["seller"], document.parties["door"]
    assert seller["name"] == "Rørosmat SA"
    assert seller["org_no"] == market.hub.organisation.org_no
    assert seller["account"] == "86011117947"
    assert seller["is_vat_registered"] is True
    assert seller["is_in_enterprise_register"] is False
    assert door["unit"] == "Sjøbakken barnehage"
    assert (door["postcode"], door["place"]) == ("7374", "Røros")
    assert document.parties["payer"]["name"] == market.unit.payer.name


@pytest.mark.parametrize(("form", "said"), [("AS", True), ("ENK", False), ("SA", False)])
def test_enterprise_register_is_named_where_the_law_asks(market, form, said):
    market.hub.organisation.legal_form = form
    market.hub.organisation.save()
    trade.make_order(market.cycle, market.unit, Sold(market.berries, Quantity(1, 500), 12_990))
    [document] = issue(market)
    assert document.parties["seller"]["is_in_enterprise_register"] is said


@pytest.mark.parametrize(("language", "name"), [("nn", "Tytebær"), ("en", "Lingonberry")])
def test_lines_are_in_the_payers_language(market, language, name):
    market.unit.payer.language = language
    market.unit.payer.save()
    trade.make_order(market.cycle, market.unit, Sold(market.berries, Quantity(1, 500), 12_990))
    [document] = issue(market)
    assert document.language == language
    assert document.lines.get().text == f"{name}, kurv 500 g"


def test_paper_is_never_in_a_language_the_law_does_not_know(market):
    market.unit.payer.language = "sma"
    market.unit.payer.save()
    trade.make_order(market.cycle, market.unit, Sold(market.berries, Quantity(1, 500), 12_990))
    assert issue(market)[0].language == "nb"


def test_goods_outside_vat_stand_alone(market):
    # given a hub that is not registered for everything on the order: freight is, some goods are not
    order = trade.make_order(
        market.cycle,
        market.unit,
        Sold(market.berries, Quantity(2, 1000), 10_000, rate_bp=0, category="O"),
        Sold(market.meat, Quantity(1, 2000), 20_000),
    )
    # when
    documents = issue(market)
    # then
    assert [vat_of(document) for document in documents] == [
        [("S", 1500, 40_000, 6_000)],
        [("O", 0, 10_000, 0)],
    ]
    assert [document.order for document in documents] == [order, order]
    assert [document.number for document in documents] == [1, 2]


def test_hub_outside_the_vat_register_invoices_without_vat(market):
    market.hub.organisation.vat_registered_from = None
    market.hub.organisation.save()
    trade.make_order(
        market.cycle,
        market.unit,
        Sold(market.berries, Quantity(2, 1000), 10_000, rate_bp=0, category="O"),
    )
    [document] = issue(market)
    assert (document.vat_ore, document.gross_ore) == (0, 10_000)
    assert document.parties["seller"]["is_vat_registered"] is False


def test_one_invoice_for_each_delivery(market):
    # given two kindergartens with one payer, and a third that has not got its goods
    berries = Sold(market.berries, Quantity(2, 1000), 12_990)
    other = factories.make_unit(market.hub, "Gjøsvika", payer=market.unit.payer)
    late = factories.make_unit(market.hub, "Kvitsanden")
    orders = [trade.make_order(market.cycle, unit, berries) for unit in (market.unit, other)]
    waiting = trade.make_order(market.cycle, late, berries, delivered=False)
    # when
    documents = issue(market)
    # then
    assert [document.order for document in documents] == orders
    assert [document.number for document in documents] == [1, 2]
    assert all(is_kid(document.kid) for document in documents)
    # and when the third is delivered, it alone gets one, and the numbers go on
    waiting_delivery = trade.Delivery.objects.get(order=waiting)
    waiting_delivery.status = "delivered"
    waiting_delivery.delivered_at = trade.DELIVERED_AT
    waiting_delivery.save()
    assert [(document.order, document.number) for document in issue(market)] == [(waiting, 3)]


def test_second_call_issues_nothing(market, audit_codes):
    # given
    trade.make_order(market.cycle, market.unit, Sold(market.berries, Quantity(2, 1000), 12_990))
    issue(market)
    before = audit_codes()
    # when / then
    assert issue(market) == []
    assert Document.objects.count() == 1
    assert audit_codes() == before


def test_claims_are_left_for_credit_notes(market):
    order = trade.make_order(
        market.cycle, market.unit, Sold(market.berries, Quantity(2, 1000), 12_990)
    )
    issue(market)
    trade.claim(order.lines.get(), Quantity(1, 500))
    assert issue(market) == []


def test_commission_is_invoiced_in_the_hubs_name(market):
    sold = Sold(market.berries, Quantity(2, 1000), 12_990)
    order = trade.make_order(market.cycle, market.unit)
    line = trade.make_line(order, sold, seller_mode="commission")
    trade.charge_goods(line, sold, seller_mode="commission")
    trade.charge_freight(order, 5_000, 1500)
    [document] = issue(market)
    assert document.seller_mode == "commission"
    assert document.seller == market.hub.organisation
    assert list(document.lines.values_list("seller_mode", flat=True)) == ["commission", "resale"]


def test_demonstration_marks_its_documents(market):
    market.hub.is_demonstration = True
    market.hub.save()
    trade.make_order(market.cycle, market.unit, Sold(market.berries, Quantity(2, 1000), 12_990))
    assert issue(market)[0].is_illustrative


def test_empty_delivery_gets_no_invoice(market):
    trade.make_order(market.cycle, market.unit)
    assert issue(market) == []
    assert nothing_was_issued()


# Refusals


@pytest.mark.parametrize(
    ("who", "error"),
    [
        ("packing_team", NotPermittedError),
        ("buyer", NotPermittedError),
        ("producer", NotPermittedError),
        ("outsider", NotFoundError),
        ("other_hub", NotFoundError),
    ],
)
def test_only_the_hubs_accountant_issues(market, who, error):
    # given
    trade.make_order(market.cycle, market.unit, Sold(market.berries, Quantity(2, 1000), 12_990))
    actors = {
        "packing_team": factories.packing_team(market.hub),
        "buyer": factories.buyer_actor(market.unit),
        "producer": factories.producer_actor(market.hub, market.farm),
        "outsider": factories.outsider(),
        "other_hub": factories.accountant(factories.make_hub()),
    }
    # when
    with pytest.raises(error):
        issue(market, actor=actors[who])
    # then
    assert nothing_was_issued()


def test_another_hubs_cycle_is_not_there(market):
    other = factories.make_hub()
    trade.make_order(market.cycle, market.unit, Sold(market.berries, Quantity(2, 1000), 12_990))
    with pytest.raises(NotFoundError):
        issue_invoices(
            actor=factories.accountant(other),
            hub_id=other.pk,
            cycle_id=market.cycle.pk,
            now=ISSUED_AT,
        )
    assert nothing_was_issued()


def test_mediated_goods_are_refused(market):
    # given one unit whose goods the hub sells, and one with goods that it only mediates
    sold = Sold(market.berries, Quantity(2, 1000), 12_990)
    trade.make_order(market.cycle, market.unit, sold)
    order = trade.make_order(market.cycle, factories.make_unit(market.hub))
    line = trade.make_line(order, sold, seller_mode="mediation", seller=market.farm)
    trade.charge_goods(line, sold, seller_mode="mediation", seller=market.farm)
    # when
    with pytest.raises(SellerModeNotYetError) as caught:
        issue(market)
    # then
    assert caught.value.params == {"producer": "Galåvolden Gård"}
    assert nothing_was_issued()


def test_missing_reference_is_refused_where_the_payer_says_so(market):
    # given
    market.unit.payer.when_empty = "refuse"
    market.unit.payer.save()
    trade.make_order(market.cycle, market.unit, Sold(market.berries, Quantity(2, 1000), 12_990))
    # when
    with pytest.raises(InvoiceReferenceMissingError) as caught:
        issue(market)
    # then
    assert caught.value.params == {"units": "Sjøbakken barnehage"}
    assert nothing_was_issued()


def test_reference_is_left_out_where_the_payer_has_no_field_for_it(market):
    market.unit.payer.when_empty = "refuse"
    market.unit.payer.reference_field = "none"
    market.unit.payer.save()
    trade.make_order(
        market.cycle,
        market.unit,
        Sold(market.berries, Quantity(2, 1000), 12_990),
        reference="etter avtale",
    )
    assert issue(market)[0].reference == ""


def test_delivered_goods_without_amounts_are_not_forgotten(market):
    order = trade.make_order(market.cycle, market.unit)
    trade.make_line(order, Sold(market.berries, Quantity(2, 1000), 12_990))
    with pytest.raises(NotChargedError) as caught:
        issue(market)
    assert caught.value.params == {"missing": 1}
    assert nothing_was_issued()


def test_failing_midway_leaves_nothing_and_no_gap(market, monkeypatch):
    # given a fault after lines and VAT are written
    trade.make_order(market.cycle, market.unit, Sold(market.berries, Quantity(2, 1000), 12_990))

    def fail(events):
        raise ZeroDivisionError

    monkeypatch.setattr(writing, "record_many", fail)
    # when
    with pytest.raises(ZeroDivisionError):
        issue(market)
    monkeypatch.undo()
    # then
    assert nothing_was_issued()
    assert issue(market)[0].number == 1


# At once, and many


@pytest.mark.django_db(transaction=True)
def test_two_accountants_and_a_job_issue_each_invoice_once(market, race):
    # given twelve deliveries
    for number in range(12):
        unit = factories.make_unit(market.hub, f"Enhet {number}")
        trade.make_order(market.cycle, unit, Sold(market.berries, Quantity(2, 1000), 12_990))
    actors = [
        factories.accountant(market.hub),
        factories.accountant(market.hub),
        Actor.system("billing.invoices"),
    ]
    # when
    finish = race(3, lambda runner: len(issue(market, actor=actors[runner])))
    # then
    assert finish.errors == []
    assert sorted(finish.results) == [0, 0, 12]
    assert sorted(Document.objects.values_list("number", flat=True)) == list(range(1, 13))


def test_locks_are_taken_in_the_order_of_the_house(market, assert_locks_before_write):
    trade.make_order(market.cycle, market.unit, Sold(market.berries, Quantity(2, 1000), 12_990))
    issue(market)
    order = trade.make_order(
        market.cycle,
        factories.make_unit(market.hub),
        Sold(market.berries, Quantity(2, 1000), 12_990),
    )
    tables = (
        "trading_ordercycle",
        "trading_order",
        "trading_orderline",
        "billing_numberseries",
    )
    with assert_locks_before_write(*tables):
        assert issue(market)[0].order == Order.objects.get(pk=order.pk)


def test_number_of_queries_does_not_grow_with_the_deliveries(market, query_count):
    # given
    def deliver_to(units):
        for number in range(units):
            unit = factories.make_unit(market.hub, f"Enhet {units}/{number}")
            sold = [Sold(market.berries, Quantity(2, 1000), 12_990)]
            trade.make_order(market.cycle, unit, *sold, Sold(market.meat, Quantity(1, 2040), 9_900))

    deliver_to(1)
    issue(market)
    deliver_to(2)
    few = query_count(lambda: issue(market))
    deliver_to(12)
    # when / then
    assert query_count(lambda: issue(market)) == few


def waiting_market(market):
    """Berries as agreed, and meat whose weight the kitchen has not agreed to."""
    order = trade.make_order(
        market.cycle,
        market.unit,
        Sold(market.berries, Quantity(8, 4000), 12_990),
        Sold(market.meat, Quantity(2, 5000), 21_950),
    )
    trade.charge_freight(order, 10_000, 1500)
    line = order.lines.get(variant=market.meat)
    question = WeightQuestion.objects.create(
        hub=market.hub,
        line=line,
        count=2,
        usual_amount=4000,
        measured_amount=5000,
        asked_at=NOON,
        answer_by=NOON + timedelta(days=1),
    )
    return order, line, question


def test_a_weight_nobody_agreed_to_waits_alone(market):
    order, line, question = waiting_market(market)

    [first] = issue(market)

    assert [text for text, *_ in lines_of(first)] == [
        "Tyttebær, kurv 500 g",
        "Levering til døren",
    ]
    assert first.parties["waiting"] == ["Lammelår"]
    line.refresh_from_db()
    assert line.invoiced_count is None
    assert issue(market) == []
    # when the kitchen says no, it waits on; when it says yes, the line has an invoice of its own
    WeightQuestion.objects.filter(pk=question.pk).update(status="refused")
    assert issue(market) == []
    WeightQuestion.objects.filter(pk=question.pk).update(status="accepted")
    [second] = issue(market)
    assert lines_of(second) == [("Lammelår", 2, 5000, 21_950, 109_750)]
    assert (second.order_id, second.number) == (order.pk, first.number + 1)
    assert "waiting" not in second.parties
    line.refresh_from_db()
    assert line.quantity("invoiced") == Quantity(2, 5000)


def test_freight_waits_for_the_first_goods_it_was_driven_for(market):
    order, _line, question = waiting_market(market)
    charges = ChargeLine.objects.filter(order=order, order_line__variant=market.berries)
    charges.delete()
    order.lines.filter(variant=market.berries).update(delivered_count=0, delivered_amount=0)

    assert issue(market) == []
    WeightQuestion.objects.filter(pk=question.pk).update(status="accepted")

    [document] = issue(market)
    assert [text for text, *_ in lines_of(document)] == ["Lammelår", "Levering til døren"]
