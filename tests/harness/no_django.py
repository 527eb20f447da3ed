"""Proof that thinking is pure: while this plugin is loaded, Django cannot be imported.

Run as ``pytest -p no:django -p tests.harness.no_django tests/kernel tests/engines``.
"""

import sys
from collections.abc import Sequence
from importlib.machinery import ModuleSpec
from types import ModuleType

import pytest

REFUSED = frozenset({"django", "allauth", "ninja", "csp", "django_htmx", "psycopg", "whitenoise"})


class Refusal:
    """A finder that stands first in line and turns Django away."""

    def find_spec(
        self, name: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        if name.partition(".")[0] in REFUSED:
            msg = f"{name} was imported, but engines, formats and kernel stand without Django"
            raise ImportError(msg, name=name)
        return None


def pytest_addoption(parser: pytest.Parser) -> None:
    # The settings file names it, and pytest-django, which knows it, is off.
    parser.addini("DJANGO_SETTINGS_MODULE", "unused here", default="")


def pytest_load_initial_conftests() -> None:
    loaded = REFUSED & {name.partition(".")[0] for name in sys.modules}
    if loaded:
        raise pytest.UsageError(f"already imported: {', '.join(sorted(loaded))}")
    sys.meta_path.insert(0, Refusal())


def pytest_report_header() -> str:
    return "without Django: importing it is an error"


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    loaded = sorted(REFUSED & {name.partition(".")[0] for name in sys.modules})
    terminalreporter.write_line(f"Django imported: {', '.join(loaded) or 'no'}")
