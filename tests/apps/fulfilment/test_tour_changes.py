"""Changing tours by hand: stops moved, drivers given, other ways, vehicles, fixed tours, roads."""

from dataclasses import replace
from datetime import date, time, timedelta

import pytest

from kortreist.apps.actors.models import DeliveryWay, RoleKind
from kortreist.apps.catalogue.models import Storage
from kortreist.apps.fulfilment.errors import (
    CarriageError,
    NameTakenError,
    NotADriverError,
    OnTourError,
    RoadFactError,
    StopUnmovableError,
    TourLeftError,
    TourStateError,
    VehicleFactsError,
    VehicleInUseError,
)
from kortreist.apps.fulfilment.models import (
    Delivery,
    RoadFact,
    RoadFactKind,
    StopDelivery,
    StopKind,
    Tour,
    TourFootprint,
    TourStatus,
    TourStop,
    Vehicle,
)
from kortreist.apps.fulfilment.selectors.service_times import learn_service_times
from kortreist.apps.fulfilment.services.packing import plan_deliveries
from kortreist.apps.fulfilment.services.tours import moving
from kortreist.apps.fulfilment.services.tours.driven import note_driven
from kortreist.apps.fulfilment.services.tours.drivers import assign_driver
from kortreist.apps.fulfilment.services.tours.fixed import (
    add_fixed_stop,
    move_fixed_stop,
    save_fixed_tour,
)
from kortreist.apps.fulfilment.services.tours.moving import move_stop, move_stop_to
from kortreist.apps.fulfilment.services.tours.road_facts import save_road_fact
from kortreist.apps.fulfilment.services.tours.vehicles import add_vehicle, archive_vehicle
from kortreist.apps.fulfilment.services.tours.ways import set_way
from kortreist.apps.fulfilment.touring.entries import (
    CompartmentFacts,
    FixedTourFacts,
    RoadFactFacts,
    VehicleFacts,
    WayFacts,
)
from kortreist.kernel.errors import ConflictError, NotFoundError, NotPermittedError
from tests import factories
from tests.apps.fulfilment.tour_scenes import (
    brings_itself,
    make_day,
    make_fixed_tour,
    make_vehicle,
    set_hours,
)
from tests.conftest import NOON

pytestmark = pytest.mark.django_db

VAN = VehicleFacts(
    name="Ny bil",
    payload_g=1_000_000,
    volume_ml=8_000_000,
    available_from=time(6),
    available_until=time(18),
    compartments=(CompartmentFacts(Storage.CHILLED, 400_000, 3_000_000),),
)
FERRY = RoadFactFacts(
    kind=RoadFactKind.FERRY,
    name="Ferja",
    line=(62.1, 10.0, 62.2, 10.5),
    valid_from=date(2026, 11, 1),
    extra_s=900,
    extra_ore=12_000,
)


def doors_of(tour) -> list[str]:
    stops = tour.stops.filter(kind=StopKind.DELIVER).order_by("position")
    return list(stops.values_list("point__units__name", flat=True))


def own_day():
    """Return a day without fetching, and its one tour."""
    day = make_day(("Røros", "Os", "Tynset"))
    brings_itself(day)
    [tour] = day.choose()
    return day, tour


def stop_at(tour, name) -> TourStop:
    return tour.stops.get(point__units__name=name)


def test_stop_is_moved_and_told_what_it_comes_to(audit_codes):
    # given
    day, tour = own_day()
    before, first = doors_of(tour), stop_at(tour, doors_of(tour)[0])
    address = first.public_id
    # when
    moved = move_stop(**day.scope, stop_id=first.pk, steps=1)
    # then
    tour.refresh_from_db()
    assert doors_of(tour) == [before[1], before[0], before[2]]
    planned_m = tour.plan.answer["plan"]["tours"][0]["distance_m"]
    assert (moved.more_m, moved.tours) == (tour.distance_m - planned_m, (tour,))
    assert tour.version == 2
    assert stop_at(tour, before[0]).public_id == address
    assert "fulfilment.tour.changed" in audit_codes()
    # and back again it is as it was
    move_stop(**day.scope, stop_id=stop_at(tour, before[0]).pk, steps=-1)
    assert doors_of(tour) == before


def test_doors_that_close_before_the_van_comes_are_named():
    day = make_day(("Røros", "Tynset"))
    brings_itself(day)
    set_hours(day, "Tynset", time(7), time(9))
    set_hours(day, "Røros", time(9, 30), time(15))
    [tour] = day.choose()
    moved = move_stop(**day.scope, stop_id=stop_at(tour, "Røros").pk, steps=-1)
    assert [stop.name for stop in moved.late] == ["Tynset kjøkken"]
    assert {each["code"] for each in Tour.objects.get().breaches} == {"too_late"}


def test_stop_goes_to_another_tour_and_the_empty_one_is_gone():
    day = make_day(("Røros", "Os"))
    brings_itself(day)
    other_van = make_vehicle(day.hub, "Lillebilen")
    [tour] = day.choose()
    other = Tour.objects.create(
        hub=day.hub,
        cycle=day.cycle,
        day=tour.day,
        number=2,
        plan=tour.plan,
        vehicle=other_van if tour.vehicle == day.van else day.van,
        starts_at=tour.starts_at,
        ends_at=tour.ends_at,
        distance_m=0,
        drive_s=0,
        cost_ore=0,
    )
    for name in ("Røros", "Os"):
        stop = stop_at(tour, name)
        move_stop_to(**day.scope, stop_id=stop.pk, tour_id=other.pk)
    # then
    assert list(Tour.objects.values_list("pk", flat=True)) == [other.pk]
    assert set(doors_of(other)) == {"Røros", "Os"}
    assert StopDelivery.objects.count() == 2


def test_what_cannot_be_moved():
    day, tour = own_day()
    last = stop_at(tour, doors_of(tour)[-1])
    with pytest.raises(StopUnmovableError):
        move_stop(**day.scope, stop_id=last.pk, steps=1)
    with pytest.raises(StopUnmovableError):
        move_stop(**day.scope, stop_id=tour.stops.get(kind=StopKind.END).pk, steps=-1)
    with pytest.raises(StopUnmovableError):
        move_stop_to(**day.scope, stop_id=last.pk, tour_id=tour.pk)
    Tour.objects.update(status=TourStatus.UNDERWAY)
    with pytest.raises(TourLeftError):
        move_stop(**day.scope, stop_id=last.pk, steps=-1)
    packer = day.scope | {"actor": factories.packing_team(day.hub)}
    with pytest.raises(NotPermittedError):
        move_stop(**packer, stop_id=last.pk, steps=-1)
    tour.refresh_from_db()
    assert tour.version == 1


def test_move_is_refused_when_somebody_changed_the_tour_meanwhile(monkeypatch):
    # given somebody who is quicker while the engine thinks
    day, tour = own_day()
    think = moving.plan_tours

    def think_slowly(problem):
        Tour.objects.update(version=7)
        return think(problem)

    monkeypatch.setattr(moving, "plan_tours", think_slowly)
    before = doors_of(tour)
    # when
    with pytest.raises(ConflictError):
        move_stop(**day.scope, stop_id=stop_at(tour, before[0]).pk, steps=1)
    # then
    assert doors_of(tour) == before


def test_driver_is_one_who_drives_for_the_hub(audit_codes):
    day, tour = own_day()
    driver = factories.make_role(day.hub, RoleKind.DRIVER).person
    packer = factories.make_role(day.hub, RoleKind.PACKING_TEAM).person
    assign_driver(**day.scope, tour_id=tour.pk, person_id=driver.pk)
    tour.refresh_from_db()
    assert tour.driver == driver
    with pytest.raises(NotADriverError):
        assign_driver(**day.scope, tour_id=tour.pk, person_id=packer.pk)
    assert audit_codes().count("fulfilment.tour.driver_set") == 1


def test_other_ways_are_not_planned_but_cost():
    day = make_day(("Røros", "Tynset"))
    facts = WayFacts(DeliveryWay.HAULIER, "Transportøren", "W-1", 45_000, 54_000)
    delivery = set_way(**day.scope, delivery_id=day.delivery("Tynset").pk, facts=facts)
    assert (delivery.way, delivery.carriage_ore) == ("haulier", 45_000)
    assert {int(place) for place in day.plan().answer["errands"]} == {
        2 * day.units["Røros"].delivery_point_id,
        2 * day.farm.pk + 1,
    }


def test_way_of_what_is_on_a_tour_stands():
    day, _ = own_day()
    delivery = day.delivery("Os")
    with pytest.raises(OnTourError):
        set_way(**day.scope, delivery_id=delivery.pk, facts=WayFacts(DeliveryWay.PARCEL))
    facts = WayFacts(DeliveryWay.OWN_TOUR, carrier="Noen andre")
    with pytest.raises(CarriageError):
        set_way(**day.scope, delivery_id=delivery.pk, facts=facts)
    delivery.refresh_from_db()
    assert delivery.way == "own_tour"


def test_way_begins_as_the_doors_usual_one():
    day = make_day(("Røros",))
    point = day.units["Røros"].delivery_point
    point.usual_way = DeliveryWay.COLLECTED
    point.save()
    Delivery.objects.all().delete()
    plan_deliveries(**day.scope, cycle_id=day.cycle.pk)
    assert Delivery.objects.get().way == "collected"


def test_vehicle_is_kept_with_its_cold_rooms(audit_codes):
    hub = factories.make_hub()
    scope = {"actor": factories.coordinator(hub), "hub_id": hub.pk, "now": NOON}
    vehicle = add_vehicle(**scope, facts=VAN)
    assert vehicle.compartments.get().payload_g == 400_000
    with pytest.raises(NameTakenError):
        add_vehicle(**scope, facts=VAN)
    for wrong in (
        replace(VAN, name="Annen", payload_g=0),
        replace(VAN, name="Annen", available_until=time(5)),
        replace(VAN, name="Annen", compartments=VAN.compartments * 2),
        replace(VAN, name="Annen", payload_g=300_000),
    ):
        with pytest.raises(VehicleFactsError):
            add_vehicle(**scope, facts=wrong)
    assert Vehicle.objects.count() == 1
    assert audit_codes() == ["fulfilment.vehicle.added"]


def test_vehicle_that_is_needed_stays():
    day, tour = own_day()
    with pytest.raises(VehicleInUseError):
        archive_vehicle(**day.scope, vehicle_id=tour.vehicle_id)
    Tour.objects.update(status=TourStatus.DONE)
    assert archive_vehicle(**day.scope, vehicle_id=tour.vehicle_id).archived_at
    other = factories.make_hub()
    elsewhere = {"actor": factories.coordinator(other), "hub_id": other.pk, "now": NOON}
    with pytest.raises(NotFoundError):
        archive_vehicle(**elsewhere, vehicle_id=tour.vehicle_id)


def test_fixed_tour_is_put_in_order_by_hand():
    day = make_day(("Røros", "Os", "Tynset"))
    tour = make_fixed_tour(day, ["Røros", "Os"])
    point = day.units["Tynset"].delivery_point
    added = add_fixed_stop(**day.scope, fixed_tour_id=tour.pk, point_id=point.pk)
    again = add_fixed_stop(**day.scope, fixed_tour_id=tour.pk, point_id=point.pk)
    assert again == added
    move_fixed_stop(**day.scope, fixed_tour_id=tour.pk, stop_id=added.pk, steps=-1)
    first = tour.stops.get(position=1)
    move_fixed_stop(**day.scope, fixed_tour_id=tour.pk, stop_id=first.pk, steps=0)
    names = tour.stops.order_by("position").values_list("point__units__name", "position")
    assert list(names) == [("Tynset", 1), ("Os", 2)]
    with pytest.raises(StopUnmovableError):
        move_fixed_stop(**day.scope, fixed_tour_id=tour.pk, stop_id=added.pk, steps=-1)
    elsewhere = factories.make_delivery_point(factories.make_hub())
    with pytest.raises(NotFoundError):
        add_fixed_stop(**day.scope, fixed_tour_id=tour.pk, point_id=elsewhere.pk)
    facts = FixedTourFacts("Dalruta", day.van.pk, time(8))
    with pytest.raises(NameTakenError):
        save_fixed_tour(**day.scope, facts=facts)


def test_road_facts_are_checked():
    day = make_day(("Røros",))
    save_road_fact(**day.scope, facts=FERRY)
    for wrong in (
        replace(FERRY, line=(62.1, 10.0, 62.1, 10.0)),
        replace(FERRY, line=(100, 10.0, 62.1, 10.5)),
        replace(FERRY, valid_until=FERRY.valid_from),
        replace(FERRY, extra_s=-1),
        replace(FERRY, name=" "),
    ):
        with pytest.raises(RoadFactError):
            save_road_fact(**day.scope, facts=wrong)
    assert RoadFact.objects.count() == 1


def test_tour_driven_by_a_paper_list_is_noted_with_its_footprint(audit_codes):
    day, tour = own_day()
    stops = tour.stops.filter(kind=StopKind.DELIVER)
    times = {stop.pk: (stop.arrives_at, stop.arrives_at + timedelta(minutes=7)) for stop in stops}
    note_driven(
        **day.scope,
        tour_id=tour.pk,
        times=times,
        left_at=tour.starts_at,
        returned_at=tour.ends_at,
        driven_m=120_000,
    )
    footprint = TourFootprint.objects.get(tour=tour)
    # Nine litres in a hundred kilometres, a little more for thirty kilos aboard, 2.66 kg a litre.
    assert footprint.distance_m == 120_000
    assert footprint.co2_g == pytest.approx(120_000 * 0.09 / 1000 * 2660, rel=0.15)
    parts = footprint.answer["stops"]
    assert sum(part["co2_g"] for part in parts) == footprint.co2_g
    assert "transport_is_a_small_part" in footprint.answer["caveats"]
    assert "fulfilment.tour.noted" in audit_codes()
    with pytest.raises(TourStateError):
        note_driven(
            **day.scope,
            tour_id=tour.pk,
            times={},
            left_at=tour.starts_at,
            returned_at=tour.ends_at,
        )


def test_service_times_are_learned_and_drawn_to_the_usual():
    # given three handovers of ten minutes at one door, and six of two minutes at another
    day, tour = own_day()
    Tour.objects.update(status=TourStatus.DONE)
    slow, quick = day.units["Os"].delivery_point, day.units["Røros"].delivery_point
    for point, minutes, times in ((slow, 10, 3), (quick, 2, 6)):
        for number in range(times):
            TourStop.objects.create(
                hub=day.hub,
                tour=tour,
                position=100 + 10 * minutes + number,
                kind=StopKind.DELIVER,
                point=point,
                name="",
                arrives_at=tour.starts_at,
                leaves_at=tour.starts_at,
                arrived_at=tour.starts_at,
                left_at=tour.starts_at + timedelta(minutes=minutes),
            )
    # when
    times = learn_service_times(hub_id=day.hub.pk)
    # then a door's own count as many as there are, the usual as four
    assert times.usual_s == 120
    assert times.at(times.points[slow.pk], 300) == (round((3 * 600 + 4 * 120) / 7), 3)
    assert times.at(None, 300) == (120, 0)
