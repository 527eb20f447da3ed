"""Empty databases to measure on: one throw-away PostgreSQL, or SQLite files, without Django."""

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Protocol

from tests.harness import postgres


class Databases(Protocol):
    """Makes databases from one that has been migrated."""

    kind: str

    @contextmanager
    def fresh(self, name: str) -> Iterator[Mapping[str, str]]:
        """Yield the environment of a process that is to find a copy of the first database."""

    @property
    def server(self) -> Path | None:
        """The folder of the server, where there is one."""


class PostgresDatabases:
    """A server of its own on a socket; durability is switched off, as it is for tests."""

    kind = "postgresql"
    first = "kortreist"

    def __init__(self, home: Path, cluster: postgres.Cluster, programs: Path) -> None:
        self._home = home
        self._programs = programs
        self.server = cluster.folder

    @contextmanager
    def fresh(self, name: str) -> Iterator[Mapping[str, str]]:
        source = () if name == self.first else ("-T", self.first)
        self._run("createdb", *source, name)
        try:
            address = f"postgresql://postgres@/{name}?host={self.server}"
            yield environment(self._home, address)
        finally:
            if name != self.first:
                self._run("dropdb", "--force", name)

    def _run(self, program: str, *arguments: str) -> None:
        subprocess.run(
            [self._programs / program, "-h", self.server, "-U", "postgres", *arguments], check=True
        )


class SqliteDatabases:
    """A file each."""

    kind = "sqlite"
    first = "kortreist"
    server = None

    def __init__(self, home: Path) -> None:
        self._home = home

    @contextmanager
    def fresh(self, name: str) -> Iterator[Mapping[str, str]]:
        file = self._home / f"{name}.sqlite3"
        if name != self.first:
            shutil.copy(self._home / f"{self.first}.sqlite3", file)
        yield environment(self._home, f"sqlite://{file}")


@contextmanager
def open_databases(kind: str) -> Iterator[Databases]:
    """Yield a place for databases of a kind, gone afterwards; ends the run where there is none."""
    with tempfile.TemporaryDirectory(prefix="kortreist-bench-") as folder:
        home = Path(folder)
        (home / "static").mkdir()
        if kind == "sqlite":
            yield SqliteDatabases(home)
            return
        programs = postgres.find_programs()
        if programs is None:
            sys.exit(f"No PostgreSQL found. {postgres.HOW_TO_GET_IT}")
        cluster = postgres.start(programs)
        try:
            postgres.wait_until_ready(cluster.folder)
            yield PostgresDatabases(home, cluster, programs)
        finally:
            cluster.stop()


def environment(home: Path, address: str) -> Mapping[str, str]:
    """Return the environment of a process that measures: the product's own, as in production."""
    return os.environ | {
        "DJANGO_SETTINGS_MODULE": "bench.settings",
        "KORTREIST_HOME": str(home),
        "KORTREIST_DATABASE_URL": address,
        "KORTREIST_DATABASE_POOL": "0",
        "KORTREIST_SECRET_KEY": "only-for-measuring",
        "KORTREIST_HTTPS": "no",
        "KORTREIST_DEBUG": "no",
        "KORTREIST_DEMO": "no",
        "KORTREIST_POSTS_PER_MINUTE": "0",
    }
