"""Which database: PostgreSQL by address, or the embedded SQLite file."""

from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

SQLITE_PRAGMAS = (
    "PRAGMA journal_mode=WAL;"
    "PRAGMA synchronous=FULL;"
    "PRAGMA foreign_keys=ON;"
    "PRAGMA cache_size=-32000;"
)


def sqlite(
    path: Path, *, lock_wait_s: int = 20
) -> dict[str, Any]:  # Any: Django's own shape for a database
    """Return settings for one file, where every transaction begins as a writer.

    Without ``IMMEDIATE`` two transactions that read before they write fail with "database is
    locked", whatever the time-out.
    """
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": str(path),
        "OPTIONS": {
            "transaction_mode": "IMMEDIATE",
            "timeout": lock_wait_s,
            "init_command": SQLITE_PRAGMAS,
        },
    }


def from_url(
    url: str, *, pool_size: int, lock_wait_s: int = 20
) -> dict[str, Any]:  # Any: Django's own shape
    """Return settings for ``postgresql://user:password@host:port/name`` or ``sqlite:///path``.

    Raises
    ------
    ImproperlyConfigured
        When the address is of neither kind.
    """
    parts = urlsplit(url)
    if parts.scheme == "sqlite":
        return sqlite(Path(unquote(parts.path)), lock_wait_s=lock_wait_s)
    if parts.scheme not in {"postgres", "postgresql"}:
        msg = "KORTREIST_DATABASE_URL must begin with postgresql:// or sqlite://"
        raise ImproperlyConfigured(msg)
    options: dict[str, Any] = dict(parse_qsl(parts.query))
    host = options.pop("host", parts.hostname or "")
    if pool_size:
        options["pool"] = {"min_size": 1, "max_size": pool_size}
    return {
        "ENGINE": "kortreist.config.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": host,
        "PORT": str(parts.port or ""),
        "OPTIONS": options,
    }
