"""Bonus notes: a share of what stands on invoices, given once, borne by the hub, for good."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.urls import reverse

from kortreist.apps.actors.models import AuditEvent
from kortreist.apps.billing.models import Document, DocumentKind, NumberSeries
from kortreist.apps.billing.selectors.documents import (
    find_document,
    open_balance,
    unit_documents,
)
from kortreist.apps.billing.services.bonuses import issue_bonus
from kortreist.apps.billing.services.invoices import issue_invoices
from kortreist.apps.catalogue.models import PriceAgreement
from kortreist.apps.trading.errors import BonusNotEarnedError, BonusTooEarlyError
from kortreist.apps.trading.models import ChargeKind, ChargeLine, ChargeReason, OrderCycle, Side
from kortreist.apps.trading.selectors.agreements import progress_of
from kortreist.apps.trading.selectors.identity import cycle_identity
from kortreist.kernel.errors import NotFoundError, NotPermittedError
from kortreist.kernel.quantity import Quantity
from tests import factories, price_lists
from tests.apps.billing import trade
from tests.apps.billing.trade import Sold
from tests.conftest import NOON

pytestmark = pytest.mark.django_db
GIVEN_AT = NOON + timedelta(days=10)
UNTIL = GIVEN_AT.date()


def bought(market, *goods, **fields):
    """Return an order that was delivered and invoiced: 500 kr of berries, 600 kr of beer."""
    goods = goods or (
        Sold(market.berries, Quantity(8, 4000), 12_500),
        Sold(market.beer, Quantity(1, 24), 2_500, rate_bp=2500),
    )
    cycle = market.cycle
    if cycle.orders.exists():
        cycle = trade.make_cycle(market.hub, number=47 + OrderCycle.objects.count())
    order = trade.make_order(cycle, market.unit, *goods, reference="B123456", **fields)
    about = {"actor": market.actor, "hub_id": market.hub.pk, "now": trade.ISSUED_AT}
    issue_invoices(cycle_id=cycle.pk, **about)
    return order


def agree(market, **fields):
    facts = {"unit": market.unit, "valid_from": date(2026, 1, 1), "bonus_bp": 200}
    return PriceAgreement.objects.create(hub=market.hub, **facts | fields)


def give(market, agreement, **fields):
    about = {"actor": market.actor, "hub_id": market.hub.pk, "until": UNTIL, "now": GIVEN_AT}
    return issue_bonus(agreement_id=agreement.pk, **about | fields)


@pytest.mark.both
def test_a_bonus_note_gives_back_a_share_at_each_rate(market, audit_codes):
    # given
    bought(market)
    agreement = agree(market)
    difference = cycle_identity(hub_id=market.hub.pk, cycle_id=market.cycle.pk).difference_ore
    # when
    [note] = give(market, agreement)
    # then 2 % of 500 kr at 15 % and of 600 kr at 25 %
    assert (note.kind, note.number, note.net_ore, note.vat_ore) == (
        DocumentKind.BONUS,
        1,
        2_200,
        150 + 300,
    )
    assert (note.period_from, note.period_until) == (agreement.valid_from, UNTIL)
    assert sorted(note.lines.values_list("net_ore", "vat_rate_bp")) == [
        (1_000, 1500),
        (1_200, 2500),
    ]
    # and the hub bears it where it was sold, so the round adds up as before
    borne = ChargeLine.objects.filter(side=Side.HUB, kind=ChargeKind.BORNE)
    assert sum(borne.values_list("amount_ore", flat=True)) == 2_200
    report = cycle_identity(hub_id=market.hub.pk, cycle_id=market.cycle.pk)
    assert report.difference_ore == difference
    assert audit_codes()[-2:] == ["trading.bonus.given", "billing.bonus.issued"]


def test_it_is_given_once_and_the_rest_later(market):
    # given
    bought(market)
    agreement = agree(market)
    give(market, agreement)
    # when nothing new was invoiced
    with pytest.raises(BonusNotEarnedError):
        give(market, agreement)
    assert Document.objects.filter(kind=DocumentKind.BONUS).count() == 1
    # and when something was
    bought(market, Sold(market.berries, Quantity(2, 1000), 12_500))
    [second] = give(market, agreement, until=UNTIL + timedelta(days=1))
    assert (second.number, second.net_ore, second.period_from) == (2, 250, UNTIL)
    assert NumberSeries.objects.get(kind="bonus").next_number == 3
    progress = progress_of([agreement])[0]
    assert progress.bonus_ore == progress.given_ore == 2_450


def test_what_is_not_on_an_invoice_waits(market):
    # given goods delivered and not yet invoiced
    trade.make_order(market.cycle, market.unit, Sold(market.berries, Quantity(8, 4000), 12_500))
    agreement = agree(market)
    # when / then
    with pytest.raises(BonusNotEarnedError):
        give(market, agreement)
    assert progress_of([agreement])[0].bonus_ore == 1_000
    assert not ChargeLine.objects.filter(reason=ChargeReason.DISCOUNT).exists()


def test_a_complaint_afterwards_is_taken_off_the_next_note(market):
    # given a note, and after it a basket of berries that was given back
    order = bought(market)
    agreement = agree(market)
    give(market, agreement)
    taken = trade.claim(order.lines.get(variant=market.berries), Quantity(4, 2000))
    ChargeLine.objects.filter(pk=taken.pk).update(documented_at=GIVEN_AT)
    with pytest.raises(BonusNotEarnedError):
        give(market, agreement)
    # when more is bought
    bought(market, Sold(market.berries, Quantity(8, 4000), 12_500))
    [note] = give(market, agreement)
    # then
    assert sorted(note.lines.values_list("net_ore", flat=True)) == [-500, 1_000]
    assert note.net_ore == 500
    assert note.period_from == agreement.valid_from


def test_only_goods_under_the_agreement_count(market):
    bought(market)
    listed = price_lists.make_price_list(market.hub, (market.berries, 12_500))
    agreement = agree(market, price_list=listed)

    assert give(market, agreement)[0].net_ore == 1_000


def test_each_payer_has_its_own_note(market):
    # given an organisation with two invoice addresses
    organisation = market.unit.payer.organisation
    other = factories.make_payer(market.hub, organisation=organisation)
    bought(market)
    bought(market, payer=other)
    agreement = agree(market, unit=None, payer=organisation)
    # when
    notes = give(market, agreement)
    # then
    assert [(note.payer, note.number) for note in notes] == [(market.unit.payer, 1), (other, 2)]
    assert all(note.net_ore == 2_200 for note in notes)


def test_a_bonus_is_of_what_was_delivered(market):
    bought(market)
    with pytest.raises(BonusTooEarlyError) as caught:
        give(market, agree(market), until=UNTIL + timedelta(days=2))
    assert caught.value.params == {"day": UNTIL + timedelta(days=1)}
    assert not Document.objects.filter(kind=DocumentKind.BONUS).exists()


def test_it_is_not_everybodys_to_give(market):
    bought(market)
    agreement = agree(market)
    for actor, error in (
        (factories.packing_team(market.hub), NotPermittedError),
        (factories.buyer_actor(market.unit), NotPermittedError),
        (factories.outsider(), NotFoundError),
    ):
        with pytest.raises(error):
            give(market, agreement, actor=actor)
    elsewhere = agree(trade.make_market())
    with pytest.raises(NotFoundError):
        give(market, elsewhere)
    assert not ChargeLine.objects.filter(reason=ChargeReason.DISCOUNT).exists()
    assert not AuditEvent.objects.filter(code="trading.bonus.given").exists()


@pytest.mark.both
def test_an_issued_note_stands(market):
    bought(market)
    [note] = give(market, agree(market))
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE billing_document SET net_ore = 0 WHERE id = %s", [note.pk])
    note.refresh_from_db()
    assert note.net_ore == 2_200


def test_the_buyer_owes_less_and_sees_the_note(market):
    # given
    bought(market)
    before = open_balance(hub_id=market.hub.pk, payer_id=market.unit.payer_id)
    # when
    [note] = give(market, agree(market))
    # then
    assert open_balance(hub_id=market.hub.pk, payer_id=market.unit.payer_id) == before - 2_650
    cook = factories.buyer_actor(market.unit)
    assert note in unit_documents(actor=cook, hub_id=market.hub.pk, unit_id=market.unit.pk)
    assert find_document(actor=cook, public_id=note.public_id) == note
    neighbour = factories.buyer_actor(factories.make_unit(market.hub))
    with pytest.raises(NotFoundError):
        find_document(actor=neighbour, public_id=note.public_id)


def test_units_of_the_payer_see_a_note_under_its_agreement(market):
    bought(market)
    [note] = give(market, agree(market, unit=None, payer=market.unit.payer.organisation))
    sister = factories.make_unit(market.hub, payer=market.unit.payer)
    cook = factories.buyer_actor(sister)
    assert find_document(actor=cook, public_id=note.public_id) == note
    assert list(unit_documents(actor=cook, hub_id=market.hub.pk, unit_id=sister.pk)) == [note]


def test_the_accountant_issues_it_from_the_agreements_page(client, market):
    # given a delivery the day before
    market.cycle.delivery_day = NOON.date() - timedelta(days=1)
    market.cycle.save()
    bought(market)
    agreement = agree(market, agreed_ore=1_100_000)
    role = factories.make_role(market.hub, "accountant", person=factories.make_person())
    client.force_login(role.person.user)
    page = reverse("billing:bonus-detail", args=[market.hub.public_id, agreement.public_id])
    listed = client.get(reverse("billing:bonus-list", args=[market.hub.public_id]))
    assert page in listed.content.decode()
    # when
    shown = client.get(page).content.decode()
    sent = client.post(page, {"until": "2026-11-23"})
    assert sent.status_code == 200
    ready = client.post(page, {"until": "2026-11-24"}, follow=True)
    # then
    assert "10 %" in shown.replace("\N{NO-BREAK SPACE}", " ")
    assert ready.redirect_chain, sent.content.decode()
    [note] = Document.objects.filter(kind=DocumentKind.BONUS)
    paper = client.get(reverse("billing:document-detail", args=[note.public_id]))
    assert "Bonus note" in paper.content.decode() or "Bonusnota" in paper.content.decode()
