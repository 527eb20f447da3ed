"""Telling of rounds by the clock: once, to those concerned."""

from datetime import timedelta

import pytest

from kortreist.apps.desk.models import CycleStage, NoticeKind, RoundNotice
from kortreist.apps.desk.services import telling
from kortreist.apps.desk.services.conductor import run_stage
from kortreist.apps.desk.services.telling import tell_rounds
from kortreist.apps.messages.models import Message
from kortreist.apps.trading.models import CycleStatus, OrderStatus
from kortreist.apps.trading.services.clock import keep_hub_cycles
from tests import factories, rounds
from tests.conftest import NOON

pytestmark = pytest.mark.django_db


@pytest.fixture
def hub(db):
    return factories.make_hub("Rørosmat")


@pytest.fixture
def farm(hub):
    farm = factories.make_producer(hub, "Fjellgard")
    farm.email = "fjellgard@example.org"
    farm.save()
    return farm


def told():
    rows = Message.objects.order_by("pk").values_list("template", "address")
    return list(rows)


def last_rounds(hub, unit, farm, count=2):
    """Let a kitchen have ordered, and a farm delivered, in so many rounds."""
    for week in range(1, count + 1):
        day = rounds.DELIVERY_DAY - timedelta(weeks=week)
        cycle = rounds.make_cycle(hub, CycleStatus.ORDERED, delivery_day=day)
        offer = rounds.make_offer(cycle, factories.make_variant(farm))
        rounds.make_line(rounds.make_order(cycle, unit), offer, 2)


def test_everybody_is_told_once_that_a_round_opened(hub, farm):
    unit = factories.make_unit(hub, "Øya", email="oya@example.org")
    cycle = rounds.make_cycle(hub, closes_at=NOON + timedelta(days=2))
    tell_rounds(now=NOON)
    assert tell_rounds(now=NOON) == 0
    assert told() == [
        ("round_opened", "oya@example.org"),
        ("round_opened_producer", "fjellgard@example.org"),
    ]
    message = Message.objects.get(unit=unit)
    assert message.params["link"] == (
        f"/hubs/{hub.public_id}/units/{unit.public_id}/shop/?cycle={cycle.public_id}"
    )
    notice = RoundNotice.objects.get()
    assert (notice.cycle, notice.kind, notice.told) == (cycle, NoticeKind.OPENED, 2)


def by_clock(hub, cycle, stage, now):
    keep_hub_cycles(hub_id=hub.pk, now=now)


def by_hand(hub, cycle, stage, now):
    boss = factories.coordinator(hub)
    run_stage(actor=boss, hub_id=hub.pk, cycle_id=cycle.pk, stage=stage, now=now)


@pytest.mark.both
@pytest.mark.parametrize("bring_on", [by_clock, by_hand])
def test_a_round_is_told_of_alike_whether_the_clock_or_a_hand_brings_it_on(hub, farm, bring_on):
    # given a draft whose hour has come, for a kitchen and a farm that usually take part
    unit = factories.make_unit(hub, "Øya", email="oya@example.org")
    last_rounds(hub, unit, farm)
    goods = factories.make_variant(farm, "Gulrot")
    factories.make_listing(hub, goods)
    cycle = rounds.make_cycle(
        hub, CycleStatus.DRAFT, opens_at=NOON, closes_at=NOON + timedelta(days=1)
    )
    # when it opens, nears its end and closes, and the telling comes by twice each time
    bring_on(hub, cycle, CycleStage.OPEN, NOON)
    tell_twice(NOON)
    tell_twice(NOON + timedelta(hours=13))
    offer = rounds.make_offer(cycle, goods)
    rounds.make_line(rounds.make_order(cycle, unit, OrderStatus.PLACED), offer, 3)
    bring_on(hub, cycle, CycleStage.CLOSE, cycle.closes_at)
    tell_twice(cycle.closes_at)
    # then each is told each thing once
    assert told() == [
        ("round_opened", "oya@example.org"),
        ("round_opened_producer", "fjellgard@example.org"),
        ("round_closes_soon", "oya@example.org"),
        ("say_what_you_have", "fjellgard@example.org"),
        ("closing_list", "fjellgard@example.org"),
    ]


def tell_twice(now):
    for _ in range(2):
        tell_rounds(now=now)


def test_reminder_goes_to_those_who_usually_do_and_have_not(hub, farm):
    usual = factories.make_unit(hub, email="usual@example.org")
    done = factories.make_unit(hub, email="done@example.org")
    factories.make_unit(hub, email="new@example.org")
    last_rounds(hub, usual, farm)
    cycle = rounds.make_cycle(hub, closes_at=NOON + timedelta(hours=5))
    other = rounds.make_offer(cycle, factories.make_variant(factories.make_producer(hub)))
    rounds.make_line(rounds.make_order(cycle, done), other, 1)
    RoundNotice.objects.create(hub=hub, cycle=cycle, kind=NoticeKind.OPENED, told=0, told_at=NOON)
    tell_rounds(now=NOON)
    assert told() == [
        ("round_closes_soon", "usual@example.org"),
        ("say_what_you_have", "fjellgard@example.org"),
    ]


def test_nobody_is_reminded_days_before_or_twice(hub, farm):
    unit = factories.make_unit(hub, email="usual@example.org")
    last_rounds(hub, unit, farm)
    rounds.make_cycle(hub, closes_at=NOON + timedelta(days=2))
    tell_rounds(now=NOON)
    assert "round_closes_soon" not in dict(told())
    later = NOON + timedelta(days=1, hours=1)
    tell_rounds(now=later)
    tell_rounds(now=later)
    assert [template for template, _ in told()].count("round_closes_soon") == 1


def test_closing_list_says_what_each_farm_is_asked_for(hub, farm):
    cycle = rounds.make_cycle(hub, CycleStatus.CLOSED)
    offer = rounds.make_offer(cycle, factories.make_variant(farm, "Gulrot"))
    for count in (2, 3):
        rounds.make_line(rounds.make_order(cycle, factories.make_unit(hub)), offer, count)
    basket = rounds.make_order(cycle, factories.make_unit(hub), status=OrderStatus.BASKET)
    rounds.make_line(basket, offer, 9)
    tell_rounds(now=NOON)
    message = Message.objects.get()
    assert (message.template, message.organisation) == ("closing_list", farm)
    assert message.params["lines"] == [{"name": {"nb": "Gulrot"}, "pack": {}, "count": 5}]


def test_worker_that_dies_half_way_leaves_the_rest_to_the_next(hub, farm, monkeypatch):
    factories.make_unit(hub, email="one@example.org")
    factories.make_unit(hub, email="two@example.org")
    rounds.make_cycle(hub, closes_at=NOON + timedelta(days=2))
    beats = []

    def die():
        beats.append(1)
        if len(beats) == 1:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        tell_rounds(now=NOON, beat=die)
    assert not RoundNotice.objects.exists()
    tell_rounds(now=NOON, beat=die)
    assert len(told()) == len(set(told())) == 3
    assert RoundNotice.objects.get().told == 3


def test_telling_asks_as_often_for_each(hub, farm, query_count):
    def count():
        cycle = rounds.make_cycle(hub, closes_at=NOON + timedelta(days=2))
        return query_count(
            lambda: telling.tell_round(cycle=cycle, kind=NoticeKind.CLOSES_SOON, now=NOON)
        )

    few = count()
    for _ in range(5):
        factories.make_unit(hub)
    assert count() == few
