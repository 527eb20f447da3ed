"""The coordinator's pages of tours."""

from datetime import time

import pytest
from django.urls import reverse

from kortreist.apps.actors.models import RoleKind
from kortreist.apps.fulfilment.models import FixedTour, RoadFact, Tour, TourPlan, Vehicle
from kortreist.apps.jobs.running import drain
from tests import factories
from tests.apps.fulfilment.tour_scenes import make_day, make_fixed_tour, set_hours
from tests.harness.sql_log import query_count as count_queries

pytestmark = pytest.mark.django_db


@pytest.fixture
def day():
    return make_day(("Røros", "Os", "Tynset"))


@pytest.fixture
def page(day, client):
    """``page("tours", cycle=…)`` opens one as the hub's coordinator, or posts to it."""
    client.force_login(factories.make_role(day.hub, RoleKind.COORDINATOR).person.user)

    def open_page(name, post=None, **places):
        address = reverse(f"fulfilment:{name}", kwargs={"hub": day.hub.public_id, **places})
        answer = client.get(address) if post is None else client.post(address, post, follow=True)
        return answer.status_code, answer.content.decode()

    return open_page


def test_plan_is_asked_for_followed_and_chosen(day, page):
    cycle = day.cycle.public_id
    status, text = page("tours", {"collect_days_before": "1"}, cycle=cycle)
    assert (status, "plan-progress" in text) == (200, True)

    drain()
    status, text = page("tours", cycle=cycle)
    plan = TourPlan.objects.get()
    assert (status, plan.status) == (200, "ready")
    # Every door stands in the table, and the map has words.
    assert all(f"{name} kjøkken" in text for name in day.units)
    assert 'role="img"' in text
    assert "Kartverket" in text
    # when
    status, text = page("plan-choose", {}, plan=plan.public_id)
    assert (status, Tour.objects.count()) == (200, 2)
    status, text = page("plan-undo", {}, plan=plan.public_id)
    assert (status, Tour.objects.count()) == (200, 0)


def test_what_is_on_no_tour_stands_first_with_what_to_do(day, page):

    set_hours(day, "Tynset", time(4), time(5))
    day.plan()
    _, text = page("tours", cycle=day.cycle.public_id)
    assert text.index("Tynset kjøkken") < text.index("<table")


def test_tour_is_changed_by_buttons(day, page):
    tour = day.choose()[1]
    first = tour.stops.filter(point__isnull=False).first()
    status, text = page("tour-detail", tour=tour.public_id)
    assert (status, 'name="to" value="down"' in text) == (200, True)
    status, text = page("tour-stop-move", {"to": "down"}, tour=tour.public_id, stop=first.public_id)
    tour.refresh_from_db()
    assert (status, tour.version) == (200, 2)
    driver = factories.make_role(day.hub, RoleKind.DRIVER).person
    page("tour-driver", {"driver": str(driver.public_id)}, tour=tour.public_id)
    tour.refresh_from_db()
    assert tour.driver == driver
    status, _ = page(
        "tour-stop-move", {"to": "sideways"}, tour=tour.public_id, stop=first.public_id
    )
    assert status == 404


def test_vehicle_is_added_and_wrong_figures_are_told_at_the_field(day, page):
    typed = {
        "name": "Sykkelen",
        "payload_g": "120",
        "volume_ml": "600",
        "available_from": "07:00",
        "available_until": "16:00",
        "most_trips": "4",
        "energy": "human",
        "use_per_100km": "0",
        "cost_hour_ore": "380",
    }
    status, _ = page("vehicle-new", typed)
    bicycle = Vehicle.objects.get(name="Sykkelen")
    assert (status, bicycle.payload_g, bicycle.cost_hour_ore) == (200, 120_000, 38_000)
    status, text = page("vehicle", typed | {"available_until": "06:00"}, vehicle=bicycle.public_id)
    assert 'aria-invalid="true"' in text or "ds-validation" in text
    page("vehicle-archive", {}, vehicle=bicycle.public_id)
    bicycle.refresh_from_db()
    assert bicycle.archived_at


def test_fixed_tour_is_made_and_put_in_order(day, page):
    typed = {"name": "Dalruta", "vehicle": str(day.van.public_id), "starts_at": "07:00"}
    page("fixed-tours", typed | {"weekdays": ["4"]})
    tour = FixedTour.objects.get()
    assert tour.weekdays == [4]
    for name in ("Os", "Røros"):
        choice = f"point-{day.units[name].delivery_point.public_id}"
        page("fixed-stop-add", {"place": choice}, fixed=tour.public_id)
    page("fixed-stop-move", {"stop": "2", "to": "up"}, fixed=tour.public_id)
    assert list(tour.stops.values_list("point__units__name", flat=True)) == ["Røros", "Os"]
    status, _ = page("fixed-stop-add", {"place": "point-nonsense"}, fixed=tour.public_id)
    assert status == 404


def test_road_is_added(day, page):
    typed = {
        "kind": "closed",
        "name": "Fjellet",
        "from_latitude": "62.4",
        "from_longitude": "10.7",
        "to_latitude": "62.2",
        "to_longitude": "11.2",
        "extra_km": "50",
        "extra_minutes": "45",
        "valid_from": "2026-11-01",
    }
    page("road-new", typed)
    fact = RoadFact.objects.get()
    assert (fact.extra_m, fact.extra_s) == (50_000, 2_700)


def test_delivery_goes_another_way(day, page):
    delivery = day.delivery("Tynset")
    typed = {"way": "haulier", "carrier": "Bilen", "carriage_ore": "450", "carriage_km": "54"}
    page("tour-way", typed, delivery=delivery.public_id)
    delivery.refresh_from_db()
    assert (delivery.way, delivery.carriage_ore, delivery.carriage_m) == ("haulier", 45_000, 54_000)
    _, text = page("tour-ways", cycle=day.cycle.public_id)
    assert "Bilen" in text


def test_only_coordinators_see_tours(day, client):
    client.force_login(factories.make_role(day.hub, RoleKind.PACKING_TEAM).person.user)
    for name, places in (
        ("tours", {"cycle": day.cycle.public_id}),
        ("vehicles", {}),
        ("fixed-tours", {}),
        ("roads", {}),
    ):
        address = reverse(f"fulfilment:{name}", kwargs={"hub": day.hub.public_id, **places})
        assert client.get(address).status_code == 403


def test_tours_page_asks_as_often_for_more_stops(day, page):
    make_fixed_tour(day, ["Røros"])
    day.choose()
    cycle = day.cycle.public_id
    page("tours", cycle=cycle)
    few = count_queries(lambda: page("tours", cycle=cycle))
    tour = Tour.objects.order_by("-number").first()
    for position in range(50, 60):
        tour.stops.create(
            hub=day.hub,
            position=position,
            kind="deliver",
            name="Mer",
            latitude=62.5,
            longitude=11.0,
            arrives_at=tour.starts_at,
            leaves_at=tour.starts_at,
        )
    assert count_queries(lambda: page("tours", cycle=cycle)) == few
