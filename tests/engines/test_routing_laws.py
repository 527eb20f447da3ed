"""What holds for every plan, however it was found."""

import os
import subprocess
import sys
from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from kortreist.engines.routing import (
    Choice,
    Compartment,
    Ferry,
    Goods,
    Rest,
    Task,
    TaskKind,
    TourOrder,
    Window,
    Zone,
    check_plan,
    order_of,
    plan_tours,
    previous_of,
)
from kortreist.engines.routing.atlas import calls_of
from tests.engines.tours import HOUR, day, van

number = st.integers
KINDS = [TaskKind.DELIVER, TaskKind.DELIVER, TaskKind.COLLECT, TaskKind.DIRECT]


@st.composite
def windows(draw):
    opens = [draw(number(6, 16)) * HOUR for _ in range(draw(number(0, 2)))]
    return tuple(Window(each, each + draw(number(0, 5)) * HOUR) for each in opens)


@st.composite
def vehicles(draw, vehicle_id, places):
    compartments = tuple(
        Compartment(zone, draw(st.sampled_from([None, 0, 20_000, 90_000])))
        for zone in draw(st.sets(st.sampled_from(Zone)))
    )
    opens = draw(number(5, 10)) * HOUR
    return van(
        vehicle_id,
        payload_g=draw(st.sampled_from([15_000, 60_000, 500_000])),
        volume_ml=draw(st.sampled_from([None, 50_000, 400_000])),
        compartments=compartments,
        start_place_id=draw(st.sampled_from([None, *range(places)])),
        end_place_id=draw(st.sampled_from([None, *range(places)])),
        shift=Window(opens, opens + draw(number(1, 10)) * HOUR),
        max_trips=draw(number(1, 3)),
        turnaround_s=draw(st.sampled_from([0, 900])),
        max_drive_s=draw(st.sampled_from([None, None, 2 * HOUR])),
        max_shift_s=draw(st.sampled_from([None, None, 5 * HOUR])),
        rest=draw(st.sampled_from([None, Rest(HOUR, 900), Rest(2 * HOUR, 2700)])),
        ore_per_km=draw(number(0, 2_000)),
        ore_per_hour=draw(st.sampled_from([0, 36_000])),
    )


@st.composite
def tasks(draw, task_id, places, fleet):
    kind = draw(st.sampled_from(KINDS))
    goods = tuple(
        Goods(zone, draw(number(0, 30_000)), draw(number(0, 60_000)))
        for zone in draw(st.sets(st.sampled_from([Zone.AMBIENT, Zone.AMBIENT, *Zone]), max_size=2))
    )
    ids = [vehicle.vehicle_id for vehicle in fleet]
    return Task(
        task_id,
        kind,
        draw(number(0, places - 1)),
        goods,
        windows=draw(windows()),
        service_s=draw(st.sampled_from([0, 600, 1800])),
        to_place_id=draw(number(0, places - 1)) if kind is TaskKind.DIRECT else None,
        to_windows=draw(windows()),
        ready_s=draw(st.sampled_from([0, 0, 11 * HOUR])),
        due_s=draw(st.sampled_from([None, None, 11 * HOUR])),
        prize_ore=draw(st.sampled_from([None, None, 0, 20_000])),
        vehicle_ids=tuple(draw(st.sets(st.sampled_from(ids)))) if draw(number(0, 4)) == 0 else (),
    )


@st.composite
def days(draw):
    points = [(draw(number(-40, 40)), draw(number(-40, 40))) for _ in range(draw(number(2, 6)))]
    fleet = [draw(vehicles(number, len(points))) for number in range(draw(number(1, 3)))]
    work = [draw(tasks(number, len(points), fleet)) for number in range(draw(number(0, 7)))]
    ferries = [
        Ferry(start, end, 1200)
        for start, end in draw(st.sets(st.tuples(number(0, 1), number(0, 1)), max_size=2))
        if start != end
    ]
    choices = (Choice(((0,), (1, 2))),) if len(work) > 2 and draw(st.booleans()) else ()
    return day(points, fleet, work, ferries=tuple(ferries), choices=choices, iterations=30)


@settings(max_examples=200, deadline=None)
@given(days())
def test_every_plan_passes_the_independent_check(problem):
    plan = plan_tours(problem)
    assert check_plan(problem, plan) == []
    assert plan.is_feasible


@settings(max_examples=60, deadline=None)
@given(days())
def test_a_plan_is_kept_while_nothing_changes(problem):
    plan = plan_tours(problem)
    again = plan_tours(replace(problem, seed=1, previous=previous_of(plan)))
    assert again == replace(plan, is_kept=bool(plan.tours))


@settings(max_examples=60, deadline=None)
@given(days())
def test_equal_input_gives_an_equal_plan(problem):
    assert repr(plan_tours(problem)) == repr(plan_tours(problem))


@settings(max_examples=60, deadline=None)
@given(days())
def test_fixed_tours_are_driven_as_given(problem):
    plan = plan_tours(problem)
    orders = tuple(order_of(tour) for tour in plan.tours)
    fixed = plan_tours(replace(problem, fixed=orders))
    by_hand = [tour for tour in fixed.tours if tour.is_fixed]
    assert by_hand == [replace(tour, is_fixed=True) for tour in plan.tours]


@settings(max_examples=100, deadline=None)
@given(days(), st.randoms(use_true_random=False))
def test_a_tour_by_hand_is_judged_as_the_check_judges_it(problem, random):
    # given any calls in any order on the first vehicle
    problem = replace(problem, choices=())
    calls = [call for task in problem.tasks for call in calls_of(task)]
    random.shuffle(calls)
    cuts = sorted(random.randint(0, len(calls)) for _ in range(2))
    parts = (calls[: cuts[0]], calls[cuts[0] : cuts[1]], calls[cuts[1] :])
    trips = tuple(tuple(part) for part in parts if part)
    by_hand = replace(problem, fixed=(TourOrder(0, trips),))
    # when
    plan = plan_tours(by_hand)
    # then
    stated = [breach for tour in plan.tours for breach in tour.breaches]
    assert plan.is_feasible is not bool(stated)
    assert bool(stated) is bool(check_plan(by_hand, plan))


def test_equal_input_gives_equal_bytes():
    code = """
from random import Random
from tests.engines.tours import HOUR, collect, day, deliver, direct, van
from kortreist.engines.routing import Compartment, Zone, plan_tours
random = Random(5)
points = [(random.randint(-30, 30), random.randint(-30, 30)) for _ in range(25)]
cold = (Compartment(Zone.CHILLED, 300_000),)
tasks = [deliver(n, n, kg=random.randint(5, 90), zone=random.choice(list(Zone)[:2]),
                 vehicle_ids=random.choice([(), (1, 2)])) for n in range(1, 18)]
tasks += [collect(n, n, kg=40, due_s=11 * HOUR) for n in range(18, 22)] + [direct(22, 23, 24)]
vans = [van(n, max_trips=2, compartments=cold) for n in (1, 2, 3)]
print(plan_tours(day(points, vans, tasks)))
"""
    runs = {
        subprocess.run(
            [sys.executable, "-c", code],
            check=True,
            capture_output=True,
            env=os.environ | {"PYTHONHASHSEED": seed, "PYTHONPATH": os.pathsep.join(sys.path)},
        ).stdout
        for seed in ("1", "2")
    }
    assert len(runs) == 1
    assert b"unserved=()" in runs.pop()
