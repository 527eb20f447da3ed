"""What was owed when the hub moved in: paid in full or in part, taken back, counted as credit."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from kortreist.apps.actors.models import AuditEvent
from kortreist.apps.billing.errors import (
    OpenItemOverpaidError,
    OpenItemPaidError,
    OpenItemPaidOnError,
)
from kortreist.apps.billing.models import OpenItem, OpenItemPayment
from kortreist.apps.billing.selectors.open_items import (
    OpenItemFilter,
    list_open_items,
    owed_by,
    sum_up,
)
from kortreist.apps.billing.services.open_items import pay_open_item, undo_payment
from kortreist.apps.billing.services.taking_over import OpenItemFacts, enter_open_item
from kortreist.apps.trading.checks import require_credit
from kortreist.apps.trading.errors import CreditLimitError
from kortreist.kernel.errors import NotFoundError, NotPermittedError
from tests import factories, rounds
from tests.conftest import NOON

pytestmark = pytest.mark.django_db
TODAY = NOON.date()
ISSUED, DUE = date(2026, 10, 1), date(2026, 10, 15)


@pytest.fixture
def books(db):
    hub = factories.make_hub()
    books = type("Books", (), {})()
    books.hub, books.unit = hub, factories.make_unit(hub)
    books.farm = factories.make_producer(hub, "Galåvolden")
    books.scope = {"actor": factories.accountant(hub), "hub_id": hub.pk, "now": NOON}
    return books


def enter(books, number="F-1", amount_ore=10_000, side="receivable", **fields):
    who = {"payer_id": books.unit.payer_id}
    if side == "payable":
        who = {"producer_id": books.farm.pk}
    facts = {"number": number, "issued_on": ISSUED, "due_on": DUE, "amount_ore": amount_ore}
    return enter_open_item(**books.scope, facts=OpenItemFacts(side=side, **facts | who | fields))


def pay(books, item, amount_ore, paid_on=TODAY, **fields):
    about = books.scope | fields
    return pay_open_item(**about, item_id=item.pk, amount_ore=amount_ore, paid_on=paid_on)


def left(books, **wanted):
    rows = list_open_items(
        actor=books.scope["actor"], hub_id=books.hub.pk, wanted=OpenItemFilter(**wanted)
    )
    return [(row.number, row.left_ore) for row in rows]


@pytest.mark.both
def test_an_item_is_paid_bit_by_bit_and_leaves_the_list(books, audit_codes):
    item = enter(books)
    pay(books, item, 4_000)
    assert left(books) == [("F-1", 6_000)]
    pay(books, item, 6_000)
    assert left(books) == []
    assert left(books, is_paid=True) == [("F-1", 0)]
    assert audit_codes() == ["billing.open_item.entered"] + ["billing.open_item.paid"] * 2


def test_a_payment_is_taken_back_once(books, audit_codes):
    item = enter(books)
    payment = pay(books, item, 10_000)
    for _ in range(2):
        undo_payment(**books.scope, payment_id=payment.pk)
    assert left(books) == [("F-1", 10_000)]
    assert audit_codes()[-1] == "billing.open_item.payment_undone"
    assert AuditEvent.objects.count() == 3


@pytest.mark.parametrize(
    ("amount_ore", "paid_on", "error"),
    [
        (0, TODAY, OpenItemOverpaidError),
        (10_001, TODAY, OpenItemOverpaidError),
        (100, TODAY + timedelta(days=1), OpenItemPaidOnError),
        (100, ISSUED - timedelta(days=1), OpenItemPaidOnError),
    ],
)
def test_a_payment_that_cannot_be_right_is_refused(books, amount_ore, paid_on, error):
    item = enter(books)
    with pytest.raises(error):
        pay(books, item, amount_ore, paid_on)
    assert not OpenItemPayment.objects.exists()
    assert AuditEvent.objects.count() == 1


def test_what_the_other_owes_back_is_paid_too(books):
    item = enter(books, amount_ore=-5_000)
    pay(books, item, 2_000)
    assert left(books) == [("F-1", -3_000)]


def test_payments_are_noted_by_those_who_keep_the_books(books):
    item = enter(books)
    for actor, error in (
        (factories.packing_team(books.hub), NotPermittedError),
        (factories.buyer_actor(books.unit), NotPermittedError),
        (factories.accountant(factories.make_hub()), NotFoundError),
    ):
        with pytest.raises(error):
            pay(books, item, 100, actor=actor)
    assert not OpenItemPayment.objects.exists()


def test_it_is_found_by_party_side_number_and_name(books):
    enter(books, "F-1")
    enter(books, "A-77", side="payable")
    assert left(books, side="payable") == [("A-77", 10_000)]
    assert left(books, party=books.unit.payer.public_id) == [("F-1", 10_000)]
    assert left(books, text="a-7") == left(books, text="galå") == [("A-77", 10_000)]


def test_the_list_is_added_up(books, query_count):
    enter(books, "F-1")
    enter(books, "F-2", amount_ore=2_500, due_on=TODAY)
    enter(books, "A-77", amount_ore=7_000, side="payable")
    rows = list_open_items(actor=books.scope["actor"], hub_id=books.hub.pk)
    sums = sum_up(rows, today=TODAY)
    assert (sums.receivable_ore, sums.payable_ore, sums.overdue_ore) == (12_500, 7_000, 17_000)
    assert query_count(lambda: [row.payer or row.producer for row in rows.all()]) == 1


@pytest.mark.both
def test_what_is_owed_counts_in_the_credit_limit(books):
    # given a payer with 200 kr of credit, and an order of 150 kr
    payer = books.unit.payer
    payer.credit_limit_ore = 20_000
    payer.save()
    cycle = rounds.make_cycle(books.hub)
    order = rounds.make_order(cycle, books.unit, "placed")
    variant = factories.make_variant(books.farm, content_amount=1_000)
    rounds.make_line(order, rounds.make_offer(cycle, variant, buyer_price_ore=15_000), 1)
    require_credit(order)
    # when it owes 100 kr from before
    item = enter(books, amount_ore=10_000)
    with pytest.raises(CreditLimitError) as caught:
        require_credit(order)
    assert caught.value.params == {"left_ore": -5_000}
    # then paying half of it makes room
    pay(books, item, 5_000)
    require_credit(order)
    assert owed_by(hub_id=books.hub.pk, payer_id=payer.pk) == 5_000


def test_the_same_told_again_leaves_what_was_paid(books):
    item = enter(books)
    pay(books, item, 4_000)
    for amount_ore in (10_000, 6_000):
        enter(books, amount_ore=amount_ore)
        assert left(books) == [("F-1", 6_000)]
    with pytest.raises(OpenItemPaidError):
        enter(books, amount_ore=8_000)
    assert OpenItem.objects.get().amount_ore == 10_000


def test_the_accountant_notes_a_payment_and_takes_it_back(client, books):
    # given
    item = enter(books)
    role = factories.make_role(books.hub, "accountant", person=factories.make_person())
    client.force_login(role.person.user)
    page = reverse("billing:open-item", args=[books.hub.public_id, item.public_id])
    listed = client.get(reverse("billing:open-items", args=[books.hub.public_id]), {"q": "f-1"})
    assert page in listed.content.decode()
    # when
    refused = client.post(page, {"amount_ore": "500", "paid_on": TODAY.isoformat()})
    noted = client.post(page, {"amount_ore": "40,00", "paid_on": TODAY.isoformat()}, follow=True)
    # then
    assert refused.status_code == 200
    back = reverse(
        "billing:payment-undo",
        args=[books.hub.public_id, item.public_id, OpenItemPayment.objects.get().public_id],
    )
    assert back in noted.content.decode()
    client.post(back)
    assert OpenItemPayment.objects.get().undone_at is not None
