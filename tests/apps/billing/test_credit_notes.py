"""Credit notes: amounts above zero, tied to their invoice, never more than it came to."""

from datetime import timedelta

import pytest

from kortreist.apps.billing.errors import CreditTooLargeError, NothingToCreditError
from kortreist.apps.billing.models import Document, DocumentKind
from kortreist.apps.billing.services.credit_notes import issue_credit_note
from kortreist.apps.billing.services.invoices import issue_invoices
from kortreist.apps.trading.errors import AlreadyDocumentedError
from kortreist.apps.trading.models import ChargeReason, OrderLine, Side
from kortreist.apps.trading.services.claims import add_claim
from kortreist.kernel.errors import NotFoundError, NotPermittedError
from kortreist.kernel.quantity import Quantity
from tests import factories
from tests.apps.billing import trade
from tests.apps.billing.trade import Sold
from tests.conftest import NOON

ISSUED_AT = NOON + timedelta(days=3)
CREDITED_AT = NOON + timedelta(days=5)
pytestmark = [pytest.mark.both, pytest.mark.django_db]


@pytest.fixture
def invoice(market) -> Document:
    trade.make_order(
        market.cycle,
        market.unit,
        Sold(market.berries, Quantity(8, 4000), 12_990),
        Sold(market.beer, Quantity(2, 48), 2_333, rate_bp=2500),
        reference="B123456",
    )
    return issue(market)[0]


def issue(market):
    return issue_invoices(
        actor=market.actor, hub_id=market.hub.pk, cycle_id=market.cycle.pk, now=ISSUED_AT
    )


def credit(market, invoice, *charges, actor=None):
    return issue_credit_note(
        actor=actor or market.actor,
        hub_id=market.hub.pk,
        document_id=invoice.pk,
        charge_ids=[charge.pk for charge in charges],
        now=CREDITED_AT,
    )


def line_of(invoice, variant) -> OrderLine:
    return invoice.order.lines.get(variant=variant)


def test_credit_note_is_above_zero_and_names_its_invoice(market, invoice, audit_codes):
    # given one of eight baskets claimed as trading does it, at the farm's cost
    charges = add_claim(
        actor=market.actor,
        hub_id=market.hub.pk,
        order_line_id=line_of(invoice, market.berries).pk,
        quantity=Quantity(1, 500),
        borne_by=Side.PRODUCER,
        now=CREDITED_AT,
    )
    [claim] = [charge for charge in charges if charge.side == Side.BUYER]
    assert claim.amount_ore == -6_495
    # when
    note = credit(market, invoice, claim)
    # then 0.5 kg × 129.90 = 64.95 and 15 % of it, 9.74
    note.refresh_from_db()
    assert note.kind == DocumentKind.CREDIT_NOTE
    assert (note.net_ore, note.vat_ore, note.gross_ore) == (6_495, 974, 7_469)
    line = note.lines.get()
    assert (line.count, line.amount, line.price_ore, line.net_ore) == (1, 500, 12_990, 6_495)
    assert line.reason == ChargeReason.CLAIM
    assert note.corrects == invoice
    assert (note.number, note.kid, note.due_on) == (1, "", None)
    assert note.reference == "B123456"
    assert note.parties == invoice.parties
    assert note.delivered_on == invoice.delivered_on
    assert audit_codes()[-1] == "billing.credit_note.issued"
    # and the invoice itself stands
    invoice.refresh_from_db()
    assert invoice.net_ore == 51_960 + 111_984


def test_whole_invoice_credited_comes_to_nothing(market, invoice):
    claims = [trade.claim(line, line.quantity("delivered")) for line in invoice.order.lines.all()]
    note = credit(market, invoice, *claims)
    assert (note.net_ore, note.vat_ore, note.gross_ore) == (
        invoice.net_ore,
        invoice.vat_ore,
        invoice.gross_ore,
    )


def test_claim_is_credited_once(market, invoice):
    # given
    claim = trade.claim(line_of(invoice, market.berries), Quantity(1, 500))
    credit(market, invoice, claim)
    # when / then
    with pytest.raises(AlreadyDocumentedError):
        credit(market, invoice, claim)
    assert Document.objects.filter(kind=DocumentKind.CREDIT_NOTE).count() == 1


def test_no_more_is_credited_than_the_invoice_came_to(market, invoice):
    # given a claim for all, credited, and another for one basket
    claims = [trade.claim(line, line.quantity("delivered")) for line in invoice.order.lines.all()]
    credit(market, invoice, *claims)
    more = trade.claim(line_of(invoice, market.berries), Quantity(1, 500))
    # when
    with pytest.raises(CreditTooLargeError) as caught:
        credit(market, invoice, more)
    # then
    assert caught.value.params == {"left_ore": 0}
    more.refresh_from_db()
    assert more.documented_at is None
    assert Document.objects.filter(kind=DocumentKind.CREDIT_NOTE).count() == 1


def test_nothing_is_credited_without_a_claim(market, invoice):
    with pytest.raises(NothingToCreditError):
        credit(market, invoice)
    assert Document.objects.count() == 1


def test_other_charges_and_other_orders_claims_are_not_there(market, invoice):
    # given a sale, and a claim on another unit's order
    sale = invoice.lines.first().charge
    order = trade.make_order(
        market.cycle,
        factories.make_unit(market.hub),
        Sold(market.berries, Quantity(1, 500), 12_990),
    )
    other = issue(market)[0]
    elsewhere = trade.claim(order.lines.get(), Quantity(1, 500))
    # when / then
    for charge in (sale, elsewhere):
        with pytest.raises(NotFoundError):
            credit(market, invoice, charge)
    assert Document.objects.count() == 2
    assert other.corrections.count() == 0


def test_credit_note_and_settlement_cannot_be_credited(market, invoice):
    claim = trade.claim(line_of(invoice, market.berries), Quantity(1, 500))
    note = credit(market, invoice, claim)
    more = trade.claim(line_of(invoice, market.berries), Quantity(1, 500))
    with pytest.raises(NotFoundError):
        credit(market, note, more)


def test_only_the_hubs_accountant_credits(market, invoice):
    claim = trade.claim(line_of(invoice, market.berries), Quantity(1, 500))
    for actor, error in (
        (factories.packing_team(market.hub), NotPermittedError),
        (factories.outsider(), NotFoundError),
        (factories.accountant(factories.make_hub()), NotFoundError),
    ):
        with pytest.raises(error):
            credit(market, invoice, claim, actor=actor)
    claim.refresh_from_db()
    assert claim.documented_at is None


def test_another_hub_cannot_credit_by_number(market, invoice):
    other = factories.make_hub()
    claim = trade.claim(line_of(invoice, market.berries), Quantity(1, 500))
    with pytest.raises(NotFoundError):
        issue_credit_note(
            actor=factories.accountant(other),
            hub_id=other.pk,
            document_id=invoice.pk,
            charge_ids=[claim.pk],
            now=CREDITED_AT,
        )
    assert Document.objects.count() == 1
