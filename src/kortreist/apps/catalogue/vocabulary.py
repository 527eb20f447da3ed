"""All words that goods are found by, and which of them a typed word may mean.

Thinking only, the same whatever database the words came from. A word is meant, best first, when it
is the very word, begins with it, has the same stem or means the same, holds it as a part (in
Norwegian words are built of words), or differs by a slip or two.
"""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Mapping
from enum import IntEnum
from typing import Final

from rapidfuzz.distance import OSA
from rapidfuzz.process import extract

from kortreist.apps.catalogue.stemming import stems_of
from kortreist.apps.catalogue.synonyms import SYNONYMS

SHORTEST_PART: Final = 4
MOST_MEANT: Final = 600
MOST_GUESSES: Final = 30


class Match(IntEnum):
    """How near a word is to what was typed."""

    EXACT = 0
    PREFIX = 1
    STEM = 2
    PART = 3
    FUZZY = 4


class Vocabulary:
    """Words with their stems, quick to ask."""

    def __init__(self, words: Mapping[str, tuple[str, str]]) -> None:
        self._words = sorted(words)
        self._by_stem: dict[str, list[str]] = defaultdict(list)
        for word in self._words:
            for stem in set(words[word]):
                self._by_stem[stem].append(word)

    def __len__(self) -> int:
        return len(self._words)

    def meant(self, typed: str) -> dict[str, Match]:
        """Return the words that a folded word may mean, without guessing at slips."""
        found: dict[str, Match] = {}
        if len(typed) >= SHORTEST_PART:
            _add(found, Match.PART, (word for word in self._words if typed in word))
        _add(found, Match.STEM, self._related(typed))
        _add(found, Match.PREFIX, self._beginning_with(typed))
        if typed in found:
            found[typed] = Match.EXACT
        if len(found) <= MOST_MEANT:
            return found
        nearest = sorted(found, key=lambda word: (found[word], len(word), word))
        return {word: found[word] for word in nearest[:MOST_MEANT]}

    def guessed(self, typed: str) -> list[str]:
        """Return the words that differ from a folded word by a slip or two, the nearest first.

        A letter left out, put in, taken for another or two that changed places is a slip. Short
        words have none, since every one of them is near to every other.
        """
        slips = slips_allowed(typed)
        if not slips:
            return []
        near = extract(
            typed, self._words, scorer=OSA.distance, score_cutoff=slips, limit=MOST_GUESSES
        )
        ranked = sorted(near, key=lambda each: (each[1], each[0][0] != typed[0], each[0]))
        return [word for word, _distance, _place in ranked]

    def _beginning_with(self, typed: str) -> list[str]:
        first = bisect_left(self._words, typed)
        last = bisect_left(self._words, typed + "\U0010ffff")
        return self._words[first:last]

    def _related(self, typed: str) -> Iterable[str]:
        """Yield the words of the same stem, and those that mean the same."""
        same = {typed, *SYNONYMS.get(typed, ())}
        for stem in stems_of(typed):
            same |= SYNONYMS.get(stem, frozenset())
        for word in same:
            for stem in set(stems_of(word)):
                yield from self._by_stem.get(stem, ())


def slips_allowed(typed: str) -> int:
    """Return how many slips a word of this length may have."""
    return 0 if len(typed) < 4 else 1 if len(typed) < 7 else 2


def _add(found: dict[str, Match], level: Match, words: Iterable[str]) -> None:
    found.update(dict.fromkeys(words, level))
