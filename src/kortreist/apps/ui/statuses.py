"""How a status looks: a word, a pictogram and a colour, never one of them alone."""

from dataclasses import dataclass
from typing import Final

from django.utils.functional import Promise

TONES: Final[dict[str, str]] = {
    "neutral": "list",
    "info": "info",
    "success": "check",
    "warning": "clock",
    "danger": "warning",
}


@dataclass(frozen=True, slots=True)
class Status:
    """What a status badge shows.

    Parameters
    ----------
    word
        What it is called, in the reader's language.
    tone
        neutral, info, success, warning or danger.
    icon
        Name of a pictogram; the tone's own when left out.
    """

    word: str | Promise
    tone: str = "neutral"
    icon: str = ""

    def __post_init__(self) -> None:
        if self.tone not in TONES:
            msg = f"a status is {', '.join(TONES)}; not {self.tone!r}"
            raise ValueError(msg)

    @property
    def shown_icon(self) -> str:
        return self.icon or TONES[self.tone]
