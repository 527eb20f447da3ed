"""The whole product as `make demo` runs it: one command, a region, a served site."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.error import URLError

KORTREIST = (sys.executable, "-c", "from kortreist.cli import main; main()")
PATIENCE_S = 300


class SiteError(RuntimeError):
    """The site did not come up."""


@contextmanager
def demonstration(home: Path, *, region: str) -> Iterator[str]:
    """Build ``region`` in ``home``, serve it, and yield its address."""
    port = free_port()
    address = f"http://127.0.0.1:{port}"
    command = (*KORTREIST, "demo", "--region", region, "--port", str(port))
    # Nothing of the tests' own settings: it is started as people start it.
    own = ("KORTREIST_", "DJANGO_")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(own)}
    env = kept | {"KORTREIST_HOME": str(home), "KORTREIST_DEMO": "yes"}
    log = home / "site.log"
    with log.open("wb") as output:
        site = subprocess.Popen(command, env=env, stdout=output, stderr=subprocess.STDOUT)
    try:
        wait_for(f"{address}/healthz", site, log)
        yield address
    finally:
        site.send_signal(signal.SIGTERM)
        try:
            site.wait(timeout=30)
        except subprocess.TimeoutExpired:
            site.kill()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_for(address: str, site: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + PATIENCE_S
    while time.monotonic() < deadline and site.poll() is None:
        try:
            urllib.request.urlopen(address, timeout=2).close()
        except (URLError, OSError):
            time.sleep(0.2)
        else:
            return
    msg = f"The demonstration did not come up. It said:\n{log.read_text(errors='replace')[-3000:]}"
    raise SiteError(msg)
