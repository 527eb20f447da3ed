"""Putting a message into words: one plain text for each kind of news and language.

The first line of ``templates/messages/<template>.<language>.txt`` is the subject, the rest the
body; the HTML of an e-mail is made from the same words (`letters.py`). A text message has words of
its own in ``<template>.<language>.sms.txt``, or else the subject. Texts are plain, so nothing in
them is escaped. Facts named ``…_day`` and ``…_at`` are stored as ISO text and are days and moments
to the templates, ``link`` is stored as a path and becomes an address; content is chosen by
``content_text``.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from importlib.resources import files
from typing import Final

from django.template import Context, Engine, TemplateDoesNotExist
from django.utils import translation

from kortreist.apps.messages import gsm7, letters, links
from kortreist.apps.messages.models import Channel, Message

# The kinds of news, and the facts that each has to be given. A line is a mapping of name, pack and
# count; a cut one of name, wanted, given and why, sentences in the receiver's language, with
# ``instead`` where something else is offered for it. Each may have a ``link`` besides.
DEVIATION: Final = frozenset(
    {"name", "pack", "delivery_day", "what", "measured", "remedy", "note", "remark"}
)
FACTS: Final[dict[str, frozenset[str]]] = {
    "order_placed": frozenset({"unit", "cycle", "delivery_day", "lines", "may_be_cut"}),
    "declaration_changed": frozenset({"unit", "name", "producer", "changes"}),
    "certificate_ends": frozenset({"producer", "mark", "number", "until_day", "is_over"}),
    "price_rises": frozenset({"unit", "from_day", "prices"}),
    "surplus_offered": frozenset({"unit", "cycle", "delivery_day", "closes_at", "goods"}),
    "order_confirmed": frozenset(
        {"unit", "cycle", "delivery_day", "cut", "full", "is_corrected", "has_questions"}
    ),
    "shortage": frozenset({"unit", "delivery_day", "is_less", "lines"}),
    "weight_changed": frozenset(
        {"unit", "delivery_day", "name", "pack", "count", "usual", "measured", "unit_code"}
        | {"usual_ore", "measured_ore", "answer_by_at"}
    ),
    "more_wanted": frozenset(
        {"producer", "delivery_day", "closes_at", "name", "pack", "wished", "there", "missing"}
    ),
    "deviation_seen": frozenset({"producer", *DEVIATION}),
    "deviation_of_goods": frozenset({"unit", *DEVIATION}),
    "purchase_order_sent": frozenset({"producer", "cycle", "delivery_day", "lines"}),
    "round_opened": frozenset({"unit", "delivery_day", "closes_at"}),
    "round_opened_producer": frozenset({"producer", "delivery_day", "closes_at"}),
    "round_closes_soon": frozenset({"unit", "delivery_day", "closes_at"}),
    "say_what_you_have": frozenset({"producer", "delivery_day", "closes_at"}),
    "recall_unit": frozenset(
        {"unit", "is_drill", "hazard", "reason", "instruction", "goods", "contact"}
    ),
    "recall_producer": frozenset({"producer", "is_drill", "hazard", "reason", "goods", "contact"}),
    "recall_reminder": frozenset({"party", "is_drill", "goods", "contact"}),
    "closing_list": frozenset({"producer", "delivery_day", "lines"}),
    "standing_orders_placed": frozenset({"unit", "cycle", "delivery_day", "closes_at", "orders"}),
    "standing_orders_failed": frozenset({"cycle", "delivery_day", "placed", "failed"}),
}
LANGUAGES: Final = ("nb", "nn", "en")
TOO_MANY_BLANK_LINES: Final = re.compile(r"\n{3,}")


@dataclass(frozen=True, slots=True)
class Letter:
    """A message in words; a text message has neither subject nor HTML."""

    subject: str
    body: str
    html: str = ""


def render(message: Message) -> Letter:
    """Return a message in its language, marked where the hub is a demonstration."""
    link = message.params.get("link")
    facts = {name: _as_moment(name, value) for name, value in message.params.items()}
    facts |= {"hub": message.hub.name, "link": links.absolute(str(link)) if link else ""}
    with translation.override(message.language):
        if message.channel == Channel.SMS:
            return Letter("", _text_message(message, facts))
        return _letter(message, facts)


def language_for(language: str) -> str:
    """Return the language when messages are written in it, else bokmål."""
    return language if language in LANGUAGES else "nb"


def require_facts(template: str, params: Mapping[str, object]) -> None:
    """Raise LookupError when no such news is written, or a fact it tells is not given."""
    missing = FACTS[template] - params.keys()
    if missing:
        msg = f"{template} is not told {', '.join(sorted(missing))}"
        raise LookupError(msg)


def _letter(message: Message, facts: Mapping[str, object]) -> Letter:
    subject, _, body = _words(message.template, message.language, facts).partition("\n")
    if message.hub.is_demonstration:
        body = f"{_words('_demonstration', message.language, facts)}\n\n{body}"
    body = _tidy(body)
    why = _footer(message, facts)
    text = f"{body}\n-- \n{why}" if why else body
    html = letters.as_html(
        subject=subject.strip(),
        body=body,
        footer=why,
        language=message.language,
        site=links.absolute("/"),
    )
    return Letter(subject.strip(), text, html)


def _text_message(message: Message, facts: Mapping[str, object]) -> str:
    link = str(facts["link"])
    # The link is put last and whole, however long the rest is.
    unlinked = {**facts, "link": ""}
    try:
        text = _words(message.template, message.language, unlinked, suffix=".sms.txt")
    except TemplateDoesNotExist:
        text = _words(message.template, message.language, unlinked).partition("\n")[0]
    hub = message.hub.name
    told = text.strip() if hub in text else f"{hub}: {text.strip()}"
    if message.hub.is_demonstration:
        told = f"{_words('_demonstration', message.language, facts, suffix='.sms.txt')} {told}"
    return gsm7.fit(told, ending=link)


def _footer(message: Message, facts: Mapping[str, object]) -> str:
    choices = links.choices_link(message)
    if not choices:
        return ""
    return _tidy(_words("_footer", message.language, {**facts, "choices": choices}))


def _words(
    template: str, language: str, facts: Mapping[str, object], *, suffix: str = ".txt"
) -> str:
    found = _engine().get_template(f"{template}.{language}{suffix}")
    return found.render(Context(facts, autoescape=False))


def _tidy(text: str) -> str:
    return TOO_MANY_BLANK_LINES.sub("\n\n", text).strip() + "\n"


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
