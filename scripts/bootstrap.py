"""Make the environment in ``.venv``: ``bootstrap.py base``, ``dev`` or ``bench``.

That is: to run kortreist, to work on it, to measure it beside others. Only the standard library,
and any Python from 3.11. Everything comes from the locked files, held to their hashes. When nothing
has changed since last time it looks at one file and ends.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
LOCKED = ROOT / "requirements"
# What each level installs; nothing is taken away when a lower one is asked for.
LEVELS = {"base": ("base",), "dev": ("dev",), "bench": ("dev", "bench")}


def main(level: str) -> None:
    if level not in LEVELS:
        sys.exit(f"bootstrap.py takes one of: {', '.join(LEVELS)}")
    # An environment that once was for working on it stays so: nobody's tools are taken away.
    if level == "base" and stamp_of("dev").exists():
        level = "dev"
    if is_ready(level):
        return
    require_python()
    # Two makes at once wait for one another; the lock is the checkout's folder itself.
    lock = os.open(ROOT, os.O_RDONLY)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not is_ready(level):
            make(level)
    finally:
        os.close(lock)


def make(level: str) -> None:
    say(f"Making the environment in .venv ({level}) …")
    if not works(PYTHON, "import pip"):
        run(sys.executable, "-m", "venv", "--clear", VENV)
    if not works(PYTHON, "import uv, setuptools"):
        run(*pip_install("tool"))
    files = [argument for name in (*LEVELS[level], "tool") for argument in ("-r", locked(name))]
    uv = (PYTHON, "-m", "uv", "pip", "install", "--quiet", "--python", PYTHON)
    try:
        run(*uv, "--require-hashes", *files, env=uv_environment())
    except subprocess.CalledProcessError:
        say("uv could not; pip does it instead, more slowly.")
        for name in LEVELS[level]:
            run(*pip_install(name))
    # The builder is among the locked tools: nothing unpinned is fetched to build the package.
    run(*uv, "--no-deps", "--no-build-isolation", "--editable", ROOT, env=uv_environment())
    for name in {level, LEVELS[level][0]}:
        stamp_of(name).write_text(fingerprint(name))


def is_ready(level: str) -> bool:
    stamp = stamp_of(level)
    return PYTHON.exists() and stamp.exists() and stamp.read_text() == fingerprint(level)


def stamp_of(level: str) -> Path:
    return VENV / f".ready-{level}"


def fingerprint(level: str) -> str:
    """Return what the environment was made from: locks, entry points, place."""
    parts = [locked(name).read_bytes() for name in (*LEVELS[level], "tool")]
    parts += [(ROOT / "pyproject.toml").read_bytes(), str(ROOT).encode()]
    return hashlib.sha256(b"\0".join(parts)).hexdigest()


def locked(name: str) -> Path:
    return LOCKED / f"{name}.txt"


def pip_install(name: str) -> tuple[str | Path, ...]:
    quiet = ("--quiet", "--disable-pip-version-check", "--require-virtualenv")
    return (PYTHON, "-m", "pip", "install", *quiet, "--require-hashes", "-r", locked(name))


def uv_environment() -> dict[str, str]:
    """Return the environment in which uv trusts and asks what pip here trusts and asks."""
    env = {"UV_SYSTEM_CERTS": "1", "UV_PYTHON_DOWNLOADS": "never", **os.environ}
    for setting, name in (("global.cert", "SSL_CERT_FILE"), ("global.index-url", "UV_INDEX_URL")):
        if name not in env and (value := pip_setting(setting)):
            env[name] = value
    return env


def pip_setting(name: str) -> str:
    command = (PYTHON, "-m", "pip", "config", "get", name)
    return subprocess.run(command, capture_output=True, text=True, check=False).stdout.strip()


def require_python() -> None:
    if sys.version_info < (3, 11):  # noqa: UP036 - an older Python should be told, not crash
        sys.exit(f"kortreist needs Python 3.11 or later; this is {sys.version.split()[0]}.")
    if not works(Path(sys.executable), "import ensurepip, venv"):
        sys.exit("Python's venv is missing. On Debian or Ubuntu: apt-get install python3-venv")


def works(python: Path, code: str) -> bool:
    if not python.exists():
        return False
    return subprocess.run((python, "-c", code), capture_output=True, check=False).returncode == 0


def run(*command: str | Path, env: dict[str, str] | None = None) -> None:
    subprocess.run(command, cwd=ROOT, env=env, check=True, stdin=subprocess.DEVNULL)


def say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


if __name__ == "__main__":
    try:
        main(*sys.argv[1:2] or ["base"])
    except subprocess.CalledProcessError as error:
        command = " ".join(str(word) for word in error.cmd[:6])
        sys.exit(f"The environment could not be made: {command} … ended with {error.returncode}.")
