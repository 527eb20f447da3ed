"""Prices that were agreed with notice: dearer after it, cheaper at once, and the buyer is told."""

from datetime import timedelta

import pytest
from django.conf import settings
from django.urls import reverse

from kortreist.apps.actors.models import AuditEvent
from kortreist.apps.catalogue.errors import (
    NoticeWithoutListError,
    PriceNoticeError,
    PriceStepError,
)
from kortreist.apps.catalogue.models import PriceAgreement, PriceList, PriceListEntry
from kortreist.apps.catalogue.selectors.customer_prices import prices_for
from kortreist.apps.catalogue.services.agreements import AgreementFacts, make_agreement
from kortreist.apps.catalogue.services.list_prices import EntryFacts, set_entries
from kortreist.apps.catalogue.services.price_lists import (
    PriceListFacts,
    ReachFacts,
    archive_price_list,
    change_price_list,
    create_price_list,
)
from kortreist.apps.messages.models import Message
from tests import factories
from tests.conftest import NOON

TODAY = NOON.date()
NOTICE = 30
LATER = TODAY + timedelta(days=NOTICE)


@pytest.fixture
def deal(db):
    """A kitchen that was promised thirty days' notice of carrots at 30 kr, 28 kr from ten sacks."""
    hub = factories.make_hub()
    farm = factories.make_producer(hub)
    deal = type("Deal", (), {})()
    deal.hub, deal.unit = hub, factories.make_unit(hub, email="kjokken@example.no")
    deal.carrots = factories.make_variant(farm, "Gulrot")
    factories.make_listing(hub, deal.carrots, 4000)
    deal.scope = {"actor": factories.coordinator(hub), "hub_id": hub.pk, "now": NOON}
    deal.facts = {
        "name": "Avtale",
        "valid_from": TODAY - timedelta(days=9),
        "reaches": (ReachFacts(unit_id=deal.unit.pk),),
    }
    deal.list = create_price_list(**deal.scope, facts=PriceListFacts(**deal.facts))
    price(deal, (1, 3000), (10, 2800))
    agree(deal)
    return deal


def agree(deal, **fields):
    facts = {
        "unit_id": deal.unit.pk,
        "price_list_id": deal.list.pk,
        "valid_from": TODAY,
        "notice_days": NOTICE,
    }
    return make_agreement(**deal.scope, facts=AgreementFacts(**facts | fields))


def price(deal, *rows):
    entries = [EntryFacts(deal.carrots.pk, packs, ore) for packs, ore in rows]
    return set_entries(**deal.scope, price_list_id=deal.list.pk, entries=entries)


def cost(deal, on, packs=1):
    steps = prices_for(hub_id=deal.hub.pk, unit=deal.unit, on=on, variant_ids=[deal.carrots.pk])
    return [step.price_ore for step in steps[deal.carrots.pk] if step.from_packs <= packs][-1]


@pytest.mark.both
def test_a_price_that_rises_waits_for_the_notice_and_the_buyer_is_told(deal):
    price(deal, (1, 3300), (10, 2800))

    assert cost(deal, TODAY) == cost(deal, LATER - timedelta(days=1)) == 3000
    assert cost(deal, LATER) == 3300
    assert cost(deal, LATER, packs=10) == 2800
    event = AuditEvent.objects.filter(code="catalogue.price_list.priced").latest("pk")
    assert event.after["prices"] == [
        [deal.carrots.pk, 1, 3000, None, LATER.isoformat()],
        [deal.carrots.pk, 1, 3300, LATER.isoformat(), None],
        [deal.carrots.pk, 10, 2800],
    ]
    told = Message.objects.get()
    assert (told.template, told.address) == ("price_rises", "kjokken@example.no")
    assert told.params["from_day"] == LATER.isoformat()
    line = {key: told.params["prices"][0][key] for key in ("from_packs", "was_ore", "will_ore")}
    assert line == {"from_packs": 1, "was_ore": 3000, "will_ore": 3300}


def test_a_price_that_falls_does_so_at_once_and_nobody_is_told(deal):
    price(deal, (1, 2900))

    assert cost(deal, TODAY) == cost(deal, LATER) == 2900
    assert not Message.objects.exists()


def test_a_price_that_is_taken_away_stays_until_the_notice_is_over(deal):
    price(deal, (1, None), (10, None))

    assert cost(deal, LATER - timedelta(days=1)) == 3000
    assert cost(deal, LATER) == 4000
    assert [row["will_ore"] for row in Message.objects.get().params["prices"]] == [None, None]


def test_a_rise_can_be_taken_back_before_it_counts(deal):
    price(deal, (1, 3300))
    price(deal, (1, 3000))

    assert cost(deal, LATER) == 3000
    assert PriceListEntry.objects.count() == 2


def test_steps_fall_on_every_day(deal):
    price(deal, (1, 3300))
    with pytest.raises(PriceStepError):
        price(deal, (10, 3400))
    assert cost(deal, LATER, packs=10) == 2800


def test_without_notice_it_counts_at_once(deal):
    PriceAgreement.objects.update(notice_days=0)
    price(deal, (1, 3300))

    assert cost(deal, TODAY) == 3300
    assert not Message.objects.exists()


def test_an_agreement_that_ends_sooner_ends_the_promise(deal):
    ends = TODAY + timedelta(days=5)
    PriceAgreement.objects.update(valid_until=ends)
    price(deal, (1, 3300))

    assert (cost(deal, ends - timedelta(days=1)), cost(deal, ends)) == (3000, 3300)


def test_a_list_that_is_put_away_ends_when_the_notice_is_over(deal):
    for _ in range(2):
        ended = archive_price_list(**deal.scope, price_list_id=deal.list.pk)

    assert (ended.archived_at, ended.valid_until) == (None, LATER)
    assert (cost(deal, LATER - timedelta(days=1)), cost(deal, LATER)) == (3000, 4000)
    assert AuditEvent.objects.filter(code="catalogue.price_list.ended").count() == 1


@pytest.mark.parametrize(
    "change",
    [
        {"valid_until": LATER - timedelta(days=1)},
        {"valid_from": TODAY + timedelta(days=1)},
        {"reaches": (ReachFacts(),)},
        {"is_campaign": True},
    ],
)
def test_the_list_cannot_be_taken_from_under_the_agreement(deal, change):
    with pytest.raises(PriceNoticeError) as caught:
        change_price_list(
            **deal.scope, price_list_id=deal.list.pk, facts=PriceListFacts(**deal.facts | change)
        )

    assert caught.value.params == {"day": LATER}
    assert PriceList.objects.get() == deal.list
    assert PriceList.objects.get().version == 2


def test_it_can_end_with_the_notice_and_reach_others_besides(deal):
    change = {
        "valid_until": LATER,
        "reaches": (*deal.facts["reaches"], ReachFacts(unit_kind="hotel")),
    }
    changed = change_price_list(
        **deal.scope, price_list_id=deal.list.pk, facts=PriceListFacts(**deal.facts | change)
    )
    assert changed.valid_until == LATER


def test_notice_is_of_prices_that_stand_somewhere(deal):
    with pytest.raises(NoticeWithoutListError):
        agree(deal, price_list_id=None)
    assert PriceAgreement.objects.count() == 1


def test_all_units_of_a_payer_are_told(deal):
    PriceAgreement.objects.all().delete()
    other = factories.make_unit(deal.hub, payer=deal.unit.payer, email="skole@example.no")
    agree(deal, unit_id=None, payer_id=deal.unit.payer.organisation_id)
    price(deal, (1, 3300))

    told = Message.objects.order_by("pk").values_list("address", flat=True)
    assert sorted(told) == sorted(["kjokken@example.no", other.email])


def test_the_pages_say_when_a_price_counts(client, deal):
    boss = factories.make_role(deal.hub, person=factories.make_person(email="sjef@example.no"))
    client.force_login(boss.person.user)
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    # the views read the clock, so the promise is of the day it is now
    page = reverse("catalogue:price-list", args=[deal.hub.public_id, deal.list.public_id])
    name = f"step-{deal.carrots.pk}-1"
    sent = client.post(
        page, {name: "33,00", f"step-{deal.carrots.pk}-10": "28,00", "version": "2"}, follow=True
    )
    assert sent.redirect_chain
    assert cost(deal, LATER) == 3300
    content = sent.content.decode()
    assert 'value="33,00"' in content
    assert "before" in content
    own = client.get(
        reverse("trading:unit-agreement", args=[deal.hub.public_id, deal.unit.public_id])
    )
    assert "Prices that change" in own.content.decode()
