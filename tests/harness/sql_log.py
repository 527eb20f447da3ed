"""What was said to the database: how often, and in which order things were locked."""

import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

from django.db import connection
from django.test.utils import CaptureQueriesContext

LOCK = re.compile(r"\bFOR (NO KEY )?UPDATE\b", re.IGNORECASE)
FIRST_TABLE = re.compile(r'\b(?:FROM|UPDATE|INTO)\s+"(\w+)"', re.IGNORECASE)
WRITE = re.compile(r"^\s*(UPDATE|DELETE)\b", re.IGNORECASE)


@contextmanager
def sql_log() -> Iterator[list[str]]:
    """Yield a list that holds every statement of the block once it has ended."""
    said: list[str] = []
    with CaptureQueriesContext(connection) as captured:
        yield said
    said.extend(query["sql"] for query in captured.captured_queries)


def query_count(ask: Callable[[], object]) -> int:
    """Return how many queries ``ask`` makes."""
    with sql_log() as said:
        ask()
    return len([sql for sql in said if not sql.startswith(("SAVEPOINT", "RELEASE SAVEPOINT"))])


def check_locks(said: Sequence[str], tables: Sequence[str]) -> None:
    """Assert that each table was locked before it was changed, and in the order given.

    Only PostgreSQL locks rows; SQLite's ``BEGIN IMMEDIATE`` locks everything at once.
    """
    locked: list[str] = []
    for sql in said:
        table = _table_of(sql)
        if table not in tables:
            continue
        if LOCK.search(sql) and table not in locked:
            locked.append(table)
        elif WRITE.match(sql):
            assert table in locked, f"{table} was changed before it was locked:\n{sql}"
    never = [table for table in tables if table not in locked]
    assert not never, f"never locked: {', '.join(never)}"
    assert locked == list(tables), f"locked in the order {locked}, not {list(tables)}"


@contextmanager
def assert_locks_before_write(*tables: str) -> Iterator[list[str]]:
    """Assert over a block that ``tables`` are locked in this order, each before it is changed."""
    with sql_log() as said:
        yield said
    if connection.vendor == "postgresql":
        check_locks(said, tables)


def _table_of(sql: str) -> str | None:
    found = FIRST_TABLE.search(sql)
    return found.group(1) if found else None
