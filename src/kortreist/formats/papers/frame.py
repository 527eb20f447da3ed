"""What every paper has, and the parts that papers are made of.

A paper carries finished text: figures, days and names as the reader writes them, and its words in
the reader's language. Nothing is translated below the edge, and no word stands in a template, so a
text that is missing is an error when the paper is made and not a hole in it.
"""

from dataclasses import dataclass, fields
from datetime import datetime
from typing import ClassVar, Literal, TypedDict

from kortreist.formats.gs1 import BarSymbol

Language = Literal["nb", "nn", "en"]
LANGUAGES = ("nb", "nn", "en")


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """A paper's words in its reader's language; every one is needed.

    Raises
    ------
    ValueError
        When a word is empty or no text.
    """

    title: str

    def __post_init__(self) -> None:
        require_words(self)


@dataclass(frozen=True, slots=True, kw_only=True)
class FrameWords:
    """The words that all papers share.

    Parameters
    ----------
    page
        With ``{page}`` and ``{pages}`` in it: ``Side {page} av {pages}``.
    link
        Stands below the QR code: where it leads, short.
    link_alt
        Says the same to those who do not see the QR code.
    illustrative
        Says that nothing here is real.

    Raises
    ------
    ValueError
        When a word is empty, or ``page`` lacks a place for a number.
    """

    page: str
    link: str
    link_alt: str
    illustrative: str

    def __post_init__(self) -> None:
        require_words(self)
        if "{page}" not in self.page or "{pages}" not in self.page:
            msg = f"no place for the page's number or how many they are: {self.page!r}"
            raise ValueError(msg)


def require_words(words: object) -> None:
    """Raise ValueError unless every field of a dataclass of words holds some text."""
    for field in fields(words):  # type: ignore[arg-type]  # any dataclass
        word = getattr(words, field.name)
        if not isinstance(word, str) or not word.strip():
            msg = f"{type(words).__name__}.{field.name} is no text: {word!r}"
            raise ValueError(msg)


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """What surrounds every paper.

    Parameters
    ----------
    language
        Of the words, and so of the reading voice.
    made_at
        Aware; stands in the file, so that the same paper is the same bytes.
    issuer
        Who gives the paper out; stands at the foot.
    link
        Address of the page that shows the same as it is now; empty where the site has none.
    is_illustrative
        Whether every page says that the data are made up.

    Raises
    ------
    ValueError
        When the moment is naive or the language is none of ours.
    """

    language: Language
    made_at: datetime
    issuer: str
    words: FrameWords
    link: str = ""
    is_illustrative: bool = False

    def __post_init__(self) -> None:
        if self.language not in LANGUAGES or self.made_at.tzinfo is None:
            msg = f"no paper in {self.language!r}, made at {self.made_at!r}"
            raise ValueError(msg)


class Drawing(TypedDict):
    """A barcode as a template draws it: its size in modules, and what is said of it."""

    svg: str
    width: int
    height: int
    text: str
    alt: str


def drawing(symbol: BarSymbol, *, alt: str) -> Drawing:
    """Return a barcode for a template; ``alt`` is for those who do not see it."""
    return Drawing(
        svg=symbol.svg(alt=alt), width=symbol.width, height=symbol.height, text=symbol.text, alt=alt
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """One paper: its words, and below the title whom and which day it concerns."""

    TEMPLATE: ClassVar[str]

    words: Words
    about: str

    @property
    def title(self) -> str:
        """The file's title, as a reader's tab or a screen reader says it."""
        return f"{self.words.title}: {self.about}"

    def drawings(self) -> dict[str, object]:
        """Return what the template is given in place of data that are to be drawn, or beside."""
        return {}


@dataclass(frozen=True, slots=True, kw_only=True)
class Party:
    """Who, and rows of where and how to reach them."""

    name: str
    rows: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """A name and a value, such as "Round" and "2026-48"."""

    label: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Lot:
    """A lot's number, and its date in words."""

    code: str
    date: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Icon:
    """A pictogram and the word that says the same.

    Parameters
    ----------
    drawing
        What stands inside the SVG of a pictogram: lines in a field of 32 by 32.
    word
        Written beside it, where there is room; never left to the drawing alone.
    """

    drawing: str
    word: str
