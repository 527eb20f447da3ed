"""Write the reference pages from the code: commands, settings, error codes, addresses.

``--check`` writes nothing and fails when a page is not what it would write. What a setting means is
written by hand in its table's last column, and kept.
"""

import ast
import importlib
import inspect
import os
import re
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import django
import typer.main
from django.urls import URLPattern, URLResolver, get_resolver
from django.utils import translation

ROOT = Path(__file__).resolve().parent.parent
SOURCE = ROOT / "src" / "kortreist"
PAGES = ROOT / "docs" / "reference"
NOTE = "<!-- Written by `make reference`; {} -->"
READERS = {"read_text": "text", "read_flag": "yes or no", "read_int": "number", "read_list": "list"}


def main(arguments: list[str]) -> int:
    with tempfile.TemporaryDirectory() as home:
        os.environ |= {"KORTREIST_DEBUG": "yes", "KORTREIST_DEMO": "yes", "KORTREIST_HOME": home}
        os.environ["DJANGO_SETTINGS_MODULE"] = "kortreist.config.settings"
        django.setup()
        with translation.override("en"):
            pages = {
                "cli.md": describe_commands(),
                "settings.md": describe_settings(),
                "errors.md": describe_errors(),
                "routes.md": describe_routes(),
            }
    stale = [name for name, text in pages.items() if text != on_disk(name)]
    if arguments == ["--check"]:
        wrong = [f"docs/reference/{name} is stale: run `make reference`" for name in stale]
        wrong += [
            f"docs/reference/settings.md: say what {name} means" for name in undescribed(pages)
        ]
        print("\n".join(wrong))
        return 1 if wrong else 0
    PAGES.mkdir(parents=True, exist_ok=True)
    for name in stale:
        (PAGES / name).write_text(pages[name], encoding="utf-8")
        print(f"docs/reference/{name}")
    return 0


def on_disk(name: str) -> str:
    path = PAGES / name
    return path.read_text(encoding="utf-8") if path.exists() else ""


def page(title: str, introduction: str, body: list[str], note: str = "not by hand.") -> str:
    return "\n".join([f"# {title}", "", NOTE.format(note), "", introduction, "", *body]) + "\n"


def table(heads: tuple[str, ...], rows: list[tuple[str, ...]]) -> list[str]:
    lines = [heads, ("---",) * len(heads), *rows]
    return ["| " + " | ".join(escape(cell) for cell in line) + " |" for line in lines]


def escape(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|")


# Commands


def describe_commands() -> str:
    root = typer.main.get_command(importlib.import_module("kortreist.cli").app)
    body = [
        line for path, command in commands(root, "kortreist") for line in describe(path, command)
    ]
    text = "Every command, with what it takes. `--help` says the same."
    return page("Commands", text, body)


def commands(command: Any, path: str) -> Iterator[tuple[str, Any]]:
    # A command may stand in for a module that is not yet loaded; its context holds the real one.
    context = command.make_context(path, [], resilient_parsing=True)
    yield path, context
    for name, part in sorted(getattr(context.command, "commands", {}).items()):
        if not part.hidden:
            yield from commands(part, f"{path} {name}")


def describe(path: str, context: Any) -> list[str]:
    command = context.command
    usage = " ".join([path, *command.collect_usage_pieces(context)])
    rows = [
        (names(parameter), getattr(parameter, "help", None) or "", shown(parameter))
        for parameter in command.params
        if parameter.name not in {"help", "install_completion", "show_completion"}
    ]
    helped = inspect.cleandoc((command.help or "").replace("\b", ""))
    lines = [f"## {path}", "", helped, "", "```", usage, "```", ""]
    return lines + ([*table(("option", "meaning", "default"), rows), ""] if rows else [])


def names(parameter: Any) -> str:
    return " ".join(f"`{name}`" for name in (*parameter.opts, *parameter.secondary_opts))


def shown(parameter: Any) -> str:
    default = parameter.default
    if isinstance(default, bool):
        return "yes" if default else ""
    return f"`{default}`" if isinstance(default, (str, int)) and str(default).strip() else ""


# Settings


def describe_settings() -> str:
    described = descriptions(on_disk("settings.md"))
    rows = [
        (f"`{name}`", kind, f"`{default}`" if default else "", described.get(name, ""))
        for name, kind, default in sorted(read_settings())
    ]
    text = (
        "Kortreist is set by its environment. Any of these may stand in a file instead, named by\n"
        "the same name with `_FILE` after it: `KORTREIST_SECRET_KEY_FILE=/run/secrets/key`."
    )
    heads = ("setting", "kind", "default", "meaning")
    return page("Settings", text, table(heads, rows), "only the last column by hand.")


def read_settings() -> Iterator[tuple[str, str, str]]:
    """Return each setting that is read, its kind, and its default as it stands in the code."""
    for path in sorted((SOURCE / "config").glob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Name):
                continue
            kind = READERS.get(node.func.id)
            if kind and node.args and isinstance(node.args[0], ast.Constant):
                given = [*node.args[1:], *(word.value for word in node.keywords)]
                yield f"KORTREIST_{node.args[0].value}", kind, in_words(given)


def in_words(given: list[ast.expr]) -> str:
    if not given:
        return ""
    if isinstance(given[0], ast.Constant):
        value = given[0].value
        return {True: "yes", False: "no"}[value] if isinstance(value, bool) else str(value)
    return ast.unparse(given[0])


def descriptions(text: str) -> dict[str, str]:
    rows = re.findall(r"^\| `(KORTREIST_\w+)` \|.*\| (.*?) \|$", text, flags=re.MULTILINE)
    return {name: meaning.strip().replace("\\|", "|") for name, meaning in rows}


def undescribed(pages: dict[str, str]) -> list[str]:
    return [name for name, text in descriptions(pages["settings.md"]).items() if not text]


# Error codes


def describe_errors() -> str:
    messages = importlib.import_module("kortreist.apps.ui.error_messages").MESSAGES
    statuses = dict(raised_codes())
    rows = [
        (f"`{code}`", str(statuses.get(code, "")), str(message))
        for code, message in sorted(messages.items())
    ]
    text = (
        "What can be refused, by public code. A code is never renamed. Pages and commands say it\n"
        "in the reader's language; `%(…)s` stands for a fact."
    )
    return page("Error codes", text, table(("code", "status", "what it says"), rows))


def raised_codes() -> Iterator[tuple[str, int]]:
    """Return each code that the code may raise, with its HTTP status."""
    kinds = {kind.__name__: kind for kind in error_kinds()}
    for kind in kinds.values():
        yield kind.default_code, kind.status
    for path in sorted(SOURCE.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
                kind = kinds.get(node.func.id)
                first = node.args[0] if node.args else None
                if kind and isinstance(first, ast.Constant) and isinstance(first.value, str):
                    yield first.value, kind.status


def error_kinds() -> list[Any]:
    for path in sorted(SOURCE.rglob("*.py")):
        if "default_code" in path.read_text(encoding="utf-8"):
            place = path.relative_to(SOURCE.parent).with_suffix("")
            importlib.import_module(".".join(place.parts).removesuffix(".__init__"))
    found = [importlib.import_module("kortreist.kernel.errors").DomainError]
    for kind in found:
        found.extend(part for part in kind.__subclasses__() if part not in found)
    # Tests make kinds of their own, which nobody else meets.
    return [kind for kind in found if kind.__module__.startswith(f"{SOURCE.name}.")]


# Addresses


def describe_routes() -> str:
    rows = [(f"`/{address}`", f"`{name}`") for address, name in routes(get_resolver(), "", "")]
    text = "Every address of the site, and the name by which code and templates ask for it."
    return page("Addresses", text, table(("address", "name"), rows))


def routes(resolver: URLResolver, address: str, names: str) -> Iterator[tuple[str, str]]:
    for pattern in resolver.url_patterns:
        here = address + str(pattern.pattern).removeprefix("^").removesuffix("$").removesuffix(
            "\\Z"
        )
        if isinstance(pattern, URLPattern):
            yield here, f"{names}{pattern.name}" if pattern.name else ""
        else:
            namespace = f"{names}{pattern.namespace}:" if pattern.namespace else names
            yield from routes(pattern, here, namespace)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
