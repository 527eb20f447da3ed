"""PostgreSQL: its own programs write and read the dump."""

import os
import shutil
import subprocess
from pathlib import Path

from django.db import connection, transaction

from kortreist.apps.jobs.backups.facts import Facts, read_facts
from kortreist.apps.jobs.errors import BackupToolFailedError, BackupToolMissingError

# Everything that this database held goes, also what the backup knows nothing of.
EMPTY_FIRST = """
    SET client_min_messages = warning;
    SET lock_timeout = '10s';
    DROP SCHEMA public CASCADE;
    CREATE SCHEMA public;
    GRANT USAGE ON SCHEMA public TO PUBLIC;
"""
ENVIRONMENT = {
    "HOST": "PGHOST",
    "PORT": "PGPORT",
    "USER": "PGUSER",
    "PASSWORD": "PGPASSWORD",
    "NAME": "PGDATABASE",
}
OPTIONS = {
    "sslmode": "PGSSLMODE",
    "sslrootcert": "PGSSLROOTCERT",
    "sslcert": "PGSSLCERT",
    "sslkey": "PGSSLKEY",
    "passfile": "PGPASSFILE",
    "service": "PGSERVICE",
}


def dump(target: Path) -> Facts:
    """Dump the database, and tell what is in the very state that was dumped."""
    with transaction.atomic(durable=True), connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        cursor.execute("SELECT pg_export_snapshot()")
        (snapshot,) = cursor.fetchone()
        _run(
            "pg_dump",
            *("--format=custom", "--compress=0", "--no-owner", "--no-privileges"),
            *(f"--snapshot={snapshot}", f"--file={target}"),
        )
        return read_facts(cursor, connection.introspection.table_names(cursor))


def load(source: Path, *, replace: bool) -> None:
    """Load a dump in one transaction: all of it or, when anything is wrong, nothing."""
    connection.close()
    script = source.with_suffix(".sql")
    _run("pg_restore", "--no-owner", "--no-privileges", f"--file={script}", str(source))
    first = source.with_suffix(".first.sql")
    first.write_text(EMPTY_FIRST if replace else "")
    _run(
        "psql",
        *("--no-psqlrc", "--quiet", "--set=ON_ERROR_STOP=1", "--single-transaction"),
        *("--output=/dev/null", f"--file={first}", f"--file={script}"),
    )


def _run(tool: str, *words: str) -> None:
    program = shutil.which(tool)
    if program is None:
        raise BackupToolMissingError(tool=tool)
    # Nothing of it comes from outside, and the password is not to be seen in the list of processes.
    done = subprocess.run(  # noqa: S603
        [program, *words],
        env=os.environ | _environment(),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise BackupToolFailedError(tool=tool, reason=done.stderr.strip()[-500:])


def _environment() -> dict[str, str]:
    there = connection.settings_dict
    named = {name: str(there[key]) for key, name in ENVIRONMENT.items() if there[key]}
    options = there["OPTIONS"]
    return named | {name: str(options[key]) for key, name in OPTIONS.items() if key in options}
