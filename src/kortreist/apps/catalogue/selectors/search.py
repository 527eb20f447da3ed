"""Finding goods by words, alike on both databases: the words are thought about here, not there."""

import threading
import time
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass
from typing import Any, Final, Protocol

from django.db.models import Case, Min, Model, QuerySet, Value, When
from django.db.models.expressions import Combinable

from kortreist.apps.catalogue.models import SearchWord
from kortreist.apps.catalogue.vocabulary import Match, Vocabulary

# Words added by two at once may become visible in another order than they were numbered in.
OVERLAP: Final = 5_000
READ_ANEW_S: Final = 600
# Some 100 bytes each in memory, for each process that serves pages.
MOST_WORDS: Final = 200_000
# So many goods that words lead to are read whosever they are; of more, only those looked among.
MOST_HITS: Final = 20_000


@dataclass(frozen=True, slots=True)
class Hits:
    """What words lead to.

    Parameters
    ----------
    ranks
        The products that have every word, and how near they are: lower is nearer.
    corrected
        The words as they were understood, where a slip was guessed at; else empty.
    unknown
        The words that lead to nothing at all.
    """

    ranks: dict[int, int]
    corrected: str = ""
    unknown: tuple[str, ...] = ()


NO_HITS: Final = Hits({})


class Among(Protocol):
    """The goods that are looked for among."""

    def known(self, products: Set[int]) -> Set[int]:
        """Return which of some products are among them, and may be others that are."""

    def keys(self) -> "QuerySet[Model, dict[str, Any]]":  # Any: keys
        """Return the keys of all of them, as a query inside another."""


def look_up(words: Sequence[str], among: Among) -> Hits:
    """Return which products among the goods have all the words, in two queries and what they ask.

    The rank is that of the word that fits worst: the very word before its beginning, before
    another form of it or a word for the same, before a part of it, before a slip. Among equals the
    goods' own name counts for more than their producer, group and mark.
    """
    vocabulary = read_vocabulary()
    found = _found([_by_level(vocabulary.meant(word)) for word in words], among)
    understood = list(words)
    lost = [place for place, ranks in enumerate(found) if not ranks]
    if lost:
        guesses = [vocabulary.guessed(words[place]) for place in lost]
        nearness = [[(near, [word]) for near, word in enumerate(each)] for each in guesses]
        for place, near, guessed in zip(lost, _found(nearness, among), guesses, strict=True):
            # As near as a slip, however near that is; the goods' own name still counts for more.
            found[place] = {pk: 2 * Match.FUZZY + rank % 2 for pk, rank in near.items()}
            if near:
                understood[place] = guessed[min(near.values()) // 2]
    unknown = tuple(word for word, ranks in zip(words, found, strict=True) if not ranks)
    corrected = " ".join(understood) if understood != list(words) else ""
    return Hits(_ranks(found), corrected, unknown)


def read_vocabulary() -> Vocabulary:
    """Return all words, from memory as long as none is new; one query to know."""
    with _lock:
        last = SearchWord.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
        if last < _known.last or time.monotonic() - _known.read_at > READ_ANEW_S:
            _known.forget()
        if last != _known.last:
            _known.learn(last)
        return _known.vocabulary


def forget_vocabulary() -> None:
    """Read all words anew next time: for tests, where rows vanish and keys come again."""
    with _lock:
        _known.forget()


class _Known:
    """What this process knows of the words, and until which key."""

    def __init__(self) -> None:
        self.forget()

    def forget(self) -> None:
        self.last = 0
        self.words: dict[str, tuple[str, str]] = {}
        self.vocabulary = Vocabulary({})
        self.read_at = time.monotonic()

    def learn(self, last: int) -> None:
        rows = SearchWord.objects.filter(pk__gt=self.last - OVERLAP).order_by()
        for word, stem, stem_en in rows.values_list("word", "stem", "stem_en").distinct():
            if len(self.words) >= MOST_WORDS:
                break
            self.words[word] = (stem, stem_en)
        self.vocabulary = Vocabulary(self.words)
        self.last = last


# Words by how near they are.
Levels = Sequence[tuple[int, Sequence[str]]]


def _by_level(meant: Mapping[str, Match]) -> Levels:
    levels: dict[int, list[str]] = {}
    for word, level in meant.items():
        levels.setdefault(int(level), []).append(word)
    return sorted(levels.items())


def _found(meant: Sequence[Levels], among: Among) -> list[dict[int, int]]:
    """Return for each typed word the products it leads to, with the rank of their best word.

    The database ranks them, so that a word that nearly all goods have is one row for each.
    """
    found: list[dict[int, int]] = [{} for _ in meant]
    words = {word for levels in meant for _, each in levels for word in each}
    if not words:
        return found
    typed = [place for place, levels in enumerate(meant) if levels]
    hits = SearchWord.objects.filter(word__in=words).order_by().values_list("product_id")
    hits = hits.annotate(**{f"rank_{place}": _best(meant[place]) for place in typed})
    rows = list(hits[: MOST_HITS + 1])
    if len(rows) > MOST_HITS:
        rows = list(hits.filter(product__in=among.keys()))
    known = among.known({row[0] for row in rows})
    rows = [row for row in rows if row[0] in known]
    for column, place in enumerate(typed, start=1):
        found[place] = {row[0]: row[column] for row in rows if row[column] is not None}
    return found


def _best(levels: Levels) -> Combinable:
    near = Case(*(When(word__in=words, then=Value(2 * level)) for level, words in levels))
    return Min(near + Case(When(is_name=True, then=Value(0)), default=Value(1)))


def _ranks(found: Sequence[dict[int, int]]) -> dict[int, int]:
    first, *others = found
    ranks = first
    for each in others:
        ranks = {pk: max(rank, each[pk]) for pk, rank in ranks.items() if pk in each}
    return ranks


_lock: Final = threading.Lock()
_known: Final = _Known()
