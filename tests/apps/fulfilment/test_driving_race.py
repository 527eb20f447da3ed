"""Two phones that tell the same thing at once: it is done once, and both get the answer."""

import time
from uuid import uuid4

import pytest
from django.db import IntegrityError

from kortreist.apps.actors.models import AuditEvent, RoleKind
from kortreist.apps.fulfilment.models import Tour, TourOperation
from kortreist.apps.fulfilment.services.driving import operations, run_operation
from tests import factories
from tests.apps.fulfilment.scenes import add_goods, make_scene
from tests.apps.fulfilment.tours import did, driver_of, make_tour, pack_all
from tests.conftest import NOON

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.both]
PHONES = 8


@pytest.fixture
def told(race):
    """``told()`` lets many phones tell one handover at once; gives what each was answered."""
    scene = make_scene()
    add_goods(scene, (4, 2))
    pack_all(scene)
    person = factories.make_role(scene.hub, RoleKind.DRIVER).person
    tour = make_tour(scene, driver=person)
    entry = did(tour, operation_id=uuid4())

    def tell(_):
        done = run_operation(
            actor=driver_of(scene, person),
            hub_id=scene.hub.pk,
            tour_id=tour.pk,
            entry=entry,
            now=NOON,
        )
        return done.pk

    return lambda: race(PHONES, tell)


def test_all_phones_get_the_one_answer(told):
    finish = told()
    assert finish.errors == []
    assert len(finish.results) == PHONES
    assert len(set(finish.results)) == 1
    assert TourOperation.objects.count() == 1
    assert AuditEvent.objects.filter(code="fulfilment.delivery.delivered").count() == 1


@pytest.mark.postgres
def test_without_the_lock_they_would_meet(told, monkeypatch):
    def look_only(*, hub_id, tour_id):
        tour = Tour.objects.get(hub_id=hub_id, pk=tour_id)
        time.sleep(0.05)
        return tour

    monkeypatch.setattr(operations, "lock_tour", look_only)

    assert any(isinstance(error, IntegrityError) for error in told().errors)
