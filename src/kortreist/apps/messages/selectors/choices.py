"""What a party or a person is told, and how, as their page shows it."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise

from kortreist.apps.messages import sms
from kortreist.apps.messages.kinds import NEEDED, PRODUCER_KINDS, UNIT_KINDS
from kortreist.apps.messages.links import Choosing
from kortreist.apps.messages.models import Channel, Preference
from kortreist.apps.messages.selectors.reach import channels_of
from kortreist.apps.messages.words import CHANNEL, KIND


@dataclass(frozen=True, slots=True)
class Tick:
    """One box: a kind by a channel."""

    name: str
    label: str | Promise
    is_chosen: bool


@dataclass(frozen=True, slots=True)
class ChoiceRow:
    """One kind of news, with a box for each channel."""

    kind: str
    label: str | Promise
    is_needed: bool
    ticks: tuple[Tick, ...]


def choice_rows(choosing: Choosing, *, prefix: str = "") -> list[ChoiceRow]:
    """Return the rows of boxes for a unit, a producer or one of their people."""
    return list(_rows(choosing, prefix))


def channels() -> list[tuple[Channel, str | Promise]]:
    """Return the channels there are to choose from, with their names."""
    return [
        (each, CHANNEL[each]) for each in Channel if each == Channel.EMAIL or sms.is_available()
    ]


def _rows(choosing: Choosing, prefix: str) -> Iterator[ChoiceRow]:
    usual = UNIT_KINDS if choosing.unit_id is not None else PRODUCER_KINDS
    # Any: columns of a row
    party: dict[str, Any] = {
        "unit_id": choosing.unit_id,
        "organisation_id": choosing.organisation_id,
        "person_id": choosing.person_id,
    }
    rows = Preference.objects.filter(hub_id=choosing.hub_id, **party)
    chosen = {row.kind: channels_of(row) for row in rows}
    is_person = choosing.person_id is not None
    for kind, default in usual.items():
        now = chosen.get(kind, frozenset() if is_person else default)
        ticks = tuple(
            Tick(f"{prefix}{kind}-{channel}", label, channel in now)
            for channel, label in channels()
        )
        yield ChoiceRow(kind, KIND[kind], kind in NEEDED and not is_person, ticks)
