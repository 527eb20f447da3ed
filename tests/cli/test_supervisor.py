import contextlib
import os
import signal
import subprocess
import sys
import textwrap
import time
from pathlib import Path

import pytest

from kortreist.cli.supervisor import LONGEST_PAUSE_S, Child, _plan_restart

REPO = Path(__file__).parents[2]
# Two children, one of them vital, that each start a process of their own and note both.
PARENT = """
    import sys
    from kortreist.cli.supervisor import Child, Supervisor

    BEGIN = (
        "import os, subprocess, sys, time; own = subprocess.Popen(['sleep', '60']);"
        "open(sys.argv[1], 'a').write(f'{os.getpid()} {own.pid} '); time.sleep(60)"
    )
    children = [
        Child(name, [sys.executable, "-c", BEGIN, f"{sys.argv[1]}/{name}"], is_vital=name == "web")
        for name in ("web", "worker")
    ]
    sys.exit(Supervisor(children, tell=print).run())
"""


@pytest.fixture
def parent(tmp_path):
    process = subprocess.Popen(
        [sys.executable, "-c", textwrap.dedent(PARENT), str(tmp_path)],
        env=os.environ | {"PYTHONPATH": str(REPO / "src"), "PYTHONUNBUFFERED": "1"},
        stdout=subprocess.PIPE,
        text=True,
    )
    wait_for(lambda: len(pids(tmp_path, "web") + pids(tmp_path, "worker")) == 4)
    yield process
    process.kill()
    for pid in pids(tmp_path, "web") + pids(tmp_path, "worker"):
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
    process.communicate()


def pids(folder, name):
    path = folder / name
    return [int(line) for line in path.read_text().split()] if path.exists() else []


def is_alive(pid):
    """Tell whether a process runs; one that has ended and waits to be noticed does not."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


def wait_for(what, seconds=20):
    deadline = time.monotonic() + seconds
    while not what():
        assert time.monotonic() < deadline, "waited in vain"
        time.sleep(0.02)


def all_gone(folder):
    return not any(is_alive(pid) for name in ("web", "worker") for pid in pids(folder, name))


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_signal_ends_all_in_order(parent, tmp_path, number):
    parent.send_signal(number)
    assert parent.wait(timeout=10) == 0
    assert all_gone(tmp_path)


def test_fallen_worker_is_started_anew(parent, tmp_path):
    first = pids(tmp_path, "worker")[0]
    os.kill(first, signal.SIGKILL)
    wait_for(lambda: len(pids(tmp_path, "worker")) == 4)
    assert parent.poll() is None
    assert len(pids(tmp_path, "web")) == 2
    assert "worker ended with code -9" in parent.stdout.readline()


def test_all_end_with_the_vital_one(parent, tmp_path):
    os.kill(pids(tmp_path, "web")[0], signal.SIGKILL)
    assert parent.wait(timeout=10) == -signal.SIGKILL % 256
    assert all_gone(tmp_path)


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells children of a parent's end")
def test_no_child_outlives_a_killed_parent(parent, tmp_path):
    parent.kill()
    parent.wait()
    children = [pids(tmp_path, name)[0] for name in ("web", "worker")]
    wait_for(lambda: not any(is_alive(pid) for pid in children))


def test_pauses_grow_for_one_that_keeps_falling():
    # given
    child = Child("worker", ["true"])
    pauses = []
    # when
    for _ in range(8):
        child.started_at = 100.0
        _plan_restart(child, 101.0)
        pauses.append(child.start_at - 101.0)
    # then
    assert pauses == [0, 1, 2, 4, 8, 16, 30, LONGEST_PAUSE_S]
    # and one that stood for a while is started at once
    _plan_restart(child, 200.0)
    assert child.start_at == 200.0
