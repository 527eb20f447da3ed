"""Putting a message into words: one plain text for each kind of news and language.

The first line of ``templates/messages/<template>.<language>.txt`` is the subject, the rest the
body. Texts are plain, so nothing in them is escaped. Facts named ``…_day`` and ``…_at`` are stored
as ISO text and are days and moments to the templates; content is chosen by ``content_text``.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from importlib.resources import files
from typing import Final

from django.template import Context, Engine
from django.utils import translation

from kortreist.apps.messages.models import Message

# The kinds of news, and the facts that each has to be given. A line is a mapping of name, pack and
# count; a cut one of name, wanted, given and why, sentences in the receiver's language.
FACTS: Final[dict[str, frozenset[str]]] = {
    "order_placed": frozenset({"unit", "cycle", "delivery_day", "lines", "may_be_cut"}),
    "order_confirmed": frozenset({"unit", "cycle", "delivery_day", "lines", "cut"}),
    "purchase_order_sent": frozenset({"producer", "cycle", "delivery_day", "lines"}),
}
LANGUAGES: Final = ("nb", "nn", "en")
TOO_MANY_BLANK_LINES: Final = re.compile(r"\n{3,}")


@dataclass(frozen=True, slots=True)
class Letter:
    """A message in words."""

    subject: str
    body: str


def render(message: Message) -> Letter:
    """Return a message in its language, marked where the hub is a demonstration."""
    facts = {name: _as_moment(name, value) for name, value in message.params.items()}
    context = Context({**facts, "hub": message.hub.name}, autoescape=False)
    with translation.override(message.language):
        text = _render(message.template, message.language, context)
        if message.hub.is_demonstration:
            text = _with_mark(text, _render("_demonstration", message.language, context))
    subject, _, body = text.partition("\n")
    return Letter(subject.strip(), TOO_MANY_BLANK_LINES.sub("\n\n", body).strip() + "\n")


def language_for(language: str) -> str:
    """Return the language when messages are written in it, else bokmål."""
    return language if language in LANGUAGES else "nb"


def require_facts(template: str, params: Mapping[str, object]) -> None:
    """Raise LookupError when no such news is written, or a fact it tells is not given."""
    missing = FACTS[template] - params.keys()
    if missing:
        msg = f"{template} is not told {', '.join(sorted(missing))}"
        raise LookupError(msg)


def _render(template: str, language: str, context: Context) -> str:
    return _engine().get_template(f"{template}.{language}.txt").render(context)


def _with_mark(text: str, mark: str) -> str:
    subject, _, body = text.partition("\n")
    return f"{subject}\n{mark}\n\n{body}"


def _as_moment(name: str, value: object) -> object:
    if name.endswith("_day") and isinstance(value, str):
        return date.fromisoformat(value)
    if name.endswith("_at") and isinstance(value, str):
        return datetime.fromisoformat(value)
    return value


@cache
def _engine() -> Engine:
    folder = files("kortreist.apps.messages") / "templates" / "messages"
    return Engine(
        dirs=[str(folder)],
        autoescape=False,
        builtins=["kortreist.apps.ui.templatetags.ui"],
    )
