"""What is typed into the list to order by, row by row."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from uuid import UUID

from django.http import QueryDict

from kortreist.apps.trading.errors import QuantityOutOfRangeError
from kortreist.apps.trading.quantities import MOST_PACKS
from kortreist.apps.trading.selectors.order_table import TableRow
from kortreist.apps.trading.services.lines import Wish
from kortreist.apps.ui.error_messages import message_for
from kortreist.kernel.errors import DomainError

FIELD = "n-"


@dataclass(slots=True)
class Field:
    """One row of the list as it is shown: what is typed, and what is wrong with it."""

    row: TableRow
    text: str
    error: str = ""

    @property
    def name(self) -> str:
        """What the field is called when it is sent."""
        return f"{FIELD}{self.row.variant.public_id}"


@dataclass(slots=True)
class Filled:
    """The list as it was filled in."""

    fields: list[Field]
    wishes: list[Wish] = field(default_factory=list)

    @property
    def errors(self) -> list[Field]:
        """The rows that have to be looked at."""
        return [each for each in self.fields if each.error]

    def refuse(self, faults: Mapping[int, DomainError]) -> None:
        """Mark the rows whose lines were refused."""
        for each in self.fields:
            if each.row.offer is not None and each.row.offer.pk in faults:
                each.error = message_for(faults[each.row.offer.pk])


def fill_in(rows: Iterable[TableRow], sent: QueryDict | None) -> Filled:
    """Return the list with what was typed, and what it asks for that is new."""
    filled = Filled([Field(row, str(row.count or "")) for row in rows])
    if sent is None:
        return filled
    for each in filled.fields:
        if each.name not in sent or not each.row.can_be_ordered or each.row.offer is None:
            continue
        each.text = str(sent[each.name]).strip()[:20]
        try:
            count = _packs(each.text)
        except QuantityOutOfRangeError as error:
            each.error = message_for(error)
            continue
        if count != each.row.count:
            filled.wishes.append(Wish(each.row.offer.pk, count))
    return filled


def packs_named(sent: QueryDict) -> set[UUID]:
    """Return the packs that were filled in, also those quick entry put on the list."""
    return {found for name in sent if (found := _named(name)) is not None}


def _named(name: str) -> UUID | None:
    if not name.startswith(FIELD):
        return None
    try:
        return UUID(name.removeprefix(FIELD))
    except ValueError:
        return None


def _packs(text: str) -> int:
    if not text:
        return 0
    if not (text.isascii() and text.isdigit() and int(text) <= MOST_PACKS):
        raise QuantityOutOfRangeError(most=MOST_PACKS)
    return int(text)
