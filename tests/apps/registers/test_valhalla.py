"""Distances of a real Valhalla, on Oslo's own streets."""

import json

import pytest

from kortreist.apps.registers.models import RoadLeg
from kortreist.apps.registers.services.roads import road_distances
from kortreist.engines.distances import WINDINGS, Point, Terrain, great_circle_m
from tests.harness.shared import shared
from tests.harness.valhalla import valhalla

pytestmark = [pytest.mark.django_db, pytest.mark.real_time]

INLAND = WINDINGS[Terrain.INLAND]


def places() -> list[Point]:
    """Return the four places of the sample question."""
    asked = json.loads(shared("data/osm/oslo_matrix_request.json").read_text())
    return [Point(each["lat"], each["lon"]) for each in asked["sources"]]


def test_oslo_by_real_streets(now, settings, tmp_path):
    points = places()
    with valhalla(tmp_path) as url:
        settings.ROADS, settings.ROADS_URL, settings.ROADS_TIMEOUT_S = "valhalla", url, 20
        # when
        found = road_distances(points, INLAND, now=now)
        # then it was believed, and streets are longer than the straight line, but not by much
        assert (found.source, found.trouble) == ("valhalla", "")
        for row, start in enumerate(points):
            for column, end in enumerate(points):
                if row != column:
                    metres = found.matrix.distance_m[row][column]
                    assert (
                        great_circle_m(start, end) < metres + 100 < 4 * great_circle_m(start, end)
                    )
                    assert 60 < found.matrix.duration_s[row][column] < 1_200
        # and where it knows no roads, nothing of it is used
        abroad = road_distances([*points, Point(62.5747, 11.3842)], INLAND, now=now)
    assert (abroad.source, abroad.trouble) == ("embedded", "refused")
    # and what it said before is remembered without it
    assert road_distances(points, INLAND, now=now) == found
    assert RoadLeg.objects.count() == 12
