"""Finding goods by words, alike on both databases: the words are thought about here, not there."""

import threading
import time
from collections.abc import Sequence, Set
from dataclasses import dataclass
from typing import Final

from django.db.models import Model, QuerySet

from kortreist.apps.catalogue.models import SearchWord
from kortreist.apps.catalogue.vocabulary import Match, Vocabulary

# Words added by two at once may become visible in another order than they were numbered in.
OVERLAP: Final = 5_000
READ_ANEW_S: Final = 600
# Some 100 bytes each in memory, for each process that serves pages.
MOST_WORDS: Final = 200_000
# Beyond so many keys a question is longer than what it spares.
MOST_KEYS: Final = 20_000


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


def look_up(words: Sequence[str], rows: QuerySet[Model], *, product: str) -> Hits:
    """Return which products among the rows' have all the words, in three or four queries.

    The rank is that of the word that fits worst: the very word before its beginning, before
    another form of it or a word for the same, before a part of it, before a slip. Among equals the
    goods' own name counts for more than their producer, group and mark.
    """
    vocabulary = read_vocabulary()
    among = set(rows.order_by().values_list(f"{product}pk", flat=True))
    meant: list[dict[str, Match]] = [vocabulary.meant(word) for word in words]
    found = _found(meant, among)
    understood = list(words)
    lost = [place for place, hits in enumerate(found) if not hits]
    if lost:
        guesses = {place: vocabulary.guessed(words[place]) for place in lost}
        guessed = [dict.fromkeys(guesses[place], Match.FUZZY) for place in lost]
        for place, hits in zip(lost, _found(guessed, among), strict=True):
            found[place] = hits
            understood[place] = _nearest(guesses[place], hits) or words[place]
    unknown = tuple(word for word, hits in zip(words, found, strict=True) if not hits)
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


@dataclass(frozen=True, slots=True)
class Hit:
    """A product's best word for a typed one."""

    rank: int
    word: str


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


def _found(meant: Sequence[dict[str, Match]], among: Set[int]) -> list[dict[int, Hit]]:
    """Return for each typed word the products it leads to, with their best word; one query.

    The products are given by key: as a query inside this one, a database that has not counted its
    rows yet joins everything with everything.
    """
    words = {word for each in meant for word in each}
    found: list[dict[int, Hit]] = [{} for _ in meant]
    if not words:
        return found
    rows = SearchWord.objects.filter(word__in=words).order_by()
    if len(among) <= MOST_KEYS:
        rows = rows.filter(product__in=among)
    for product_id, word, is_name in rows.values_list("product_id", "word", "is_name"):
        if product_id not in among:
            continue
        for each, hits in zip(meant, found, strict=True):
            if word in each:
                hit = Hit(2 * each[word] + (not is_name), word)
                if product_id not in hits or hit.rank < hits[product_id].rank:
                    hits[product_id] = hit
    return found


def _ranks(found: Sequence[dict[int, Hit]]) -> dict[int, int]:
    first, *others = found
    return {
        product_id: max(hit.rank, *(each[product_id].rank for each in others), 0)
        for product_id, hit in first.items()
        if all(product_id in each for each in others)
    }


def _nearest(guesses: Sequence[str], hits: dict[int, Hit]) -> str:
    used = {hit.word for hit in hits.values()}
    return next((word for word in guesses if word in used), "")


_lock: Final = threading.Lock()
_known: Final = _Known()
