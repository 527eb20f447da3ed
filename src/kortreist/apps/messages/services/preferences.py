"""Choosing how one is told."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from kortreist.apps.actors.models import BuyerUnit, Organisation, Person
from kortreist.apps.actors.permissions import Actor, Permission, require, require_person
from kortreist.apps.actors.services.audit import record
from kortreist.apps.messages.errors import ChannelNeededError
from kortreist.apps.messages.kinds import NEEDED, PRODUCER_KINDS, UNIT_KINDS
from kortreist.apps.messages.links import Choosing
from kortreist.apps.messages.models import Channel, Kind, Preference
from kortreist.kernel.errors import NotFoundError, NotPermittedError

Choices = Mapping[Kind, frozenset[Channel]]


@transaction.atomic
def choose_for_unit(
    *, actor: Actor, hub_id: int, unit_id: int, choices: Choices, now: datetime
) -> None:
    """Choose by which channels a unit is told of each kind of news.

    Raises
    ------
    NotFoundError, NotPermittedError
        When the unit is not the actor's to order for, or a shared tablet asks.
    ChannelNeededError
        When something that has to be known would reach nobody (``kind``).
    """
    require_person(actor)
    require(actor, Permission.ORDER, hub_id=hub_id, unit_id=unit_id)
    _require_reach(choices)
    _write(hub_id, {"unit_id": unit_id}, _of(choices, UNIT_KINDS))
    unit = BuyerUnit.objects.get(pk=unit_id)
    record(actor, "messages.choices.changed", unit, hub_id=hub_id, now=now)


@transaction.atomic
def choose_for_producer(
    *, actor: Actor, hub_id: int, organisation_id: int, choices: Choices, now: datetime
) -> None:
    """Choose by which channels a producer is told of each kind of news.

    Raises
    ------
    NotFoundError, NotPermittedError
        When the producer is not the actor's to speak for.
    ChannelNeededError
        When something that has to be known would reach nobody (``kind``).
    """
    require_person(actor)
    require(actor, Permission.OFFER_GOODS, hub_id=hub_id, organisation_id=organisation_id)
    _require_reach(choices)
    _write(hub_id, {"organisation_id": organisation_id}, _of(choices, PRODUCER_KINDS))
    producer = Organisation.objects.get(pk=organisation_id)
    record(actor, "messages.choices.changed", producer, hub_id=hub_id, now=now)


@transaction.atomic
def choose_copies(
    *,
    actor: Actor,
    hub_id: int,
    unit_id: int | None = None,
    organisation_id: int | None = None,
    choices: Choices,
    now: datetime,
) -> None:
    """Choose what news of a unit or a producer the actor gets a copy of, at own addresses.

    Raises
    ------
    NotFoundError, NotPermittedError
        When the party is not the actor's, or the actor is no person.
    """
    if unit_id is not None:
        require(actor, Permission.ORDER, hub_id=hub_id, unit_id=unit_id)
    else:
        require(actor, Permission.OFFER_GOODS, hub_id=hub_id, organisation_id=organisation_id)
    if actor.person_id is None:
        raise NotPermittedError
    usual = UNIT_KINDS if unit_id is not None else PRODUCER_KINDS
    party = {"unit_id": unit_id, "organisation_id": organisation_id, "person_id": actor.person_id}
    _write(hub_id, party, _of(choices, usual))
    me = Person.objects.get(pk=actor.person_id)
    record(actor, "messages.choices.changed", me, hub_id=hub_id, now=now)


@transaction.atomic
def choose_by_link(*, choosing: Choosing, choices: Choices, now: datetime) -> None:
    """Choose for whoever a signed link was sent to.

    Raises
    ------
    NotFoundError
        When the party is gone.
    ChannelNeededError
        When something that has to be known would reach nobody (``kind``).
    """
    party = {
        "unit_id": choosing.unit_id,
        "organisation_id": choosing.organisation_id,
        "person_id": choosing.person_id,
    }
    usual = UNIT_KINDS if choosing.unit_id is not None else PRODUCER_KINDS
    if choosing.person_id is None:
        _require_reach(choices)
    _write(choosing.hub_id, party, _of(choices, usual))
    target = _party_of(choosing)
    actor = Actor.system("messages.link")
    record(actor, "messages.choices.changed", target, hub_id=choosing.hub_id, now=now)


def _party_of(choosing: Choosing) -> BuyerUnit | Organisation:
    found: BuyerUnit | Organisation | None
    if choosing.unit_id is not None:
        found = BuyerUnit.objects.filter(hub_id=choosing.hub_id, pk=choosing.unit_id).first()
    else:
        found = Organisation.objects.filter(pk=choosing.organisation_id or 0).first()
    if found is None:
        raise NotFoundError
    return found


def _require_reach(choices: Choices) -> None:
    for kind, channels in choices.items():
        if kind in NEEDED and not channels:
            raise ChannelNeededError(kind=str(kind))


def _of(choices: Choices, usual: Choices) -> Choices:
    return {kind: channels for kind, channels in choices.items() if kind in usual}


def _write(hub_id: int, party: Mapping[str, int | None], choices: Choices) -> None:
    # Any: columns of a row
    whole: dict[str, Any] = {"unit_id": None, "organisation_id": None, "person_id": None, **party}
    for kind, channels in choices.items():
        Preference.objects.update_or_create(
            hub_id=hub_id,
            kind=kind,
            **whole,
            defaults={
                "by_email": Channel.EMAIL in channels,
                "by_sms": Channel.SMS in channels,
            },
        )
