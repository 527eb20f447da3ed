"""The HTML of an e-mail, made from its plain text, so that both say the same.

Paragraphs are set apart by blank lines, lines that begin with a dash are a list, and a line that
ends in an address of the site becomes a link with the words before it. No other address becomes
one: texts that producers and kitchens write stand in the mail, and may say anything.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Final

from django.template import Context, Engine

DASH: Final = "– "


@dataclass(frozen=True, slots=True)
class Block:
    """A part of a letter: ``text`` (lines), ``list`` (items) or ``link`` (one line and its url)."""

    kind: str
    lines: tuple[str, ...]
    url: str = ""


def as_html(*, subject: str, body: str, footer: str, language: str, site: str) -> str:
    """Return a letter as one HTML page without anything from elsewhere: no picture, no style file.

    Parameters
    ----------
    site
        Address of the site; without it nothing is a link.
    """
    facts = {
        "subject": subject,
        "language": language,
        "blocks": list(blocks_of(body, site=site)),
        "footer": list(blocks_of(footer, site=site)),
    }
    return _engine().get_template("_letter.html").render(Context(facts))


def blocks_of(text: str, *, site: str) -> Iterator[Block]:
    """Yield the parts of a plain text."""
    for part in text.strip().split("\n\n"):
        gathered: list[str] = []
        kind = "text"
        for line in filter(None, part.splitlines()):
            url = _url_in(line, site)
            of = "link" if url else "list" if line.startswith(DASH) else "text"
            if gathered and of != kind:
                yield Block(kind, tuple(gathered))
                gathered = []
            kind = of
            if url:
                yield Block("link", (line.removesuffix(url).strip().rstrip(":") or url,), url)
                continue
            gathered.append(line.removeprefix(DASH))
        if gathered:
            yield Block(kind, tuple(gathered))


def _url_in(line: str, site: str) -> str:
    last = line.rsplit(" ", maxsplit=1)[-1]
    return last if site and last.startswith(site) else ""


@cache
def _engine() -> Engine:
    folder = files("kortreist.apps.messages") / "templates" / "messages"
    return Engine(dirs=[str(folder)], autoescape=True)
