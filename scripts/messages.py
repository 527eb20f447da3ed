"""The texts that people read, in each language: ``messages.py update`` or ``messages.py check``.

Needs no gettext: templates are read by Django's own template lexer, everything else by Babel.
"""

import re
import sys
import tomllib
from collections import Counter
from collections.abc import Iterator
from importlib.util import find_spec
from io import BytesIO
from pathlib import Path
from typing import Any

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_python
from babel.messages.pofile import read_po, write_po
from django.conf import settings
from django.utils.translation.template import templatize

ROOT = Path(__file__).resolve().parent.parent
SOURCE = ROOT / "src"
LOCALE = SOURCE / "kortreist" / "locale"
# Texts that packages write on our pages.
BORROWED = ROOT / "scripts" / "borrowed_texts.toml"
LANGUAGES = ("nb", "nn")
HEADER = """# Texts of kortreist in {}; `make messages` keeps them in step with the code.
msgid ""
msgstr ""
"Language: {}\\n"
"Plural-Forms: nplurals=2; plural=(n != 1);\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=UTF-8\\n"
"Content-Transfer-Encoding: 8bit\\n"

"""
TEMPLATES = {".html", ".txt", ".svg", ".xml"}
KEYWORDS: dict[str, Any] = {
    name: rule
    for names, rule in (
        (("_", "gettext", "gettext_lazy", "gettext_noop"), None),
        (("ngettext", "ngettext_lazy"), (1, 2)),
        (("pgettext", "pgettext_lazy"), ((1, "c"), 2)),
        (("npgettext", "npgettext_lazy"), ((1, "c"), 2, 3)),
    )
    for name in names
}
PLACEHOLDER = re.compile(r"%\(\w+\)[a-z]|%[sd]|\{\w*\}")
TAG = re.compile(r"</?[a-zA-Z][\w-]*")
# A short day ends with a full stop already: "tor. 26. nov.".
STOP_AFTER_DAY = re.compile(r"%\((?:day|moment|at|best_before|delivery_day|valid_from)\)s\.")


def main(action: str) -> int:
    wanted = extract()
    wrong = list(borrow(wanted))
    if action == "update":
        for language in LANGUAGES:
            update(language, wanted)
        return 0
    wrong += [problem for language in LANGUAGES for problem in check(language, wanted)]
    print("\n".join(wrong) or f"{len(wanted)} texts, each in {' and '.join(LANGUAGES)}")
    return 1 if wrong else 0


def extract() -> Catalog:
    """Return every text that code and templates ask to have translated."""
    catalog = Catalog()
    for path in sorted(SOURCE.rglob("*")):
        if path.suffix == ".py" or (path.suffix in TEMPLATES and "templates" in path.parts):
            place = path.relative_to(ROOT).as_posix()
            for line, text, comments, context in extract_file(path, place):
                catalog.add(
                    text, locations=[(place, line)], auto_comments=comments, context=context
                )
    return catalog


def borrow(catalog: Catalog) -> Iterator[str]:
    """Add the packages' texts that people meet here; say where the list of them is not true."""
    listed = tomllib.loads(BORROWED.read_text(encoding="utf-8"))
    for place, shown in listed["shown"].items():
        asked = list(extract_file(file_of(place), place))
        hidden = listed["never_shown"].get(place, [])
        for _, text, _, context in asked:
            if parts(text)[0] in shown:
                catalog.add(text, locations=[(place, 1)], context=context)
            elif parts(text)[0] not in hidden:
                yield f"{BORROWED.name}: {place} has a text that is not listed: {parts(text)[0]}"
        for text in {*shown, *hidden} - {parts(text)[0] for _, text, _, _ in asked}:
            yield f"{BORROWED.name}: {place} has no such text any more: {text}"


def file_of(place: str) -> Path:
    """Return where a file of an installed package is."""
    package, _, rest = place.partition("/")
    spec = find_spec(package)
    if spec is None or spec.origin is None:
        raise FileNotFoundError(place)
    return Path(spec.origin).parent / rest


def extract_file(path: Path, place: str) -> Iterator[tuple[int, Any, list[str], str | None]]:
    source = path.read_text(encoding="utf-8")
    if path.suffix != ".py":
        # Brackets around all of it: the indentation of a page means nothing to Python.
        source = f"({templatize(source, origin=place)}\n)"
    found = extract_python(BytesIO(source.encode()), [*KEYWORDS], ["Translators:"], {})
    for line, function, given, comments in found:
        if message := pick(KEYWORDS[function], given if isinstance(given, tuple) else (given,)):
            yield line, *message[:1], comments, message[1]


def pick(rule: Any, given: tuple[Any, ...]) -> tuple[Any, str | None] | None:
    """Return text (or singular and plural) and context from what a keyword was called with."""
    context, positions = None, []
    for part in rule or (1,):
        if isinstance(part, tuple):
            context = given[part[0] - 1]
        else:
            positions.append(part - 1)
    if len(given) <= max(positions):
        return None
    texts = tuple(given[position] for position in positions)
    # A text that is put together at run time cannot be translated.
    if not all(isinstance(text, str) and text for text in texts):
        return None
    return (texts if len(texts) > 1 else texts[0]), context


def path_of(language: str) -> Path:
    return LOCALE / language / "LC_MESSAGES" / "django.po"


def read(language: str) -> Catalog:
    path = path_of(language)
    if not path.exists():
        return Catalog(locale=language)
    with path.open("rb") as file:
        return read_po(file, locale=language)


def update(language: str, wanted: Catalog) -> None:
    catalog = read(language)
    before = {key(message) for message in catalog if message.id}
    catalog.update(wanted, no_fuzzy_matching=True, update_creation_date=False)
    catalog.obsolete.clear()
    path_of(language).parent.mkdir(parents=True, exist_ok=True)
    with path_of(language).open("wb") as file:
        # Babel's own header holds dates and placeholders, which change without meaning anything.
        file.write(HEADER.format(language, language).encode())
        form = {"omit_header": True, "include_lineno": False, "sort_output": True}
        write_po(file, catalog, width=100, **form)
    after = {key(message) for message in catalog if message.id}
    empty = sum(not is_translated(message) for message in catalog if message.id)
    new, gone = len(after - before), len(before - after)
    print(f"{language}: {new} new, {gone} gone, {empty} to translate")


def check(language: str, wanted: Catalog) -> Iterator[str]:
    catalog = read(language)
    translated = {key(message): message for message in catalog if message.id}
    for message in wanted:
        if not message.id:
            continue
        found = translated.pop(key(message), None)
        place = "{}:{}".format(*message.locations[0])
        if found is None:
            yield f"{language}: missing, run `make messages`: {key(message)} ({place})"
        else:
            yield from (f"{language}: {fault}: {key(message)} ({place})" for fault in faults(found))
    for left in translated:
        yield f"{language}: no longer used, run `make messages`: {left}"


def faults(message: Message) -> Iterator[str]:
    """Say what is wrong with a translation."""
    if message.fuzzy:
        yield "marked fuzzy"
    if not is_translated(message):
        yield "not translated"
        return
    ids, texts = parts(message.id), parts(message.string)
    allowed = set().union(*(PLACEHOLDER.findall(text) for text in ids))
    for text in texts:
        if extra := set(PLACEHOLDER.findall(text)) - allowed:
            yield f"unknown placeholder {', '.join(sorted(extra))}"
    # A singular may leave its number out; the last form may not.
    if lost := set(PLACEHOLDER.findall(ids[-1])) - set(PLACEHOLDER.findall(texts[-1])):
        yield f"lost placeholder {', '.join(sorted(lost))}"
    if Counter(TAG.findall(ids[-1])) != Counter(TAG.findall(texts[-1])):
        yield "other HTML tags"
    if any(edges(text) != edges(ids[0]) for text in texts):
        yield "other white space at an end"
    if any(map(STOP_AFTER_DAY.search, texts)):
        yield "a full stop straight after a day"


def key(message: Message) -> tuple[str | None, str]:
    return message.context, parts(message.id)[0]


def parts(text: Any) -> list[str]:
    return list(text) if isinstance(text, (tuple, list)) else [text]


def edges(text: str) -> tuple[bool, bool]:
    return text[:1].isspace(), text[-1:].isspace()


def is_translated(message: Message) -> bool:
    return all(parts(message.string))


if __name__ == "__main__":
    settings.configure()
    sys.exit(main(sys.argv[1]))
