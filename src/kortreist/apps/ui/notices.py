"""Telling the reader what was done, with the way back where there is one."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final
from urllib.parse import parse_qsl, urlencode

from django.contrib import messages
from django.http import HttpRequest
from django.utils.functional import Promise

COLOURS: Final = {
    messages.DEBUG: "neutral",
    messages.INFO: "info",
    messages.SUCCESS: "success",
    messages.WARNING: "warning",
    messages.ERROR: "danger",
}
ICONS: Final = {"success": "check", "warning": "warning", "danger": "warning"}


@dataclass(frozen=True, slots=True)
class Notice:
    """One line of news; ``undo_url`` is posted to take it back."""

    text: str
    colour: str
    undo_url: str = ""
    undo_label: str = ""

    @property
    def icon(self) -> str:
        return ICONS.get(self.colour, "info")

    @property
    def is_passing(self) -> bool:
        """Whether it may leave by itself: only good news with nothing left to decide."""
        return self.colour in {"success", "info", "neutral"} and not self.undo_url


def tell(
    request: HttpRequest,
    text: str | Promise,
    *,
    level: int = messages.SUCCESS,
    undo_url: str = "",
    undo_label: str | Promise = "",
) -> None:
    """Show ``text`` on the reader's next page, or beside the fragment they are waiting for."""
    undo = {"undo_url": undo_url, "undo_label": str(undo_label)} if undo_url else {}
    # A message has no fields of its own, but its tags are kept as they are.
    messages.add_message(request, level, str(text), extra_tags=urlencode(undo))


def notices_for(request: HttpRequest) -> Iterator[Notice]:
    """Yield what the reader has not been told yet; each is told once."""
    for message in messages.get_messages(request):
        undo = dict(parse_qsl(message.extra_tags or ""))
        yield Notice(
            text=str(message.message),
            colour=COLOURS.get(message.level, "info"),
            undo_url=undo.get("undo_url", ""),
            undo_label=undo.get("undo_label", ""),
        )
