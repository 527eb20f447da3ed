"""A real Valhalla on the Oslo extract: fetched once by name, built and served on this machine.

Its wheels are for newer Pythons than this one, but its programs need no Python of its kind. Where
it cannot be had, tests skip and say why; where CI is, that is allowed only if pip had no way to it.
"""

import os
import platform
import shutil
import socket
import subprocess
import sys
import time
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

import pytest

from tests.harness.shared import shared

VERSION = "3.9.1"
CACHE = Path(os.environ.get("KORTREIST_TEST_CACHE") or Path.home() / ".cache" / "kortreist-tests")
EXTRACT = "data/osm/oslo-east-filtered.osm.pbf"
FETCH_S = 180
START_S = 30


def programs() -> Path:
    """Return the folder of Valhalla's programs, or skip loudly."""
    if (platform.system(), platform.machine()) != ("Linux", "x86_64"):
        pytest.skip("Valhalla was not tried: its programs are for Linux on x86_64")
    folder = CACHE / f"valhalla-{VERSION}"
    if not folder.exists():
        _unpack(_fetch(), folder)
    (found,) = folder.glob("**/bin/valhalla_service")
    return found.parent


def _fetch() -> Path:
    wheels = CACHE / "wheels"
    asked = [
        *(sys.executable, "-m", "pip", "download", "--no-deps", "--only-binary=:all:", "--quiet"),
        *("--python-version", "3.12", "--abi", "abi3", "--platform", "manylinux_2_28_x86_64"),
        *("--disable-pip-version-check", "--dest", str(wheels), f"pyvalhalla=={VERSION}"),
    ]
    try:
        ran = subprocess.run(asked, capture_output=True, text=True, timeout=FETCH_S, check=False)
    except subprocess.TimeoutExpired:
        pytest.skip(f"Valhalla was not tried: pip could not fetch it in {FETCH_S} s")
    if ran.returncode:
        pytest.skip(f"Valhalla was not tried: pip could not fetch it: {ran.stderr.strip()[-200:]}")
    return next(wheels.glob("pyvalhalla-*.whl"))


def _unpack(wheel: Path, folder: Path) -> None:
    """Unpack beside, and move into place whole, so that a start cut off leaves nothing half."""
    beside = folder.with_name(f"{folder.name}.{os.getpid()}")
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(beside)
    for program in beside.glob("**/bin/*"):
        program.chmod(0o755)
    try:
        beside.rename(folder)
    except OSError:
        shutil.rmtree(beside)


@contextmanager
def valhalla(folder: Path) -> Iterator[str]:
    """Build Oslo's roads in a folder and serve them; the address."""
    extract, bin_folder = shared(EXTRACT), programs()
    config, port = folder / "valhalla.json", _free_port()
    config.write_text(_config(bin_folder, folder, port))
    build = [bin_folder / "valhalla_build_tiles", "-c", config, extract]
    subprocess.run(build, cwd=folder, capture_output=True, timeout=120, check=True)
    with (folder / "log").open("w") as log:
        served = subprocess.Popen(
            [bin_folder / "valhalla_service", config, "1"], cwd=folder, stdout=log, stderr=log
        )
        try:
            _wait_until_it_answers(f"http://127.0.0.1:{port}/status", served)
            yield f"http://127.0.0.1:{port}"
        finally:
            served.kill()
            served.wait()


def _config(bin_folder: Path, folder: Path, port: int) -> str:
    maker = next(bin_folder.parent.glob("**/valhalla_build_config*"))
    asked = [
        *(sys.executable, maker, "--mjolnir-tile-dir", folder / "tiles"),
        *("--httpd-service-listen", f"tcp://127.0.0.1:{port}"),
        *("--httpd-service-loopback", f"ipc://{folder}/loopback"),
        *("--httpd-service-interrupt", f"ipc://{folder}/interrupt"),
    ]
    return subprocess.run(asked, capture_output=True, text=True, timeout=60, check=True).stdout


def _free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


def _wait_until_it_answers(address: str, served: "subprocess.Popen[bytes]") -> None:
    until = time.monotonic() + START_S
    while time.monotonic() < until:
        if served.poll() is not None:
            break
        try:
            with urlopen(address, timeout=1):
                return
        except (URLError, OSError):
            time.sleep(0.1)
    pytest.fail(f"Valhalla did not answer; it ended with {served.poll()}")
