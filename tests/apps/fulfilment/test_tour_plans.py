"""Planning a round's tours: asked, worked out, chosen while it holds, and taken back."""

from datetime import time

import pytest

from kortreist.apps.actors.models import AuditEvent, ClosedDay
from kortreist.apps.fulfilment.errors import (
    NothingToDriveError,
    NoVehicleError,
    PlanOutdatedError,
    PlanStateError,
    TourLeftError,
)
from kortreist.apps.fulfilment.models import (
    Delivery,
    StopDelivery,
    StopKind,
    StopPurchase,
    Tour,
    TourPlan,
    TourStatus,
    TourStop,
    Vehicle,
)
from kortreist.apps.fulfilment.selectors.tour_scene import gather_scene
from kortreist.apps.fulfilment.services.tours.choosing import choose_plan, undo_choice
from kortreist.apps.fulfilment.services.tours.plans import ask_for_plan, compute_plan
from kortreist.apps.fulfilment.services.tours.roads import ways_of
from kortreist.apps.fulfilment.touring.answer import previous_from
from kortreist.apps.fulfilment.touring.problem import problem_of
from kortreist.apps.fulfilment.touring.scene import PlanOptions, place_of_point
from kortreist.apps.jobs.models import Job
from kortreist.apps.jobs.running import drain
from kortreist.engines.routing import check_plan, plan_tours
from kortreist.kernel.errors import NotFoundError, NotPermittedError
from kortreist.kernel.periods import OSLO
from tests import factories
from tests.apps.fulfilment.tour_scenes import (
    QUICK,
    brings_itself,
    make_day,
    make_fixed_tour,
    make_pass,
    make_vehicle,
    set_hours,
)
from tests.conftest import NOON

pytestmark = pytest.mark.django_db


def test_plan_is_asked_for_and_worked_out_by_the_worker(audit_codes):
    day = make_day()
    # when
    asked = day.ask()
    # then nobody has waited
    assert (asked.status, Job.objects.get(name="fulfilment.plan_tours").hub_id) == (
        "computing",
        day.hub.pk,
    )
    drain(now=NOON)
    plan = TourPlan.objects.get()
    assert (plan.status, plan.distances, plan.error) == ("ready", "embedded", "")
    assert plan.answer["trouble"] == ""
    assert "fulfilment.plan.asked" in audit_codes()


@pytest.mark.both
def test_chosen_plan_becomes_tours(audit_codes):
    day = make_day()
    # when
    tours = day.choose()
    # then the farm is visited the day before, and the doors on the day
    assert [(tour.day, tour.status) for tour in tours] == [
        (day.cycle.delivery_day.replace(day=25), "planned"),
        (day.cycle.delivery_day, "planned"),
    ]
    assert set(StopDelivery.objects.values_list("delivery__unit__name", flat=True)) == {*day.units}
    assert StopPurchase.objects.get().purchase_order == day.purchase
    kinds = list(tours[1].stops.values_list("kind", flat=True))
    assert kinds == [StopKind.LOAD, *[StopKind.DELIVER] * 3, StopKind.END]
    for stop in TourStop.objects.filter(point__isnull=False):
        assert stop.window_from <= stop.arrives_at + (stop.leaves_at - stop.arrives_at)
        assert stop.arrives_at <= stop.window_until
    assert {"fulfilment.plan.chosen", "fulfilment.tour.planned"} <= set(audit_codes())
    # and costs to serve add up
    for tour in tours:
        assert sum(tour.stops.values_list("cost_ore", flat=True)) == tour.cost_ore


def test_plan_keeps_all_limits_by_the_engines_own_check():
    day = make_day(("Røros", "Os", "Tynset", "Alvdal"))
    scene = gather_scene(hub_id=day.hub.pk, cycle=day.cycle, options=QUICK)
    problem = problem_of(scene, ways_of(scene, now=NOON).roads)
    plan = plan_tours(problem)
    assert check_plan(problem, plan) == []
    assert not plan.unserved


def test_gathering_takes_the_same_number_of_queries_for_more_doors(query_count):
    day = make_day(("Røros", "Os", "Tynset", "Alvdal"))

    def gather():
        return gather_scene(hub_id=day.hub.pk, cycle=day.cycle, options=QUICK)

    many = query_count(gather)
    Delivery.objects.exclude(unit=day.units["Os"]).update(way="collected")
    assert len(gather().errands) == 2
    assert query_count(gather) == many


def test_choosing_again_changes_nothing():
    day = make_day()
    plan = day.plan()
    first = choose_plan(**day.scope, plan_id=plan.pk)
    events = AuditEvent.objects.count()
    again = choose_plan(**day.scope, plan_id=plan.pk)
    assert [tour.pk for tour in again] == [tour.pk for tour in first]
    assert AuditEvent.objects.count() == events


def change_hours(day):
    set_hours(day, "Os", time(9), time(10))


def sell_van(day):
    Vehicle.objects.update(most_trips=1)


def close_road(day):
    make_pass(day.hub)


CHANGES = [
    ("opening hours", change_hours),
    ("a vehicle", sell_van),
    ("a road", close_road),
    ("who fetches", brings_itself),
]


@pytest.mark.parametrize(("_case", "change"), CHANGES, ids=[case[0] for case in CHANGES])
def test_plan_falls_when_anything_changed(_case, change):
    # given
    day = make_day()
    plan = day.plan()
    change(day)
    # when
    with pytest.raises(PlanOutdatedError):
        choose_plan(**day.scope, plan_id=plan.pk)
    # then
    assert not Tour.objects.exists()
    plan.refresh_from_db()
    assert plan.status == "ready"


def test_plan_that_is_outdated_before_it_is_worked_out_says_so():
    day = make_day()
    plan = day.ask()
    change_hours(day)
    plan = compute_plan(**day.scope, plan_id=plan.pk)
    assert (plan.status, plan.error) == ("failed", "plan_outdated")
    with pytest.raises(PlanStateError):
        choose_plan(**day.scope, plan_id=plan.pk)


def test_another_plan_takes_the_place_of_the_chosen_one():
    day = make_day()
    day.choose()
    make_pass(day.hub)
    tours = day.choose()
    assert set(Tour.objects.values_list("pk", flat=True)) == {tour.pk for tour in tours}
    statuses = TourPlan.objects.order_by("pk").values_list("status", flat=True)
    assert list(statuses) == ["dropped", "chosen"]


def test_choice_is_taken_back_until_a_tour_has_left(audit_codes):
    day = make_day()
    tours = day.choose()
    plan = tours[0].plan
    undo_choice(**day.scope, plan_id=plan.pk)
    assert not Tour.objects.exists()
    assert "fulfilment.plan.undone" in audit_codes()
    # and chosen again
    tours = choose_plan(**day.scope, plan_id=plan.pk)
    Tour.objects.filter(pk=tours[0].pk).update(status=TourStatus.UNDERWAY)
    with pytest.raises(TourLeftError):
        undo_choice(**day.scope, plan_id=plan.pk)
    assert Tour.objects.count() == len(tours)


def test_what_is_on_its_way_is_not_planned_again():
    day = make_day()
    tours = day.choose()
    Tour.objects.filter(pk=tours[1].pk).update(status=TourStatus.UNDERWAY)
    plan = day.plan()
    kinds = {stop["kind"] for tour in plan.answer["plan"]["tours"] for stop in tour["stops"]}
    assert "unload" not in kinds
    assert "load" in kinds


def test_door_that_is_never_reached_in_time_is_named_with_the_reason():
    # given a door that closes before anybody can be there
    day = make_day(("Røros", "Tynset"))
    set_hours(day, "Tynset", time(4), time(5))
    # when
    plan = day.plan()
    # then
    [left] = plan.answer["plan"]["unserved"]
    assert left["task_id"] == place_of_point(day.units["Tynset"].delivery_point_id)
    assert left["code"] in {"window_too_early", "window_outside_shift"}
    assert plan.status == "ready"


def test_unit_that_is_closed_that_day_is_named():
    day = make_day(("Røros", "Tynset"))
    ClosedDay.objects.create(unit=day.units["Tynset"], day=day.cycle.delivery_day)
    plan = day.plan()
    assert plan.answer["unplaced"] == [{"name": "Tynset", "kind": "closed_day"}]


def test_frozen_goods_do_not_go_in_a_van_without_a_freezer():
    day = make_day(("Røros",))
    day.van.compartments.all().delete()
    plan = day.plan()
    codes = {each["code"] for each in plan.answer["plan"]["unserved"]}
    assert codes == {"no_compartment"}
    assert not plan.answer["plan"]["tours"]


def test_van_on_a_short_charge_stays_near():
    day = make_day(("Røros", "Tynset"))
    brings_itself(day)
    Vehicle.objects.update(energy="electric", range_m=60_000)
    [left] = day.plan().answer["plan"]["unserved"]
    assert left["task_id"] == place_of_point(day.units["Tynset"].delivery_point_id)
    Vehicle.objects.update(range_m=160_000)
    assert not day.plan().answer["plan"]["unserved"]


def test_closed_pass_is_driven_round():
    day = make_day()
    before = day.plan().comparison["own"]["distance_m"]
    make_pass(day.hub)
    after = day.plan().comparison["own"]["distance_m"]
    assert after >= before + 90_000


def test_ferries_cost_their_fare_and_time():
    day = make_day(("Røros", "Tynset"))
    before = day.plan()
    make_pass(day.hub, kind="ferry", extra_m=0, extra_s=1_200, extra_ore=12_500)
    plan = day.plan()
    assert sum(plan.answer["fares"].values()) == 4 * 12_500
    assert plan.comparison["own"]["duration_s"] >= before.comparison["own"]["duration_s"] + 2_400
    tours = choose_plan(**day.scope, plan_id=plan.pk)
    assert sum(tour.fares_ore for tour in tours) == 4 * 12_500
    assert sum(tour.cost_ore for tour in tours) == plan.answer["plan"]["cost_ore"] + 4 * 12_500


def test_unchanged_day_gives_the_same_plan_again():
    day = make_day(("Røros", "Os", "Tynset", "Alvdal"))
    make_vehicle(day.hub, "Lillebilen")
    first = day.choose()
    again = day.plan()
    assert again.answer["plan"]["is_kept"]
    assert again.answer["orders"] == first[0].plan.answer["orders"]


def test_fixed_tour_is_driven_as_it_is_and_held_against_the_engine():
    day = make_day(("Røros", "Os", "Tynset"))
    fixed = make_fixed_tour(day, ["Tynset", "Røros", "Os"])
    # when
    plan = day.plan()
    # then
    tours = choose_plan(**day.scope, plan_id=plan.pk)
    driven = next(tour for tour in tours if tour.fixed_tour_id)
    assert driven.fixed_tour == fixed
    names = driven.stops.filter(kind=StopKind.DELIVER).values_list("point__units__name", flat=True)
    assert list(names) == ["Tynset", "Røros", "Os"]
    own, engine = plan.comparison["own"], plan.comparison["engine"]
    assert engine["distance_m"] < own["distance_m"]
    assert driven.starts_at.astimezone(OSLO).time() >= time(7)


def test_goods_fetched_on_the_same_day_are_packed_before_they_leave():
    day = make_day(("Røros", "Os"))
    set_hours(day, "Røros", time(8), time(18))
    set_hours(day, "Os", time(8), time(18))
    make_vehicle(day.hub, "Lillebilen")
    options = PlanOptions(
        collect_days_before=0, collected_by="12:00", packed_at="13:30", iterations=100
    )
    plan = day.plan(options)
    assert not plan.answer["plan"]["unserved"]
    tours = choose_plan(**day.scope, plan_id=plan.pk)
    assert {tour.day for tour in tours} == {day.cycle.delivery_day}
    loading = TourStop.objects.filter(kind=StopKind.DELIVER).order_by("arrives_at").first()
    assert loading.arrives_at.astimezone(OSLO).time() >= time(13, 30)
    fetched = TourStop.objects.get(kind=StopKind.COLLECT)
    assert fetched.arrives_at.astimezone(OSLO).time() < time(12)


def test_separate_driving_is_compared_with_all_that_is_driven():
    day = make_day(("Røros", "Os", "Tynset"))
    brings_itself(day)
    comparison = day.plan().comparison
    # Alvdal to Røros and back, as the farm brings its goods itself.
    assert comparison["brought"]["distance_m"] == pytest.approx(2 * 77_000, rel=0.1)
    together = comparison["own"]["distance_m"] + comparison["brought"]["distance_m"]
    assert comparison["together"]["distance_m"] == together
    assert comparison["separate"]["producers"] == 1
    assert comparison["saved_m"] == comparison["separate"]["distance_m"] - together


def test_nothing_to_drive_and_nothing_to_drive_with():
    day = make_day(("Røros",))
    Vehicle.objects.all().update(archived_at=NOON)
    with pytest.raises(NoVehicleError):
        day.ask()
    brings_itself(day)
    Delivery.objects.update(way="collected")
    with pytest.raises(NothingToDriveError):
        day.ask()
    assert not TourPlan.objects.exists()
    assert not Job.objects.exists()


def test_only_those_who_plan_tours_do():
    day = make_day(("Røros",))
    plan = day.plan()
    scope = day.scope | {"actor": factories.packing_team(day.hub)}
    for act in (
        lambda: ask_for_plan(**scope, cycle_id=day.cycle.pk, options=QUICK),
        lambda: choose_plan(**scope, plan_id=plan.pk),
    ):
        with pytest.raises(NotPermittedError):
            act()
    stranger = day.scope | {"actor": factories.outsider()}
    with pytest.raises(NotFoundError):
        choose_plan(**stranger, plan_id=plan.pk)
    other = factories.make_hub()
    elsewhere = {"actor": factories.coordinator(other), "hub_id": other.pk, "now": NOON}
    with pytest.raises(NotFoundError):
        choose_plan(**elsewhere, plan_id=plan.pk)
    assert not Tour.objects.exists()


def test_answer_leads_back_to_the_tours_it_was_made_of():
    day = make_day(("Røros", "Os"))
    plan = day.plan()
    previous = previous_from(plan.answer, move_ore=7)
    assert previous.move_ore == 7
    tasks = {call.task_id for order in previous.orders for trip in order.trips for call in trip}
    assert tasks == {int(place) for place in plan.answer["errands"]}
