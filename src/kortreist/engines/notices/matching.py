"""Which goods some words mean: by stems, and by how alike they are where a letter is wrong."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

import snowballstemmer
from rapidfuzz import fuzz

from kortreist.engines.notices.case import Goods
from kortreist.engines.notices.vocabulary import FILLERS, LIKE, MEASURES, PACKS

# Below this a word is taken for none of a name's.
LEAST_ALIKE = 70.0
# A word within a longer one, as "ost" in "geitost", counts nearly as the whole.
WITHIN = 86.0
LEAST_SCORE = 60.0
ALTERNATIVES = 4
PACK_BONUS = 4.0
SIZE_BONUS = 6.0

_norwegian = snowballstemmer.stemmer("norwegian")


@dataclass(frozen=True, slots=True)
class Shelf:
    """Goods made ready to be found: the words of each name, each pack as its common word."""

    goods: Goods
    names: tuple[tuple[str, ...], ...]
    packs: frozenset[str]


@dataclass(frozen=True, slots=True)
class Match:
    """How well goods fit, from 0 to 100, and which of the words they are called by.

    `rank` also counts that the pack is the one named, and is what goods are compared by.
    """

    goods: Goods
    score: float
    heard: frozenset[str]
    rank: float = 0.0


@lru_cache(maxsize=20_000)
def forms_of(word: str) -> frozenset[str]:
    """Return a word in its common spelling, and its stem.

    The stem alone takes too much from some: "mandelpotet" would be "mandelpot" beside "potet".
    """
    word = LIKE.get(word, word)
    return frozenset({word, str(_norwegian.stemWord(word))})


def shelve(goods: Sequence[Goods]) -> list[Shelf]:
    """Make goods ready to be found."""
    return [
        Shelf(
            each,
            tuple(parts for name in each.names if (parts := _parts(name))),
            frozenset(PACKS[word] for name in each.packs for word in _words(name) if word in PACKS),
        )
        for each in goods
    ]


def find_goods(
    said: Sequence[str], shelves: Sequence[Shelf], *, pack: str = "", size: tuple[str, int] | None
) -> list[Match]:
    """Return the goods that words may mean, likeliest first; the order given breaks ties.

    Parameters
    ----------
    pack
        The common word of the pack that was named.
    size
        What one pack holds, where that was said: unit and amount.
    """
    found = [_match(said, shelf) for shelf in shelves] if said else []
    ranked = [
        replace(match, rank=match.score + _bonus(shelf, pack, size))
        for match, shelf in zip(found, shelves, strict=bool(said))
        if match.score >= LEAST_SCORE
    ]
    return sorted(ranked, key=lambda match: -match.rank)


def _words(name: str) -> list[str]:
    return "".join(sign if sign.isalnum() else " " for sign in name.casefold()).split()


def _parts(name: str) -> tuple[str, ...]:
    plain = [word for word in _words(name) if word not in FILLERS and not word.isdigit()]
    return tuple(word for word in plain if word not in MEASURES)


def _match(said: Sequence[str], shelf: Shelf) -> Match:
    best = Match(shelf.goods, 0.0, frozenset())
    for name in shelf.names:
        likeness = {word: max(_alike(word, part) for part in name) for word in said}
        heard = frozenset(word for word, alike in likeness.items() if alike >= LEAST_ALIKE)
        if not heard:
            continue
        # Most of it is how well what was heard fits, a little how much of the name was said.
        fit = sum(likeness[word] for word in heard) / len(heard)
        covered = sum(max(_alike(word, part) for word in heard) for part in name) / len(name)
        missed = len(said) - len(heard)
        score = 0.85 * fit + 0.15 * covered - 8.0 * missed
        if score > best.score:
            best = Match(shelf.goods, score, heard)
    return best


@lru_cache(maxsize=20_000)
def _alike(word: str, part: str) -> float:
    return max(_likeness(one, other) for one in forms_of(word) for other in forms_of(part))


def _likeness(word: str, part: str) -> float:
    if word == part:
        return 100.0
    shorter, longer = sorted((word, part), key=len)
    if len(shorter) >= 3 and (longer.startswith(shorter) or longer.endswith(shorter)):
        return WITHIN
    # The first letter is seldom wrong; short words must be nearly the same.
    alike = float(fuzz.ratio(word, part))
    return alike if len(shorter) >= 4 and word[0] == part[0] else min(alike, LEAST_ALIKE - 1)


def _bonus(shelf: Shelf, pack: str, size: tuple[str, int] | None) -> float:
    bonus = PACK_BONUS if pack and pack in shelf.packs else 0.0
    if size and (str(shelf.goods.unit), shelf.goods.content_amount) == size:
        bonus += SIZE_BONUS
    return bonus
