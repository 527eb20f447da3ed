"""People, their roles by date, and the tablets they pair."""

from dataclasses import asdict
from datetime import datetime

from django.db import IntegrityError, transaction

from kortreist.apps.actors import checks
from kortreist.apps.actors.errors import AnonymisedError, EmailTakenError
from kortreist.apps.actors.facts import PersonFacts, tidy
from kortreist.apps.actors.locks import lock_hub, lock_person
from kortreist.apps.actors.models import Person, User
from kortreist.apps.actors.permissions import Actor, Permission, require, require_system
from kortreist.apps.actors.selectors.people import find_person
from kortreist.apps.actors.services.audit import record
from kortreist.apps.actors.services.devices import (
    PairedDevice,
    Pairing,
    pair_device,
    redeem_pairing,
    revoke_device,
)
from kortreist.apps.actors.services.roles import end_all_roles, end_role, give_role
from kortreist.apps.actors.services.writing import write_changes
from kortreist.kernel.errors import NotPermittedError
from kortreist.kernel.periods import oslo_date

__all__ = [
    "PairedDevice",
    "Pairing",
    "PersonFacts",
    "anonymise_person",
    "change_person",
    "choose_language",
    "create_person",
    "end_role",
    "give_role",
    "pair_device",
    "redeem_pairing",
    "revoke_device",
]


@transaction.atomic
def create_person(*, actor: Actor, hub_id: int | None, facts: PersonFacts, now: datetime) -> Person:
    """Enter a person, kept by the hub; with an e-mail address they can sign in.

    Raises
    ------
    NotPermittedError
        When ``actor`` may not manage the hub's parties.
    EmailTakenError
        When somebody signs in with the address already.
    InvalidInputError
        When a fact cannot be right.
    """
    if hub_id is None:
        require_system(actor)
    else:
        require(actor, Permission.MANAGE_PARTIES, hub_id=hub_id)
    facts = tidy(facts)
    checks.check_person(facts)
    values = asdict(facts)
    email = values.pop("email")
    person = Person.objects.create(
        kept_by_id=hub_id, user=_make_user(email) if email else None, **values
    )
    record(actor, "actors.person.created", person, hub_id=hub_id, now=now)
    return person


@transaction.atomic
def change_person(
    *, actor: Actor, hub_id: int, person_id: int, facts: PersonFacts, now: datetime
) -> Person:
    """Correct the name, phone and language on a card that the hub keeps.

    The address they sign in with, and a demonstration's line, stay as they are.

    Raises
    ------
    NotPermittedError
        When ``actor`` may not manage the hub's parties, or another hub keeps the card.
    NotFoundError
        When the person is not the hub's to know of.
    AnonymisedError
        When nobody is behind the card any more.
    InvalidInputError
        When a fact cannot be right.
    """
    require(actor, Permission.MANAGE_PARTIES, hub_id=hub_id)
    facts = tidy(facts)
    checks.check_person(facts)
    person = find_person(actor=actor, hub_id=hub_id, person_id=person_id)
    person = lock_person(person.pk)
    if person.kept_by_id != hub_id:
        raise NotPermittedError
    if person.anonymised_at is not None:
        raise AnonymisedError
    values = {"name": facts.name, "phone": facts.phone, "language": facts.language}
    write_changes(actor, "actors.person.changed", person, values, hub_id=hub_id, now=now)
    return person


@transaction.atomic
def anonymise_person(*, actor: Actor, hub_id: int, person_id: int, now: datetime) -> Person:
    """Take away everything that tells who a person is, end their roles and their way in.

    The card stays, so that the trail and what they did still hang together. Anonymising somebody
    anonymous changes nothing.

    Raises
    ------
    NotPermittedError
        When ``actor`` may not manage the hub's parties, or another hub keeps the card.
    NotFoundError
        When the person is not the hub's to know of.
    LastCoordinatorError
        When nobody would be left to look after the hub.
    """
    require(actor, Permission.MANAGE_PARTIES, hub_id=hub_id)
    lock_hub(hub_id)
    person = find_person(actor=actor, hub_id=hub_id, person_id=person_id)
    person = lock_person(person.pk)
    if person.kept_by_id != hub_id and not actor.is_system:
        raise NotPermittedError
    if person.anonymised_at is not None:
        return person
    end_all_roles(person, actor=actor, today=oslo_date(now))
    _forget(person, now)
    record(actor, "actors.person.anonymised", person, hub_id=hub_id, now=now)
    return person


@transaction.atomic
def choose_language(*, actor: Actor, language: str, now: datetime) -> None:
    """Remember the language a person has chosen for themselves.

    Raises
    ------
    ChoiceUnknownError
        When the interface does not speak it.
    NotPermittedError
        When the actor is no person.
    """
    checks.require_language(language)
    if actor.person_id is None:
        raise NotPermittedError
    changed = (
        Person.objects.filter(pk=actor.person_id)
        .exclude(language=language)
        .update(language=language)
    )
    if changed:
        person = Person.objects.get(pk=actor.person_id)
        after = {"language": language}
        record(actor, "actors.person.language", person, hub_id=None, now=now, after=after)


def _make_user(email: str) -> User:
    """Make a way in; of two at once with the same address the second is told so."""
    address = email.lower()
    if User.objects.filter(email=address).exists():
        raise EmailTakenError
    try:
        with transaction.atomic():
            return User.objects.create_user(address)
    except IntegrityError as error:
        raise EmailTakenError from error


def _forget(person: Person, now: datetime) -> None:
    user = person.user
    person.name = ""
    person.phone = ""
    person.persona = {}
    person.user = None
    person.anonymised_at = now
    person.save(update_fields=["name", "phone", "persona", "user", "anonymised_at"])
    if user is not None:
        user.delete()
