"""How the parties of a hub are reached: their addresses, their people, what they have chosen."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Q

from kortreist.apps.actors.models import BuyerUnit, Hub, Organisation, Person, Role, RoleKind
from kortreist.apps.actors.selectors.grants import in_force
from kortreist.apps.messages import sms
from kortreist.apps.messages.kinds import DUTY, NEEDED, usual_channels
from kortreist.apps.messages.models import AddressFault, Channel, Kind, Preference
from kortreist.apps.messages.phones import mobile_number

Choice = frozenset[Channel]


@dataclass(frozen=True, slots=True)
class Receiver:
    """One address that news goes to, and whose it is."""

    channel: Channel
    address: str
    language: str
    person_id: int | None = None


@dataclass(frozen=True, slots=True)
class Party:
    """A unit or a producer, as somebody who is told things."""

    unit_id: int | None
    organisation_id: int | None
    email: str
    phone: str
    language: str

    @property
    def key(self) -> tuple[int | None, int | None]:
        return (self.unit_id, self.organisation_id)


@dataclass(slots=True)
class Reach:
    """Everybody at a hub, or one party of it; read once, asked for many."""

    language: str
    people: dict[tuple[int | None, int | None], list[Person]]
    chosen: dict[tuple[int | None, int | None, int | None, str], Choice]
    faults: set[tuple[str, str]] = field(default_factory=set)

    def unit(self, unit: BuyerUnit, kind: Kind) -> list[Receiver]:
        """Return where a unit is told this kind of news."""
        party = Party(unit.pk, None, unit.email, unit.phone, unit.language)
        return self._receivers(party, kind)

    def producer(self, organisation: Organisation, kind: Kind) -> list[Receiver]:
        """Return where a producer is told; in the language of the first of its people."""
        people = self.people.get((None, organisation.pk), [])
        language = people[0].language if people else self.language
        party = Party(None, organisation.pk, organisation.email, organisation.phone, language)
        return self._receivers(party, kind)

    def is_wanted(self, kind: Kind, *, unit_id: int | None, organisation_id: int | None) -> bool:
        """Whether the party is told of it at all."""
        return bool(self._channels((unit_id, organisation_id), kind))

    def _receivers(self, party: Party, kind: Kind) -> list[Receiver]:
        people = self.people.get(party.key, [])
        channels = self._channels(party.key, kind)
        found = list(self._by_channels(party, people, channels, is_for_all=kind in DUTY))
        if channels and not any(map(self._works, found)):
            # The only way there is may still be better than none.
            others = [each for each in Channel if each not in channels and _is_open(each)]
            found += self._by_channels(party, people, others)
        working = [each for each in found if self._works(each)] or found
        copies = [copy for person in people for copy in self._copies(party, person, kind)]
        return _once([*working, *copies])

    def _channels(self, key: tuple[int | None, int | None], kind: Kind) -> Choice:
        usual = usual_channels(kind, is_producer=key[1] is not None)
        chosen = self.chosen.get((*key, None, kind), usual)
        if kind in DUTY or (not chosen and kind in NEEDED):
            chosen = usual
        open_ones = frozenset(filter(_is_open, chosen))
        return open_ones or (frozenset({Channel.EMAIL}) if chosen else chosen)

    def _by_channels(
        self,
        party: Party,
        people: list[Person],
        channels: Iterable[Channel],
        *,
        is_for_all: bool = False,
    ) -> Iterator[Receiver]:
        for channel in sorted(channels):
            own = _address(channel, party.email, party.phone)
            if own:
                yield Receiver(channel, own, party.language)
                if not is_for_all:
                    continue
            for person in people:
                if address := _address_of(person, channel):
                    yield Receiver(channel, address, person.language, person.pk)

    def _copies(self, party: Party, person: Person, kind: Kind) -> Iterator[Receiver]:
        for channel in sorted(self.chosen.get((*party.key, person.pk, kind), ())):
            if (address := _address_of(person, channel)) and _is_open(channel):
                yield Receiver(channel, address, person.language, person.pk)

    def _works(self, receiver: Receiver) -> bool:
        return (receiver.channel, receiver.address.casefold()) not in self.faults


def read_reach(
    *,
    hub_id: int,
    on: date,
    unit_id: int | None = None,
    organisation_id: int | None = None,
) -> Reach:
    """Read how a hub's parties are reached, or how one of them is, in four queries."""
    one = Q()
    if unit_id is not None:
        one = Q(unit_id=unit_id)
    elif organisation_id is not None:
        one = Q(organisation_id=organisation_id)
    faults = AddressFault.objects.filter(hub_id=hub_id, mended_at__isnull=True)
    return Reach(
        language=Hub.objects.values_list("language", flat=True).get(pk=hub_id),
        people=_people(hub_id, on, one),
        chosen={
            (row.unit_id, row.organisation_id, row.person_id, row.kind): channels_of(row)
            for row in Preference.objects.filter(one, hub_id=hub_id)
        },
        faults={
            (channel, address.casefold())
            for channel, address in faults.values_list("channel", "address")
        },
    )


def channels_of(row: Preference) -> Choice:
    """Return the channels that a preference names."""
    named = {Channel.EMAIL: row.by_email, Channel.SMS: row.by_sms}
    return frozenset(channel for channel, is_chosen in named.items() if is_chosen)


def _people(hub_id: int, on: date, one: Q) -> dict[tuple[int | None, int | None], list[Person]]:
    roles = Role.objects.filter(
        in_force(on), one, hub_id=hub_id, kind__in=(RoleKind.BUYER, RoleKind.PRODUCER)
    ).select_related("person__user")
    people: dict[tuple[int | None, int | None], list[Person]] = defaultdict(list)
    for role in roles.order_by("pk"):
        people[role.unit_id, role.organisation_id].append(role.person)
    return people


def _address_of(person: Person, channel: Channel) -> str:
    return _address(channel, person.user.email if person.user else "", person.phone)


def _address(channel: Channel, email: str, phone: str) -> str:
    return email if channel == Channel.EMAIL else mobile_number(phone) if phone else ""


def _is_open(channel: Channel) -> bool:
    return channel == Channel.EMAIL or sms.is_available()


def _once(receivers: Iterable[Receiver]) -> list[Receiver]:
    found: dict[tuple[str, str], Receiver] = {}
    for receiver in receivers:
        found.setdefault((receiver.channel, receiver.address.casefold()), receiver)
    return list(found.values())
