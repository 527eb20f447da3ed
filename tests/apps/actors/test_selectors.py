"""Who may know of whom."""

from datetime import date

import pytest

from kortreist.apps.actors.selectors.grants import actor_of_person
from kortreist.apps.actors.selectors.parties import (
    get_hub,
    get_payer,
    get_producer,
    get_unit,
    list_delivery_points,
    list_hubs,
    list_payers,
    list_producers,
    list_units,
)
from kortreist.apps.actors.selectors.people import get_person, list_people, list_roles
from kortreist.kernel.errors import NotFoundError, NotPermittedError
from tests.factories import (
    SYSTEM,
    accountant,
    buyer_actor,
    coordinator,
    make_hub,
    make_person,
    make_producer,
    make_role,
    make_unit,
    outsider,
    packing_team,
    producer_actor,
)

pytestmark = pytest.mark.django_db

TODAY = date(2026, 11, 24)


@pytest.fixture
def hub(db):
    return make_hub("Rørosmat")


@pytest.fixture
def units(hub):
    return {name: make_unit(hub, name) for name in ("Ål skole", "Zoar hotell", "Østby barnehage")}


@pytest.fixture
def producers(hub):
    return {name: make_producer(hub, name) for name in ("Åsgard", "Alvdalsmat")}


@pytest.mark.both
def test_staff_know_every_unit_in_norwegian_order(hub, units):
    make_unit(make_hub())
    for actor in (coordinator(hub), accountant(hub), packing_team(hub), SYSTEM):
        names = [unit.name for unit in list_units(actor=actor, hub_id=hub.pk)]
        assert names == ["Zoar hotell", "Østby barnehage", "Ål skole"]


def test_buyer_knows_its_own_unit_payer_and_door(hub, units):
    own = units["Ål skole"]
    actor = buyer_actor(own)
    assert list(list_units(actor=actor, hub_id=hub.pk)) == [own]
    assert list(list_payers(actor=actor, hub_id=hub.pk)) == [own.payer]
    assert list(list_delivery_points(actor=actor, hub_id=hub.pk)) == [own.delivery_point]
    assert list(list_producers(actor=actor, hub_id=hub.pk, on=TODAY)) == []


def test_producer_knows_itself_and_no_buyer(hub, units, producers):
    actor = producer_actor(hub, producers["Åsgard"])
    terms = list_producers(actor=actor, hub_id=hub.pk, on=TODAY)
    assert [each.organisation.name for each in terms] == ["Åsgard"]
    assert not list_units(actor=actor, hub_id=hub.pk).exists()
    assert not list_payers(actor=actor, hub_id=hub.pk).exists()


def test_producer_that_has_left_is_gone_from_its_last_day(hub, producers):
    producers["Åsgard"].hub_terms.update(valid_until=TODAY)
    names = [
        each.organisation.name
        for each in list_producers(actor=coordinator(hub), hub_id=hub.pk, on=TODAY)
    ]
    assert names == ["Alvdalsmat"]


@pytest.mark.parametrize("stranger", [outsider, lambda: coordinator(make_hub())])
def test_stranger_knows_nobody(hub, units, producers, stranger):
    actor = stranger()
    unit = units["Ål skole"]
    assert not list_units(actor=actor, hub_id=hub.pk).exists()
    assert not list_producers(actor=actor, hub_id=hub.pk, on=TODAY).exists()
    for look in (
        lambda: get_hub(actor=actor, public_id=hub.public_id),
        lambda: get_unit(actor=actor, hub_id=hub.pk, public_id=unit.public_id),
        lambda: get_payer(actor=actor, hub_id=hub.pk, public_id=unit.payer.public_id),
        lambda: get_producer(
            actor=actor, hub_id=hub.pk, public_id=producers["Åsgard"].public_id, on=TODAY
        ),
        lambda: list_people(actor=actor, hub_id=hub.pk),
    ):
        with pytest.raises(NotFoundError):
            look()


def test_another_hubs_unit_is_not_found_at_this_one(hub):
    other = make_unit(make_hub())
    with pytest.raises(NotFoundError):
        get_unit(actor=coordinator(hub), hub_id=hub.pk, public_id=other.public_id)


def test_actor_sees_the_hubs_it_has_a_role_at(hub):
    other = make_hub("Alvdal")
    make_hub("Ikke min")
    person = make_role(hub).person
    make_role(other, person=person)
    actor = actor_of_person(person.pk, on=TODAY)
    assert [each.name for each in list_hubs(actor=actor)] == ["Alvdal", "Rørosmat"]
    assert get_hub(actor=actor, public_id=hub.public_id) == hub


def test_people_are_for_those_who_look_after_the_parties(hub):
    card = make_person("Åse", kept_by=hub)
    role = make_role(hub, person=make_person("Berit"))
    make_person("Ukjent", kept_by=make_hub())
    actor = coordinator(hub)
    assert [each.name for each in list_people(actor=actor, hub_id=hub.pk)] == ["Berit", "Åse"]
    assert get_person(actor=actor, hub_id=hub.pk, public_id=card.public_id) == card
    assert list(list_roles(actor=actor, hub_id=hub.pk, on=TODAY)) == [role]
    with pytest.raises(NotPermittedError):
        list_people(actor=accountant(hub), hub_id=hub.pk)


def test_lists_take_one_query_however_long(hub, query_count):
    def look():
        for unit in list_units(actor=coordinator(hub), hub_id=hub.pk):
            assert unit.payer.name
            assert unit.delivery_point.name
        for terms in list_producers(actor=coordinator(hub), hub_id=hub.pk, on=TODAY):
            assert terms.organisation.postcode.place

    make_unit(hub)
    make_producer(hub)
    assert query_count(look) == 2
    for _ in range(5):
        make_unit(hub)
        make_producer(hub)
    assert query_count(look) == 2
