"""The runner of the tests tells a good run from a bad one."""

from xml.etree import ElementTree

import pytest
import run_tests
from run_tests import Outcome, Stage

STAGE = Stage("apps", "Apps", ("tests",), skipped_paths=("tests/browser",))
MISSING = Stage("browser", "Pages", ("tests/browser",), missing="No Chromium.")
RESULTS = """<testsuites><testsuite>
<testcase classname="a" name="good" time="1.5"/>
<testcase classname="a" name="bad" time="0.5"><failure/></testcase>
<testcase classname="a" name="broken" time="0.1"><error/></testcase>
<testcase classname="a" name="left" time="0.0"><skipped/></testcase>
</testsuite></testsuites>"""


@pytest.mark.parametrize(
    ("_case", "outcome", "ci", "is_whole", "expected"),
    [
        ("all passed", Outcome(STAGE, passed=1), "true", True, False),
        ("one failed", Outcome(STAGE, failed=1, code=1), "", True, True),
        ("could not run", Outcome(MISSING), "", True, False),
        ("could not run, in CI", Outcome(MISSING), "true", True, True),
        ("no test at all", Outcome(STAGE, code=5), "", True, True),
        ("no test among the chosen", Outcome(STAGE, code=5), "", False, False),
        ("stopped", Outcome(STAGE, passed=3, code=2), "", True, True),
    ],
)
def test_failures(monkeypatch, _case, outcome, ci, is_whole, expected):
    monkeypatch.setenv("CI", ci)
    assert run_tests.is_failure(outcome, is_whole=is_whole) is expected


def test_counts():
    found = list(ElementTree.fromstring(RESULTS).iter("testcase"))
    outcome = run_tests.count(STAGE, found, 1, 3.0)
    assert (outcome.passed, outcome.failed, outcome.skipped) == (1, 2, 1)
    assert outcome.line() == "Apps: 1 passed, 2 failed, 1 skipped in 3 s"
    assert max(outcome.durations) == (1.5, "a::good")


def test_last_line_is_plain(monkeypatch, capsys):
    monkeypatch.setenv("CI", "")
    code = run_tests.report([Outcome(STAGE, passed=2, skipped=1), Outcome(MISSING)], is_whole=True)
    assert code == 0
    lines = capsys.readouterr().out.splitlines()
    assert "Pages: NOT RUN. No Chromium." in lines
    assert lines[-1] == "2 passed, 0 failed, 1 skipped"


def test_paths_go_to_the_stage_they_belong_to():
    assert run_tests.belongs("tests/repo/test_rooms.py::test_x", STAGE)
    assert not run_tests.belongs("tests/browser/test_watch.py", STAGE)


SHAKY = Stage("browser", "Pages", ("tests",), tries_again=True)


def run_with(monkeypatch, stage, *, second=0, rows=RESULTS, options=()):
    """Return the outcome of a stage whose first try gave ``rows``, and what was tried again."""
    asked = []

    def ask(_stage, words):
        asked.append(words)
        found = list(ElementTree.fromstring(rows).iter("testcase"))
        return (1, found) if len(asked) == 1 else (second, [])

    monkeypatch.setattr(run_tests, "ask_pytest", ask)
    return run_tests.run(stage, [], list(options)), asked[1:]


def test_few_that_failed_are_tried_once_more_and_told(monkeypatch):
    outcome, again = run_with(monkeypatch, SHAKY)
    assert again == [["a.py::bad", "a.py::broken"]]
    assert (outcome.passed, outcome.failed, outcome.code) == (3, 0, 0)
    assert outcome.line().endswith("; only when tried again: a.py::bad, a.py::broken")


def test_what_fails_twice_has_failed(monkeypatch):
    outcome, _ = run_with(monkeypatch, SHAKY, second=1)
    assert (outcome.failed, outcome.code, outcome.shaky) == (2, 1, ())


def test_where_many_fail_it_is_no_accident(monkeypatch):
    bad = '<testcase classname="a" name="bad{0}" time="0"><failure/></testcase>'
    rows = "<testsuite>" + "".join(map(bad.format, range(4))) + "</testsuite>"
    outcome, again = run_with(monkeypatch, SHAKY, rows=rows)
    assert (outcome.failed, again) == (4, [])


def test_other_stages_have_one_try(monkeypatch):
    outcome, again = run_with(monkeypatch, STAGE)
    assert (outcome.failed, again) == (2, [])
