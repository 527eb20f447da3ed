"""People, their roles, and being forgotten."""

from dataclasses import replace
from datetime import date

import pytest

from kortreist.apps.actors.errors import (
    AnonymisedError,
    ChoiceUnknownError,
    EmailTakenError,
    LastCoordinatorError,
    PeriodError,
    RoleMisplacedError,
    RoleOverlapsError,
)
from kortreist.apps.actors.models import AuditEvent, Person, Role, RoleKind, User
from kortreist.apps.actors.permissions import Permission
from kortreist.apps.actors.selectors.grants import actor_of_person, actor_of_user
from kortreist.apps.actors.services.people import (
    PersonFacts,
    anonymise_person,
    choose_language,
    create_person,
    end_role,
    give_role,
)
from kortreist.kernel.errors import NotFoundError, NotPermittedError
from tests.factories import (
    SYSTEM,
    buyer_actor,
    coordinator,
    make_hub,
    make_person,
    make_producer,
    make_role,
    make_unit,
    outsider,
)

pytestmark = pytest.mark.django_db

FACTS = PersonFacts(name="Kari Eksempel", email="Kari@Example.org", language="nn")
TODAY = date(2026, 11, 24)


def test_person_can_sign_in_with_the_address_in_lower_case(now, audit_codes):
    hub = make_hub()
    person = create_person(actor=coordinator(hub), hub_id=hub.pk, facts=FACTS, now=now)
    person.refresh_from_db()
    assert (person.name, person.language, person.kept_by) == ("Kari Eksempel", "nn", hub)
    assert person.user.email == "kari@example.org"
    assert not person.user.has_usable_password()
    assert audit_codes() == ["actors.person.created"]
    assert "Kari" not in str(AuditEvent.objects.values().get())


def test_person_without_address_cannot_sign_in(now):
    hub = make_hub()
    facts = replace(FACTS, email="")
    person = create_person(actor=coordinator(hub), hub_id=hub.pk, facts=facts, now=now)
    assert person.user is None


def test_address_is_one_persons(now):
    hub = make_hub()
    make_person(email="kari@example.org")
    with pytest.raises(EmailTakenError):
        create_person(actor=coordinator(hub), hub_id=hub.pk, facts=FACTS, now=now)
    assert Person.objects.count() == 1
    assert not AuditEvent.objects.exists()


@pytest.mark.both
@pytest.mark.django_db(transaction=True)
def test_of_many_at_once_one_gets_the_address(race, now):
    hub = make_hub()
    actor = coordinator(hub)
    finish = race(6, lambda _: create_person(actor=actor, hub_id=hub.pk, facts=FACTS, now=now))
    assert len(finish.results) == 1
    assert {type(error) for error in finish.errors} == {EmailTakenError}
    assert (Person.objects.count(), User.objects.count()) == (1, 1)


def give(hub, person, kind=RoleKind.COORDINATOR, **fields):
    values = {"actor": coordinator(hub), "valid_from": date(2026, 1, 1)} | fields
    now = values.pop("now", None)
    return give_role(hub_id=hub.pk, person_id=person.pk, kind=kind, now=now, **values)


def test_role_counts_in_its_period_only(now, audit_codes):
    # given
    hub = make_hub()
    unit = make_unit(hub)
    person = make_person(kept_by=hub)
    # when
    give(
        hub,
        person,
        RoleKind.BUYER,
        unit_id=unit.pk,
        valid_from=TODAY,
        valid_until=date(2026, 12, 1),
        now=now,
    )
    # then
    may = {
        day: actor_of_person(person.pk, on=day).may(
            Permission.ORDER, hub_id=hub.pk, unit_id=unit.pk
        )
        for day in (date(2026, 11, 23), TODAY, date(2026, 11, 30), date(2026, 12, 1))
    }
    assert list(may.values()) == [False, True, True, False]
    assert audit_codes() == ["actors.role.given"]
    assert actor_of_user(person.user_id, on=TODAY).name == f"person:{person.pk}"


_case_misplaced = [
    (RoleKind.PRODUCER, ()),
    (RoleKind.PRODUCER, ("unit",)),
    (RoleKind.PRODUCER, ("organisation", "unit")),
    (RoleKind.BUYER, ()),
    (RoleKind.BUYER, ("organisation",)),
    (RoleKind.COORDINATOR, ("unit",)),
    (RoleKind.PACKING_TEAM, ("organisation",)),
]


@pytest.mark.parametrize(("kind", "named"), _case_misplaced)
def test_role_names_exactly_what_it_is_for(kind, named, now):
    hub = make_hub()
    ids = {"organisation": make_producer(hub).pk, "unit": make_unit(hub).pk}
    person = make_person(kept_by=hub)
    with pytest.raises(RoleMisplacedError):
        give(hub, person, kind, now=now, **{f"{name}_id": ids[name] for name in named})
    assert not Role.objects.exists()


def test_another_hubs_people_units_and_producers_are_not_found(now):
    hub, other = make_hub(), make_hub()
    person, stranger = make_person(kept_by=hub), make_person(kept_by=other)
    producer, unit = make_producer(other), make_unit(other)
    for wrong in (
        lambda: give(hub, stranger, now=now),
        lambda: give(hub, person, RoleKind.PRODUCER, organisation_id=producer.pk, now=now),
        lambda: give(hub, person, RoleKind.BUYER, unit_id=unit.pk, now=now),
        lambda: give(hub, person, actor=coordinator(other), now=now),
        lambda: give(hub, person, actor=outsider(), now=now),
    ):
        with pytest.raises(NotFoundError):
            wrong()
    assert not Role.objects.exists()
    assert not AuditEvent.objects.exists()


def test_buyer_gives_no_roles(now):
    hub = make_hub()
    person = make_person(kept_by=hub)
    with pytest.raises(NotPermittedError):
        give(hub, person, actor=buyer_actor(make_unit(hub)), now=now)
    assert not Role.objects.exists()


def test_role_is_had_once_at_a_time(now):
    hub = make_hub()
    person = make_person(kept_by=hub)
    give(hub, person, valid_until=date(2026, 6, 1), now=now)
    # one that begins where the other ends
    give(hub, person, valid_from=date(2026, 6, 1), now=now)
    for first, last in ((date(2025, 1, 1), date(2026, 1, 2)), (date(2026, 5, 31), None)):
        with pytest.raises(RoleOverlapsError):
            give(hub, person, valid_from=first, valid_until=last, now=now)
    with pytest.raises(PeriodError):
        give(hub, person, valid_from=TODAY, valid_until=TODAY, now=now)
    assert Role.objects.count() == 2


def test_ended_role_is_over_from_the_day_named(now, audit_codes):
    hub = make_hub()
    make_role(hub)
    role = make_role(hub)
    end_role(actor=coordinator(hub), hub_id=hub.pk, role_id=role.pk, on=TODAY, now=now)
    role.refresh_from_db()
    assert role.valid_until == TODAY
    assert not actor_of_person(role.person_id, on=TODAY).grants
    assert audit_codes() == ["actors.role.ended"]


def test_somebody_is_left_to_look_after_the_hub(now):
    hub = make_hub()
    role = make_role(hub, person=make_person(kept_by=hub))
    with pytest.raises(LastCoordinatorError):
        end_role(actor=coordinator(hub), hub_id=hub.pk, role_id=role.pk, on=TODAY, now=now)
    with pytest.raises(LastCoordinatorError):
        anonymise(hub, Person.objects.get(pk=role.person_id), now)
    role.refresh_from_db()
    assert role.valid_until is None
    assert not AuditEvent.objects.exists()
    # the product itself may close a hub down
    end_role(actor=SYSTEM, hub_id=hub.pk, role_id=role.pk, on=TODAY, now=now)


@pytest.mark.both
@pytest.mark.django_db(transaction=True)
def test_two_coordinators_cannot_end_each_other_at_once(race, now):
    # given
    hub = make_hub()
    roles = [make_role(hub), make_role(hub)]
    actor = coordinator(hub)
    # when
    finish = race(
        2,
        lambda i: end_role(actor=actor, hub_id=hub.pk, role_id=roles[i].pk, on=TODAY, now=now),
    )
    # then
    assert len(finish.results) == 1
    assert [type(error) for error in finish.errors] == [LastCoordinatorError]
    assert Role.objects.filter(valid_until__isnull=True).count() == 1


def anonymise(hub, person, now):
    return anonymise_person(actor=coordinator(hub), hub_id=hub.pk, person_id=person.pk, now=now)


def test_forgotten_person_leaves_a_card_without_anybody(now, audit_codes):
    # given
    hub = make_hub()
    unit = make_unit(hub)
    person = make_person("Kari", kept_by=hub, phone="72410000", persona={"nb": "Kokk"})
    role = make_role(hub, RoleKind.BUYER, person=person, unit=unit)
    # when
    anonymise(hub, person, now)
    # then
    person.refresh_from_db()
    role.refresh_from_db()
    assert (person.name, person.phone, person.persona, person.user) == ("", "", {}, None)
    assert person.anonymised_at == now
    assert role.valid_until == TODAY
    assert not User.objects.exists()
    # and it is done once, and the card gets no new roles
    anonymise(hub, person, now)
    assert audit_codes() == ["actors.person.anonymised"]
    with pytest.raises(AnonymisedError):
        give(hub, person, now=now)


def test_only_the_keeper_forgets_a_person(now):
    # given somebody with a role here whose card another hub keeps
    hub, keeper = make_hub(), make_hub()
    person = make_person("Kari", kept_by=keeper)
    make_role(hub, RoleKind.PACKING_TEAM, person=person)
    # when / then
    with pytest.raises(NotPermittedError):
        anonymise(hub, person, now)
    person.refresh_from_db()
    assert person.name == "Kari"


def test_language_is_remembered_once(now, audit_codes):
    person = make_person(language="nb")
    actor = actor_of_person(person.pk, on=TODAY)
    choose_language(actor=actor, language="nn", now=now)
    choose_language(actor=actor, language="nn", now=now)
    person.refresh_from_db()
    assert person.language == "nn"
    assert audit_codes() == ["actors.person.language"]
    with pytest.raises(ChoiceUnknownError):
        choose_language(actor=actor, language="sma", now=now)
