import csv
from dataclasses import replace

import pytest

from kortreist.formats.vrplib import (
    Convention,
    Family,
    check_routes,
    cost_of,
    read_instance,
    write_solution,
)
from kortreist.kernel.errors import InvalidInputError
from tests.harness.shared import shared

SOLOMON = """T1

VEHICLE
NUMBER     CAPACITY
  2         10

CUSTOMER
CUST NO.  XCOORD.   YCOORD.    DEMAND   READY TIME  DUE DATE   SERVICE   TIME

    0      0         0          0          0        100          0
    1      3         4          6          0         20         10
    2      0         7          4         30         40          5
"""
LI_LIM = """2\t10\t1
0\t0\t0\t0\t0\t100\t0\t0\t0
1\t3\t4\t6\t0\t20\t10\t0\t2
2\t0\t7\t-6\t30\t40\t5\t1\t0
"""
CVRP = """NAME : T3
COMMENT : "mine"
TYPE : CVRP
DIMENSION : 3
EDGE_WEIGHT_TYPE : EUC_2D
CAPACITY : 10
NODE_COORD_SECTION
1 0 0
2 3 4
3 0 7
DEMAND_SECTION
1 0
2 6
3 4
DEPOT_SECTION
 1
 -1
EOF
"""


def test_three_shapes_are_read():
    solomon, pairs, plain = map(read_instance, (SOLOMON, LI_LIM, CVRP))
    assert [each.family for each in (solomon, pairs, plain)] == list(Family)
    assert [each.convention for each in (solomon, pairs, plain)] == list(Convention)
    assert (solomon.name, solomon.vehicles, solomon.capacity) == ("T1", 2, 10)
    assert (solomon.nodes[2].ready, solomon.nodes[2].due, solomon.nodes[2].service) == (30, 40, 5)
    assert [node.partner for node in pairs.nodes] == [0, 2, 1]
    assert (plain.name, plain.vehicles, plain.nodes[1].due) == ("T3", None, None)
    assert read_instance(SOLOMON.replace("\n", "\r\n")) == solomon


@pytest.mark.parametrize(
    ("convention", "cost"),
    [
        (Convention.DISTANCE_1DEC, 16.2),
        (Convention.DISTANCE_ROUNDED_INT, 16),
        (Convention.HIERARCHICAL_EXACT, 12 + 18**0.5),
    ],
)
def test_conventions_count_differently(convention, cost):
    instance = read_instance(SOLOMON)
    assert cost_of(instance, [[1, 2]], convention) == cost
    assert check_routes(instance, [[1, 2]], convention) == []


def test_a_solution_is_written_as_others_write_it():
    text = write_solution([[1], [2]], 24.0, Convention.DISTANCE_1DEC)
    assert text == "Route #1: 1\nRoute #2: 2\nCost 24.0\n"


@pytest.mark.parametrize(
    ("text", "routes", "words"),
    [
        (SOLOMON, [[1]], "not every place is visited once"),
        (SOLOMON, [[1, 2], [1]], "not every place is visited once"),
        (SOLOMON, [[2, 1]], "place 1 is reached at 39.20, after 20"),
        (SOLOMON.replace("6    ", "7    "), [[1, 2]], "load 11 is above 10"),
        (SOLOMON.replace("  2         10", "  1         10"), [[1], [2]], "2 vehicles"),
        (LI_LIM, [[2, 1]], "place 2 comes before 1"),
        (LI_LIM, [[1], [2]], "places 2 and 1 are not on the same route"),
    ],
)
def test_the_check_sees_what_is_wrong(text, routes, words):
    instance = read_instance(text)
    found = check_routes(instance, routes, Convention.DISTANCE_1DEC)
    assert words in " | ".join(found)


@pytest.mark.parametrize(
    ("text", "field", "words"),
    [
        ("", "line 1", "nothing"),
        ("hello\n", "line 1", "no VEHICLE part"),
        (SOLOMON.split("CUSTOMER", maxsplit=1)[0], "line 5", "no CUSTOMER part"),
        ("\n".join(SOLOMON.splitlines()[:10]), "line 10", "nobody to visit"),
        (SOLOMON.replace("    2      0", "    3      0"), "line 12", "customer 2"),
        (SOLOMON.replace("  40  ", "  x  "), "line 12", "no number"),
        (SOLOMON.replace("  40  ", "  4.5  "), "line 12", "whole"),
        (SOLOMON.replace("  40  ", "  nan  "), "line 12", "too large"),
        (SOLOMON.replace("  40  ", "  20  "), "line 12", "before ready time 30"),
        (SOLOMON.replace("  40  ", "    "), "line 12", "7 numbers, not 6"),
        (SOLOMON.replace("   4         30", "   40        30"), "line 12", "above the capacity"),
        (SOLOMON.replace("   4         30", "   -4        30"), "line 12", "below zero"),
        (LI_LIM.replace("10\t0\t2", "10\t0\t7"), "line 3", "no partner"),
        (LI_LIM.replace("-6", "-5"), "line 3", "no pair"),
        (CVRP.replace("2 3 4", "2 3"), "line 9", "3 numbers"),
        (CVRP.replace("3 0 7\n", ""), "line 9", "3 rows"),
        (CVRP.replace("CAPACITY : 10\n", ""), "line 17", "CAPACITY"),
        (CVRP.replace("EUC_2D", "EXPLICIT"), "line 18", "EUC_2D"),
        (CVRP.replace("3 4\nDEPOT", "3 11\nDEPOT"), "line 14", "capacity"),
        (CVRP.replace(" 1\n -1", " 2\n -1"), "line 18", "one depot"),
        (CVRP.replace("DEMAND_SECTION", "WHATEVER"), "line 11", "3 numbers"),
    ],
)
def test_a_text_that_cannot_be_read_is_refused_with_its_line(text, field, words):
    with pytest.raises(InvalidInputError) as refused:
        read_instance(text)
    assert refused.value.code == "unfit_input"
    assert refused.value.params["field"] == field
    assert words in refused.value.params["words"]


def test_every_known_solution_is_found_right():
    folder = shared("data/vrp")
    rows = list(csv.DictReader((folder / "best_known.csv").read_text().splitlines()))
    for row in rows:
        instance = read_instance((folder / row["instance_file"]).read_text())
        routes = [
            [int(place) for place in line.partition(":")[2].split()]
            for line in (folder / row["solution_file"]).read_text().splitlines()
            if line.startswith("Route")
        ]
        convention = Convention(row["convention"])
        assert check_routes(instance, routes, convention) == []
        assert cost_of(instance, routes, convention) == pytest.approx(float(row["bks_cost"]), 1e-6)
        assert len(routes) == int(row["bks_vehicles"])
        broken = [routes[0][::-1], *routes[1:]]
        late = replace(instance, capacity=1)
        assert check_routes(late, broken, convention)
    assert len(rows) == 53
