"""See that every link in every page of documentation leads somewhere."""

import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote

ROOT = Path(__file__).resolve().parent.parent
CODE = re.compile(r"^(```|~~~).*?^\1|`[^`\n]*`", flags=re.MULTILINE | re.DOTALL)
LINK = re.compile(r"!?\[[^\]]*\]\(<?([^)\s>]+)>?(?:\s+\"[^\"]*\")?\)|^\[[^\]]+\]:\s*(\S+)", re.M)
HEADING = re.compile(r"^#{1,6}\s+(.+?)\s*#*$", flags=re.MULTILINE)
OUTSIDE = ("http://", "https://", "mailto:")


def main() -> int:
    pages = list_pages()
    wrong = [problem for page in pages for problem in check(page)]
    wrong += [f"{show(page)}: no page leads here" for page in unreached(pages)]
    print("\n".join(wrong) if wrong else f"{len(pages)} pages")
    return 1 if wrong else 0


def list_pages() -> list[Path]:
    """Return the pages that are, or could be, committed."""
    command = ("git", "ls-files", "-z", "--cached", "--others", "--exclude-standard", "*.md")
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    return sorted(path for name in listed.split("\0") if name and (path := ROOT / name).exists())


def check(page: Path) -> Iterator[str]:
    for link in links(page):
        target, _, anchor = link.partition("#")
        path = (page.parent / unquote(target)).resolve() if target else page
        if not path.is_relative_to(ROOT):
            yield f"{show(page)}: {link} leads out of the repository"
        elif not path.exists():
            yield f"{show(page)}: {link} is not there"
        elif anchor and path.suffix == ".md" and anchor not in anchors(path):
            yield f"{show(page)}: {link}: no such heading"


def links(page: Path) -> list[str]:
    text = CODE.sub("", page.read_text(encoding="utf-8"))
    found = [one or other for one, other in LINK.findall(text)]
    return [link for link in found if not link.startswith(OUTSIDE)]


def anchors(page: Path) -> set[str]:
    """Return the headings of a page as links name them."""
    text = re.sub(r"^(```|~~~).*?^\1", "", page.read_text("utf-8"), flags=re.M | re.S)
    plain = (re.sub(r"[^\w\- ]", "", heading).strip().lower() for heading in HEADING.findall(text))
    return {heading.replace(" ", "-") for heading in plain}


def unreached(pages: list[Path]) -> list[Path]:
    """Return the pages under ``docs`` that cannot be come to from ``docs/README.md``."""
    start = ROOT / "docs" / "README.md"
    seen, waiting = set(), [start]
    while waiting:
        page = waiting.pop()
        if page in seen or page.suffix != ".md" or not page.exists():
            continue
        seen.add(page)
        waiting += [
            (page.parent / unquote(link.partition("#")[0])).resolve() for link in links(page)
        ]
    return [page for page in pages if page.is_relative_to(ROOT / "docs") and page not in seen]


def show(page: Path) -> str:
    return page.relative_to(ROOT).as_posix()


if __name__ == "__main__":
    sys.exit(main())
