"""Numbers and units as people type them, read into whole grams, millilitres, pieces and øre.

A comma is the decimal mark, spaces part thousands; a lone point is taken as a decimal mark too,
because many phone keyboards have no comma. What could mean two things is refused.
"""

import re
from typing import Final

from kortreist.kernel.errors import InvalidInputError
from kortreist.kernel.quantity import Unit

LONGEST: Final = 40
SPACES: Final = re.compile(r"[ \t\u00a0\u2007\u2009\u202f]+")
NUMBER: Final = re.compile(
    r"""
    (?P<sign>[-−–])? \s?
    (?P<whole> [0-9]{1,3}(?:\ [0-9]{3})+ | [0-9]{1,3}(?:\.[0-9]{3})+(?=,) | [0-9]+ )
    (?: [.,] (?P<part>[0-9]+) )?
    \s? (?P<unit>\D*)
    """,
    re.VERBOSE,
)
UNITS: Final[dict[Unit, dict[str, int]]] = {
    Unit.GRAM: {"kg": 1000, "kilo": 1000, "hg": 100, "g": 1, "gram": 1},
    Unit.MILLILITRE: {"l": 1000, "liter": 1000, "dl": 100, "cl": 10, "ml": 1},
    Unit.PIECE: {"stk": 1, "pcs": 1, "pc": 1},
}
KR: Final = {"kr": 100, "nok": 100}
PERCENT: Final = {"%": 100}


def parse_amount(text: str, unit: Unit, *, most: int, typed_in: str | None = None) -> int:
    """Return what was typed as whole g, ml or pieces.

    Parameters
    ----------
    text
        For example ``3,25 kg``, ``750 g``, ``12``.
    unit
        What is counted.
    most
        The largest amount that makes sense here, in ``unit``.
    typed_in
        The unit meant where none is typed; the price's own (kg, l, piece) when left out.

    Raises
    ------
    InvalidInputError
        `number_not_understood`, `unit_not_understood`, `number_below_zero`, `number_too_large`
        or `number_too_fine`.
    """
    sizes = UNITS[unit]
    return _parse(text, sizes, default=typed_in or next(iter(sizes)), most=most)


def parse_kr(text: str, *, most: int) -> int:
    """Return kroner, as typed (``1 234,50``, ``kr 20``, ``250,-``), in whole øre.

    Raises
    ------
    InvalidInputError
        As `parse_amount`.
    """
    bare = re.sub(r"^\s*kr\.?\s*", "", text[: LONGEST + 1], flags=re.IGNORECASE)
    return _parse(re.sub(r"[.,]\s?[-−–]\s*$", "", bare), KR, default="kr", most=most)


def parse_percent(text: str, *, most: int = 10_000) -> int:
    """Return a percentage, as typed (``15``, ``12,5 %``), in basis points.

    Raises
    ------
    InvalidInputError
        As `parse_amount`.
    """
    return _parse(text, PERCENT, default="%", most=most)


def _parse(text: str, sizes: dict[str, int], *, default: str, most: int) -> int:
    match = NUMBER.fullmatch(SPACES.sub(" ", text.strip())) if len(text) <= LONGEST else None
    if match is None:
        raise InvalidInputError("number_not_understood", typed=text[:LONGEST])
    unit = match["unit"].strip().rstrip(".").lower() or default
    if unit not in sizes:
        raise InvalidInputError("unit_not_understood", typed=unit, units=", ".join(sizes))
    size, part = sizes[unit], match["part"] or ""
    # 1.250 kroner are 1 250 to some and 1,25 to others; so are 1.000 g.
    if len(part) > _places(size):
        raise InvalidInputError("number_too_fine", typed=text.strip())
    digits = re.sub(r"[ .]", "", match["whole"])
    value: int = int(digits) * size + int(part or 0) * size // 10 ** len(part)
    if match["sign"] and value:
        raise InvalidInputError("number_below_zero", typed=text.strip())
    if value > most:
        raise InvalidInputError("number_too_large", typed=text.strip())
    return value


def _places(size: int) -> int:
    """Return how many decimals of a unit are whole in the smallest one: 3 for kg, 2 for kr."""
    return len(str(size)) - 1
