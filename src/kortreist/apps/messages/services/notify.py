"""Telling a kitchen or a producer: by the channels it has chosen, in its people's languages."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Q

from kortreist.apps.actors.models import BuyerUnit, Hub, Organisation
from kortreist.apps.messages.kinds import kind_of
from kortreist.apps.messages.models import Kind, Message, MessageStatus
from kortreist.apps.messages.rendering import language_for, require_facts
from kortreist.apps.messages.selectors.reach import Reach, Receiver, read_reach
from kortreist.apps.messages.services.outbox import post
from kortreist.kernel.periods import oslo_date

NO_ADDRESS = "no_address"

# Facts for the text; or, where they hold sentences, what they are in a language.
Params = Mapping[str, object] | Callable[[str], Mapping[str, object]]
PartyIds = Mapping[str, int]


@dataclass(frozen=True, slots=True)
class News:
    """What is told, whoever it is told to."""

    hub_id: int
    key: str
    template: str
    params: Params
    now: datetime

    @property
    def kind(self) -> Kind:
        """What it is about."""
        return kind_of(self.template)

    def facts(self, language: str) -> Mapping[str, object]:
        """Return the facts for a text in a language."""
        facts = self.params(language) if callable(self.params) else self.params
        require_facts(self.template, facts)
        return facts


@transaction.atomic
def notify_unit(
    *,
    hub_id: int,
    key: str,
    template: str,
    unit: BuyerUnit,
    params: Params,
    now: datetime,
    reach: Reach | None = None,
) -> list[Message]:
    """Tell a unit some news, once for a key; return what is in the outbox for it.

    For services of the rooms above, which have asked permission, in the transaction of the change
    it tells of. Nothing where the unit has turned this kind of news off; where nobody can be
    reached, a message without an address says so in the log, and nothing is returned.

    Parameters
    ----------
    key, template
        As `post_message` has them.
    params
        JSON-like facts for the text, or a function from a language to them. ``link`` among them is
        a path of the site, and becomes an address where the site knows its own.
    reach
        What `read_reach` gave for the whole hub, where many are told at once.

    Raises
    ------
    LookupError
        When no such news is written, or a fact it tells is missing: a mistake in the program.
    """
    news = News(hub_id, key, template, params, now)
    reach = reach or read_reach(hub_id=hub_id, on=oslo_date(now), unit_id=unit.pk)
    if not reach.is_wanted(news.kind, unit_id=unit.pk, organisation_id=None):
        return _tell(news, {"unit_id": unit.pk}, reach.unit(unit, news.kind))
    return _tell_somebody(news, {"unit_id": unit.pk}, reach.unit(unit, news.kind))


@transaction.atomic
def notify_producer(
    *,
    hub_id: int,
    key: str,
    template: str,
    organisation: Organisation,
    params: Params,
    now: datetime,
    reach: Reach | None = None,
) -> list[Message]:
    """Tell a producer some news, as `notify_unit` tells a unit."""
    news, organisation_id = News(hub_id, key, template, params, now), organisation.pk
    reach = reach or read_reach(hub_id=hub_id, on=oslo_date(now), organisation_id=organisation_id)
    receivers = reach.producer(organisation, news.kind)
    if not reach.is_wanted(news.kind, unit_id=None, organisation_id=organisation_id):
        return _tell(news, {"organisation_id": organisation_id}, receivers)
    return _tell_somebody(news, {"organisation_id": organisation_id}, receivers)


def _tell_somebody(news: News, party: PartyIds, receivers: Sequence[Receiver]) -> list[Message]:
    if not receivers:
        _note_unreachable(news, party)
    return _tell(news, party, receivers)


def _tell(news: News, party: PartyIds, receivers: Sequence[Receiver]) -> list[Message]:
    told: list[Message] = []
    for number, receiver in enumerate(receivers):
        message, is_new = post(
            hub_id=news.hub_id,
            # The first carries the key itself: where it is there already, this was told before.
            key=f"{news.key}#{number}" if number else news.key,
            template=news.template,
            kind=news.kind,
            params=news.facts(receiver.language),
            now=news.now,
            channel=receiver.channel,
            address=receiver.address,
            language=receiver.language,
            person_id=receiver.person_id,
            **party,
        )
        if not is_new and not number:
            return _told_before(news)
        told.append(message)
    return told


def _told_before(news: News) -> list[Message]:
    same = Q(key=news.key) | Q(key__startswith=f"{news.key}#")
    return list(Message.objects.exclude(address="").filter(same, hub_id=news.hub_id))


def _note_unreachable(news: News, party: PartyIds) -> None:
    language = Hub.objects.values_list("language", flat=True).get(pk=news.hub_id)
    Message.objects.get_or_create(
        key=news.key,
        defaults={
            "hub_id": news.hub_id,
            "template": news.template,
            "kind": news.kind,
            "params": dict(news.facts(language)),
            "language": language_for(language),
            "status": MessageStatus.FAILED,
            "error": NO_ADDRESS,
            "made_at": news.now,
            **party,
        },
    )
