"""Entering organisations, making hubs of them, and taking producers in."""

from dataclasses import asdict
from datetime import datetime

from django.db import IntegrityError, transaction

from kortreist.apps.actors import checks
from kortreist.apps.actors.errors import AlreadyProducerError, OrganisationNumberTakenError
from kortreist.apps.actors.facts import OrganisationFacts, ProducerTerms, tidy
from kortreist.apps.actors.locks import lock_hub
from kortreist.apps.actors.models import Hub, HubProducer, Organisation
from kortreist.apps.actors.permissions import Actor, Permission, require, require_system
from kortreist.apps.actors.selectors.parties import find_organisation, found
from kortreist.apps.actors.services.audit import record
from kortreist.apps.actors.services.writing import write_changes
from kortreist.apps.registers.selectors import postcode


@transaction.atomic
def create_organisation(
    *, actor: Actor, hub_id: int | None, facts: OrganisationFacts, now: datetime
) -> Organisation:
    """Enter an organisation, kept by the hub; without a hub only the product itself may.

    Raises
    ------
    NotPermittedError
        When ``actor`` may not manage the hub's parties.
    OrganisationNumberTakenError
        When the organisation is here already, with this hub or another.
    InvalidInputError
        When a fact cannot be right.
    """
    _require_manager(actor, hub_id)
    facts = tidy(facts)
    checks.check_organisation(facts)
    organisation = _enter(Organisation(kept_by_id=hub_id, **_organisation_values(facts)))
    record(actor, "actors.organisation.created", organisation, hub_id=hub_id, now=now)
    return organisation


@transaction.atomic
def change_organisation(
    *, actor: Actor, hub_id: int, organisation_id: int, facts: OrganisationFacts, now: datetime
) -> Organisation:
    """Correct what is known of an organisation that the hub keeps.

    Raises
    ------
    NotPermittedError
        When ``actor`` may not manage the hub's parties.
    NotFoundError
        When the hub does not keep the organisation.
    OrganisationNumberTakenError, InvalidInputError
        When a fact cannot be right.
    """
    require(actor, Permission.MANAGE_PARTIES, hub_id=hub_id)
    rows = Organisation.objects.select_for_update(of=("self",))
    if not actor.is_system:
        rows = rows.filter(kept_by_id=hub_id)
    organisation = found(rows.filter(pk=organisation_id).first())
    facts = tidy(facts)
    checks.check_organisation(facts)
    if facts.org_no != organisation.org_no:
        _require_new_number(facts.org_no)
    values = _organisation_values(facts)
    write_changes(
        actor, "actors.organisation.changed", organisation, values, hub_id=hub_id, now=now
    )
    return organisation


@transaction.atomic
def create_hub(
    *,
    actor: Actor,
    organisation_id: int,
    name: str,
    language: str = "nb",
    is_demonstration: bool = False,
    payment_terms_days: int = 14,
    now: datetime,
) -> Hub:
    """Make an organisation a hub; only the product itself does, as nobody is there yet to ask.

    Raises
    ------
    NotPermittedError
        When ``actor`` is not the product itself.
    InvalidInputError
        When a fact cannot be right.
    """
    require_system(actor)
    checks.require_name(name)
    checks.require_language(language)
    checks.require_range("payment_terms_days", payment_terms_days, 0, 365)
    organisation = found(Organisation.objects.filter(pk=organisation_id).first())
    hub = Hub.objects.create(
        organisation=organisation,
        name=" ".join(name.split()),
        language=language,
        is_demonstration=is_demonstration,
        payment_terms_days=payment_terms_days,
    )
    organisation.kept_by = hub
    organisation.save(update_fields=["kept_by"])
    record(actor, "actors.hub.created", hub, hub_id=hub.pk, now=now)
    return hub


@transaction.atomic
def change_hub(
    *,
    actor: Actor,
    hub_id: int,
    name: str,
    language: str,
    payment_terms_days: int,
    now: datetime,
) -> Hub:
    """Correct a hub's name, language and usual terms of payment.

    Raises
    ------
    NotPermittedError
        When ``actor`` may not manage the hub's parties.
    InvalidInputError
        When a fact cannot be right.
    """
    require(actor, Permission.MANAGE_PARTIES, hub_id=hub_id)
    checks.require_name(name)
    checks.require_language(language)
    checks.require_range("payment_terms_days", payment_terms_days, 0, 365)
    hub = lock_hub(hub_id)
    values = {
        "name": " ".join(name.split()),
        "language": language,
        "payment_terms_days": payment_terms_days,
    }
    write_changes(actor, "actors.hub.changed", hub, values, hub_id=hub_id, now=now)
    return hub


@transaction.atomic
def join_hub(
    *, actor: Actor, hub_id: int, organisation_id: int, terms: ProducerTerms, now: datetime
) -> HubProducer:
    """Take a producer into the hub, on stated terms.

    Raises
    ------
    NotPermittedError
        When ``actor`` may not manage the hub's parties.
    NotFoundError
        When the hub knows of no such organisation.
    AlreadyProducerError
        When it sells through the hub already; `change_terms` is for that.
    InvalidInputError
        When a term cannot be right.
    """
    require(actor, Permission.MANAGE_PARTIES, hub_id=hub_id)
    terms = tidy(terms)
    checks.check_terms(terms)
    organisation = find_organisation(actor=actor, hub_id=hub_id, organisation_id=organisation_id)
    lock_hub(hub_id)
    if HubProducer.objects.filter(hub_id=hub_id, organisation=organisation).exists():
        raise AlreadyProducerError
    producer = HubProducer.objects.create(hub_id=hub_id, organisation=organisation, **asdict(terms))
    record(
        actor,
        "actors.producer.joined",
        producer,
        hub_id=hub_id,
        now=now,
        params={"organisation": organisation.pk},
    )
    return producer


@transaction.atomic
def change_terms(
    *, actor: Actor, hub_id: int, producer_id: int, terms: ProducerTerms, now: datetime
) -> HubProducer:
    """Change the terms a producer sells through the hub on, or end them.

    Raises
    ------
    NotPermittedError
        When ``actor`` may not manage the hub's parties.
    NotFoundError
        When these are not terms of the hub's.
    InvalidInputError
        When a term cannot be right.
    """
    require(actor, Permission.MANAGE_PARTIES, hub_id=hub_id)
    terms = tidy(terms)
    checks.check_terms(terms)
    rows = HubProducer.objects.select_for_update(of=("self",)).filter(hub_id=hub_id)
    producer = found(rows.filter(pk=producer_id).first())
    write_changes(
        actor, "actors.producer.terms_changed", producer, asdict(terms), hub_id=hub_id, now=now
    )
    return producer


def _require_manager(actor: Actor, hub_id: int | None) -> None:
    if hub_id is None:
        require_system(actor)
    else:
        require(actor, Permission.MANAGE_PARTIES, hub_id=hub_id)


def _require_new_number(org_no: str) -> None:
    if org_no and Organisation.objects.filter(org_no=org_no).exists():
        raise OrganisationNumberTakenError(org_no=org_no)


def _enter(organisation: Organisation) -> Organisation:
    """Save a new organisation; of two at once with the same number the second is told so."""
    _require_new_number(organisation.org_no)
    try:
        with transaction.atomic():
            organisation.save(force_insert=True)
    except IntegrityError as error:
        raise OrganisationNumberTakenError(org_no=organisation.org_no) from error
    return organisation


def _organisation_values(facts: OrganisationFacts) -> dict[str, object]:
    values = asdict(facts)
    code = values.pop("postcode")
    return values | {"postcode_id": postcode(code).pk if code else None}
