"""What a driver's phone tells: done once, in order, and refused in words."""

from datetime import timedelta
from uuid import uuid4

import pytest

from kortreist.apps.actors.models import AuditEvent, RoleKind
from kortreist.apps.fulfilment.errors import OperationReusedError
from kortreist.apps.fulfilment.models import (
    Delivery,
    Deviation,
    OperationKind,
    TemperatureReading,
    TourOperation,
)
from kortreist.apps.fulfilment.selectors.driving import get_driven_tour, list_driven_tours
from kortreist.apps.fulfilment.services.driving import run_operation
from kortreist.kernel.errors import NotFoundError, NotPermittedError
from tests import factories
from tests.apps.fulfilment.scenes import DELIVERY_DAY, add_goods, make_scene, plan
from tests.apps.fulfilment.tours import did, driver_of, make_tour, pack_all
from tests.conftest import NOON

pytestmark = [pytest.mark.django_db, pytest.mark.both]


@pytest.fixture
def scene():
    scene = make_scene()
    add_goods(scene, (4, 2))
    pack_all(scene)
    return scene


@pytest.fixture
def driver(scene):
    return factories.make_role(scene.hub, RoleKind.DRIVER).person


@pytest.fixture
def tour(scene, driver):
    return make_tour(scene, driver=driver)


@pytest.fixture
def drive(scene, tour, driver):
    """``drive(entry)`` as the tour's own driver."""

    def run(entry, *, actor=None, now=NOON, on=tour):
        actor = actor or driver_of(scene, driver)
        return run_operation(actor=actor, hub_id=scene.hub.pk, tour_id=on.pk, entry=entry, now=now)

    return run


def first_delivery(tour) -> Delivery:
    return Delivery.objects.get(tour_stop__stop__tour=tour, tour_stop__stop__position=1)


def test_handover_is_written_with_who_took_it_and_how_cold_it_was(tour, drive, audit_codes):
    done = drive(did(tour, temperature_dc=30, storage="chilled", received_by="Kari"))
    delivery = first_delivery(tour)
    assert (done.refused, delivery.status, delivery.received_by) == ("", "delivered", "Kari")
    assert delivery.temperature_dc == 30
    reading = TemperatureReading.objects.get()
    assert (reading.temperature_dc, reading.tour, reading.delivery) == (30, tour, delivery)
    assert audit_codes()[-2:] == ["fulfilment.delivery.delivered", "fulfilment.tour.operation"]


def test_tour_is_underway_from_the_first_thing_that_is_done(tour, drive):
    drive(did(tour, OperationKind.ARRIVE))
    tour.refresh_from_db()
    stop = tour.stops.get(position=1)
    assert (tour.status, tour.left_at, stop.arrived_at) == ("underway", NOON, NOON)


def test_same_thing_told_twice_is_done_once(tour, drive):
    entry = did(tour, received_by="Kari")
    first = drive(entry)
    again = drive(entry, now=NOON + timedelta(hours=1))
    assert again.pk == first.pk
    assert TourOperation.objects.count() == 1
    assert AuditEvent.objects.filter(code="fulfilment.delivery.delivered").count() == 1


def test_id_that_meant_something_else_is_refused_and_nothing_is_written(tour, drive):
    entry = did(tour, OperationKind.ARRIVE)
    drive(entry)
    before = AuditEvent.objects.count()
    with pytest.raises(OperationReusedError):
        drive(did(tour, OperationKind.HAND_OVER, operation_id=entry.operation_id))
    assert (first_delivery(tour).status, AuditEvent.objects.count()) == ("packed", before)


def test_what_another_phone_has_handed_over_is_not_handed_over_again(tour, drive):
    drive(did(tour, received_by="Kari"))
    done = drive(did(tour, received_by="Per"))
    assert done.refused == ""
    assert first_delivery(tour).received_by == "Kari"
    assert AuditEvent.objects.filter(code="fulfilment.delivery.delivered").count() == 1


def test_what_another_phone_has_handed_over_otherwise_is_refused_in_words(scene, tour, drive):
    drive(did(tour))
    line = scene.goods[0].lines[0]
    done = drive(did(tour, returns={line.public_id: 1}))
    line.refresh_from_db()
    assert (done.refused, line.delivered_count) == ("already_delivered", 4)


def test_goods_that_came_back_take_their_share_of_the_weight(scene, tour, drive):
    line = scene.goods[0].lines[0]
    drive(did(tour, returns={line.public_id: 1}, reasons={line.public_id: "damaged"}))
    line.refresh_from_db()
    assert line.delivered_count == 3
    assert line.delivered_amount == line.packed_amount * 3 // 4


def test_more_came_back_than_was_there_is_refused_whole(scene, tour, drive):
    line = scene.goods[0].lines[0]
    done = drive(did(tour, returns={line.public_id: 5}, temperature_dc=30, trouble=("damaged",)))
    assert done.refused == "return_too_large"
    assert first_delivery(tour).status == "packed"
    assert not Deviation.objects.exists()
    assert not TemperatureReading.objects.exists()


def test_trouble_becomes_a_deviation_with_what_can_be_done(tour, drive):
    drive(did(tour, trouble=("damaged",), note="Eska er knust"))
    deviation = Deviation.objects.get()
    assert (deviation.kind, deviation.stage, deviation.tour) == ("damaged", "handover", tour)
    assert deviation.delivery == first_delivery(tour)
    assert deviation.is_open


def test_nobody_there_leaves_the_goods_on_board(tour, drive):
    drive(did(tour, OperationKind.SKIP, trouble=("nobody_there",)))
    assert first_delivery(tour).status == "packed"
    assert tour.stops.get(position=1).left_at == NOON
    assert Deviation.objects.get().suggested == "bring_again"


def test_handover_can_be_taken_back_from_the_road(tour, drive):
    entry = did(tour, received_by="Kari")
    drive(entry)
    done = drive(did(tour, OperationKind.UNDO, undoes=entry.operation_id))
    delivery = first_delivery(tour)
    assert (done.refused, delivery.status, delivery.received_by) == ("", "packed", "")
    assert tour.stops.get(position=1).left_at is None


def test_what_was_never_handed_over_cannot_be_taken_back(tour, drive):
    done = drive(did(tour, OperationKind.UNDO, undoes=uuid4()))
    assert done.refused == "not_handed_over"


def test_late_undo_leaves_a_handover_that_came_after(tour, drive):
    # given a handover that was taken back, and done anew
    first = did(tour, received_by="Kari")
    drive(first)
    drive(did(tour, OperationKind.UNDO, undoes=first.operation_id))
    drive(did(tour, received_by="Per"))
    # when a phone that had no cover takes back the first
    done = drive(did(tour, OperationKind.UNDO, undoes=first.operation_id))
    # then
    delivery = first_delivery(tour)
    assert (done.refused, delivery.status) == ("not_handed_over", "delivered")
    assert delivery.received_by == "Per"


def test_two_phones_that_find_nobody_tell_of_it_once(tour, drive):
    for _phone in range(2):
        drive(did(tour, OperationKind.SKIP, trouble=("nobody_there",)))
    assert Deviation.objects.count() == 1


def test_two_phones_that_fetch_the_same_goods_tell_what_is_missing_once(tour, drive):
    drive(did(tour, OperationKind.COLLECT, trouble=("missing",)))
    later = NOON + timedelta(minutes=9)
    drive(did(tour, OperationKind.COLLECT, trouble=("missing",), at=later), now=later)
    assert Deviation.objects.count() == 1
    assert tour.stops.get(position=1).left_at == NOON


def test_after_the_end_there_are_no_more_stops(tour, drive):
    finished = drive(did(tour, OperationKind.FINISH, driven_m=61_500))
    assert finished.refused == ""
    tour.refresh_from_db()
    assert (tour.status, tour.driven_m, tour.returned_at) == ("done", 61_500, NOON)
    done = drive(did(tour))
    assert (done.refused, first_delivery(tour).status) == ("tour_state", "packed")


# (the phone's clock, what is believed)
CLOCKS = (
    (NOON - timedelta(hours=3), NOON - timedelta(hours=3)),
    (NOON + timedelta(minutes=4), NOON + timedelta(minutes=4)),
    (NOON + timedelta(days=1), NOON),
    (NOON - timedelta(days=400), NOON),
)


@pytest.mark.parametrize(("told", "believed"), CLOCKS)
def test_a_clock_that_cannot_be_right_is_not_believed(tour, drive, told, believed):
    assert drive(did(tour, at=told)).at == believed


def test_another_driver_knows_nothing_of_the_tour(scene, tour, drive):
    other = factories.make_role(scene.hub, RoleKind.DRIVER).person
    actor = driver_of(scene, other)
    with pytest.raises(NotFoundError):
        drive(did(tour), actor=actor)
    with pytest.raises(NotFoundError):
        get_driven_tour(actor=actor, hub_id=scene.hub.pk, public_id=tour.public_id)
    assert list_driven_tours(actor=actor, hub_id=scene.hub.pk, today=DELIVERY_DAY) == []
    assert not TourOperation.objects.exists()


@pytest.mark.parametrize("stranger", ["packing_team", "accountant"])
def test_only_drivers_drive(scene, tour, drive, stranger):
    with pytest.raises(NotPermittedError):
        drive(did(tour), actor=getattr(factories, stranger)(scene.hub))


def test_stop_of_another_tour_is_not_found(scene, tour, drive, driver):
    other = make_scene(hub=factories.make_hub())
    add_goods(other, (1, 1))
    plan(other)
    strange = make_tour(other)
    with pytest.raises(NotFoundError):
        drive(did(strange))
    assert not TourOperation.objects.exists()


def test_delivery_of_another_tour_is_refused(scene, tour, drive):
    [row] = tour.stops.get(position=2).deliveries.all()
    row.delete()
    done = drive(did(tour, delivery=row.delivery.public_id))
    assert done.refused == "not_found"
    assert not Delivery.objects.filter(status="delivered").exists()


def test_page_asks_as_little_for_many_stops_as_for_two(driver, query_count):
    def ask(units):
        scene = make_scene(units=units)
        add_goods(scene, (2,) * units)
        pack_all(scene)
        person = factories.make_role(scene.hub, RoleKind.DRIVER).person
        tour = make_tour(scene, driver=person)
        actor = driver_of(scene, person)
        return query_count(
            lambda: get_driven_tour(actor=actor, hub_id=scene.hub.pk, public_id=tour.public_id)
        )

    assert ask(2) == ask(8) <= 9
