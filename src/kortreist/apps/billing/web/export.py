"""Documents as a table that a Norwegian spreadsheet opens: semicolons, decimal commas."""

import csv
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from django.db.models import QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kortreist.apps.actors.models import Hub
from kortreist.apps.billing.models import Document
from kortreist.apps.billing.wording import KINDS

CHUNK: Final = 2000
# So that a spreadsheet takes the text for UTF-8.
BYTE_ORDER_MARK: Final = "\ufeff"
# What a spreadsheet would run as a formula.
FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")
COLUMNS: Final[tuple[Promise, ...]] = (
    gettext_lazy("Kind"),
    gettext_lazy("Number"),
    gettext_lazy("Issued"),
    gettext_lazy("Delivered"),
    gettext_lazy("Due"),
    gettext_lazy("Receiver"),
    gettext_lazy("Organisation number"),
    gettext_lazy("Unit"),
    gettext_lazy("Reference"),
    gettext_lazy("KID"),
    gettext_lazy("Without VAT"),
    gettext_lazy("VAT"),
    gettext_lazy("With VAT"),
    gettext_lazy("Corrects number"),
    gettext_lazy("Illustrative"),
)


@dataclass(frozen=True, slots=True)
class _Words:
    head: Sequence[str]
    kinds: Mapping[str, str]
    yes: str
    no: str


class _Line:
    """Gives each row back as text, instead of writing it to a file."""

    def write(self, text: str) -> str:
        return text


def write_csv(documents: QuerySet[Document]) -> Iterator[str]:
    """Return the table line by line, so that any number of documents can be sent.

    All words are chosen at once: while the lines are sent, the reader's language may be gone.
    """
    words = _Words(
        head=[str(column) for column in COLUMNS],
        kinds={kind: str(name) for kind, name in KINDS.items()},
        yes=_("yes"),
        no=_("no"),
    )
    return _write(documents.select_related("corrects"), words)


def _write(documents: QuerySet[Document], words: _Words) -> Iterator[str]:
    writer = csv.writer(_Line(), delimiter=";", lineterminator="\r\n")
    yield BYTE_ORDER_MARK + writer.writerow(words.head)
    for document in documents.iterator(chunk_size=CHUNK):
        yield writer.writerow(_cells(document, words))


def export_name(hub: Hub) -> str:
    """Return the file's name; a demonstration's says so."""
    return "illustrative-documents.csv" if hub.is_demonstration else "documents.csv"


def _cells(document: Document, words: _Words) -> Iterable[str]:
    receiver = document.parties.get("payer") or document.parties["seller"]
    door = document.parties.get("door") or {"unit": ""}
    return (
        words.kinds[document.kind],
        str(document.number),
        document.issued_on.isoformat(),
        document.delivered_on.isoformat(),
        document.due_on.isoformat() if document.due_on else "",
        _harmless(receiver["name"]),
        receiver["org_no"],
        _harmless(door["unit"]),
        _harmless(document.reference),
        document.kid,
        _kroner(document.net_ore),
        _kroner(document.vat_ore),
        _kroner(document.gross_ore),
        str(document.corrects.number) if document.corrects else "",
        words.yes if document.is_illustrative else words.no,
    )


def _kroner(ore: int) -> str:
    """Return øre as a spreadsheet reads money: ``-1234,50``."""
    kroner, rest = divmod(abs(ore), 100)
    return f"{'-' if ore < 0 else ''}{kroner},{rest:02d}"


def _harmless(text: str) -> str:
    """Return a text that people wrote, such that no spreadsheet runs it."""
    return f"'{text}" if text.startswith(FORMULA) else text
