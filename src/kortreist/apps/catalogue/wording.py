"""The words that goods are found and ordered by."""

import unicodedata
from collections.abc import Mapping

from kortreist.apps.registers import collation as norwegian
from kortreist.apps.ui.content import choose

# Goods whose names begin with so many letters in common stand in the order they were entered.
SORTED_LETTERS = 80
LONGEST_KEY = 300


def fold(text: str) -> str:
    """Return text in the form it is searched in, so that Æ is æ and one blank is one blank.

    A null character, which no text in PostgreSQL may hold, is a blank as well.
    """
    return " ".join(unicodedata.normalize("NFC", text).casefold().replace("\0", " ").split())


def sort_key(names: Mapping[str, str]) -> str:
    """Return what lists are ordered by: the name in bokmål, else in the nearest language."""
    return norwegian.sort_key(choose(names, "nb").text.strip()[:SORTED_LETTERS])[:LONGEST_KEY]
