"""Distances of a road engine: believed only when all of them can be."""

import math
from datetime import timedelta

import pytest
from django.core.checks import Error

from kortreist.apps.registers.checks import check_road_engine
from kortreist.apps.registers.models import RoadLeg
from kortreist.apps.registers.services.roads import KEEP, road_distances
from kortreist.engines.distances import WINDINGS, Point, Terrain, estimate_distances
from tests.harness.road_server import road_server

pytestmark = pytest.mark.django_db

INLAND = WINDINGS[Terrain.INLAND]
PLACES = [Point(62.5747, 11.3842), Point(62.2759, 10.7824), Point(62.1081, 10.6308)]


@pytest.fixture
def engine(settings):
    """``engine(server)`` makes a server the one that is asked."""

    def use(server, *, timeout_s: float = 2) -> None:
        settings.ROADS, settings.ROADS_URL = "valhalla", server.url
        settings.ROADS_TIMEOUT_S = timeout_s

    return use


def test_without_an_engine_roads_are_estimated(now):
    found = road_distances(PLACES, INLAND, now=now)
    assert (found.source, found.trouble) == ("embedded", "")
    assert found.matrix == estimate_distances(PLACES, INLAND)


@pytest.mark.both
def test_engine_is_asked_once_and_remembered(now, engine):
    with road_server() as server:
        engine(server)
        # when
        first = road_distances(PLACES, INLAND, now=now)
        again = road_distances(list(reversed(PLACES)), INLAND, now=now)
    # then
    assert (first.source, first.trouble) == ("valhalla", "")
    assert len(server.questions) == 1
    assert again.matrix.distance_m[0][2] == first.matrix.distance_m[2][0] > 0
    assert RoadLeg.objects.count() == 6


def test_what_was_said_long_ago_is_asked_anew(now, engine):
    with road_server() as server:
        engine(server)
        road_distances(PLACES, INLAND, now=now - KEEP - timedelta(days=1))
        road_distances(PLACES, INLAND, now=now)
    assert len(server.questions) == 2
    assert set(RoadLeg.objects.values_list("fetched_at", flat=True)) == {now}


def test_many_places_are_asked_for_in_blocks(now, engine):
    places = [Point(62 + step / 100, 11) for step in range(30)]
    with road_server() as server:
        engine(server)
        found = road_distances([*places, places[0]], INLAND, now=now)
    assert len(server.questions) == 4
    assert max(len(each["sources"]) for each in server.questions) == 25
    # The same place twice is asked for once, and is no way from itself.
    assert found.matrix.distance_m[0][30] == 0


def put(value, part="distance"):
    """Return a twist that writes something else into one cell."""

    def twist(table):
        table[0][1][part] = value
        return table

    return twist


LIES = [
    ("a row too few", lambda table: table[1:], "too_few"),
    ("a cell too few", lambda table: [table[0][1:], *table[1:]], "too_few"),
    ("no table", lambda table: "here be dragons", "nonsense"),
    ("nothing", lambda table: None, "nonsense"),
    ("below zero", put(-5), "nonsense"),
    ("a time below zero", put(-1, "time"), "nonsense"),
    ("no number", put(math.nan), "nonsense"),
    ("without end", put(math.inf, "time"), "nonsense"),
    ("unreachable", put(None), "nonsense"),
    ("shorter than through the air", put(3), "impossible"),
    ("round the globe", put(40_000), "impossible"),
    ("faster than anyone", put(60, "time"), "impossible"),
    ("a fortnight", put(1_209_600, "time"), "impossible"),
]


@pytest.mark.parametrize(("_case", "twist", "code"), LIES, ids=[case[0] for case in LIES])
def test_one_impossible_cell_spoils_the_whole_table(_case, twist, code, now, engine):
    with road_server(twist=twist) as server:
        engine(server)
        found = road_distances(PLACES, INLAND, now=now)
    assert (found.source, found.trouble) == ("embedded", code)
    assert found.matrix == estimate_distances(PLACES, INLAND)
    assert not RoadLeg.objects.exists()


TROUBLES = [
    ("hangs", {"hang_s": 1.5}, "too_slow"),
    ("drips", {"drip_s": 0.1}, "too_slow"),
    ("is away", {"status": 503}, "away"),
    ("refuses", {"status": 400}, "refused"),
]


@pytest.mark.real_time
@pytest.mark.parametrize(("_case", "behaviour", "code"), TROUBLES, ids=[t[0] for t in TROUBLES])
def test_an_engine_in_trouble_is_not_waited_for(_case, behaviour, code, now, engine):
    with road_server(**behaviour) as server:
        engine(server, timeout_s=0.5)
        found = road_distances(PLACES, INLAND, now=now)
    assert (found.source, found.trouble) == ("embedded", code)
    assert len(server.questions) <= 2


def test_nobody_is_asked_but_the_engine_that_is_set(now, engine):
    with road_server() as elsewhere, road_server(status=307) as server:
        server.location = f"{elsewhere.url}/sources_to_targets"
        engine(server)
        found = road_distances(PLACES, INLAND, now=now)
    assert (found.source, found.trouble) == ("embedded", "moved")
    assert not elsewhere.questions


def test_no_engine_there_at_all(now, engine):
    with road_server() as server:
        engine(server)
    found = road_distances(PLACES, INLAND, now=now)
    assert (found.source, found.trouble) == ("embedded", "away")


@pytest.mark.parametrize(
    ("roads", "url", "code"),
    [
        ("embedded", "", None),
        ("valhalla", "http://127.0.0.1:8002", None),
        ("google", "http://127.0.0.1:8002", "kortreist.E020"),
        ("osrm", "", "kortreist.E021"),
        ("osrm", "file:///etc/passwd", "kortreist.E021"),
    ],
)
def test_configuration_is_checked(roads, url, code, settings):
    settings.ROADS, settings.ROADS_URL = roads, url
    found = [each.id for each in check_road_engine() if isinstance(each, Error)]
    assert found == ([code] if code else [])
