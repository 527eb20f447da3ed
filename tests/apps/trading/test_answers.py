"""A kitchen's answers on its order's page, and ordering by the kilo."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from kortreist.apps.actors.models import RoleKind
from kortreist.apps.catalogue.models import ChargeBy
from kortreist.apps.trading.models import (
    CycleStatus,
    OrderLine,
    Substitution,
    WeightQuestion,
)
from kortreist.apps.trading.quantities import nearest_packs
from tests import factories, rounds
from tests.conftest import NOON


@pytest.fixture
def cook(market, client):
    role = factories.make_role(market.hub, RoleKind.BUYER, unit=market.unit)
    client.force_login(role.person.user)
    return client


@pytest.fixture
def cut(market):
    """Two carrots of three were given, and turnips are offered for the third."""
    market.cycle.status = CycleStatus.ALLOCATED
    market.cycle.save()
    market.order = rounds.make_order(market.cycle, market.unit)
    market.line = rounds.make_line(
        market.order, market.carrots, 3, confirmed_count=2, confirmed_amount=2000
    )
    turnips = rounds.make_offer(
        market.cycle, factories.make_variant(market.farm, "Nepe"), packs=5, price_ore=3200
    )
    now = timezone.now()
    market.proposal = Substitution.objects.create(
        hub=market.hub,
        cycle=market.cycle,
        line=market.line,
        missing_count=1,
        offer=turnips,
        count=1,
        net_ore=3520,
        instead_of_ore=3300,
        origin="same_group",
        proposed_at=now,
        answer_by=now + timedelta(hours=6),
    )
    return market


def url(market, name, order=None, **kwargs):
    scope = {"hub": market.hub.public_id, "unit": market.unit.public_id}
    if order:
        scope["order"] = order.public_id
    return reverse(f"trading:{name}", kwargs=scope | kwargs)


def answer(market, cook, **fields):
    way = url(market, "substitution-answer", market.order, substitution=market.proposal.public_id)
    return cook.post(way, fields, follow=True)


@pytest.mark.django_db
def test_yes_on_the_page_puts_it_on_the_order(cut, cook):
    page = cook.get(url(cut, "order-detail", cut.order)).content.decode()
    assert "Nepe" in page

    page = answer(cut, cook, answer="yes", count=1).content.decode()

    cut.proposal.refresh_from_db()
    assert (cut.proposal.status, cut.proposal.new_line.confirmed_count) == ("accepted", 1)
    assert "Nepe" in page


@pytest.mark.django_db
def test_no_on_the_page_takes_nothing_and_nonsense_changes_nothing(cut, cook):
    assert answer(cut, cook, answer="perhaps").status_code == 422
    cut.proposal.refresh_from_db()
    assert cut.proposal.is_open
    answer(cut, cook, answer="no")
    cut.proposal.refresh_from_db()
    assert cut.proposal.status == "refused"
    assert OrderLine.objects.count() == 1


@pytest.mark.django_db
def test_home_leads_to_what_waits_for_an_answer(cut, cook):
    home = reverse("desk:unit-home", kwargs={"hub": cut.hub.public_id, "unit": cut.unit.public_id})
    assert url(cut, "order-detail", cut.order) in cook.get(home).content.decode()

    answer(cut, cook, answer="no")

    assert [*cook.get(home).context["home"].to_answer] == []


@pytest.mark.django_db
def test_another_kitchens_question_is_not_there(cut, client):
    role = factories.make_role(cut.hub, RoleKind.BUYER, unit=cut.other)
    client.force_login(role.person.user)

    assert answer(cut, client, answer="yes").status_code == 404
    cut.proposal.refresh_from_db()
    assert cut.proposal.is_open


@pytest.mark.django_db
def test_line_tells_who_decided_what_and_why(cut, cook):
    OrderLine.objects.update(charge_by="measured", packed_count=2, packed_amount=2600)
    question = WeightQuestion.objects.create(
        hub=cut.hub,
        line=cut.line,
        count=2,
        usual_amount=2000,
        measured_amount=2600,
        asked_at=NOON,
        answer_by=NOON,
    )
    way = url(cut, "weight-answer", cut.order, weight=question.public_id)

    page = cook.post(way, {"answer": "yes"}, follow=True).content.decode()

    question.refresh_from_db()
    assert question.status == "accepted"
    assert "2,600\N{NO-BREAK SPACE}kg" in page


@pytest.mark.parametrize(
    ("asked", "content", "multiple", "packs"),
    [
        (3000, 3100, 1, 1),
        (5000, 3100, 1, 2),
        (100, 3100, 1, 1),
        (0, 3100, 1, 0),
        (7000, 450, 4, 16),
        (1550, 3100, 1, 1),
    ],
)
def test_an_amount_becomes_the_nearest_packs(asked, content, multiple, packs):
    assert nearest_packs(asked, content_amount=content, multiple=multiple) == packs


@pytest.mark.django_db
def test_cheese_is_ordered_by_the_kilo_and_told_what_it_became(market, cook):
    variant = factories.make_variant(
        market.farm, "Kvitost", content_amount=3100, charge_by=ChargeBy.MEASURED, tolerance_bp=1000
    )
    offer = rounds.make_offer(market.cycle, variant)

    page = cook.post(
        url(market, "line-by-amount"),
        {"offer": offer.public_id, "amount": "6 kg", "next": url(market, "shop")},
        follow=True,
    )

    assert OrderLine.objects.get(offer=offer).ordered_count == 2
    text = page.content.decode().replace("\N{NO-BREAK SPACE}", " ")
    assert "6,200 kg" in text or "6,2 kg" in text
    cook.post(url(market, "line-by-amount"), {"offer": offer.public_id, "amount": "mye"})
    assert OrderLine.objects.get(offer=offer).ordered_count == 2
