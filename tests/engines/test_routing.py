from dataclasses import replace

import pytest

from kortreist.engines.routing import (
    Choice,
    Compartment,
    Ferry,
    Rest,
    StopKind,
    UnservedCode,
    Window,
    Zone,
    check_plan,
    plan_tours,
    previous_of,
)
from kortreist.kernel.errors import InvalidInputError
from tests.engines.tours import HOUR, collect, day, deliver, direct, van

CROSS = [(0, 0), (10, 0), (20, 0), (0, 30), (-10, 5)]


def test_one_tour_for_all_that_lies_along_it():
    plan = plan_tours(day(CROSS, [van(1), van(2)], [deliver(1, 1), deliver(2, 2), collect(3, 2)]))
    (tour,) = plan.tours
    assert [(stop.kind, stop.place_id) for stop in tour.stops] == [
        (StopKind.START, 0),
        (StopKind.HUB, 0),
        *[(stop.kind, stop.place_id) for stop in tour.stops[2:5]],
        (StopKind.HUB, 0),
        (StopKind.END, 0),
    ]
    assert tour.distance_m == 40_000
    assert tour.drive_s == 40 * 60
    assert tour.duration_s == 40 * 60 + 3 * 600
    # 40 km at 5 kroner, 70 minutes at 360 kroner an hour, and the day's 100 kroner
    assert tour.cost_ore == plan.cost_ore == 20_000 + 42_000 + 10_000
    assert sum(each.marginal_ore + each.shared_ore for each in plan.cost_to_serve) == 72_000


def test_a_second_trip_takes_what_the_first_had_no_room_for():
    heavy = [deliver(1, 1, kg=600), deliver(2, 2, kg=600)]
    assert len(plan_tours(day(CROSS, [van(1), van(2)], heavy)).tours) == 2
    (tour,) = plan_tours(day(CROSS, [van(1, max_trips=2)], heavy)).tours
    assert [stop.trip for stop in tour.stops] == [1, 1, 1, 2, 2, 2]


def test_direct_goods_never_see_the_hub():
    plan = plan_tours(day(CROSS, [van(1, start_place_id=1, end_place_id=2)], [direct(1, 1, 2)]))
    (tour,) = plan.tours
    assert [stop.place_id for stop in tour.stops] == [1, 1, 2, 2]
    assert tour.distance_m == 10_000


@pytest.mark.parametrize(
    ("task", "code", "params"),
    [
        (deliver(1, 2, kg=1001), UnservedCode.TOO_HEAVY, {"limit_g": 10**6, "reached_g": 1001000}),
        (deliver(1, 2, zone=Zone.FROZEN), UnservedCode.NO_COMPARTMENT, None),
        (deliver(1, 2, zone=Zone.CHILLED, kg=60), UnservedCode.TOO_HEAVY, None),
        (deliver(1, 2, windows=(Window(6 * HOUR, 8 * HOUR),)), UnservedCode.WINDOW_TOO_EARLY, None),
        (
            deliver(1, 2, windows=(Window(17 * HOUR, 18 * HOUR),)),
            UnservedCode.WINDOW_OUTSIDE_SHIFT,
            None,
        ),
        (collect(1, 2, due_s=8 * HOUR + 60), UnservedCode.DUE_TOO_EARLY, None),
        (deliver(1, 2, vehicle_ids=(1,), not_vehicle_ids=(1,)), UnservedCode.NO_VEHICLE, None),
        (deliver(1, 2, prize_ore=100), UnservedCode.OTHER_WAY_CHEAPER, None),
    ],
)
def test_what_cannot_be_done_is_named_with_the_reason(task, code, params):
    chilled = van(1, compartments=(Compartment(Zone.CHILLED, mass_g=50_000),))
    plan = plan_tours(day(CROSS, [chilled], [task]))
    assert plan.tours == ()
    (unserved,) = plan.unserved
    assert unserved.task_id == 1
    assert unserved.code is code
    assert params is None or params.items() <= unserved.params.items()


def test_a_place_beyond_the_day_is_too_far():
    plan = plan_tours(day([(0, 0), (500, 0)], [van(1)], [deliver(1, 1)]))
    assert plan.unserved[0].code is UnservedCode.TOO_FAR


def test_what_has_not_changed_stays():
    problem = day(CROSS, [van(1), van(2)], [deliver(1, 1), deliver(2, 3), direct(3, 4, 2)])
    plan = plan_tours(problem)
    again = plan_tours(replace(problem, seed=7, previous=previous_of(plan)))
    assert again == replace(plan, is_kept=True)


def both_ways(points, vehicles, **changes):
    """Goods from a producer at 1 to a buyer at 2: direct, or through the hub."""
    through = (collect(2, 1, due_s=11 * HOUR), deliver(3, 2, ready_s=11 * HOUR + 900))
    return day(
        points, vehicles, [direct(1, 1, 2), *through], choices=(Choice(((1,), (2, 3))),), **changes
    )


def left_of(plan):
    chosen = [each for each in plan.unserved if each.code is UnservedCode.OTHER_WAY_CHOSEN]
    assert chosen == list(plan.unserved)
    return [each.task_id for each in chosen]


def test_goods_go_direct_where_that_pays():
    problem = both_ways([(0, 0), (30, 0), (35, 0)], [van(1, max_trips=2)])
    plan = plan_tours(problem)
    assert left_of(plan) == [2, 3]
    assert check_plan(problem, plan) == []
    again = plan_tours(replace(problem, previous=previous_of(plan)))
    assert again == replace(plan, is_kept=True)


def test_goods_go_through_the_hub_where_direct_is_impossible():
    problem = both_ways([(0, 0), (30, 0), (-30, 0)], [van(1, max_trips=2)])
    barred = replace(
        problem, tasks=(replace(problem.tasks[0], not_vehicle_ids=(1,)), *problem.tasks[1:])
    )
    plan = plan_tours(barred)
    assert left_of(plan) == [1]
    (tour,) = plan.tours
    assert [stop.place_id for stop in tour.stops if stop.task_id] == [1, 2]
    assert check_plan(barred, plan) == []


def test_what_is_due_is_collected_in_the_morning_and_delivered_on():
    morning = [collect(number, number, kg=100, due_s=11 * HOUR) for number in (1, 2, 3)]
    later = [deliver(10 + number, number, kg=100, ready_s=11 * HOUR) for number in (1, 2, 3, 4)]
    problem = day(CROSS, [van(1, max_trips=2, turnaround_s=1200)], morning + later)
    plan = plan_tours(problem)
    assert plan.unserved == ()
    assert check_plan(problem, plan) == []
    (tour,) = plan.tours
    assert {stop.trip for stop in tour.stops} == {1, 2}


def test_breaks_are_in_the_times_and_the_windows_are_kept():
    # given five hours out, a break after four and a half, and a window that leaves room for it
    far = [(0, 0), (300, 0)]
    window = Window(12 * HOUR, 14 * HOUR)
    driver = van(1, shift=Window(8 * HOUR, 22 * HOUR), rest=Rest(16_200, 2_700))
    problem = day(far, [driver], [deliver(1, 1, windows=(window,))])
    # when
    (tour,) = plan_tours(problem).tours
    # then: on the road after 4.5 hours, and again on the way back
    assert tour.break_s == 2 * 2_700
    assert tour.stops[2].leg_break_s == 2_700
    # and a window that does not is told apart from one nobody reaches at all
    tight = replace(window, closes_s=13 * HOUR + 600)
    (unserved,) = plan_tours(day(far, [driver], [deliver(1, 1, windows=(tight,))])).unserved
    assert unserved.code is UnservedCode.WINDOW_TOO_EARLY
    assert unserved.params["reached_s"] == 13 * HOUR + 2_700


def test_a_ferry_takes_time_and_is_no_driving():
    crossing = Ferry(0, 1, 1_800)
    problem = day(CROSS, [van(1)], [deliver(1, 1)], ferries=(crossing,))
    (tour,) = plan_tours(problem).tours
    assert tour.drive_s == 20 * 60
    assert tour.duration_s == 20 * 60 + 600 + 1_800


def test_a_new_stop_moves_nobody_else_where_moving_is_dear():
    tasks = [deliver(number, number, kg=300) for number in (1, 2, 3, 4)]
    problem = day(CROSS, [van(1), van(2)], tasks)
    plan = plan_tours(problem)
    more = replace(problem, tasks=(*tasks, deliver(9, 4, kg=10)))
    stable = plan_tours(replace(more, previous=previous_of(plan, move_ore=1_000_000)))
    assert stable.moved == 0
    assert stable.unserved == ()
    assert not stable.is_kept


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"hub_id": 9}, "unknown_item"),
        ({"tasks": (deliver(1, 9),)}, "unknown_item"),
        ({"tasks": (deliver(1, 1), deliver(1, 2))}, "duplicate_id"),
        ({"tasks": (replace(direct(1, 1, 2), to_place_id=None),)}, "unfit_input"),
        ({"tasks": (deliver(1, 1, windows=(Window(9, 8),)),)}, "unfit_input"),
        ({"places": ()}, "unknown_item"),
        ({"roads": ()}, "unknown_item"),
    ],
)
def test_a_problem_that_contradicts_itself_is_refused(changes, code):
    problem = replace(day(CROSS, [van(1)], [deliver(1, 1)]), **changes)
    with pytest.raises(InvalidInputError) as refused:
        plan_tours(problem)
    assert refused.value.code == code
