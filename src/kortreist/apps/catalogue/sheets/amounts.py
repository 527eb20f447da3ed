"""What a pack holds, in the many ways that sheets say it."""

import re
from typing import Final

from kortreist.apps.catalogue.errors import CellMissingError
from kortreist.apps.catalogue.sheets.values import MOST_CONTENT, UNITS
from kortreist.apps.ui import parsing
from kortreist.kernel.quantity import Unit
from kortreist.kernel.rounding import divide_rounded

# "6 x 0,33 l" is six bottles in a pack.
TIMES: Final = re.compile(r"\s*(\d{1,4})\s*[x×*]\s*(.+)", re.IGNORECASE)
LETTERS: Final = re.compile(r"[^\d\s.,]+\.?\s*$")
UNIT_OF: Final = {
    "kg": Unit.GRAM,
    "g": Unit.GRAM,
    "hg": Unit.GRAM,
    "l": Unit.MILLILITRE,
    "dl": Unit.MILLILITRE,
    "cl": Unit.MILLILITRE,
    "ml": Unit.MILLILITRE,
    "stk": Unit.PIECE,
}
_WORDS: Final = {word.rstrip("."): code for code, each in UNITS.items() for word in (code, *each)}


def read_content(typed: str, unit_word: str) -> tuple[Unit, int]:
    """Return what a pack holds: ``1 kg``, ``0,75``, ``6 x 0,33 l``; without a number it is one.

    Parameters
    ----------
    typed
        What stands in the content's cell; its own unit counts before that of the unit's cell.
    unit_word
        A code of `UNITS`, or empty.

    Raises
    ------
    CellMissingError
        When neither says in which unit.
    InvalidInputError
        As `parse_amount`.
    """
    match = TIMES.fullmatch(typed)
    times, amount = (int(match[1]), match[2]) if match else (1, typed)
    letters = LETTERS.search(amount)
    word = _WORDS.get(letters[0].strip(" .").lower(), "") if letters else unit_word
    if letters and not word:
        # Not a unit; the parser says so in its own words.
        word = "stk"
    elif not word:
        raise CellMissingError
    elif letters:
        amount = amount[: letters.start()]
    unit = UNIT_OF[word]
    most = MOST_CONTENT // times
    return unit, times * parsing.parse_amount(amount or "1", unit, most=most, typed_in=word)


def price_per_unit(pack_price_ore: int, unit: Unit, content_amount: int) -> int:
    """Return the price per kg, litre or piece of a pack's price, rounded once."""
    return divide_rounded(pack_price_ore * unit.per_price_unit, content_amount)
