"""Norwegian order of words, the same on both databases.

Lists of people and places are ordered by ``Collate(field, NORWEGIAN)``: PostgreSQL has a collation
of that name, and SQLite is taught one here. What is long and often read stores `sort_key` in a
column of its own and is ordered by that, as SQLite would ask Python for every comparison.
"""

import unicodedata
from functools import lru_cache

from django.db.backends.base.base import BaseDatabaseWrapper

NORWEGIAN = "nb-x-icu"

BLANK, MARK, DIGIT, LETTER, LAST, OTHER_LETTER = 1, 5, 10, 20, 46, 49
LAST_LETTERS = {"æ": 0, "ä": 0, "ø": 1, "ö": 1, "ő": 1, "å": 2}
# Sorted as other letters, after them when all else is equal.
ALIASES = {"đ": "d", "ð": "d", "þ": "th", "ü": "y", "ű": "y", "ŋ": "n", "ŧ": "t", "ß": "ss"}
PLAIN_LETTERS = frozenset("abcdefghijklmnopqrstuvwxyz")
LAST_PLAIN = frozenset("æøå")


@lru_cache(maxsize=50_000)
def sort_key(text: str) -> str:
    """Return digits that sort as the text does in Norwegian, in whatever order a database keeps.

    Blanks come before marks, marks before digits, digits before letters; æ, ø and å come last,
    aa counts as å and ü as y. What is then still equal is ordered by accents and small letters
    before capitals. Three digits a letter, and two.
    """
    weights: list[str] = []
    variants: list[str] = []
    letters = unicodedata.normalize("NFC", text)
    place = 0
    while place < len(letters):
        size = 2 if letters[place : place + 2].casefold() == "aa" else 1
        letter = letters[place : place + size]
        small = "å" if size == 2 else letter.casefold()
        is_variant = size == 2 or (small not in LAST_PLAIN and not small.isascii())
        for weight in _weights(small):
            weights.append(f"{weight:02}")
            variants.append(str(2 * is_variant + (letter != letter.lower())))
        place += size
    return "".join((*weights, "00", *variants))


def compare_norwegian(one: str, other: str) -> int:
    """Return below zero, zero or above, as ``one`` sorts before, with or after ``other``."""
    first, second = sort_key(one), sort_key(other)
    return (first > second) - (first < second)


def add_to_connection(connection: BaseDatabaseWrapper, **_: object) -> None:
    """Teach a new SQLite connection the Norwegian order."""
    if connection.vendor == "sqlite":
        connection.connection.create_collation(NORWEGIAN, compare_norwegian)


def _weights(small: str) -> list[int]:
    if small in LAST_LETTERS:
        return [LAST + LAST_LETTERS[small]]
    if small in ALIASES:
        return [LETTER + ord(plain) - ord("a") for plain in ALIASES[small]]
    plain = unicodedata.normalize("NFD", small)[0]
    if plain in PLAIN_LETTERS:
        return [LETTER + ord(plain) - ord("a")]
    if plain.isspace():
        return [BLANK]
    if plain.isdecimal():
        return [DIGIT + int(plain)]
    return [OTHER_LETTER if plain.isalpha() else MARK]
