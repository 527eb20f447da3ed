"""Texts that people write in several languages: choosing one, and saying when it is another's.

Content is a mapping from language to text, as stored: ``{"nb": "…", "nn": "…", "sma": "…"}``.
Nothing is ever translated by machine; where the reader's language is missing, another is shown
and named.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from django.utils.html import format_html
from django.utils.safestring import SafeString

from kortreist.apps.ui.figures import reader_language

# Names in the languages themselves, as readers look for them.
LANGUAGE_NAMES: Final = {
    "nb": "bokmål",
    "nn": "nynorsk",
    "en": "English",
    "sma": "åarjelsaemien",
}
FALLBACKS: Final = {
    "nb": ("nn", "en", "sma"),
    "nn": ("nb", "en", "sma"),
    "en": ("nb", "nn", "sma"),
    "sma": ("nb", "nn", "en"),
}


@dataclass(frozen=True, slots=True)
class Chosen:
    """One text, the language it is in, and whether that is the one asked for."""

    text: str
    language: str
    is_asked_for: bool

    @property
    def language_name(self) -> str:
        return LANGUAGE_NAMES[self.language]


def choose(content: Mapping[str, object] | None, language: str | None = None) -> Chosen:
    """Return the content in ``language`` (the reader's by default), else in the nearest."""
    asked = language or reader_language()
    for candidate in (asked, *FALLBACKS.get(asked, FALLBACKS["en"])):
        text = (content or {}).get(candidate)
        if isinstance(text, str) and text.strip():
            return Chosen(text, candidate, candidate == asked)
    return Chosen("", asked, is_asked_for=True)


def marked(chosen: Chosen, html: SafeString | None = None) -> SafeString:
    """Return a text as it is shown: in another language than asked for, marked and named as such.

    ``html`` is the text with markup of its own.
    """
    text = chosen.text if html is None else html
    if chosen.is_asked_for:
        return format_html("{}", text)
    return format_html(
        '<span lang="{0}">{1}</span> <span class="kr-other-language" lang="{0}">({2})</span>',
        chosen.language,
        text,
        chosen.language_name,
    )
