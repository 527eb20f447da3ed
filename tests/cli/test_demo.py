import json
import os
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from kortreist.demo.build import STAGES

REPO = Path(__file__).parents[2]
KEYS = [
    "region",
    "producers",
    "buyer_units",
    "variants",
    "orders",
    "lines",
    "lines_cut",
    "purchase_orders",
    "lots",
    "deliveries",
    "invoices",
    "buyers_pay_nok",
    "producers_get_nok",
    "fees_nok",
    "vat_nok",
    "balanced",
    "oversold",
    "seconds",
]
DAY = ("--region", "horten", "--no-serve", "--day", "2026-11-20")


def demo(home, *words):
    kept = {name: value for name, value in os.environ.items() if not name.startswith("KORTREIST_")}
    kept.pop("DJANGO_SETTINGS_MODULE", None)
    return subprocess.run(
        [sys.executable, "-m", "kortreist", "demo", *words],
        cwd=REPO,
        env=kept | {"KORTREIST_HOME": str(home), "PYTHONPATH": str(REPO / "src")},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    """A folder that is not there yet: the first start makes it."""
    return tmp_path_factory.mktemp("demo") / "var"


@pytest.fixture(scope="module")
def first(home):
    return demo(home, *DAY, "--json")


def test_one_json_object_and_nothing_else(first):
    assert (first.returncode, first.stdout.count("\n")) == (0, 1), first.stderr
    told = json.loads(first.stdout)
    assert list(told) == KEYS
    assert list(told["seconds"]) == ["migrate", *STAGES]
    assert (told["region"], told["balanced"], told["oversold"]) == ("horten", True, 0)
    pay, get, fees, vat = (
        int(told[f"{name}_nok"].replace(".", ""))
        for name in ("buyers_pay", "producers_get", "fees", "vat")
    )
    assert pay == get + fees + vat


def test_each_stage_is_told_on_a_line_of_its_own(first):
    lines = [line for line in first.stderr.splitlines() if line.endswith(" s")]
    assert len(lines) == len(STAGES) + 1
    assert lines[0].startswith(f" 1/{len(STAGES) + 1} Prepare the database")


def test_a_second_start_tells_the_same_at_once(first, home):
    again = json.loads(demo(home, *DAY, "--json").stdout)
    before = json.loads(first.stdout)
    assert again | {"seconds": {}} == before | {"seconds": {}}
    assert sum(again["seconds"].values()) < 10


def test_people_are_told_where_the_money_went_and_who_was_cut(first, home):
    done = demo(home, *DAY)
    assert done.returncode == 0, done.stderr
    assert "Buyers pay" in done.stdout
    assert done.stdout.count("wanted more than there is") == 2
    assert "Oversold: 0; the money adds up to the øre." in done.stdout
    assert "\x1b" not in done.stdout


def test_another_seed_needs_a_fresh_start(first, home):
    refused = demo(home, *DAY, "--json", "--seed", "4")
    assert (refused.returncode, refused.stdout) == (1, "")
    assert "--fresh" in refused.stderr


def test_an_unknown_region_is_wrong_usage(home):
    refused = demo(home, "--region", "atlantis", "--no-serve")
    assert (refused.returncode, refused.stdout) == (2, "")
    assert "there are horten, roros" in refused.stderr


def test_fresh_never_deletes_a_real_hub(first, home):
    with sqlite3.connect(home / "kortreist.sqlite3") as database:
        database.execute("UPDATE actors_hub SET is_demonstration = 0")
    try:
        refused = demo(home, *DAY, "--fresh")
        assert refused.returncode == 1
        assert "KORTREIST_HOME" in refused.stderr
    finally:
        database.execute("UPDATE actors_hub SET is_demonstration = 1")
        database.commit()
    assert database.execute("SELECT count(*) FROM trading_orderline").fetchone()[0] > 90


def test_a_fresh_start_begins_anew(first, home):
    done = demo(home, *DAY, "--json", "--fresh", "--seed", "4")
    assert done.returncode == 0, done.stderr
    told, before = json.loads(done.stdout), json.loads(first.stdout)
    assert told["buyers_pay_nok"] != before["buyers_pay_nok"]
    assert told["balanced"] is True
