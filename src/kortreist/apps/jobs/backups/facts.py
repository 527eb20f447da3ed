"""What is in a database: asked of the snapshot when backing up, of the target after restoring."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Protocol

from kortreist.apps.jobs.backups.manifest import Part


class Cursor(Protocol):
    """As much of a database cursor as is needed here, Django's or sqlite3's own."""

    def execute(self, sql: str, /) -> object: ...

    def fetchall(self) -> list[tuple[object, ...]]: ...


@dataclass(frozen=True, slots=True)
class Facts:
    """Migrations applied, rows of each table, files that rows refer to."""

    migrations: list[tuple[str, str]]
    counts: dict[str, int]
    files: list[Part]


def read_facts(cursor: Cursor, tables: Iterable[str]) -> Facts:
    """Read them all in the cursor's one view of the database."""
    return Facts(
        migrations=_rows(cursor, "SELECT app, name FROM django_migrations ORDER BY id"),
        counts={table: _count(cursor, table) for table in sorted(tables)},
        files=[
            Part(sha256=sha256, size=size)
            for sha256, size in _rows(
                cursor, "SELECT sha256, size FROM jobs_storedfile ORDER BY id"
            )
        ],
    )


def _rows(cursor: Cursor, sql: str) -> list[Any]:  # Any: whatever the columns hold
    cursor.execute(sql)
    return cursor.fetchall()


def _count(cursor: Cursor, table: str) -> int:
    quoted = table.replace('"', '""')
    # The name is the database's own, quoted; names cannot be parameters.
    ((count,),) = _rows(cursor, f'SELECT COUNT(*) FROM "{quoted}"')  # noqa: S608
    return int(count)
