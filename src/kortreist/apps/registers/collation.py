"""Norwegian order of words on SQLite, under the name that PostgreSQL has for its own.

Selectors order by ``Collate(field, NORWEGIAN)`` on both databases.
"""

import unicodedata
from functools import lru_cache

from django.db.backends.base.base import BaseDatabaseWrapper

NORWEGIAN = "nb-x-icu"

# Letters after z, in order; each with the letters that count as it.
LAST_LETTERS = (("æ", "ä"), ("ø", "öő"), ("å", ""))
LAST = {
    letter: (rank, variant)
    for rank, (head, others) in enumerate(LAST_LETTERS)
    for variant, letter in enumerate(head + others)
}
# Sorted as another letter, after it when all else is equal.
ALIASES = {"đ": "d", "ð": "d", "þ": "th", "ü": "y", "ű": "y", "ŋ": "n", "ŧ": "t", "ß": "ss"}

Weight = tuple[int, str]
Key = tuple[tuple[Weight, ...], tuple[int, ...], str]

BLANK, MARK, DIGIT, LETTER, LAST_LETTER = range(5)


def compare_norwegian(one: str, other: str) -> int:
    """Return below zero, zero or above, as ``one`` sorts before, with or after ``other``."""
    first, second = sort_key(one), sort_key(other)
    return (first > second) - (first < second)


@lru_cache(maxsize=50_000)
def sort_key(text: str) -> Key:
    """Return what a word is sorted by: its letters, then their accents, then their case.

    Blanks come before marks, marks before digits, digits before letters; æ, ø and å come last,
    aa counts as å and ü as y. Small letters go before capitals.
    """
    weights: list[Weight] = []
    accents: list[int] = []
    folded = unicodedata.normalize("NFC", text).casefold()
    place = 0
    while place < len(folded):
        letter = folded[place]
        if folded[place : place + 2] == "aa":
            weights.append((LAST_LETTER, "2"))
            accents.append(1)
            place += 2
            continue
        for weight, accent in _weights_of(letter):
            weights.append(weight)
            accents.append(accent)
        place += 1
    return tuple(weights), tuple(accents), text.swapcase()


def _weights_of(letter: str) -> list[tuple[Weight, int]]:
    if letter in LAST:
        rank, variant = LAST[letter]
        return [((LAST_LETTER, str(rank)), variant)]
    if letter in ALIASES:
        return [((LETTER, plain), 1) for plain in ALIASES[letter]]
    plain, *marks = unicodedata.normalize("NFD", letter)
    if plain.isspace():
        return [((BLANK, plain), 0)]
    if plain.isdigit():
        return [((DIGIT, plain), 0)]
    kind = LETTER if plain.isalpha() else MARK
    return [((kind, plain), sum(map(ord, marks)))]


def add_to_connection(connection: BaseDatabaseWrapper, **_: object) -> None:
    """Teach a new SQLite connection the Norwegian order."""
    if connection.vendor == "sqlite":
        connection.connection.create_collation(NORWEGIAN, compare_norwegian)
