"""Which of the two kinds of database is at hand."""

from pathlib import Path
from typing import Protocol

from django.db import connection

from kortreist.apps.jobs.backups import postgres, sqlite
from kortreist.apps.jobs.backups.facts import Facts


class Kind(Protocol):
    """What a kind of database can do for a backup."""

    def dump(self, target: Path) -> Facts: ...

    def load(self, source: Path, *, replace: bool) -> None: ...


def current() -> Kind:
    """Return the one that is set."""
    return sqlite if connection.vendor == "sqlite" else postgres
