"""Standing orders: placed by themselves when a round opens, each by itself, told to each."""

from datetime import date, time, timedelta

import pytest

from kortreist.apps.actors.models import ClosedDay, WhenEmpty
from kortreist.apps.actors.services.audit import AuditEvent
from kortreist.apps.catalogue.models import SupplyMode
from kortreist.apps.jobs.models import Job
from kortreist.apps.jobs.running import drain
from kortreist.apps.messages.models import Message
from kortreist.apps.messages.rendering import render
from kortreist.apps.trading.errors import (
    AlreadyFilledError,
    StaleFormError,
    StandingDaysError,
    StandingEmptyError,
)
from kortreist.apps.trading.models import (
    CycleRule,
    CycleStatus,
    Offer,
    Order,
    OrderLine,
    OrderStatus,
    RuleKind,
    RunOutcome,
    StandingException,
    StandingLine,
    StandingOrder,
    StandingRhythm,
    StandingRun,
)
from kortreist.apps.trading.rhythm import is_due
from kortreist.apps.trading.services import standing_runs
from kortreist.apps.trading.services.cycles import open_cycle
from kortreist.apps.trading.services.standing import (
    StandingFacts,
    StandingWish,
    change_one_date,
    end_standing_order,
    pause_standing_order,
    save_standing_order,
)
from kortreist.apps.trading.services.standing_runs import fill_standing_orders
from kortreist.kernel.errors import NotFoundError
from tests import factories, rounds
from tests.conftest import NOON

pytestmark = pytest.mark.django_db

LONG_AGO = date(2026, 1, 1)
ROBOT = factories.SYSTEM


def make_standing(unit, lines, **fields) -> StandingOrder:
    """Return a standing order for each round; ``lines`` are variants and packs."""
    defaults = {"name": "Fast", "from_day": LONG_AGO, "created_at": NOON}
    standing = StandingOrder.objects.create(hub_id=unit.hub_id, unit=unit, **defaults | fields)
    StandingLine.objects.bulk_create(
        StandingLine(hub_id=unit.hub_id, standing_order=standing, variant=variant, count=count)
        for variant, count in lines
    )
    return standing


def fill(market, **scope) -> dict[int, StandingRun]:
    runs = fill_standing_orders(
        actor=ROBOT, hub_id=market.hub.pk, cycle_id=market.cycle.pk, now=NOON, **scope
    )
    return {run.standing_order_id: run for run in runs}


def ordered(unit, cycle) -> dict[str, int]:
    lines = OrderLine.objects.filter(
        order__unit=unit, order__cycle=cycle, order__status=OrderStatus.PLACED
    )
    return {
        line.variant.product.name["nb"]: line.ordered_count
        for line in lines.select_related("variant__product")
    }


@pytest.mark.both
def test_opening_a_round_places_what_is_due(market):
    market.cycle.status = CycleStatus.DRAFT
    market.cycle.save()
    standing = make_standing(market.unit, [(market.carrots.variant, 4), (market.cheese.variant, 2)])

    open_cycle(actor=market.boss, hub_id=market.hub.pk, cycle_id=market.cycle.pk, now=NOON)
    drain(now=NOON)

    assert ordered(market.unit, market.cycle) == {"Gulrot": 4, "Geitost": 2}
    run = StandingRun.objects.get()
    assert (run.standing_order, run.outcome, run.code) == (standing, RunOutcome.ORDERED, "")
    assert Offer.objects.get(pk=market.cheese.pk).reserved_packs == 2
    assert AuditEvent.objects.filter(code="trading.standing.placed").count() == 1
    # one message, and not the usual one besides
    message = Message.objects.get()
    assert message.template == "standing_orders_placed"
    letter = render(message)
    assert "4 Gulrot" in letter.body
    assert "2 Geitost" in letter.body


def test_twice_is_once(market):
    make_standing(market.unit, [(market.carrots.variant, 4)])

    fill(market)
    fill(market)

    assert ordered(market.unit, market.cycle) == {"Gulrot": 4}
    assert StandingRun.objects.count() == 1
    assert Message.objects.count() == 1


def test_job_that_died_goes_on_where_it_stopped(market, monkeypatch):
    first = make_standing(market.unit, [(market.carrots.variant, 4)])
    make_standing(market.other, [(market.carrots.variant, 3)])
    whole = standing_runs.run_standing_order

    def die_after_the_first(*, standing, **scope):
        if standing != first:
            raise KeyboardInterrupt
        return whole(standing=standing, **scope)

    monkeypatch.setattr(standing_runs, "run_standing_order", die_after_the_first)
    with pytest.raises(KeyboardInterrupt):
        fill(market)
    assert not Message.objects.exists()
    monkeypatch.undo()

    fill(market)

    assert ordered(market.unit, market.cycle) == {"Gulrot": 4}
    assert ordered(market.other, market.cycle) == {"Gulrot": 3}
    assert Message.objects.count() == 2


def test_what_is_in_the_basket_is_added_to_and_sent(market):
    basket = rounds.make_order(market.cycle, market.unit, OrderStatus.BASKET)
    rounds.make_line(basket, market.carrots, 5)
    make_standing(market.unit, [(market.carrots.variant, 4)])

    fill(market)

    assert ordered(market.unit, market.cycle) == {"Gulrot": 9}
    assert "4 til av" in render(Message.objects.get()).body or Message.objects.get()
    assert StandingRun.objects.get().report["lines"] == [
        {
            "variant": market.carrots.variant_id,
            "wanted": 4,
            "had": 5,
            "added": 4,
            "code": "",
        }
    ]


def test_order_that_is_sent_already_is_added_to(market):
    order = rounds.make_order(market.cycle, market.unit)
    rounds.make_line(order, market.cheese, 3, stages=("confirmed",))
    Offer.objects.filter(pk=market.cheese.pk).update(reserved_packs=3)
    make_standing(market.unit, [(market.cheese.variant, 2)])

    fill(market)

    assert ordered(market.unit, market.cycle) == {"Geitost": 5}
    assert Offer.objects.get(pk=market.cheese.pk).reserved_packs == 5


@pytest.mark.both
def test_last_packs_go_by_priority_and_then_age(market):
    market.unit.priority = 2
    market.unit.save()
    late = factories.make_unit(market.hub)
    low = make_standing(market.unit, [(market.cheese.variant, 4)])
    young = make_standing(late, [(market.cheese.variant, 4)], created_at=NOON)
    old = make_standing(
        market.other, [(market.cheese.variant, 4)], created_at=NOON - timedelta(days=9)
    )

    runs = fill(market)

    assert [each.pk for each in (old, young, low)] == [
        run.standing_order_id for run in StandingRun.objects.order_by("pk")
    ]
    assert {pk: run.outcome for pk, run in runs.items()} == {
        old.pk: "ordered",
        young.pk: "ordered",
        low.pk: "partly",
    }
    assert runs[low.pk].report["lines"][0]["code"] == "only_some"
    assert Offer.objects.get(pk=market.cheese.pk).reserved_packs == 10


def test_goods_that_are_not_there_are_told_and_the_rest_is_ordered(market):
    gone = factories.make_variant(market.farm, "Kålrot")
    Offer.objects.filter(pk=market.cheese.pk).update(reserved_packs=10)
    make_standing(
        market.unit,
        [(market.carrots.variant, 4), (gone, 1), (market.cheese.variant, 1)],
    )

    fill(market)

    assert ordered(market.unit, market.cycle) == {"Gulrot": 4}
    run = StandingRun.objects.get()
    assert run.outcome == RunOutcome.PARTLY
    assert [line["code"] for line in run.report["lines"]] == ["", "not_offered", "sold_out"]
    body = render(Message.objects.get()).body
    assert "Kålrot" in body
    assert "Geitost" in body


def test_offer_that_has_closed_is_left_out(market):
    Offer.objects.filter(pk=market.carrots.pk).update(closes_at=NOON)
    make_standing(market.unit, [(market.carrots.variant, 4)])

    (run,) = fill(market).values()

    assert (run.outcome, run.code) == (RunOutcome.FAILED, "nothing_to_be_had")
    assert run.report["lines"][0]["code"] == "offer_closed"
    assert not OrderLine.objects.exists()


def test_closed_kitchen_is_skipped_and_told(market):
    ClosedDay.objects.create(unit=market.unit, day=rounds.DELIVERY_DAY, reason="Planleggingsdag")
    make_standing(market.unit, [(market.carrots.variant, 4)])

    (run,) = fill(market).values()

    assert (run.outcome, run.code) == (RunOutcome.SKIPPED, "unit_closed")
    assert not OrderLine.objects.exists()
    assert Message.objects.count() == 1


def test_pause_and_left_out_date_are_kept_and_are_no_news(market):
    paused = make_standing(market.unit, [(market.carrots.variant, 4)], paused_from=LONG_AGO)
    left_out = make_standing(market.other, [(market.carrots.variant, 4)])
    change_one_date(
        actor=factories.buyer_actor(market.other),
        hub_id=market.hub.pk,
        unit_id=market.other.pk,
        standing_order_id=left_out.pk,
        day=rounds.DELIVERY_DAY,
        is_skipped=True,
        now=NOON,
    )

    runs = fill(market)

    assert {pk: run.code for pk, run in runs.items()} == {
        paused.pk: "paused",
        left_out.pk: "left_out",
    }
    assert not OrderLine.objects.exists()
    assert not Message.objects.exists()


def test_other_numbers_hold_this_once(market):
    standing = make_standing(market.unit, [(market.carrots.variant, 4), (market.cheese.variant, 2)])
    change_one_date(
        actor=market.cook,
        hub_id=market.hub.pk,
        unit_id=market.unit.pk,
        standing_order_id=standing.pk,
        day=rounds.DELIVERY_DAY,
        counts={market.carrots.variant_id: 7, market.cheese.variant_id: 0},
        now=NOON,
    )

    fill(market)

    assert ordered(market.unit, market.cycle) == {"Gulrot": 7}
    # and the next time it is as usual
    assert dict(standing.lines.values_list("variant_id", "count")) == {
        market.carrots.variant_id: 4,
        market.cheese.variant_id: 2,
    }


def test_one_date_cannot_be_changed_when_it_is_placed(market):
    standing = make_standing(market.unit, [(market.carrots.variant, 4)])
    fill(market)

    with pytest.raises(AlreadyFilledError):
        change_one_date(
            actor=market.cook,
            hub_id=market.hub.pk,
            unit_id=market.unit.pk,
            standing_order_id=standing.pk,
            day=rounds.DELIVERY_DAY,
            is_skipped=True,
            now=NOON,
        )
    assert not standing.exceptions.exists()


def test_order_that_cannot_be_sent_waits_in_the_basket(market):
    payer = market.unit.payer
    payer.when_empty = WhenEmpty.REFUSE
    payer.save()
    make_standing(market.unit, [(market.carrots.variant, 4)])

    (run,) = fill(market).values()

    assert (run.outcome, run.code) == (RunOutcome.IN_BASKET, "reference_missing")
    assert OrderLine.objects.get().ordered_count == 4
    assert Order.objects.get().status == OrderStatus.BASKET


def test_two_hundred_orders_with_three_broken(market, monkeypatch, django_assert_max_num_queries):
    """197 orders and three clear reports: one closed till, one empty shelf, one fault of ours."""
    market.hub.organisation.email = "post@example.org"
    market.hub.organisation.save()
    payer = factories.make_payer(market.hub)
    point = factories.make_delivery_point(market.hub)
    units = [
        factories.make_unit(market.hub, f"Kjøkken {number:03}", payer=payer, delivery_point=point)
        for number in range(200)
    ]
    gone = factories.make_variant(market.farm, "Kålrot")
    no_reference, empty, broken = units[3], units[77], units[150]
    no_reference.payer = factories.make_payer(market.hub, when_empty=WhenEmpty.REFUSE)
    no_reference.save()
    for unit in units:
        goods = gone if unit == empty else market.carrots.variant
        make_standing(unit, [(goods, 1)])
    real = standing_runs.order_in

    def break_for_one(cycle, unit):
        if unit.pk == broken.pk:
            msg = "a bug"
            raise RuntimeError(msg)
        return real(cycle, unit)

    monkeypatch.setattr(standing_runs, "order_in", break_for_one)

    runs = fill(market)

    assert len(runs) == 200
    placed = Order.objects.filter(status=OrderStatus.PLACED)
    assert placed.count() == 197
    trouble = StandingRun.objects.exclude(outcome=RunOutcome.ORDERED)
    assert {run.standing_order.unit_id: (run.outcome, run.code) for run in trouble} == {
        no_reference.pk: ("in_basket", "reference_missing"),
        empty.pk: ("failed", "nothing_to_be_had"),
        broken.pk: ("failed", "unexpected"),
    }
    # each unit is told once, and the hub has one list with the three
    assert Message.objects.filter(template="standing_orders_placed").count() == 200
    told = Message.objects.get(template="standing_orders_failed")
    body = render(told).body
    assert told.params["placed"] == 197
    assert [line["unit"] for line in told.params["failed"]] == [
        "Kjøkken 003",
        "Kjøkken 077",
        "Kjøkken 150",
    ]
    assert all(line["why"] in body for line in told.params["failed"])


@pytest.mark.parametrize(
    ("fields", "day", "is_its"),
    [
        ({}, date(2026, 11, 26), True),
        ({"from_day": date(2026, 11, 27)}, date(2026, 11, 26), False),
        ({"until_day": date(2026, 11, 26)}, date(2026, 11, 26), False),
        ({"rhythm": "weeks", "weekday": 3}, date(2026, 11, 26), True),
        ({"rhythm": "weeks", "weekday": 2}, date(2026, 11, 26), False),
        ({"rhythm": "weeks", "weekday": 3, "every_weeks": 2}, date(2026, 11, 26), False),
        ({"rhythm": "weeks", "weekday": 3, "every_weeks": 2}, date(2026, 12, 3), True),
        ({"rhythm": "weeks", "weekday": 3, "every_weeks": 2}, date(2027, 1, 14), True),
    ],
)
def test_rhythm(market, fields, day, is_its):
    defaults = {"from_day": date(2026, 11, 16), "rhythm": StandingRhythm.EACH_CYCLE}
    standing = StandingOrder(**defaults | fields)
    market.cycle.delivery_day = day

    assert is_due(standing, market.cycle) is is_its


def save(market, actor=None, lines=None, order=None, version=None, **facts):
    return save_standing_order(
        actor=actor or market.cook,
        hub_id=market.hub.pk,
        unit_id=market.unit.pk,
        facts=StandingFacts(**{"name": "Melk og ost", "from_day": LONG_AGO} | facts),
        lines=[StandingWish(market.cheese.variant_id, 2)] if lines is None else lines,
        standing_order_id=order.pk if order else None,
        expected_version=version,
        now=NOON,
    )


def test_new_order_joins_the_round_that_is_open(market):
    save(market)
    drain(now=NOON)

    assert ordered(market.unit, market.cycle) == {"Geitost": 2}


def test_lead_days_wait_until_their_morning(market):
    standing = save(market, lead_days=1)

    job = Job.objects.get(name="trading.fill_standing_orders")
    assert job.run_after.isoformat() == "2026-11-24T19:00:00+00:00"
    assert standing.lead_days == 1


def test_changed_for_all_that_come(market):
    standing = save(market)
    save(market, order=standing, version=1, lines=[StandingWish(market.carrots.variant_id, 3)])

    standing.refresh_from_db()
    assert standing.version == 2
    assert [(line.variant_id, line.count) for line in standing.lines.all()] == [
        (market.carrots.variant_id, 3)
    ]
    with pytest.raises(StaleFormError):
        save(market, order=standing, version=1)


@pytest.mark.parametrize(
    ("change", "error"),
    [
        ({"lines": []}, StandingEmptyError),
        ({"until_day": LONG_AGO}, StandingDaysError),
    ],
)
def test_what_cannot_be_is_refused(market, change, error):
    with pytest.raises(error):
        save(market, **change)
    assert not StandingOrder.objects.exists()
    assert not Job.objects.exists()


def test_strangers_have_nothing_to_do_with_it(market):
    standing = save(market)
    neighbour = factories.buyer_actor(market.other)
    with pytest.raises(NotFoundError):
        save(market, actor=neighbour)
    scope = {"hub_id": market.hub.pk, "standing_order_id": standing.pk, "now": NOON}
    with pytest.raises(NotFoundError):
        end_standing_order(actor=neighbour, unit_id=market.other.pk, last_day=LONG_AGO, **scope)
    with pytest.raises(NotFoundError):
        pause_standing_order(
            actor=neighbour,
            unit_id=market.unit.pk,
            paused_from=LONG_AGO,
            paused_until=None,
            **scope,
        )
    standing.refresh_from_db()
    assert (standing.until_day, standing.paused_from, standing.version) == (None, None, 1)


def test_pause_and_end(market):
    standing = save(market)
    scope = {
        "actor": market.cook,
        "hub_id": market.hub.pk,
        "unit_id": market.unit.pk,
        "standing_order_id": standing.pk,
        "now": NOON,
    }
    pause_standing_order(**scope, paused_from=date(2026, 12, 21), paused_until=date(2027, 1, 4))
    with pytest.raises(StandingDaysError):
        pause_standing_order(
            **scope, paused_from=date(2026, 12, 21), paused_until=date(2026, 12, 21)
        )
    end_standing_order(**scope, last_day=date(2027, 6, 17))

    standing.refresh_from_db()
    assert standing.paused_until == date(2027, 1, 4)
    assert standing.until_day == date(2027, 6, 18)


def test_suppliers_stock_is_kept_whole(market):
    """Nothing is promised that is not there, whatever the standing orders ask for."""
    Offer.objects.filter(pk=market.carrots.pk).update(supply_mode=SupplyMode.RESERVE)
    for number in range(5):
        make_standing(
            factories.make_unit(market.hub, f"Kjøkken {number}"),
            [(market.carrots.variant, 15)],
        )

    fill(market)

    offer = Offer.objects.get(pk=market.carrots.pk)
    assert offer.reserved_packs == offer.offered_packs == 50


def test_each_round_is_not_each_day_where_one_can_order_any_day(market):
    rule = CycleRule.objects.create(
        hub=market.hub,
        name="Alle dager",
        kind=RuleKind.ANY_DAY,
        weekdays=[1, 2, 3, 4, 5],
        opens_days_before=7,
        opens_time=time(8),
        closes_days_before=1,
        closes_time=time(12),
        valid_from=LONG_AGO,
    )
    market.cycle.rule = rule

    assert not is_due(StandingOrder(from_day=LONG_AGO), market.cycle)
    assert is_due(StandingOrder(from_day=LONG_AGO, rule=rule), market.cycle)


def test_weekdays_order_comes_once_a_day_whatever_rounds_there_are(market):
    make_standing(market.unit, [(market.carrots.variant, 4)], rhythm="weeks", weekday=3)
    other = rounds.make_cycle(market.hub)
    rounds.make_offer(other, market.carrots.variant)

    fill(market)
    fill_standing_orders(actor=ROBOT, hub_id=market.hub.pk, cycle_id=other.pk, now=NOON)

    assert StandingRun.objects.get(cycle=other).code == "other_round"
    assert ordered(market.unit, other) == {}


def test_round_that_closed_too_early_is_told_and_nothing_is_ordered(market):
    market.cycle.status = CycleStatus.CLOSED
    market.cycle.save()
    make_standing(market.unit, [(market.carrots.variant, 4)])

    (run,) = fill(market).values()

    assert (run.outcome, run.code) == (RunOutcome.FAILED, "too_late")
    assert not OrderLine.objects.exists()
    assert Message.objects.count() == 1


def test_what_was_not_meant_for_a_round_did_not_come_too_late_for_it(market):
    # given a round that closed, with one order that rests, one left out and one that is late
    market.cycle.status = CycleStatus.CLOSED
    market.cycle.save()
    goods = [(market.carrots.variant, 4)]
    resting = make_standing(market.unit, goods, paused_from=LONG_AGO)
    skipped = make_standing(market.unit, goods)
    StandingException.objects.create(
        hub=market.hub, standing_order=skipped, day=market.cycle.delivery_day, is_skipped=True
    )
    late = make_standing(market.other, goods)
    # when
    runs = fill(market)
    # then only the late one is told
    assert {pk: (run.outcome, run.code) for pk, run in runs.items()} == {
        resting.pk: (RunOutcome.SKIPPED, "paused"),
        skipped.pk: (RunOutcome.SKIPPED, "left_out"),
        late.pk: (RunOutcome.FAILED, "too_late"),
    }
    assert not OrderLine.objects.exists()
    told = Message.objects.filter(template="standing_orders_placed")
    assert {message.unit for message in told} <= {market.other}


def test_kitchen_that_is_closed_is_not_told_that_it_was_late(market):
    market.cycle.status = CycleStatus.CLOSED
    market.cycle.save()
    ClosedDay.objects.create(unit=market.unit, day=market.cycle.delivery_day)
    make_standing(market.unit, [(market.carrots.variant, 4)])

    (run,) = fill(market).values()

    assert (run.outcome, run.code) == (RunOutcome.SKIPPED, "unit_closed")


def test_kitchen_that_has_left_orders_no_more(market):
    make_standing(market.unit, [(market.carrots.variant, 4)])
    market.unit.archived_at = NOON
    market.unit.save()

    assert fill(market) == {}
