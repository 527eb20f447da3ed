from dataclasses import replace

import pytest

from kortreist.engines.routing import (
    Compartment,
    StopKind,
    UnservedCode,
    Window,
    Zone,
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
