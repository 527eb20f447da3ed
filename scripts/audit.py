"""Ask whether a locked dependency has a known weakness: ``audit.py python`` or ``audit.py npm``.

When nobody could be asked it says so and ends well: that is no fault of the code.
"""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

from bootstrap import ROOT, locked, uv_environment

PATIENCE_S = 150
# Weaknesses known and judged harmless here: identifier and reason. Emptied as fixes appear.
JUDGED: dict[str, str] = {}


class CouldNotAskError(Exception):
    """There was no answer, and why."""


def main(kind: str) -> int:
    try:
        found = {"python": ask_python, "npm": ask_npm}[kind]()
    except CouldNotAskError as reason:
        print(f"could not ask: {reason}")
        return 0
    serious = [text for text in found if not any(known in text for known in JUDGED)]
    print("\n".join(serious) or "asked: no known weakness")
    return 1 if serious else 0


def ask_python() -> list[str]:
    """Return the weaknesses known of everything locked for Python."""
    # The locks are for every system; what is installed on this one is what can be asked about.
    files = [word for name in ("dev", "node", "tool") for word in ("-r", locked(name))]
    options = ("--require-hashes", "--disable-pip", "--progress-spinner", "off", "-f", "json")
    answer = ask(sys.executable, "-m", "pip_audit", *options, "--timeout", "15", *files)
    packages = answer["dependencies"]
    found = [
        f"{package['name']} {package['version']}: {weakness['id']} "
        f"(fixed in {', '.join(weakness['fix_versions']) or 'no version yet'})"
        for package in packages
        for weakness in package.get("vulns", [])
    ]
    skipped = [package["skip_reason"] for package in packages if "skip_reason" in package]
    if skipped and not found:
        msg = f"{len(skipped)} of {len(packages)} packages are not known to who was asked"
        raise CouldNotAskError(msg)
    return found


def ask_npm() -> list[str]:
    """Return the weaknesses known of everything locked for the static assets."""
    if not shutil.which("npm"):
        raise CouldNotAskError("npm is not installed here")
    answer = ask("npm", "audit", "--json", "--package-lock-only", "--fetch-timeout=20000")
    if "vulnerabilities" not in answer:
        raise CouldNotAskError(first_line(str(answer.get("message", answer))))
    return [
        f"{name} {weakness['range']}: {weakness['severity']}"
        for name, weakness in answer["vulnerabilities"].items()
    ]


def ask(*command: str | Path) -> dict[str, Any]:
    """Return the JSON that ``command`` prints, whatever its exit code."""
    trusted = uv_environment().get("SSL_CERT_FILE")
    try:
        ended = subprocess.run(
            command,
            cwd=ROOT,
            env={"REQUESTS_CA_BUNDLE": trusted, **os.environ} if trusted else None,
            capture_output=True,
            text=True,
            timeout=PATIENCE_S,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        msg = f"no answer within {PATIENCE_S} s"
        raise CouldNotAskError(msg) from error
    try:
        return dict(json.loads(ended.stdout))
    except ValueError as error:
        raise CouldNotAskError(first_line(ended.stderr or ended.stdout)) from error


def first_line(text: str) -> str:
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    return lines[-1][:160] if lines else "no words were given"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
