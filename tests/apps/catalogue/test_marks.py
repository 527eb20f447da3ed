"""Marks are shown as long as a certificate holds, and somebody hears before it ends."""

from datetime import date, timedelta

import pytest

from kortreist.apps.actors.errors import PeriodError
from kortreist.apps.actors.models import AuditEvent
from kortreist.apps.catalogue.errors import CertificateNumberError, CertificateTakenError
from kortreist.apps.catalogue.models import Certificate, Mark
from kortreist.apps.catalogue.selectors.marks import ending_certificates, marks_of
from kortreist.apps.catalogue.services.marks import (
    CertificateFacts,
    add_certificate,
    restore_certificate,
    set_certified,
    withdraw_certificate,
)
from kortreist.kernel.errors import NotFoundError
from tests.factories import (
    make_certificate,
    make_hub,
    make_producer,
    make_product,
    outsider,
    producer_actor,
)

pytestmark = pytest.mark.django_db

TODAY = date(2026, 11, 20)
FACTS = {
    "mark": Mark.DEBIO,
    "number": " 1234 ",
    "valid_from": TODAY,
    "valid_until": TODAY + timedelta(days=365),
}


@pytest.fixture
def hub():
    return make_hub()


@pytest.fixture
def farm(hub):
    return make_producer(hub)


def certify(hub, farm, now, products=(), actor=None, **fields):
    return add_certificate(
        actor=actor or producer_actor(hub, farm),
        hub_id=hub.pk,
        producer_id=farm.pk,
        facts=CertificateFacts(**FACTS | fields),
        product_ids=[product.pk for product in products],
        now=now,
    )


def marks(product, on):
    return [certificate.mark for certificate in marks_of([product.pk], on=on).get(product.pk, [])]


def test_a_mark_is_shown_from_the_first_day_to_the_last(hub, farm, now):
    product, other = make_product(farm), make_product(farm)
    certificate = certify(hub, farm, now, [product])
    assert certificate.number == "1234"
    until = certificate.valid_until
    shown = {day: marks(product, day) for day in (TODAY - timedelta(days=1), TODAY, until)}
    assert list(shown.values()) == [[], ["debio"], []]
    assert marks(product, until - timedelta(days=1)) == ["debio"]
    assert marks(other, TODAY) == []
    assert AuditEvent.objects.get().code == "catalogue.certificate.added"


def test_taken_off_it_is_not_shown_and_can_come_back(hub, farm, now):
    product = make_product(farm)
    certificate = certify(hub, farm, now, [product])
    scope = {"actor": producer_actor(hub, farm), "hub_id": hub.pk, "now": now}
    withdraw_certificate(**scope, certificate_id=certificate.pk)
    assert marks(product, TODAY) == []
    restore_certificate(**scope, certificate_id=certificate.pk)
    assert marks(product, TODAY) == ["debio"]
    set_certified(**scope, certificate_id=certificate.pk, product_ids=[])
    assert marks(product, TODAY) == []


_case_wrong = [
    ({"number": "  "}, CertificateNumberError),
    ({"valid_until": TODAY}, PeriodError),
    ({"actor": outsider()}, NotFoundError),
]


@pytest.mark.parametrize(("wrong", "error"), _case_wrong)
def test_what_cannot_be_right_is_refused(hub, farm, now, wrong, error):
    with pytest.raises(error):
        certify(hub, farm, now, **wrong)
    assert not Certificate.objects.exists()
    assert not AuditEvent.objects.exists()


def test_the_same_certificate_stands_once(hub, farm, now):
    certify(hub, farm, now)
    with pytest.raises(CertificateTakenError):
        certify(hub, farm, now)


def test_a_certificate_is_for_ones_own_goods(hub, farm, now):
    theirs = make_product(make_producer(hub))
    with pytest.raises(NotFoundError):
        certify(hub, farm, now, [theirs])
    assert not Certificate.objects.exists()


_case_ends = [(10, True), (45, True), (46, False), (0, True), (-1, False)]


@pytest.mark.parametrize(("days", "is_told"), _case_ends)
def test_what_ends_soon_is_told(farm, days, is_told):
    ending = make_certificate(farm, valid_until=TODAY + timedelta(days=days))
    found = ending_certificates(on=TODAY, producer_ids=[farm.pk])
    assert found == ([ending] if is_told else [])


def test_a_successor_keeps_quiet(farm):
    make_certificate(farm, valid_until=TODAY + timedelta(days=10))
    make_certificate(farm, valid_until=TODAY + timedelta(days=400))
    assert ending_certificates(on=TODAY, producer_ids=[farm.pk]) == []
