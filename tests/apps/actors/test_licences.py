"""A unit's licences for alcohol: on file, in date, taken off and back."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from kortreist.apps.actors.errors import (
    LicenceNumberError,
    LicenceStrengthError,
    LicenceTakenError,
    PeriodError,
)
from kortreist.apps.actors.models import AuditEvent, BuyerLicence, LicenceKind
from kortreist.apps.actors.selectors.licences import has_licence, licensed_bp
from kortreist.apps.actors.services.licences import (
    LicenceFacts,
    add_licence,
    restore_licence,
    withdraw_licence,
)
from kortreist.kernel.errors import NotFoundError, NotPermittedError
from tests.factories import (
    accountant,
    buyer_actor,
    coordinator,
    make_hub,
    make_unit,
    outsider,
)

pytestmark = pytest.mark.django_db

TODAY = date(2026, 11, 20)
FACTS = LicenceFacts(
    kind=LicenceKind.SERVING,
    number=" 2026/14 ",
    valid_from=TODAY,
    valid_until=TODAY + timedelta(days=100),
    up_to_bp=2200,
)


@pytest.fixture
def unit():
    return make_unit(make_hub(), kind="hotel")


def add(unit, now, facts=FACTS, actor=None):
    return add_licence(
        actor=actor or coordinator(unit.hub),
        hub_id=unit.hub_id,
        unit_id=unit.pk,
        facts=facts,
        now=now,
    )


def test_a_licence_counts_from_its_first_day_to_its_last(unit, now):
    licence = add(unit, now)
    assert licence.number == "2026/14"
    assert has_licence(unit, "serving", TODAY)
    assert not has_licence(unit, "sale", TODAY)
    assert not has_licence(unit, "serving", TODAY - timedelta(days=1))
    assert not has_licence(unit, "serving", FACTS.valid_until)
    assert licensed_bp(unit, FACTS.valid_until - timedelta(days=1)) == 2200
    assert licensed_bp(unit, FACTS.valid_until) == 0
    assert AuditEvent.objects.get().code == "actors.licence.added"


def test_the_strongest_of_several_counts(unit, now):
    add(unit, now)
    add(unit, now, replace(FACTS, number="b", up_to_bp=6000))
    assert licensed_bp(unit, TODAY) == 6000


def test_the_same_licence_stands_once(unit, now):
    assert add(unit, now) == add(unit, now)
    assert AuditEvent.objects.count() == 1
    with pytest.raises(LicenceTakenError):
        add(unit, now, replace(FACTS, up_to_bp=470))


def test_taken_off_and_back(unit, now):
    licence = add(unit, now)
    scope = {"actor": coordinator(unit.hub), "hub_id": unit.hub_id, "now": now}
    withdraw_licence(**scope, licence_id=licence.pk)
    assert licensed_bp(unit, TODAY) == 0
    restore_licence(**scope, licence_id=licence.pk)
    assert licensed_bp(unit, TODAY) == 2200


_case_wrong = [
    ({"number": " "}, LicenceNumberError),
    ({"valid_until": TODAY}, PeriodError),
    ({"up_to_bp": 0}, LicenceStrengthError),
    ({"kind": LicenceKind.SALE, "up_to_bp": 471}, LicenceStrengthError),
]


@pytest.mark.parametrize(("wrong", "error"), _case_wrong)
def test_what_cannot_be_right_is_refused(unit, now, wrong, error):
    with pytest.raises(error):
        add(unit, now, replace(FACTS, **wrong))
    assert not BuyerLicence.objects.exists()
    assert not AuditEvent.objects.exists()


def test_only_the_hub_puts_licences_on_file(unit, now):
    for actor, error in (
        (buyer_actor(unit), NotPermittedError),
        (accountant(unit.hub), NotPermittedError),
        (outsider(), NotFoundError),
        (coordinator(make_hub()), NotFoundError),
    ):
        with pytest.raises(error):
            add(unit, now, actor=actor)
    assert not BuyerLicence.objects.exists()


def test_another_hubs_unit_is_not_there(unit, now):
    other = make_unit(make_hub())
    with pytest.raises(NotFoundError):
        add_licence(
            actor=coordinator(unit.hub),
            hub_id=unit.hub_id,
            unit_id=other.pk,
            facts=FACTS,
            now=now,
        )
    assert not BuyerLicence.objects.exists()
