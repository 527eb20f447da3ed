"""See that nothing is committed that belongs on one machine only.

No address of a package registry, no path of somebody's machine, no secret, no large or built file.
"""

import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LARGEST = 2_000_000
FORBIDDEN = {
    "registry address": (
        r"registry\.npmjs|registry\.yarnpkg|npm[m]irror|pypi\.org|pythonhosted\.org|pypi\.python"
        r"|deb\.debian\.org|archive\.ubuntu\.com|proxy\.golang|crates\.io"
        r"|--(?:extra-)?index-url[ =]|--find-links[ =]|\"resolved\": "
    ),
    "path of a machine": r"(?<![\w./-])/(?:root/|home/\w|Users/\w|work/|opt/(?:pypi|wheels))",
    "secret": (
        r"-----BEGIN (?:[A-Z]+ )?PRIVATE KEY|\bAKIA[0-9A-Z]{16}\b|\bgh[pousr]_\w{36}"
        r"|\bxox[abp]-\w{10}|://[^\s/:@\"'{}<>]+:[^\s/@\"'{}<>*]{6,}@(?!host\b|localhost|db\b|127\.)"
    ),
    "mark of an unfinished merge": r"^(?:<{7}|>{7}) ",
}
PATTERNS = {name: re.compile(pattern, re.MULTILINE) for name, pattern in FORBIDDEN.items()}
BUILT = re.compile(r"(?:^|/)(?:node_modules|__pycache__|\.venv|var|built)/|\.(?:mo|pyc|sqlite3)$")


def main() -> int:
    files = list_files()
    wrong = [problem for path in files for problem in look(path)]
    print("\n".join(wrong) if wrong else f"{len(files)} files")
    return 1 if wrong else 0


def list_files() -> list[Path]:
    """Return what is committed, and what would be by the next ``git add``."""
    command = ("git", "ls-files", "-z", "--cached", "--others", "--exclude-standard")
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    return [path for name in listed.split("\0") if name and (path := ROOT / name).is_file()]


def look(path: Path) -> Iterator[str]:
    name = path.relative_to(ROOT).as_posix()
    if BUILT.search(name):
        yield f"{name}: built, not written"
    if path.stat().st_size > LARGEST:
        yield f"{name}: {path.stat().st_size / 1e6:.1f} MB"
    try:
        text = path.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        return
    for kind, pattern in PATTERNS.items():
        for match in pattern.finditer(text):
            line = text.count("\n", 0, match.start()) + 1
            yield f"{name}:{line}: {kind}: {match.group()[:60]}"


if __name__ == "__main__":
    sys.exit(main())
