"""The memory that a PostgreSQL server takes, watched from outside; told on Linux only."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from threading import Event, Thread

PROC = Path("/proc")
EVERY_SECONDS = 0.5


@dataclass
class Watched:
    """The most that was seen, in MB of a million bytes; None where it could not be seen."""

    peak_mb: float | None = None


@contextmanager
def watch_server(folder: Path | None) -> Iterator[Watched]:
    """Look at a server's processes now and then, each counted with its part of what they share."""
    watched = Watched()
    done = Event()
    postmaster = _postmaster(folder)
    if postmaster is None:
        yield watched
        return

    def look() -> None:
        while not done.wait(EVERY_SECONDS):
            now = sum(map(_proportional_kb, _family(postmaster))) * 1024 / 1e6
            watched.peak_mb = round(max(now, watched.peak_mb or 0), 1)

    watcher = Thread(target=look, daemon=True)
    watcher.start()
    try:
        yield watched
    finally:
        done.set()
        watcher.join()


def _postmaster(folder: Path | None) -> int | None:
    if folder is None or not (PROC / "self" / "smaps_rollup").exists():
        return None
    return int((folder / "cluster" / "postmaster.pid").read_text().split()[0])


def _family(parent: int) -> Iterator[int]:
    yield parent
    for process in PROC.glob("[0-9]*"):
        with suppress(OSError, IndexError):
            state = (process / "stat").read_text().rpartition(")")[2].split()
            if int(state[1]) == parent:
                yield int(process.name)


def _proportional_kb(process: int) -> int:
    with suppress(OSError):
        for line in (PROC / str(process) / "smaps_rollup").read_text().splitlines():
            if line.startswith("Pss:"):
                return int(line.split()[1])
    return 0
