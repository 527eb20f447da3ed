"""A throw-away PostgreSQL, on a socket of its own, gone when its owner is.

A guard process starts the cluster and waits for its standard input to close. That happens however
the owner ends, also by Ctrl-C or SIGKILL, so no server is ever left behind.

``python -m tests.harness.postgres`` starts one by hand, prints its address and waits for Ctrl-C.
"""

import contextlib
import os
import pwd
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

HOW_TO_GET_IT = "apt-get install postgresql (macOS: brew install postgresql@17)"
START_SECONDS = 60
VERSIONED_FOLDERS = (
    "/usr/lib/postgresql/*/bin",
    "/usr/pgsql-*/bin",
    "/opt/homebrew/opt/postgresql*/bin",
    "/usr/local/opt/postgresql*/bin",
)
SERVER_OPTIONS = {
    "listen_addresses": "",
    "fsync": "off",
    "full_page_writes": "off",
    "synchronous_commit": "off",
    "max_connections": "200",
    "jit": "off",
}


class PostgresError(RuntimeError):
    """The throw-away server did not come up."""


@dataclass(frozen=True, slots=True)
class Cluster:
    """A running (or starting) server and the process that guards it."""

    folder: Path
    guard: subprocess.Popen[bytes]

    @property
    def url(self) -> str:
        return url_in(self.folder)

    def stop(self) -> None:
        """Let go of the guard, which stops the server and removes its folder."""
        if self.guard.stdin:
            with contextlib.suppress(BrokenPipeError):
                self.guard.stdin.close()
        self.guard.wait(timeout=START_SECONDS)
        shutil.rmtree(self.folder, ignore_errors=True)


def url_in(folder: Path) -> str:
    return f"postgresql://postgres@/kortreist?host={folder}"


def find_programs() -> Path | None:
    """Return the folder with ``initdb`` and ``pg_ctl``, the newest where there are several."""
    candidates: list[Path] = []
    if config := shutil.which("pg_config"):
        answer = subprocess.run([config, "--bindir"], capture_output=True, text=True, check=False)
        candidates.append(Path(answer.stdout.strip()))
    for pattern in VERSIONED_FOLDERS:
        found = Path("/").glob(pattern.lstrip("/"))
        candidates.extend(sorted(found, key=_version_of, reverse=True))
    if program := shutil.which("pg_ctl"):
        candidates.append(Path(program).resolve().parent)
    for folder in candidates:
        if all((folder / name).is_file() for name in ("initdb", "pg_ctl", "postgres")):
            return folder
    return None


def start(programs: Path) -> Cluster:
    """Begin to start a server; `wait_until_ready` tells when it answers."""
    folder = _make_folder()
    guard = subprocess.Popen(
        [sys.executable, str(Path(__file__).resolve()), "guard", str(folder), str(programs)],
        stdin=subprocess.PIPE,
        stdout=(folder / "guard.log").open("wb"),
        stderr=subprocess.STDOUT,
        # Ctrl-C reaches the owner, who lets go in order; the server must not be cut off before.
        start_new_session=True,
    )
    return Cluster(folder, guard)


def wait_until_ready(folder: Path) -> None:
    """Wait until the server in ``folder`` answers.

    Raises
    ------
    PostgresError
        When it failed to start, or took too long.
    """
    deadline = time.monotonic() + START_SECONDS
    while not (folder / "ready").exists():
        if (folder / "failed").exists() or time.monotonic() > deadline:
            log = folder / "guard.log"
            said = log.read_text(errors="replace")[-2000:] if log.exists() else "nothing"
            msg = f"The throw-away PostgreSQL did not start. It said:\n{said}"
            raise PostgresError(msg)
        time.sleep(0.02)


def _version_of(folder: Path) -> tuple[int, ...]:
    digits = "".join(letter if letter.isdigit() else " " for letter in str(folder))
    return tuple(int(number) for number in digits.split())


def _make_folder() -> Path:
    """Make a folder that the server's user can reach, with a path short enough for a socket."""
    home = Path(tempfile.gettempdir()).resolve()
    reachable = all(place.stat().st_mode & 0o001 for place in (home, *home.parents))
    if len(str(home)) > 60 or not reachable:
        home = Path("/tmp")
    folder = Path(tempfile.mkdtemp(prefix="kortreist-pg-", dir=home))
    folder.chmod(0o755)
    return folder


def _run_as() -> dict[str, Any]:
    """Return how to start the server: it refuses root, so root steps down."""
    if os.geteuid() != 0:
        return {}
    for name in ("postgres", "nobody"):
        with contextlib.suppress(KeyError):
            entry = pwd.getpwnam(name)
            return {"user": entry.pw_uid, "group": entry.pw_gid, "extra_groups": []}
    msg = "PostgreSQL refuses to run as root, and there is neither a postgres nor a nobody user."
    raise PostgresError(msg)


def _guard(folder: Path, programs: Path) -> None:
    place = folder / "cluster"
    place.mkdir(mode=0o700)
    who = _run_as()
    if who:
        os.chown(place, who["user"], who["group"])
        os.chown(folder, who["user"], who["group"])

    def run(*command: str | Path) -> None:
        subprocess.run(command, check=True, cwd=folder, stdin=subprocess.DEVNULL, **who)

    options = " ".join(f"-c {name}={value!r}" for name, value in SERVER_OPTIONS.items())
    server = (programs / "pg_ctl", "-D", place, "-s", "-w", "-t", str(START_SECONDS))
    try:
        run(
            *(programs / "initdb", "-D", place, "-U", "postgres", "-A", "trust", "-E", "UTF8"),
            *("--locale=C.UTF-8", "--no-sync"),
        )
        run(*server, "-l", folder / "server.log", "-o", f"-k {folder} {options}", "start")
        (folder / "ready").touch()
    except (subprocess.CalledProcessError, OSError) as error:
        sys.stdout.write(f"{error}\n")
        sys.stdout.flush()
        (folder / "failed").touch()
    try:
        sys.stdin.buffer.read()
    finally:
        with contextlib.suppress(subprocess.CalledProcessError):
            run(*server, "-m", "immediate", "stop")
        shutil.rmtree(folder, ignore_errors=True)


def _serve_by_hand() -> None:
    programs = find_programs()
    if programs is None:
        sys.exit(f"No PostgreSQL found. {HOW_TO_GET_IT}")
    cluster = start(programs)
    try:
        wait_until_ready(cluster.folder)
        subprocess.run(
            [programs / "createdb", "-h", cluster.folder, "-U", "postgres", "kortreist"],
            check=True,
        )
        sys.stdout.write(f"KORTREIST_DATABASE_URL={cluster.url}\n")
        sys.stdout.flush()
        signal.pause()
    except KeyboardInterrupt:
        pass
    finally:
        cluster.stop()


if __name__ == "__main__":
    if sys.argv[1:2] == ["guard"]:
        signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
        _guard(Path(sys.argv[2]), Path(sys.argv[3]))
    else:
        signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
        _serve_by_hand()
