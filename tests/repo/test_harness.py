"""The tests' own tools: they must notice what they are there to notice."""

import subprocess
import sys
import time

import pytest

from tests.harness import postgres, sql_log
from tests.repo.houses import ROOT

LOCK_CYCLE = 'SELECT "t"."id" FROM "cycle" WHERE "t"."id" = 1 FOR UPDATE OF "cycle"'
LOCK_STOCK = 'SELECT "t"."id" FROM "stock" WHERE "t"."id" = 1 FOR NO KEY UPDATE'
WRITE_STOCK = 'UPDATE "stock" SET "left" = 1'


def test_locks_in_order_pass():
    sql_log.check_locks([LOCK_CYCLE, LOCK_STOCK, WRITE_STOCK], ["cycle", "stock"])


@pytest.mark.parametrize(
    ("_case", "said"),
    [
        ("written before locked", [LOCK_CYCLE, WRITE_STOCK, LOCK_STOCK]),
        ("locked in another order", [LOCK_STOCK, LOCK_CYCLE, WRITE_STOCK]),
        ("never locked", [LOCK_CYCLE]),
    ],
)
def test_locks_are_missed(_case, said):
    with pytest.raises(AssertionError):
        sql_log.check_locks(said, ["cycle", "stock"])


def test_without_django_means_without(tmp_path):
    # given a test that reaches for Django
    (tmp_path / "test_reach.py").write_text("import django\n\ndef test(): pass\n", "utf-8")
    # when it is run as the engines' tests are
    plugins = ("-p", "no:django", "-p", "tests.harness.no_django", "-p", "no:cacheprovider")
    command = (sys.executable, "-m", "pytest", *plugins, "-c", "pyproject.toml", str(tmp_path))
    ended = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    # then it is turned away
    assert ended.returncode == 2
    assert "stand without Django" in ended.stdout


@pytest.mark.postgres
def test_server_goes_when_its_owner_is_killed():
    # given a process that owns a server
    code = (
        "import signal; from tests.harness import postgres as p; c = p.start(p.find_programs());"
        "p.wait_until_ready(c.folder); print(c.folder, flush=True); signal.pause()"
    )
    with subprocess.Popen(
        [sys.executable, "-c", code], cwd=ROOT, stdout=subprocess.PIPE, text=True
    ) as owner:
        folder = postgres.Path(owner.stdout.readline().strip())
        assert (folder / "ready").exists()
        # when it is killed outright
        owner.kill()
    # then the guard takes the server down
    deadline = time.monotonic() + 20
    while folder.exists() and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not folder.exists()
