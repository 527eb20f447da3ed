"""Which database the tests run on, decided before the settings are read.

``KORTREIST_TEST_DATABASE`` is ``postgresql`` (the default, where there is one) or ``sqlite``.
A server that is already there is used when ``TEST_PG_DSN``, ``DATABASE_URL`` or
``KORTREIST_DATABASE_URL`` names one.
"""

import atexit
import os
import shutil
import tempfile
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

from tests.harness import postgres

CHOICE = "KORTREIST_TEST_DATABASE"
ADDRESS = "KORTREIST_DATABASE_URL"
# Set by the first process for those it starts: pytest's workers, commands under test.
PREPARED = "KORTREIST_TEST_HOME"


def prepare() -> Path:
    """Set the environment for the settings, once per run; return the run's own folder."""
    if PREPARED in os.environ:
        return Path(os.environ[PREPARED])
    remove_left_behind()
    home = Path(tempfile.mkdtemp(prefix=f"kortreist-test-{os.getpid()}-"))
    atexit.register(shutil.rmtree, home, ignore_errors=True)
    (home / "static").mkdir()
    os.environ |= {
        PREPARED: str(home),
        "KORTREIST_HOME": str(home),
        "KORTREIST_SECRET_KEY": "only-for-tests",
        "KORTREIST_HTTPS": "no",
        "KORTREIST_DATABASE_POOL": "0",
        "KORTREIST_DEBUG": "no",
        # Tests send more in a minute than people do; those of the limit set their own.
        "KORTREIST_POSTS_PER_MINUTE": "1000000",
    }
    os.environ[ADDRESS] = _address(home)
    return home


def remove_left_behind() -> None:
    """Remove the folders of runs that were killed."""
    for folder in Path(tempfile.gettempdir()).glob("kortreist-test-*-*"):
        owner = folder.name.split("-")[2]
        if owner.isdigit() and not _is_alive(int(owner)):
            shutil.rmtree(folder, ignore_errors=True)


def _is_alive(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        pass
    return True


def wait_for_database() -> None:
    """Wait until a throw-away server, if that is what the tests use, answers."""
    address = urlsplit(os.environ[ADDRESS])
    folder = parse_qs(address.query).get("host", [""])[0]
    if Path(folder).name.startswith("kortreist-pg-"):
        postgres.wait_until_ready(Path(folder))


def uses_postgres() -> bool:
    return os.environ.get(ADDRESS, "").startswith("postgres")


def given_server() -> str | None:
    """Return the address of a PostgreSQL that somebody else runs, if one is named."""
    for name in ("TEST_PG_DSN", "DATABASE_URL", ADDRESS):
        if os.environ.get(name, "").startswith("postgres"):
            return os.environ[name]
    return None


def _address(home: Path) -> str:
    choice = os.environ.get(CHOICE, "")
    if choice == "sqlite":
        return f"sqlite://{home}/kortreist.sqlite3"
    if given := given_server():
        return given
    programs = postgres.find_programs()
    if programs is None:
        if choice == "postgresql":
            raise postgres.PostgresError("No PostgreSQL found. " + postgres.HOW_TO_GET_IT)
        return f"sqlite://{home}/kortreist.sqlite3"
    cluster = postgres.start(programs)
    atexit.register(cluster.stop)
    return cluster.url
