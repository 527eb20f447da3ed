"""The embedded database: copied page by page, consistent while others write."""

import sqlite3
import time
from contextlib import closing
from pathlib import Path

from django.conf import settings
from django.db import connection

from kortreist.apps.jobs.backups.facts import Facts, read_facts
from kortreist.apps.jobs.errors import BackupDamagedError, BackupTargetBusyError

PATIENCE_S = 20


def dump(target: Path) -> Facts:
    """Copy the database to a file, and tell what is in the copy."""
    connection.ensure_connection()
    with closing(sqlite3.connect(target)) as copy:
        connection.connection.backup(copy)
        # One file, without the log beside it that WAL would keep.
        copy.execute("PRAGMA journal_mode=DELETE")
        cursor = copy.cursor()
        cursor.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
        tables = [name for (name,) in cursor.fetchall() if not name.startswith("sqlite_")]
        return read_facts(cursor, tables)


def load(source: Path, *, replace: bool) -> None:  # noqa: ARG001 - a copy replaces in any case
    """Write a copy over the database, in one transaction.

    Raises
    ------
    BackupDamagedError
        When SQLite finds fault with the copy.
    BackupTargetBusyError
        When another process holds on to the database.
    """
    Path(settings.DATABASES["default"]["NAME"]).parent.mkdir(parents=True, exist_ok=True)
    connection.ensure_connection()
    give_up_at = time.monotonic() + PATIENCE_S

    def be_patient(_status: int, _remaining: int, _total: int) -> None:
        if time.monotonic() > give_up_at:
            raise BackupTargetBusyError

    with closing(sqlite3.connect(source)) as copy:
        _check_is_sound(copy)
        copy.backup(connection.connection, progress=be_patient, sleep=0.1)


def _check_is_sound(copy: sqlite3.Connection) -> None:
    try:
        (said,) = copy.execute("PRAGMA quick_check").fetchone()
    except sqlite3.DatabaseError as error:
        raise BackupDamagedError(part="database") from error
    if said != "ok":
        raise BackupDamagedError(part="database")
