"""Where a real Chromium is, and how it is started here."""

import os
import shutil

HOW_TO_GET_IT = "apt-get install chromium (Ubuntu: snap), or name one in KORTREIST_CHROMIUM"
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


def launch_arguments() -> list[str]:
    # Chromium's own sandbox refuses root; the pages it opens here are the project's own.
    return [*QUIET, *(["--no-sandbox"] if os.geteuid() == 0 else [])]
