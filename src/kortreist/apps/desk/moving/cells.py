"""Cells of a moving folder: text to a value, and the value back to the same text."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, time
from decimal import Decimal, InvalidOperation
from enum import StrEnum

from kortreist.apps.desk.errors import (
    CellDateError,
    CellEmptyError,
    CellFlagError,
    CellKronerError,
    CellNumberError,
    CellTimeError,
    CellUnknownWordError,
)

Value = str | int | bool | date | time | None

NORWEGIAN_DAY = re.compile(r"(\d{1,2})\.(\d{1,2})\.(\d{4})")
CLOCK = re.compile(r"(\d{1,2})[:.](\d{2})(?::\d{2})?")
YES = frozenset({"ja", "yes", "true", "1", "x", "sann"})
NO = frozenset({"nei", "no", "false", "0", "", "usann"})
BLANKS = str.maketrans("", "", " \u00a0\u202f\u2009")
MOST_ORE = 100_000_000_000


class Kind(StrEnum):
    """What stands in a column."""

    TEXT = "text"
    NUMBER = "number"
    # Kroner and øre in the cell, whole øre in the program.
    KRONER = "kroner"
    FLAG = "flag"
    DAY = "day"
    CLOCK = "clock"


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its name in the sheet and in the facts, and what may stand there."""

    name: str
    kind: Kind = Kind.TEXT
    choices: tuple[str, ...] = ()
    is_required: bool = False

    def read(self, text: str) -> Value:
        """Return the cell's value.

        Raises
        ------
        InvalidInputError
            When it is none of what may stand in the column.
        """
        text = text.strip()
        if not text and self.is_required:
            raise CellEmptyError
        if self.choices and text and text not in self.choices:
            raise CellUnknownWordError(typed=text, words=", ".join(self.choices))
        return READ[self.kind](text)

    def write(self, value: Value) -> str:
        """Return the text that `read` makes the same value of."""
        return "" if value is None else WRITE[self.kind](value)


def _number(text: str) -> int | None:
    if not text:
        return None
    digits = text.translate(BLANKS)
    if not (digits.lstrip("-").isascii() and digits.lstrip("-").isdigit()):
        raise CellNumberError(typed=text)
    return int(digits)


def _kroner(text: str) -> int | None:
    if not text:
        return None
    try:
        ore = Decimal(text.translate(BLANKS).replace(",", ".")) * 100
    except InvalidOperation as error:
        raise CellKronerError(typed=text) from error
    if not ore.is_finite() or ore != ore.to_integral_value() or abs(ore) > MOST_ORE:
        raise CellKronerError(typed=text)
    return int(ore)


def _flag(text: str) -> bool:
    word = text.casefold()
    if word not in YES | NO:
        raise CellFlagError(typed=text)
    return word in YES


def _day(text: str) -> date | None:
    if not text:
        return None
    norwegian = NORWEGIAN_DAY.fullmatch(text)
    try:
        if norwegian:
            day, month, year = map(int, norwegian.groups())
            return date(year, month, day)
        return date.fromisoformat(text)
    except ValueError as error:
        raise CellDateError(typed=text) from error


def _clock(text: str) -> time | None:
    if not text:
        return None
    written = CLOCK.fullmatch(text)
    try:
        if written:
            return time(int(written[1]), int(written[2]))
        return time.fromisoformat(text)
    except ValueError as error:
        raise CellTimeError(typed=text) from error


READ: Mapping[Kind, Callable[[str], Value]] = {
    Kind.TEXT: str,
    Kind.NUMBER: _number,
    Kind.KRONER: _kroner,
    Kind.FLAG: _flag,
    Kind.DAY: _day,
    Kind.CLOCK: _clock,
}


def _write_kroner(value: Value) -> str:
    ore = int(str(value))
    sign, ore = ("-" if ore < 0 else ""), abs(ore)
    return f"{sign}{ore // 100},{ore % 100:02d}"


def _write_clock(value: Value) -> str:
    return value.strftime("%H:%M") if isinstance(value, time) else str(value)


WRITE: Mapping[Kind, Callable[[Value], str]] = {
    Kind.TEXT: str,
    Kind.NUMBER: str,
    Kind.KRONER: _write_kroner,
    Kind.FLAG: lambda value: "ja" if value else "nei",
    Kind.DAY: str,
    Kind.CLOCK: _write_clock,
}
