"""What is looked for on every page that a test opens: errors, strangers, barriers."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import BrowserContext, ConsoleMessage, Page, Request

SCREENSHOTS = Path(__file__).resolve().parents[2] / "screenshots"
WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
TELL_OF_CSP = """addEventListener("securitypolicyviolation", (event) => console.error(
  `content security policy: ${event.violatedDirective} blocked ${event.blockedURI}`))"""

# What folds out must have done so; what turns for ever is not waited for.
STILL = """() => Promise.all(document.getAnimations()
  .filter((one) => Number.isFinite(one.effect?.getComputedTiming().endTime))
  .map((one) => one.finished.catch(() => null)))"""


@dataclass
class Watch:
    """Listens to pages, and keeps what no page should ever say.

    A test that provokes an error names a part of its message in ``expected``.
    """

    expected: list[str] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)

    def follow(self, context: BrowserContext) -> None:
        context.add_init_script(TELL_OF_CSP)
        context.on("console", self._hear)
        context.on("weberror", lambda error: self.problems.append(f"script: {error.error}"))
        context.on("request", self._see)

    def unexpected(self) -> list[str]:
        return [text for text in self.problems if not any(part in text for part in self.expected)]

    def _hear(self, message: ConsoleMessage) -> None:
        if message.type == "error":
            self.problems.append(f"console: {message.text} ({message.location['url']})")

    def _see(self, request: Request) -> None:
        address = urlsplit(request.url)
        if address.scheme in {"http", "https"} and address.hostname not in {
            "localhost",
            "127.0.0.1",
        }:
            self.problems.append(f"asked a stranger: {request.url}")


def find_barriers(page: Page) -> list[str]:
    """Return what axe-core finds on the page, as readable lines.

    The window is as high as the page meanwhile: what stays in sight while one scrolls would lie
    over something or other, which then looks too small to be pressed.
    """
    size = page.viewport_size
    assert size is not None
    height = page.evaluate("document.documentElement.scrollHeight")
    page.set_viewport_size({"width": size["width"], "height": max(size["height"], height + 100)})
    try:
        page.evaluate(STILL)
        return _ask_axe(page)
    finally:
        page.set_viewport_size(size)


def _ask_axe(page: Page) -> list[str]:
    options = {"runOnly": {"type": "tag", "values": WCAG}}
    found: list[dict[str, Any]] = Axe().run(page, options=options).response["violations"]
    return [
        f"{rule['id']} ({rule['impact']}): {rule['help']}\n"
        + "\n".join(
            f"    {' '.join(map(str, node['target']))}\n      {node['html'][:160]}\n"
            f"      {node['failureSummary'].splitlines()[-1].strip()}"
            for node in rule["nodes"][:5]
        )
        for rule in found
    ]


def picture_path(name: str) -> Path:
    SCREENSHOTS.mkdir(exist_ok=True)
    safe = "".join(letter if letter.isalnum() or letter in "-_" else "-" for letter in name)
    return SCREENSHOTS / f"{safe.strip('-')}.png"
