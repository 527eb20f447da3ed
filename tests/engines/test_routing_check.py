"""The independent check finds what is done to a plan."""

from dataclasses import replace

import pytest

from kortreist.engines.routing import (
    BreachCode,
    Compartment,
    Rest,
    StopKind,
    Window,
    Zone,
    check_plan,
    plan_tours,
)
from tests.engines.tours import HOUR, collect, day, deliver, direct, van

LINE = [(0, 0), (20, 0), (40, 0), (60, 0)]
COLD = (Compartment(Zone.CHILLED, 200_000),)
PROBLEM = day(
    LINE,
    [van(1, compartments=COLD), van(2, compartments=COLD)],
    [
        deliver(1, 1, kg=100, windows=(Window(9 * HOUR, 10 * HOUR),)),
        deliver(2, 2, kg=100, zone=Zone.CHILLED),
        collect(3, 3, kg=50, due_s=12 * HOUR),
        direct(4, 1, 3, kg=20),
    ],
)
PLAN = plan_tours(PROBLEM)


def codes(problem, plan):
    return {breach.code for breach in check_plan(problem, plan)}


def test_the_plan_is_right_to_begin_with():
    assert check_plan(PROBLEM, PLAN) == []
    assert len(PLAN.tours) == 1
    assert PLAN.unserved == ()


def changed(task_id, **changes):
    tasks = [
        replace(task, **changes) if task.task_id == task_id else task for task in PROBLEM.tasks
    ]
    return replace(PROBLEM, tasks=tuple(tasks))


@pytest.mark.parametrize(
    ("problem", "code"),
    [
        (changed(1, windows=(Window(6 * HOUR, 7 * HOUR),)), BreachCode.TOO_LATE),
        (changed(3, due_s=8 * HOUR), BreachCode.MISSED_DUE),
        (changed(2, ready_s=12 * HOUR), BreachCode.WRONG_ORDER),
        (changed(2, not_vehicle_ids=(1,)), BreachCode.WRONG_VEHICLE),
        (changed(2, service_s=10), BreachCode.WRONG_FIGURE),
        (replace(PROBLEM, tasks=(*PROBLEM.tasks, deliver(9, 1))), BreachCode.NOT_SERVED),
        *[
            (replace(PROBLEM, vehicles=(van(1, **{"compartments": COLD, **limits}),)), code)
            for limits, code in (
                ({"payload_g": 150_000}, BreachCode.TOO_HEAVY),
                ({"compartments": ()}, BreachCode.ZONE_FULL),
                ({"shift": Window(8 * HOUR, 9 * HOUR)}, BreachCode.SHIFT_END),
                ({"max_shift_s": HOUR}, BreachCode.SHIFT_LENGTH),
                ({"max_drive_s": HOUR}, BreachCode.DRIVING_TIME),
                ({"rest": Rest(HOUR, 900)}, BreachCode.BREAK_MISSING),
                ({"ore_per_km": 600}, BreachCode.WRONG_FIGURE),
                ({"start_place_id": 1}, BreachCode.WRONG_ORDER),
            )
        ],
    ],
)
def test_a_limit_that_is_drawn_tighter_is_seen(problem, code):
    assert code in codes(problem, PLAN)


def test_the_same_tour_twice_is_seen():
    (tour,) = PLAN.tours
    twice = replace(PLAN, tours=(tour, replace(tour, vehicle_id=2)), cost_ore=2 * PLAN.cost_ore)
    assert BreachCode.TWICE in codes(PROBLEM, twice)


def test_a_stop_that_is_left_out_is_seen():
    (tour,) = PLAN.tours
    stops = tuple(stop for stop in tour.stops if stop.task_id != 2)
    found = codes(PROBLEM, replace(PLAN, tours=(replace(tour, stops=stops),)))
    assert {BreachCode.NOT_SERVED, BreachCode.WRONG_FIGURE} <= found


def test_goods_that_were_never_loaded_are_seen():
    (tour,) = PLAN.tours
    stops = tuple(stop for stop in tour.stops if stop.kind is not StopKind.HUB)
    found = codes(PROBLEM, replace(PLAN, tours=(replace(tour, stops=stops),)))
    assert BreachCode.WRONG_ORDER in found


@pytest.mark.parametrize("name", ["arrival_s", "wait_s", "departure_s", "leg_distance_m"])
def test_a_figure_that_is_one_off_is_seen(name):
    (tour,) = PLAN.tours
    stop = tour.stops[3]
    wrong = replace(stop, **{name: getattr(stop, name) + 1})
    stops = (*tour.stops[:3], wrong, *tour.stops[4:])
    assert BreachCode.WRONG_FIGURE in codes(
        PROBLEM, replace(PLAN, tours=(replace(tour, stops=stops),))
    )
