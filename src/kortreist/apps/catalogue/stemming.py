"""Cutting text into words, and words down to their stems."""

import re
import threading
from functools import lru_cache
from typing import Final

import snowballstemmer

from kortreist.apps.catalogue.wording import fold

LONGEST_WORD: Final = 60
SHORTEST_STEMMED: Final = 4
WORD: Final = re.compile(r"[^\W_]+")
# A stemmer keeps the word it is at in itself, so each thread has its own.
_own: Final = threading.local()


def words_of(text: str) -> list[str]:
    """Return a text's words, folded, each once, in the order they come."""
    return list(dict.fromkeys(word[:LONGEST_WORD] for word in WORD.findall(fold(text))))


@lru_cache(maxsize=20_000)
def stems_of(word: str) -> tuple[str, str]:
    """Return a folded word without its endings, as bokmål and nynorsk have them and as English."""
    if len(word) < SHORTEST_STEMMED:
        return word, word
    if not hasattr(_own, "norwegian"):
        _own.norwegian = snowballstemmer.stemmer("norwegian")
        _own.english = snowballstemmer.stemmer("english")
    return _own.norwegian.stemWord(word), _own.english.stemWord(word)
