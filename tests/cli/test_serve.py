import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from pathlib import Path

import pytest

REPO = Path(__file__).parents[2]


class Site:
    """A ``kortreist serve`` on an SQLite database of its own, and what it says."""

    def __init__(self, home, *words):
        with socket.create_server(("127.0.0.1", 0)) as free:
            self.port = free.getsockname()[1]
        self.lines = []
        self.process = subprocess.Popen(
            [sys.executable, "-m", "kortreist", "serve", "--port", str(self.port), *words],
            cwd=REPO,
            env=environment(home),
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        threading.Thread(target=self._listen, daemon=True).start()

    def _listen(self):
        self.lines.extend(iter(self.process.stdout.readline, ""))

    def wait_for_line(self, words, count=1):
        wait_for(lambda: sum(words in line for line in self.lines) >= count, self)
        return [line for line in self.lines if words in line][-1]

    def worker_pid(self, count=1):
        return int(json.loads(self.wait_for_line("worker_started", count))["worker"].split(":")[1])

    def get(self, path):
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}{path}", timeout=5) as answer:
                return answer.status, answer.read()
        except urllib.error.HTTPError as error:
            return error.code, error.read()

    def is_listening(self):
        with socket.socket() as probe:
            return probe.connect_ex(("127.0.0.1", self.port)) == 0


def environment(home):
    kept = {name: value for name, value in os.environ.items() if not name.startswith("KORTREIST_")}
    kept.pop("DJANGO_SETTINGS_MODULE", None)
    return kept | {
        "KORTREIST_HOME": str(home),
        "KORTREIST_SECRET_KEY": "only-for-tests",
        "KORTREIST_HTTPS": "no",
        "PYTHONPATH": str(REPO / "src"),
        "PYTHONUNBUFFERED": "1",
    }


def wait_for(what, site, seconds=90):
    deadline = time.monotonic() + seconds
    while not what():
        assert time.monotonic() < deadline, "waited in vain:\n" + "".join(site.lines)
        time.sleep(0.05)


def is_alive(pid):
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    home = tmp_path_factory.mktemp("home")
    done = subprocess.run(
        [sys.executable, "-m", "kortreist", "migrate"],
        cwd=REPO,
        env=environment(home),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return home


@pytest.fixture
def open_site(home):
    sites = []

    def start(*words, where=home):
        site = Site(where, *words)
        sites.append(site)
        return site

    yield start
    for site in sites:
        site.process.terminate()
        try:
            site.process.wait(timeout=30)
        except subprocess.TimeoutExpired:
            site.process.kill()


@pytest.mark.slow
def test_one_command_serves_and_works_and_ends_in_order(open_site, home):
    # given
    site = open_site()
    site.wait_for_line(f"kortreist is open on http://127.0.0.1:{site.port}")
    first = site.worker_pid()
    assert site.get("/healthz") == (200, b"ok\n")
    wait_for(lambda: json.loads(site.get("/readyz")[1])["status"] == "ready", site)
    # when the worker dies, another takes its place
    os.kill(first, signal.SIGKILL)
    second = site.worker_pid(count=2)
    assert second != first
    # and when the whole is told to end, nothing of it stays
    began = time.monotonic()
    site.process.terminate()
    assert site.process.wait(timeout=60) == 0
    assert time.monotonic() - began < 20
    wait_for(lambda: not site.is_listening() and not is_alive(second), site)
    assert "Traceback" not in "".join(site.lines)


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells children of a parent's end")
def test_killed_site_leaves_nothing_running(open_site):
    site = open_site()
    site.wait_for_line("kortreist is open on")
    worker = site.worker_pid()
    site.process.kill()
    wait_for(lambda: not site.is_listening() and not is_alive(worker), site)


@pytest.mark.slow
def test_migrations_wait_unless_asked_for(open_site, tmp_path):
    # given a new home, without a worker
    site = open_site("--no-worker", where=tmp_path)
    site.wait_for_line("kortreist is open on")
    status, body = site.get("/readyz")
    assert (status, json.loads(body)["migrations"]) == (503, "waiting")
    site.process.terminate()
    site.process.wait(timeout=60)
    # when
    again = open_site("--no-worker", "--migrate", where=tmp_path)
    again.wait_for_line("kortreist is open on")
    # then
    assert json.loads(again.get("/readyz")[1])["migrations"] == "ok"
    assert "worker_started" not in "".join(again.lines)


def test_taken_port_is_told(open_site):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        done = subprocess.run(
            [sys.executable, "-m", "kortreist", "serve", "--port", str(port)],
            cwd=REPO,
            capture_output=True,
            text=True,
            check=False,
        )
    assert done.returncode == 1
    assert done.stdout == ""
    assert done.stderr == f"Something else listens on 127.0.0.1:{port}. Choose another --port.\n"
