"""Look over everything that is not a test: one line a step, all steps, a summary.

``check.py [STEP]…`` runs only the steps named.
"""

import os
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PYTHON = sys.executable
TOOL = (PYTHON, "-m")
DJANGO = (PYTHON, "-W", "ignore", "-m", "django")
# The tests over the repository itself need tables' descriptions, but no tables.
HOUSE = ("--ds=tests.harness.settings", "-m", "not django_db and not postgres")


@dataclass(frozen=True, slots=True)
class Step:
    """A command that ends with 0 when all is well, and what to call it."""

    name: str
    command: tuple[str, ...]
    # The last line it prints is worth showing even then.
    tells: bool = False


# The slowest first, so that two at a time end soonest.
STEPS = (
    Step("types", (*TOOL, "mypy")),
    Step("imports", (str(Path(PYTHON).parent / "lint-imports"), "--no-cache")),
    Step("audit-python", (PYTHON, "scripts/audit.py", "python"), tells=True),
    Step("audit-npm", (PYTHON, "scripts/audit.py", "npm"), tells=True),
    Step("house", (*TOOL, "pytest", "-q", *HOUSE, "tests/repo")),
    Step("lint", (*TOOL, "ruff", "check", "--quiet", ".")),
    Step("format", (*TOOL, "ruff", "format", "--check", "--quiet", ".")),
    Step("templates", (*TOOL, "djlint", "--lint", "--quiet", "src")),
    Step("spelling", (*TOOL, "codespell_lib", "src", "scripts", "docs", "README.md")),
    Step("system", (*DJANGO, "check", "--fail-level", "WARNING")),
    Step("migrations", (*DJANGO, "makemigrations", "--check", "--dry-run")),
    Step("translations", (PYTHON, "scripts/messages.py", "check"), tells=True),
    Step("reference", (PYTHON, "scripts/write_reference.py", "--check")),
    Step("docs", (PYTHON, "scripts/check_docs.py")),
    Step("repository", (PYTHON, "scripts/check_repository.py")),
    Step("ci", ("bash", "-n", ".ci/run")),
)


@dataclass(frozen=True, slots=True)
class Result:
    """How a step ended."""

    step: Step
    is_ok: bool
    seconds: float
    output: str

    def line(self) -> str:
        word = "ok  " if self.is_ok else "FAIL"
        lines = self.output.strip().splitlines()
        note = f"  {lines[-1]}" if lines and self.is_ok and self.step.tells else ""
        return f"{word}  {self.step.name:<14}{self.seconds:6.1f} s{note}"


def main(names: list[str]) -> int:
    unknown = set(names) - {step.name for step in STEPS}
    if unknown:
        sys.exit(f"No such step: {', '.join(unknown)}. {', '.join(step.name for step in STEPS)}")
    steps = [step for step in STEPS if not names or step.name in names]
    with tempfile.TemporaryDirectory() as home, ThreadPoolExecutor(os.cpu_count() or 1) as pool:
        run_here = partial(run, env=environment(home))
        # Each step stands for itself: all are run, whatever the others found.
        results = list(map(show, pool.map(run_here, steps)))
    failed = [result for result in results if not result.is_ok]
    for result in failed:
        print(f"\n=== {result.step.name}\n{result.output.strip()}")
    for result in failed:
        print(f"\nFAIL  {result.step.name}: {' '.join(map(shorten, result.step.command))}", end="")
    print(f"\nChecks: {len(results) - len(failed)} well, {len(failed)} not.", flush=True)
    return 1 if failed else 0


def environment(home: str) -> dict[str, str]:
    """Return the environment of a development machine, with a home of its own."""
    mine = {name: value for name, value in os.environ.items() if not name.startswith("KORTREIST_")}
    return mine | {
        "DJANGO_SETTINGS_MODULE": "kortreist.config.settings",
        "KORTREIST_DEBUG": "yes",
        "KORTREIST_HOME": home,
        "KORTREIST_TEST_DATABASE": "sqlite",
    }


def run(step: Step, *, env: dict[str, str]) -> Result:
    began = time.monotonic()
    ended = subprocess.run(
        step.command,
        cwd=ROOT,
        env=env,
        check=False,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    return Result(step, ended.returncode == 0, time.monotonic() - began, ended.stdout)


def show(result: Result) -> Result:
    print(result.line(), flush=True)
    return result


def shorten(word: str) -> str:
    return word.replace(str(ROOT) + os.sep, "")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
