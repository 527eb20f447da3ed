"""Rows of a sheet as a reader sees them: labels, and from what to what."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kortreist.apps.catalogue.models import (
    NUTRIENTS,
    PriceEditState,
    RowKind,
    SheetImport,
    SheetRow,
    SheetState,
)
from kortreist.apps.catalogue.sheets.columns import COLUMNS, ON_DAY, column_of
from kortreist.apps.catalogue.sheets.values import LANGUAGES, read_day
from kortreist.apps.jobs.services.runs import WORKER_DIED
from kortreist.apps.ui import figures
from kortreist.apps.ui.error_messages import MESSAGES, message_for
from kortreist.apps.ui.statuses import Status
from kortreist.kernel.errors import DomainError

STATES: Final[dict[str, Status]] = {
    SheetState.READING: Status(gettext_lazy("being read"), "info", "repeat"),
    SheetState.ASKING: Status(gettext_lazy("columns not understood"), "warning"),
    SheetState.STAGED: Status(gettext_lazy("ready to look through"), "info", "list"),
    SheetState.WAITING: Status(gettext_lazy("waits for the hub"), "warning"),
    SheetState.APPLYING: Status(gettext_lazy("being taken in"), "info", "repeat"),
    SheetState.APPLIED: Status(gettext_lazy("taken in"), "success"),
    SheetState.REFUSED: Status(gettext_lazy("cannot be read"), "danger"),
    SheetState.CANCELLED: Status(gettext_lazy("given up")),
    SheetState.UNDONE: Status(gettext_lazy("taken back")),
}
GIVEN_UP: Final = Status(gettext_lazy("stopped"), "danger")
EDIT_STATES: Final[dict[str, Status]] = {
    PriceEditState.STAGED: Status(gettext_lazy("ready to look through"), "info", "list"),
    PriceEditState.APPLIED: Status(gettext_lazy("set"), "success"),
    PriceEditState.CANCELLED: Status(gettext_lazy("given up")),
    PriceEditState.UNDONE: Status(gettext_lazy("set back")),
}
KINDS: Final[dict[str, Promise]] = {
    RowKind.REFUSED: gettext_lazy("Cannot be taken in"),
    RowKind.CHANGED: gettext_lazy("Changed"),
    RowKind.NEW: gettext_lazy("New"),
    RowKind.UNCHANGED: gettext_lazy("As before"),
}
LANGUAGE_ORDER: Final = [column.field for column in COLUMNS]


@dataclass(frozen=True, slots=True)
class ShownChange:
    """One fact of a row; `before` is empty where there was none."""

    label: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class ShownProblem:
    """Why a row is refused, and where."""

    cell: str
    heading: str
    typed: str
    words: str


@dataclass(frozen=True, slots=True)
class ShownRow:
    """A row with its facts or its problems."""

    number: int
    name: str
    kind: str
    changes: list[ShownChange]
    problems: list[ShownProblem]


@dataclass(frozen=True, slots=True)
class Tab:
    """Rows of one kind, how many, and whether they are shown."""

    kind: str
    label: str | Promise
    count: int
    is_current: bool


def tabs_of(sheet: SheetImport, asked: str) -> list[Tab]:
    """Return the kinds of rows there are; shown is the one asked for, else the first."""
    counts = {kind: getattr(sheet, f"{kind}_rows") for kind in KINDS}
    present = [kind for kind, count in counts.items() if count]
    current = asked if asked in present else next(iter(present), "")
    return [Tab(kind, KINDS[kind], counts[kind], kind == current) for kind in present]


def shown_rows(rows: Iterable[SheetRow]) -> list[ShownRow]:
    """Return rows in the reader's language."""
    place = LANGUAGES.index(figures.reader_language())
    return [_shown(row, place) for row in rows]


def label_of(field: str) -> str:
    """Return what a field is called in the reader's language; empty where it is of no use."""
    if not field:
        return ""
    if field.startswith(ON_DAY):
        on = read_day(field)
        return _("Packs for %(day)s") % {"day": figures.day(on)} if on else field
    return column_of(field).heading(figures.reader_language())


def words_of(code: str, params: Mapping[str, object]) -> str:
    """Return a kept reason in the reader's language."""
    return str(message_for(DomainError(code, **params)))


def why_given_up(code: str) -> str:
    """Return why a job stopped, as whoever sent the sheet can use it."""
    if code == WORKER_DIED:
        return _("The machine stopped each time before it was done.")
    told = str(MESSAGES.get(code, ""))
    # A sentence that lacks its figures tells nothing.
    if told and "%(" not in told:
        return told
    return _(
        "Something went wrong on our side. Your file is safe. If it happens again, tell the hub."
    )


def _shown(row: SheetRow, place: int) -> ShownRow:
    told = [(name, *pair) for name, pair in row.changes.items()]
    if row.kind == RowKind.UNCHANGED:
        told = []
    changes = [
        ShownChange(label_of(name), _value(name, before, place), _value(name, after, place))
        for name, before, after in sorted(told, key=_in_turn)
        if name not in {"unit", "content_amount"}
    ]
    if "content_amount" in row.changes:
        unit, amount = row.values["unit"], row.values["content_amount"]
        changes.insert(0, ShownChange(label_of("content"), "", figures.amount(amount, unit)))
    problems = [
        ShownProblem(
            each["cell"], each["heading"], each["typed"], words_of(each["code"], each["params"])
        )
        for each in row.problems
    ]
    return ShownRow(row.number, row.name, row.kind, changes, problems)


def _in_turn(told: tuple[str, object, object]) -> tuple[int, str]:
    name = told[0]
    return (LANGUAGE_ORDER.index(name) if name in LANGUAGE_ORDER else len(LANGUAGE_ORDER), name)


def _value(name: str, value: object, place: int) -> str:
    if value in (None, "") and name != "allergens":
        return ""
    if name == "price":
        return figures.kr(int(str(value)))
    written = column_of(name).kind.write(value, place)
    if isinstance(written, Decimal) and name in NUTRIENTS:
        return figures.decimals(int(str(value)), 3, trim=True)
    if isinstance(written, Decimal):
        return figures.percent(int(str(value)))
    return figures.whole(written) if isinstance(written, int) else str(written or "")
