"""Run every test, in four stages, and say plainly what was not run.

``run_tests.py [--stage NAME]… [PATH]… [anything pytest takes]``. With ``CI=true`` a stage that
cannot run for want of PostgreSQL or Chromium is a failure.
"""

import argparse
import os
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from tests.harness import chromium, environment, postgres  # noqa: E402

NO_TESTS = 5
SLOWEST = 20
WITHOUT_DJANGO = ("tests/kernel", "tests/engines", "tests/formats")
BROWSER = ("tests/browser",)
ALL = ("tests",)
# More than this is no accident.
MOST_SHAKY = 3


@dataclass(frozen=True, slots=True)
class Stage:
    """One pytest session: which tests, with which options, on what."""

    name: str
    title: str
    paths: tuple[str, ...]
    options: tuple[str, ...] = ()
    skipped_paths: tuple[str, ...] = ()
    database: str = ""
    # Whether a few tests that failed are tried once more, alone: a browser on a machine with too
    # much to do can be late. What passed only then is told.
    tries_again: bool = False
    # Why it cannot run here, and how to change that.
    missing: str = ""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of a stage."""

    stage: Stage
    passed: int = 0
    failed: int = 0
    skipped: int = 0
    seconds: float = 0.0
    code: int = 0
    durations: tuple[tuple[float, str], ...] = ()
    # Tests that failed among the others and passed alone.
    shaky: tuple[str, ...] = ()

    def line(self) -> str:
        if self.stage.missing:
            return f"{self.stage.title}: NOT RUN. {self.stage.missing}"
        counts = f"{self.passed} passed, {self.failed} failed, {self.skipped} skipped"
        ended = f" (pytest ended with {self.code})" if self.code and not self.failed else ""
        shaky = f"; only when tried again: {', '.join(self.shaky)}" if self.shaky else ""
        return f"{self.stage.title}: {counts} in {self.seconds:.0f} s{ended}{shaky}"


def plan() -> list[Stage]:
    """Return the stages in order, each with what it lacks here."""
    elsewhere = (*WITHOUT_DJANGO, *BROWSER)
    has_postgres = environment.given_server() or postgres.find_programs()
    no_postgres = "" if has_postgres else f"PostgreSQL is missing: {postgres.HOW_TO_GET_IT}."
    no_chromium = chromium.what_is_missing()
    # Whoever is done first helps the other: slow tests come in a row.
    in_two = ("-n", "2", "--dist", "worksteal")
    # Where there is no PostgreSQL, SQLite proves as much as it can.
    on_sqlite = ("-m", "both") if has_postgres else ()
    return [
        Stage(
            "engines",
            "Engines, without Django",
            WITHOUT_DJANGO,
            ("-p", "no:django", "-p", "tests.harness.no_django", *in_two),
        ),
        Stage(
            "apps",
            "Apps on PostgreSQL",
            ALL,
            in_two,
            elsewhere,
            "postgresql",
            missing=no_postgres,
        ),
        Stage("sqlite", "Apps on SQLite", ALL, (*on_sqlite, *in_two), elsewhere, "sqlite"),
        Stage(
            "browser",
            "Pages in Chromium",
            BROWSER,
            in_two,
            database="sqlite",
            tries_again=True,
            missing=no_chromium,
        ),
    ]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    names = [stage.name for stage in plan()]
    parser.add_argument("--stage", action="append", choices=names, help="only this stage")
    chosen, rest = parser.parse_known_args()
    paths = [word for word in rest if Path(word.partition("::")[0]).exists()]
    options = [word for word in rest if word not in paths]
    outcomes = []
    for stage in plan():
        if chosen.stage and stage.name not in chosen.stage:
            continue
        wanted = [path for path in paths if belongs(path, stage)]
        if paths and not wanted:
            continue
        outcomes.append(Outcome(stage) if stage.missing else run(stage, wanted, options))
    return report(outcomes, is_whole=not rest)


def belongs(path: str, stage: Stage) -> bool:
    place = Path(path.partition("::")[0]).resolve()
    return any(place.is_relative_to(ROOT / home) for home in stage.paths) and not any(
        place.is_relative_to(ROOT / home) for home in stage.skipped_paths
    )


def run(stage: Stage, paths: list[str], options: list[str]) -> Outcome:
    print(f"\n=== {stage.title}", flush=True)
    began = time.monotonic()
    paths = paths or [path for path in stage.paths if (ROOT / path).exists()]
    if not paths:
        return Outcome(stage, code=NO_TESTS)
    ignored = [f"--ignore={path}" for path in stage.skipped_paths]
    code, found = ask_pytest(stage, [*stage.options, *ignored, *paths, *options])
    first = count(stage, found, code, time.monotonic() - began)
    failed = list(dict.fromkeys(address_of(case) for case in found if has_failed(case)))
    if not stage.tries_again or not 0 < len(failed) <= MOST_SHAKY or options:
        return first
    print(f"\n=== {stage.title}: once more, alone: {', '.join(failed)}", flush=True)
    code, _ = ask_pytest(stage, failed)
    if code:
        return first
    passed = first.passed + len(failed)
    seconds = time.monotonic() - began
    return Outcome(
        stage, passed, 0, first.skipped, seconds, 0, first.durations, shaky=tuple(failed)
    )


def ask_pytest(stage: Stage, words: list[str]) -> tuple[int, list[ElementTree.Element]]:
    """Return how pytest ended, and a row for each test."""
    env = {**os.environ, environment.CHOICE: stage.database}
    with tempfile.TemporaryDirectory() as folder:
        results = Path(folder) / "results.xml"
        command = [sys.executable, "-m", "pytest", "-q", f"--junitxml={results}", *words]
        code = subprocess.run(command, cwd=ROOT, env=env, check=False).returncode
        found = list(ElementTree.parse(results).iter("testcase")) if results.exists() else []
    return code, found


def has_failed(case: ElementTree.Element) -> bool:
    return case.find("failure") is not None or case.find("error") is not None


def address_of(case: ElementTree.Element) -> str:
    """Return a test as pytest is asked for it."""
    return f"{(case.get('classname') or '').replace('.', '/')}.py::{case.get('name')}"


def count(stage: Stage, found: list[ElementTree.Element], code: int, seconds: float) -> Outcome:
    failed = sum(map(has_failed, found))
    skipped = sum(case.find("skipped") is not None for case in found)
    durations = tuple(
        (float(case.get("time", 0)), f"{case.get('classname')}::{case.get('name')}")
        for case in found
    )
    passed = len(found) - failed - skipped
    return Outcome(stage, passed, failed, skipped, seconds, code, durations)


def report(outcomes: list[Outcome], *, is_whole: bool) -> int:
    """Print the slowest tests, a line per stage and the sum; return the exit code."""
    print(f"\n=== The {SLOWEST} slowest tests")
    timed = [(*timing, outcome.stage.name) for outcome in outcomes for timing in outcome.durations]
    for seconds, name, stage in sorted(timed, reverse=True)[:SLOWEST]:
        print(f"{seconds:7.2f} s  {name} ({stage})")
    print("\n=== Summary")
    for outcome in outcomes:
        print(outcome.line())
    is_bad = any(is_failure(outcome, is_whole=is_whole) for outcome in outcomes)
    totals = [sum(getattr(o, kind) for o in outcomes) for kind in ("passed", "failed", "skipped")]
    if is_bad and not totals[1]:
        print("No test failed, but a stage did: in CI, what was not run counts as failed.")
    print("{} passed, {} failed, {} skipped".format(*totals), flush=True)
    return 1 if is_bad or not outcomes else 0


def is_failure(outcome: Outcome, *, is_whole: bool) -> bool:
    if outcome.stage.missing:
        return os.environ.get("CI", "").lower() in {"true", "1"}
    if outcome.code == NO_TESTS:
        # A choice of tests may leave a stage empty; the whole suite may not.
        return is_whole
    return outcome.code != 0


if __name__ == "__main__":
    try:
        sys.exit(main())
    except KeyboardInterrupt:
        sys.exit("\nStopped; not everything was run.")
