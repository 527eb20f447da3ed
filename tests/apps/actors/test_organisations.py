"""Entering organisations, hubs and producers."""

from dataclasses import replace
from datetime import date

import pytest

from kortreist.apps.actors.errors import (
    AlreadyProducerError,
    BankAccountError,
    ChoiceUnknownError,
    EmailError,
    NameMissingError,
    OrganisationNumberError,
    OrganisationNumberTakenError,
    PeriodError,
    PhoneError,
    TextTooLongError,
)
from kortreist.apps.actors.models import AuditEvent, Hub, HubProducer, Organisation, SellerMode
from kortreist.apps.actors.services.parties import (
    OrganisationFacts,
    ProducerTerms,
    change_organisation,
    change_terms,
    create_hub,
    create_organisation,
    join_hub,
)
from kortreist.apps.registers.errors import PostcodeUnknownError
from kortreist.kernel.errors import NotFoundError, NotPermittedError
from tests.factories import (
    SYSTEM,
    buyer_actor,
    coordinator,
    make_hub,
    make_organisation,
    make_postcode,
    make_producer,
    make_unit,
    outsider,
    packing_team,
    producer_actor,
)

pytestmark = pytest.mark.django_db

FACTS = OrganisationFacts(name="Galåvolden Gård", org_no="974760673")


def test_first_organisation_and_hub_are_the_products_to_make(now, audit_codes):
    # when
    firm = create_organisation(actor=SYSTEM, hub_id=None, facts=FACTS, now=now)
    hub = create_hub(actor=SYSTEM, organisation_id=firm.pk, name="Rørosmat", now=now)
    # then
    firm.refresh_from_db()
    assert (firm.kept_by, firm.org_no) == (hub, "974760673")
    assert audit_codes() == ["actors.organisation.created", "actors.hub.created"]


def test_nobody_else_makes_a_hub(now):
    hub = make_hub()
    firm = make_organisation()
    before = AuditEvent.objects.count()
    for make in (
        lambda actor: create_organisation(actor=actor, hub_id=None, facts=FACTS, now=now),
        lambda actor: create_hub(actor=actor, organisation_id=firm.pk, name="Ny", now=now),
    ):
        with pytest.raises(NotPermittedError):
            make(coordinator(hub))
    assert (Hub.objects.count(), AuditEvent.objects.count()) == (1, before)


def test_coordinator_enters_an_organisation_that_the_hub_keeps(now, audit_codes):
    # given
    hub, postcode = make_hub(), make_postcode("7374")
    facts = replace(
        FACTS,
        org_no=" 974 760 673 ",
        bank_account="8601.11.17947",
        postcode="7374",
        email="post@example.org",
        phone="+47 72 41 00 00",
    )
    # when
    firm = create_organisation(actor=coordinator(hub), hub_id=hub.pk, facts=facts, now=now)
    # then
    firm.refresh_from_db()
    assert firm.kept_by == hub
    assert (firm.org_no, firm.bank_account) == ("974760673", "86011117947")
    assert firm.postcode == postcode
    assert audit_codes() == ["actors.organisation.created"]


_case_wrong_fact = [
    ({"name": " "}, NameMissingError),
    ({"name": "x" * 201}, TextTooLongError),
    ({"org_no": "974760674"}, OrganisationNumberError),
    ({"org_no": "97476067"}, OrganisationNumberError),
    ({"bank_account": "86011117948"}, BankAccountError),
    ({"bank_account": "1117947"}, BankAccountError),
    ({"email": "not an address"}, EmailError),
    ({"phone": "ring meg"}, PhoneError),
    ({"postcode": "0000"}, PostcodeUnknownError),
    ({"vat_registered_until": date(2026, 1, 1)}, PeriodError),
    (
        {"vat_registered_from": date(2026, 1, 1), "vat_registered_until": date(2026, 1, 1)},
        PeriodError,
    ),
    ({"story": {"de": "Hallo"}}, ChoiceUnknownError),
]


@pytest.mark.parametrize(("wrong", "error"), _case_wrong_fact)
def test_wrong_fact_is_refused_by_name(wrong, error, now):
    hub = make_hub()
    before = Organisation.objects.count()
    with pytest.raises(error):
        create_organisation(
            actor=coordinator(hub), hub_id=hub.pk, facts=replace(FACTS, **wrong), now=now
        )
    assert Organisation.objects.count() == before
    assert not AuditEvent.objects.exists()


@pytest.mark.parametrize("role", ["buyer", "producer", "team"])
def test_roles_without_the_right_enter_nobody(role, now):
    hub = make_hub()
    actors = {
        "buyer": lambda: buyer_actor(make_unit(hub)),
        "producer": lambda: producer_actor(hub, make_producer(hub)),
        "team": lambda: packing_team(hub),
    }
    actor = actors[role]()
    with pytest.raises(NotPermittedError):
        create_organisation(actor=actor, hub_id=hub.pk, facts=FACTS, now=now)
    assert not AuditEvent.objects.exists()


@pytest.mark.parametrize("stranger", [outsider, lambda: coordinator(make_hub())])
def test_strangers_do_not_find_the_hub(stranger, now):
    hub = make_hub()
    with pytest.raises(NotFoundError):
        create_organisation(actor=stranger(), hub_id=hub.pk, facts=FACTS, now=now)
    assert not AuditEvent.objects.exists()


def test_organisation_is_entered_once(now):
    hub, other = make_hub(), make_hub()
    create_organisation(actor=coordinator(hub), hub_id=hub.pk, facts=FACTS, now=now)
    with pytest.raises(OrganisationNumberTakenError) as caught:
        create_organisation(actor=coordinator(other), hub_id=other.pk, facts=FACTS, now=now)
    assert caught.value.params == {"org_no": "974760673"}
    assert Organisation.objects.filter(org_no="974760673").count() == 1


@pytest.mark.both
@pytest.mark.django_db(transaction=True)
def test_of_many_at_once_one_enters_the_organisation(race, now):
    # given
    hub = make_hub()
    actor = coordinator(hub)
    # when
    finish = race(
        6, lambda _: create_organisation(actor=actor, hub_id=hub.pk, facts=FACTS, now=now)
    )
    # then
    assert len(finish.results) == 1
    assert {type(error) for error in finish.errors} == {OrganisationNumberTakenError}
    assert AuditEvent.objects.count() == 1


def test_change_keeps_the_trail_without_personal_data(now):
    # given
    hub = make_hub()
    actor = coordinator(hub)
    firm = create_organisation(actor=actor, hub_id=hub.pk, facts=FACTS, now=now)
    facts = replace(FACTS, name="Galåvolden", org_no="", email="ny@example.org")
    # when
    change_organisation(actor=actor, hub_id=hub.pk, organisation_id=firm.pk, facts=facts, now=now)
    # then
    event = AuditEvent.objects.first()
    assert event.code == "actors.organisation.changed"
    assert event.params == {"fields": ["email", "name", "org_no"]}
    assert (event.before, event.after) == ({"org_no": "974760673"}, {"org_no": ""})
    # and the same facts again leave no trace
    change_organisation(actor=actor, hub_id=hub.pk, organisation_id=firm.pk, facts=facts, now=now)
    assert AuditEvent.objects.count() == 2


def test_only_the_keeper_changes_an_organisation(now):
    # given a producer that another hub keeps and this one sells for
    hub, keeper = make_hub(), make_hub()
    firm = make_producer(hub, kept_by=keeper)
    # when / then
    with pytest.raises(NotFoundError):
        change_organisation(
            actor=coordinator(hub), hub_id=hub.pk, organisation_id=firm.pk, facts=FACTS, now=now
        )
    assert not AuditEvent.objects.exists()


TERMS = ProducerTerms(valid_from=date(2026, 1, 1), minimum_ore=50_000)


def test_producer_joins_on_terms_once(now, audit_codes):
    # given
    hub = make_hub()
    actor = coordinator(hub)
    firm = make_organisation(kept_by=hub)
    # when
    producer = join_hub(actor=actor, hub_id=hub.pk, organisation_id=firm.pk, terms=TERMS, now=now)
    # then
    assert (producer.organisation, producer.minimum_ore) == (firm, 50_000)
    assert producer.seller_mode == SellerMode.RESALE
    assert audit_codes() == ["actors.producer.joined"]
    # and not twice
    with pytest.raises(AlreadyProducerError):
        join_hub(actor=actor, hub_id=hub.pk, organisation_id=firm.pk, terms=TERMS, now=now)
    assert HubProducer.objects.count() == 1


def test_another_hubs_organisation_cannot_be_taken_in(now):
    hub, other = make_hub(), make_hub()
    firm = make_producer(other)
    with pytest.raises(NotFoundError):
        join_hub(
            actor=coordinator(hub), hub_id=hub.pk, organisation_id=firm.pk, terms=TERMS, now=now
        )
    assert not AuditEvent.objects.exists()


def test_terms_are_changed_with_before_and_after(now):
    # given
    hub = make_hub()
    terms = make_producer(hub).hub_terms.get()
    # when
    change_terms(actor=coordinator(hub), hub_id=hub.pk, producer_id=terms.pk, terms=TERMS, now=now)
    # then
    event = AuditEvent.objects.get()
    assert event.code == "actors.producer.terms_changed"
    assert (event.before, event.after) == ({"minimum_ore": 0}, {"minimum_ore": 50_000})


def test_terms_that_end_before_they_begin_are_refused(now):
    hub = make_hub()
    firm = make_organisation(kept_by=hub)
    terms = replace(TERMS, valid_until=date(2025, 1, 1))
    with pytest.raises(PeriodError):
        join_hub(
            actor=coordinator(hub), hub_id=hub.pk, organisation_id=firm.pk, terms=terms, now=now
        )
    assert not HubProducer.objects.exists()
