"""What is locked is locked whole: versions, hashes, and not a word of where it comes from."""

import re

import pytest

from tests.repo.houses import ROOT

LOCKS = ("base", "dev", "bench", "node", "tool")
PIN = re.compile(r"^([\w.-]+)(?:\[[^\]]*\])?==(\S+)", flags=re.MULTILINE)


def read_pins(name: str) -> set[tuple[str, str]]:
    return set(PIN.findall((ROOT / "requirements" / f"{name}.txt").read_text("utf-8")))


@pytest.mark.parametrize("name", LOCKS)
def test_lines_are_versions_and_hashes(name):
    text = (ROOT / "requirements" / f"{name}.txt").read_text("utf-8").replace("\\\n", " ")
    for line in text.splitlines():
        assert re.fullmatch(r"[\w.-]+==[^\s;]+( *;[^-]+?)?( +--hash=sha256:[0-9a-f]{64})+", line)


def test_tests_run_on_what_is_run():
    assert read_pins("base") <= read_pins("dev")


def test_measurements_run_on_what_is_run():
    below = {name for name, _ in read_pins("dev")}
    common = {pin for pin in read_pins("bench") if pin[0] in below}
    assert common
    assert common <= read_pins("dev")


@pytest.mark.parametrize("name", LOCKS)
def test_everything_asked_for_is_locked(name):
    asked = (ROOT / "requirements" / f"{name}.in").read_text("utf-8").splitlines()
    wanted = {re.split(r"[\[~=<> ;]", line)[0] for line in asked if line[:1].isalpha()}
    assert wanted <= {package for package, _ in read_pins(name)}
