"""The alphabet of text messages: how many parts a text becomes, and making it fit in two.

A part holds 160 letters of the alphabet that every telephone has (GSM 03.38), or 70 of any other
as soon as one letter is not of it; in a message of several parts 153 and 67, as each names its
place. Norwegian letters are in the alphabet, dashes and curved quotes are not.
"""

import unicodedata
from typing import Final

BASIC: Final = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
# Written as two: an escape and a letter.
EXTENDED: Final = frozenset("\f^{}\\[~]|€")
# Signs that mean the same to a reader.
PLAINER: Final = str.maketrans(
    {
        "–": "-",
        "—": "-",
        "«": '"',
        "»": '"',
        "“": '"',
        "”": '"',
        "’": "'",
        "\u2018": "'",
        "…": "...",
        "×": "x",
        "\u00a0": " ",
        "\u202f": " ",
        "\u2009": " ",
        "\t": " ",
    }
)
ONE_BASIC, PART_BASIC = 160, 153
ONE_WIDE, PART_WIDE = 70, 67
MOST_PARTS: Final = 2
CUT: Final = "..."


def parts_of(text: str) -> int:
    """Return how many parts a telephone network makes of a text."""
    if is_basic(text):
        length = sum(2 if letter in EXTENDED else 1 for letter in text)
        return _parts(length, ONE_BASIC, PART_BASIC)
    return _parts(len(text.encode("utf-16-be")) // 2, ONE_WIDE, PART_WIDE)


def is_basic(text: str) -> bool:
    """Whether every letter is of the alphabet that costs least."""
    return all(letter in BASIC or letter in EXTENDED for letter in text)


def plain(text: str) -> str:
    """Return a text with signs of the alphabet where they mean the same; letters are kept."""
    return "\n".join(" ".join(line.split()) for line in text.translate(PLAINER).splitlines())


def fit(text: str, *, ending: str = "", parts: int = MOST_PARTS) -> str:
    """Return a text and its ending in so many parts, the text cut where it must be.

    The ending, a link, is never cut. Names keep their own letters where there is room; where there
    is not, letters that the alphabet lacks lose their marks, and more of the text is kept.

    Parameters
    ----------
    ending
        What comes last, on a line of its own.
    """
    tail = f"\n{ending}" if ending else ""
    whole = plain(text).strip()
    if parts_of(whole + tail) <= parts:
        return whole + tail
    bare = _without_marks(whole)
    if parts_of(bare + tail) <= parts:
        return bare + tail
    least, most = 0, len(bare)
    while least < most:
        middle = (least + most + 1) // 2
        if parts_of(_cut(bare, middle) + tail) <= parts:
            least = middle
        else:
            most = middle - 1
    return (_cut(bare, least) + tail).strip()


def _parts(length: int, one: int, part: int) -> int:
    return 1 if length <= one else -(-length // part)


def _cut(text: str, length: int) -> str:
    return text[:length].rstrip(" ,.;:-\n") + CUT


def _without_marks(text: str) -> str:
    return "".join(letter if is_basic(letter) else _bare(letter) for letter in text)


def _bare(letter: str) -> str:
    known = {"đ": "d", "Đ": "D", "ŧ": "t", "Ŧ": "T", "ŋ": "n", "Ŋ": "N"}.get(letter)
    bare = known or unicodedata.normalize("NFKD", letter)[0]
    return bare if is_basic(bare) else "?"
