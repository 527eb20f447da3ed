"""Distances without a road engine: calibrated, honest about their doubt, and aware of the roads."""

import csv
from itertools import pairwise, permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kortreist.engines.distances import (
    SPEEDS,
    WINDINGS,
    Gate,
    GateKind,
    Point,
    Terrain,
    apply_gates,
    calibrate,
    crosses,
    drive_s,
    estimate_distances,
    great_circle_m,
    shortest_round_m,
)
from kortreist.kernel.errors import InvalidInputError
from tests.harness.shared import shared

OSLO, ROROS = Point(59.91150, 10.74750), Point(62.57470, 11.38420)
TYNSET, ALVDAL = Point(62.27590, 10.78240), Point(62.10810, 10.63080)
KINDS = {Terrain.INLAND: {"region", "inland"}, Terrain.FJORD: {"fjord"}}
# North-east of Alvdal, across the road to Tynset.
PASS = Gate(GateKind.CLOSED, Point(62.3, 10.5), Point(62.1, 10.9), extra_m=40_000, extra_s=2_400)

# In parts of a degree that a float holds exactly.
points = st.builds(
    Point,
    st.integers(58 * 64, 71 * 64).map(lambda part: part / 64),
    st.integers(5 * 64, 31 * 64).map(lambda part: part / 64),
)


def published() -> list[dict[str, str]]:
    """Return the known roads, or skip loudly where they are not."""
    path = shared("data/distances/published_road_distances.csv")
    with path.open(encoding="utf-8") as lines:
        return [row for row in csv.DictReader(lines) if row["ratio"]]


def test_great_circle_is_as_the_source_has_it():
    assert great_circle_m(OSLO, ROROS) == pytest.approx(298_700, rel=0.003)
    assert great_circle_m(OSLO, OSLO) == 0


@pytest.mark.parametrize("terrain", Terrain)
def test_winding_is_what_the_known_roads_give(terrain):
    ratios = [float(row["ratio"]) for row in published() if row["terrain"] in KINDS[terrain]]
    carried = WINDINGS[terrain]
    assert calibrate(ratios, source=carried.source) == carried


def test_known_speeds_lie_among_the_published():
    speeds = sorted(
        float(row["avg_kmh"]) for row in published() if row["avg_kmh"] and not row["ferries"]
    )
    assert all(speeds[0] <= band.kmh <= speeds[-1] for band in SPEEDS if band.is_known)


def test_calibration_says_nothing_of_three_roads():
    with pytest.raises(InvalidInputError):
        calibrate([1.1, 1.2, 1.3], source="three roads")
    with pytest.raises(InvalidInputError):
        calibrate([0.9, 1.2, 1.3, 1.4], source="one shorter than the straight line")


def test_tynset_to_roros_is_estimated_near_the_published_road():
    matrix = estimate_distances([TYNSET, ROROS], WINDINGS[Terrain.INLAND])
    low_m, high_m = WINDINGS[Terrain.INLAND].span_m(great_circle_m(TYNSET, ROROS))
    # Published: 50 and 55 km.
    assert matrix.distance_m[0][1] == pytest.approx(54_000, rel=0.02)
    assert low_m < 50_000
    assert high_m > 55_000
    assert matrix.duration_s[0][1] == drive_s(matrix.distance_m[0][1])


@given(st.integers(0, 900_000), st.integers(0, 900_000))
def test_longer_roads_never_take_less_time(one, other):
    short, long = sorted((one, other))
    assert drive_s(short) <= drive_s(long)


@given(st.lists(points, min_size=1, max_size=6))
def test_roads_are_never_shorter_than_the_straight_line(places):
    matrix = estimate_distances(places, WINDINGS[Terrain.INLAND])
    for row, start in enumerate(places):
        assert matrix.distance_m[row][row] == matrix.duration_s[row][row] == 0
        for column, end in enumerate(places):
            assert matrix.distance_m[row][column] >= great_circle_m(start, end)
            assert matrix.distance_m[row][column] == matrix.distance_m[column][row]


def test_closed_pass_lengthens_only_legs_that_cross_it():
    places = [TYNSET, ALVDAL, ROROS]
    plain = estimate_distances(places, WINDINGS[Terrain.INLAND])
    matrix = apply_gates(plain, places, [PASS])
    assert matrix.distance_m[0][1] == plain.distance_m[0][1] + 40_000
    assert matrix.duration_s[1][0] == plain.duration_s[1][0] + 2_400
    assert matrix.distance_m[0][2] == plain.distance_m[0][2]
    assert matrix.distance_m[1][2] == plain.distance_m[1][2] + 40_000


def test_ferry_is_time_but_not_driving_and_costs_its_fare():
    ferry = Gate(GateKind.FERRY, PASS.start, PASS.end, extra_s=1_800, extra_ore=9_000)
    places = [TYNSET, ALVDAL]
    plain = estimate_distances(places, WINDINGS[Terrain.INLAND])
    matrix = apply_gates(plain, places, [ferry])
    assert matrix.duration_s == plain.duration_s
    assert (matrix.ferry_s[0][1], matrix.fare_ore[0][1]) == (1_800, 9_000)
    # A road engine has the crossing's time already.
    known = apply_gates(plain, places, [ferry], knows_ferries=True)
    assert (known.ferry_s[0][1], known.fare_ore[0][1]) == (0, 9_000)


@given(points, points, points, points)
def test_crossing_is_the_same_both_ways(start, end, one, other):
    gate, turned = Gate(GateKind.SLOW, one, other), Gate(GateKind.SLOW, other, one)
    assert crosses(start, end, gate) == crosses(end, start, gate) == crosses(start, end, turned)
    assert crosses(start, end, gate) == crosses(one, other, Gate(GateKind.SLOW, start, end))


def test_gates_on_the_same_line_but_further_on_are_not_met():
    gate = Gate(GateKind.SLOW, Point(62, 12), Point(62, 13))
    assert not crosses(Point(62, 10), Point(62, 11), gate)
    assert crosses(Point(62, 10), Point(62, 12.5), gate)


@given(st.lists(points, min_size=2, max_size=6))
def test_short_round_is_a_round_and_near_the_shortest(places):
    table = estimate_distances(places, WINDINGS[Terrain.INLAND]).distance_m
    stops = range(1, len(places))
    best = min(
        sum(table[here][there] for here, there in pairwise((0, *order, 0)))
        for order in permutations(stops)
    )
    assert best <= shortest_round_m(table, 0, stops) <= best * 1.3 + 10


def test_round_over_nothing_is_nothing():
    assert shortest_round_m([[0, 5], [5, 0]], 0, []) == 0
    assert shortest_round_m([[0, 5], [5, 0]], 0, [1, 1]) == 10
