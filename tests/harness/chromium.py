"""Where a real Chromium is, and how it is started here."""

import os
import shutil
import subprocess
from pathlib import Path

import playwright

HOW_TO_GET_IT = "apt-get install chromium (Ubuntu: snap), or name one in KORTREIST_CHROMIUM"
# What steers the browser is a program of its own, inside the Python package.
DRIVER = Path(playwright.__file__).parent / "driver" / "node"
HOW_TO_STEER_IT = "apt-get install libatomic1"
NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
QUIET = (
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


def find_chromium() -> str | None:
    """Return the browser that is named, else the first that is installed."""
    named = os.environ.get("KORTREIST_CHROMIUM", "")
    return shutil.which(named) if named else next(filter(None, map(shutil.which, NAMES)), None)


def what_is_missing() -> str:
    """Say what pages cannot be tested for want of, and how to get it; nothing when all is there."""
    if find_chromium() is None:
        return f"No Chromium: {HOW_TO_GET_IT}."
    started = subprocess.run([DRIVER, "--version"], capture_output=True, text=True, check=False)
    if started.returncode:
        return f"Playwright does not start ({started.stderr.strip()[-80:]}): {HOW_TO_STEER_IT}."
    return ""


def launch_arguments() -> list[str]:
    # Chromium's own sandbox refuses root; the pages it opens here are the project's own.
    return [*QUIET, *(["--no-sandbox"] if os.geteuid() == 0 else [])]
