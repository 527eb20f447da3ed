from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import pytest

from kortreist.apps.actors.services.calendar import close_hub_between
from kortreist.apps.catalogue.models import Availability
from kortreist.apps.trading.errors import RoundBegunError, RuleDateError, RuleTimesError
from kortreist.apps.trading.facts import RuleFacts
from kortreist.apps.trading.models import (
    CycleRule,
    CycleStatus,
    Offer,
    OrderCycle,
    OrderLine,
    RuleDate,
    WhenHoliday,
)
from kortreist.apps.trading.selectors.rules import plan_rule
from kortreist.apps.trading.services import clock
from kortreist.apps.trading.services.clock import keep_cycles, keep_hub_cycles
from kortreist.apps.trading.services.cycles import close_cycle, open_cycle, reopen_cycle
from kortreist.apps.trading.services.offers import state_availability
from kortreist.apps.trading.services.rules import (
    change_rule,
    create_rule,
    pause_rule,
    remove_rule,
    restore_date,
    resume_rule,
    set_date,
)
from kortreist.kernel.errors import NotFoundError, NotPermittedError
from tests import factories, rounds
from tests.conftest import NOON
from tests.harness.racing import race

# Thursdays: opens the Friday before at 8, closes the Tuesday before at noon.
THURSDAYS = RuleFacts(
    name="Torsdagsrunden",
    weekdays=frozenset({4}),
    opens_days_before=6,
    opens_time=time(8),
    closes_days_before=2,
    closes_time=time(12),
    valid_from=date(2026, 1, 1),
)


@pytest.fixture
def hub(db):
    factories.make_vat_rates()
    return factories.make_hub()


@pytest.fixture
def boss(hub):
    return factories.coordinator(hub)


def make_rule(boss, hub, now=NOON, **fields):
    facts = replace(THURSDAYS, **fields)
    return create_rule(actor=boss, hub_id=hub.pk, facts=facts, now=now)[0]


def days(rule):
    rows = OrderCycle.objects.filter(rule=rule).order_by("delivery_day")
    return [cycle.delivery_day for cycle in rows]


def plan(hub, since, until, **fields):
    facts = replace(THURSDAYS, **fields)
    values = {name: getattr(facts, name) for name in facts.__slots__}
    rule = CycleRule(hub=hub, **values | {"weekdays": sorted(facts.weekdays)})
    return plan_rule(rule, since=since, until=until)


def test_a_new_rule_makes_its_rounds_four_weeks_ahead(hub, boss, audit_codes):
    rule = make_rule(boss, hub)

    # the round of this week has closed already: it is Tuesday noon
    assert days(rule) == [date(2026, 12, 3), date(2026, 12, 10), date(2026, 12, 17)]
    first = OrderCycle.objects.filter(rule=rule).order_by("delivery_day").first()
    assert (first.opens_at, first.closes_at) == (
        datetime(2026, 11, 27, 7, 0, tzinfo=UTC),
        datetime(2026, 12, 1, 11, 0, tzinfo=UTC),
    )
    assert (first.name, first.number, first.status) == ("Torsdagsrunden", 1, CycleStatus.DRAFT)
    assert audit_codes() == ["trading.rule.created"] + ["trading.cycle.created"] * 3


@pytest.mark.parametrize(
    "wrong",
    [
        {"weekdays": frozenset()},
        {"weekdays": frozenset({0})},
        {"weekdays": frozenset({8})},
        {"opens_days_before": 2, "opens_time": time(12)},
        {"opens_days_before": 1},
        {"opens_days_before": 61},
        {"valid_until": date(2026, 1, 1)},
        {"name": "  "},
        {"surplus_hours_before": 999},
    ],
)
def test_rules_that_could_not_be_are_refused(hub, boss, audit_codes, wrong):
    with pytest.raises(RuleTimesError):
        make_rule(boss, hub, **wrong)

    assert not CycleRule.objects.exists()
    assert audit_codes() == []


def test_only_who_manages_rounds_may_set_up_rules(hub, db):
    farm = factories.make_producer(hub)
    with pytest.raises(NotPermittedError):
        make_rule(factories.producer_actor(hub, farm), hub)
    with pytest.raises(NotFoundError):
        make_rule(factories.coordinator(factories.make_hub()), hub)

    assert not OrderCycle.objects.exists()


# Wall time and the changes of the clocks


def test_rounds_keep_to_the_wall_when_summer_time_begins(hub):
    # given rounds for Tuesday 31 March, open from the Tuesday before, closed on Sunday 29 March
    (row,) = plan(
        hub,
        date(2026, 3, 31),
        date(2026, 3, 31),
        weekdays=frozenset({2}),
        opens_days_before=7,
        opens_time=time(8),
        closes_days_before=2,
        closes_time=time(12),
    )

    # then both are at their hour, an hour apart in UTC
    assert row.opens_at == datetime(2026, 3, 24, 7, 0, tzinfo=UTC)
    assert row.closes_at == datetime(2026, 3, 29, 10, 0, tzinfo=UTC)


def test_an_hour_that_does_not_exist_is_the_hour_after(hub):
    (row,) = plan(
        hub,
        date(2026, 3, 31),
        date(2026, 3, 31),
        weekdays=frozenset({2}),
        closes_time=time(2, 30),
        closes_days_before=2,
    )

    # half past three, by clocks that were put forward at two
    assert row.closes_at == datetime(2026, 3, 29, 1, 30, tzinfo=UTC)


def test_rounds_keep_to_the_wall_when_summer_time_ends(hub):
    (row,) = plan(
        hub,
        date(2026, 10, 27),
        date(2026, 10, 27),
        weekdays=frozenset({2}),
        opens_days_before=7,
        closes_days_before=2,
    )

    assert row.opens_at == datetime(2026, 10, 20, 6, 0, tzinfo=UTC)
    assert row.closes_at == datetime(2026, 10, 25, 11, 0, tzinfo=UTC)


def test_an_hour_that_comes_twice_is_the_first(hub):
    (row,) = plan(
        hub,
        date(2026, 10, 27),
        date(2026, 10, 27),
        weekdays=frozenset({2}),
        closes_time=time(2, 30),
        closes_days_before=2,
    )

    assert row.closes_at == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)


# Holidays

EASTER = (date(2026, 3, 30), date(2026, 4, 6))


def test_rounds_on_holidays_are_left_out(hub):
    rows = plan(hub, *EASTER, weekdays=frozenset({3, 4}))

    assert [(row.rule_day, row.delivery_day, row.closed_for) for row in rows] == [
        (date(2026, 4, 1), date(2026, 4, 1), ""),
        (date(2026, 4, 2), None, "Skjærtorsdag"),
    ]


def test_rounds_on_holidays_come_the_day_before(hub):
    (row,) = plan(hub, *EASTER, when_holiday=WhenHoliday.DAY_BEFORE)

    assert row.delivery_day == date(2026, 4, 1)
    assert row.closes_at == datetime(2026, 3, 30, 10, 0, tzinfo=UTC)


def test_rounds_on_holidays_come_after_all_of_easter(hub):
    (row,) = plan(hub, *EASTER, when_holiday=WhenHoliday.DAY_AFTER)

    # Friday is a holiday, Saturday and Sunday nobody works, Monday is a holiday
    assert row.delivery_day == date(2026, 4, 7)


def test_days_the_hub_is_closed_count_as_holidays(hub, boss):
    rule = make_rule(boss, hub)
    close_hub_between(
        actor=boss,
        hub_id=hub.pk,
        first=date(2026, 12, 10),
        last=date(2026, 12, 11),
        reason="Varetelling",
        now=NOON,
    )

    keep_hub_cycles(hub_id=hub.pk, now=NOON)

    assert days(rule) == [date(2026, 12, 3), date(2026, 12, 17)]


def test_two_dates_that_meet_are_one_round(hub, boss):
    now = datetime(2026, 3, 20, 11, 0, tzinfo=UTC)
    rule = make_rule(
        boss, hub, now=now, weekdays=frozenset({3, 4}), when_holiday=WhenHoliday.DAY_BEFORE
    )

    assert days(rule).count(date(2026, 4, 1)) == 1
    assert keep_hub_cycles(hub_id=hub.pk, now=now).made == 0


# The clock


def test_the_clock_opens_and_closes_on_time(hub, boss, audit_codes):
    rule = make_rule(boss, hub)
    cycle = OrderCycle.objects.filter(rule=rule).order_by("delivery_day").first()
    a_minute = timedelta(minutes=1)

    for moment, status in [
        (cycle.opens_at - a_minute, CycleStatus.DRAFT),
        (cycle.opens_at, CycleStatus.OPEN),
        (cycle.closes_at - a_minute, CycleStatus.OPEN),
        (cycle.closes_at, CycleStatus.CLOSED),
    ]:
        keep_cycles(now=moment)
        cycle.refresh_from_db()
        assert cycle.status == status

    assert cycle.closed_by_clock_at == cycle.closes_at
    assert audit_codes().count("trading.cycle.opened") == 1
    assert audit_codes().count("trading.cycle.closed") == 1


def test_the_clock_does_nothing_twice(hub, boss):
    rule = make_rule(boss, hub)
    opens_at = OrderCycle.objects.filter(rule=rule).order_by("delivery_day").first().opens_at

    # the first also makes the round that has come within four weeks
    assert keep_cycles(now=opens_at)[hub.pk] == clock.Kept(made=1, opened=1)
    assert keep_cycles(now=opens_at)[hub.pk] == clock.Kept()


def test_rounds_set_up_by_hand_follow_the_clock_too(hub):
    cycle = rounds.make_cycle(hub, status=CycleStatus.DRAFT)

    keep_cycles(now=cycle.opens_at)
    cycle.refresh_from_db()
    assert cycle.status == CycleStatus.OPEN


def test_a_round_that_was_missed_altogether_is_not_opened(hub):
    cycle = rounds.make_cycle(hub, status=CycleStatus.DRAFT)

    keep_cycles(now=cycle.closes_at)
    cycle.refresh_from_db()
    assert cycle.status == CycleStatus.DRAFT


def test_a_hand_may_be_first_and_reopen_what_the_clock_closed(hub, boss):
    cycle = rounds.make_cycle(hub, status=CycleStatus.DRAFT)
    # given a round that a hand opened early and the clock closed
    args = {"actor": boss, "hub_id": hub.pk, "cycle_id": cycle.pk}
    open_cycle(**args, now=cycle.opens_at - timedelta(days=1))
    keep_cycles(now=cycle.closes_at)

    # when it is opened once more
    again = reopen_cycle(**args, now=cycle.closes_at)
    assert (again.status, again.closed_by_clock_at) == (CycleStatus.OPEN, None)

    # then the clock lets it be for the hour it was given
    keep_cycles(now=again.closes_at - timedelta(minutes=1))
    again.refresh_from_db()
    assert again.status == CycleStatus.OPEN
    close_cycle(**args, now=again.closes_at)
    assert keep_cycles(now=again.closes_at) == {}


def test_one_hub_that_fails_stops_no_other(hub, boss, monkeypatch):
    other = factories.make_hub()
    make_rule(boss, hub)
    make_rule(factories.coordinator(other), other)
    opens_at = datetime(2026, 11, 27, 7, 0, tzinfo=UTC)
    keep = clock.open_cycle

    def fail_at_first(*, hub_id, **rest):
        if hub_id == hub.pk:
            raise NotFoundError
        return keep(hub_id=hub_id, **rest)

    monkeypatch.setattr(clock, "open_cycle", fail_at_first)
    with pytest.raises(NotFoundError):
        keep_cycles(now=opens_at)

    opened = OrderCycle.objects.filter(status=CycleStatus.OPEN)
    assert [cycle.hub_id for cycle in opened] == [other.pk]
    # and the next time around it is made up for
    monkeypatch.undo()
    assert keep_cycles(now=opens_at)[hub.pk].opened == 1


@pytest.mark.both
@pytest.mark.django_db(transaction=True)
def test_two_clocks_at_once_make_each_round_once():
    hub = factories.make_hub()
    facts = {name: getattr(THURSDAYS, name) for name in THURSDAYS.__slots__}
    rule = CycleRule.objects.create(hub=hub, **facts | {"weekdays": [4]})
    due = rounds.make_cycle(hub, status=CycleStatus.DRAFT, closes_at=NOON + timedelta(hours=3))

    finish = race(4, lambda _runner: keep_hub_cycles(hub_id=hub.pk, now=NOON))

    assert finish.errors == []
    assert sum(kept.made for kept in finish.results) == 3
    assert sum(kept.opened for kept in finish.results) == 1
    assert days(rule) == [date(2026, 12, 3), date(2026, 12, 10), date(2026, 12, 17)]
    due.refresh_from_db()
    assert due.version == 2


@pytest.mark.both
@pytest.mark.django_db(transaction=True)
def test_without_the_lock_two_clocks_stumble(monkeypatch):
    # the control: the same race where nobody waits for the other; SQLite lets no two in at once
    hub = factories.make_hub()
    facts = {name: getattr(THURSDAYS, name) for name in THURSDAYS.__slots__}
    rule = CycleRule.objects.create(hub=hub, **facts | {"weekdays": [4]})
    monkeypatch.setattr(clock, "lock_rule", lambda **_: CycleRule.objects.get(pk=rule.pk))
    monkeypatch.setattr("kortreist.apps.trading.services.following.lock_hub", lambda _hub_id: None)

    finish = race(4, lambda _runner: keep_hub_cycles(hub_id=hub.pk, now=NOON))

    # the database itself refuses a second cycle of a rule and a day
    assert len(days(rule)) == len(set(days(rule))) == 3
    assert all(type(error).__name__ == "IntegrityError" for error in finish.errors)


# Changing and removing


def test_changing_a_rule_changes_only_unused_drafts(hub, boss, audit_codes):
    rule = make_rule(boss, hub)
    first, second, third = OrderCycle.objects.filter(rule=rule).order_by("delivery_day")
    # given one round that is open and one that a farm has said something for
    open_cycle(actor=boss, hub_id=hub.pk, cycle_id=first.pk, now=NOON)
    farm = factories.make_producer(hub)
    variant = factories.make_variant(farm)
    factories.make_listing(hub, variant)
    rounds.make_offer(second, variant)

    facts = replace(THURSDAYS, closes_time=time(15))
    _, followed = change_rule(actor=boss, hub_id=hub.pk, rule_id=rule.pk, facts=facts, now=NOON)

    assert (followed.changed, followed.left_alone, followed.withdrawn) == (1, 1, 0)
    hours = [row.closes_at.hour for row in (first, second, third) if not row.refresh_from_db()]
    assert hours == [11, 11, 14]
    assert "trading.cycle.retimed" in audit_codes()


def test_removing_a_rule_deletes_no_order_line(hub, boss):
    rule = make_rule(boss, hub)
    first, *_rest = OrderCycle.objects.filter(rule=rule).order_by("delivery_day")
    open_cycle(actor=boss, hub_id=hub.pk, cycle_id=first.pk, now=NOON)
    variant = factories.make_variant(factories.make_producer(hub))
    offer = rounds.make_offer(first, variant)
    line = rounds.make_line(rounds.make_order(first, factories.make_unit(hub)), offer)

    remove_rule(actor=boss, hub_id=hub.pk, rule_id=rule.pk, now=NOON)

    assert days(rule) == [first.delivery_day]
    assert OrderLine.objects.get() == line
    # and the clock makes no more, though it still closes what is open
    assert keep_hub_cycles(hub_id=hub.pk, now=first.closes_at) == clock.Kept(closed=1)


def test_a_paused_rule_rests_and_goes_on(hub, boss):
    rule = make_rule(boss, hub)
    args = {"actor": boss, "hub_id": hub.pk, "rule_id": rule.pk, "now": NOON}

    pause_rule(**args)
    assert days(rule) == []
    assert keep_hub_cycles(hub_id=hub.pk, now=NOON) == clock.Kept()

    resume_rule(**args)
    assert len(days(rule)) == 3


# Single dates


def test_a_date_is_left_out_and_comes_back(hub, boss):
    rule = make_rule(boss, hub)
    args = {"actor": boss, "hub_id": hub.pk, "rule_id": rule.pk, "now": NOON}
    day = date(2026, 12, 10)

    set_date(**args, day=day, moved_to=None)
    keep_hub_cycles(hub_id=hub.pk, now=NOON)
    assert days(rule) == [date(2026, 12, 3), date(2026, 12, 17)]

    restore_date(**args, day=day)
    assert days(rule) == [date(2026, 12, 3), day, date(2026, 12, 17)]
    assert not RuleDate.objects.exists()


def test_a_date_is_moved_with_its_hours(hub, boss):
    rule = make_rule(boss, hub)
    set_date(
        actor=boss,
        hub_id=hub.pk,
        rule_id=rule.pk,
        day=date(2026, 12, 10),
        moved_to=date(2026, 12, 9),
        now=NOON,
    )

    moved = OrderCycle.objects.get(rule=rule, delivery_day=date(2026, 12, 9))
    assert moved.rule_day == date(2026, 12, 10)
    assert moved.closes_at == datetime(2026, 12, 7, 11, 0, tzinfo=UTC)


def test_what_producers_said_for_a_date_outlives_leaving_it_out(hub, boss):
    # given a farm that has said it has carrots for a draft
    rule = make_rule(boss, hub)
    farm = factories.make_producer(hub)
    variant = factories.make_variant(farm)
    factories.make_listing(hub, variant)
    cycle = OrderCycle.objects.get(rule=rule, delivery_day=date(2026, 12, 10))
    state_availability(
        actor=factories.producer_actor(hub, farm),
        hub_id=hub.pk,
        cycle_id=cycle.pk,
        variant_id=variant.pk,
        packs=12,
        now=NOON,
    )
    args = {"actor": boss, "hub_id": hub.pk, "rule_id": rule.pk, "now": NOON}

    set_date(**args, day=cycle.delivery_day, moved_to=None)
    assert not Offer.objects.exists()
    restore_date(**args, day=cycle.delivery_day)

    again = OrderCycle.objects.get(rule=rule, delivery_day=date(2026, 12, 10))
    open_cycle(actor=boss, hub_id=hub.pk, cycle_id=again.pk, now=NOON)
    assert Availability.objects.get().packs == 12
    assert Offer.objects.get().offered_packs == 12


@pytest.mark.parametrize(
    ("day", "moved_to"),
    [
        (date(2026, 12, 9), None),
        (date(2026, 12, 10), date(2026, 12, 3)),
        (date(2026, 12, 10), date(2026, 11, 1)),
    ],
)
def test_dates_that_cannot_be_are_refused(hub, boss, day, moved_to):
    rule = make_rule(boss, hub)
    before = days(rule)

    with pytest.raises(RuleDateError):
        set_date(actor=boss, hub_id=hub.pk, rule_id=rule.pk, day=day, moved_to=moved_to, now=NOON)

    assert days(rule) == before
    assert not RuleDate.objects.exists()


def test_a_round_that_has_begun_is_not_left_out(hub, boss):
    rule = make_rule(boss, hub)
    cycle = OrderCycle.objects.filter(rule=rule).order_by("delivery_day").first()
    open_cycle(actor=boss, hub_id=hub.pk, cycle_id=cycle.pk, now=NOON)

    with pytest.raises(RoundBegunError):
        set_date(
            actor=boss,
            hub_id=hub.pk,
            rule_id=rule.pk,
            day=cycle.delivery_day,
            moved_to=None,
            now=NOON,
        )

    assert not RuleDate.objects.exists()
    assert OrderCycle.objects.filter(pk=cycle.pk).exists()
