"""Killing the building of a region anywhere and starting it again loses and doubles nothing."""

import json
import os
import signal
import subprocess
import sys
from pathlib import Path
from random import Random

import pytest
from django.db.models import Count, F, Max, Min

from kortreist.apps.billing.models import DocumentKind, NumberSeries
from kortreist.apps.desk.models import StageRun
from kortreist.apps.trading.models import OrderCycle, OrderLine
from kortreist.apps.trading.selectors.identity import cycle_identity
from kortreist.demo.build import STAGES
from tests.apps.jobs.conftest import address_of_database
from tests.harness.environment import ADDRESS

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.both, pytest.mark.slow]

REPO = Path(__file__).parents[3]
KILLED = -signal.SIGKILL


@pytest.fixture
def build(tmp_path):
    """``build("30%", "after:packing")``: kill there, finish, tell both and how each start ended."""

    def run(*moments):
        done = subprocess.run(
            [sys.executable, "-m", "tests.apps.desk.child", str(tmp_path), *moments],
            cwd=REPO,
            env=os.environ | {ADDRESS: address_of_database()},
            capture_output=True,
            text=True,
            timeout=600,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        told = [json.loads((tmp_path / f"{name}.json").read_text()) for name in NAMES]
        told[0].pop("said")
        return (*told, json.loads(done.stdout))

    return run


NAMES = ("undisturbed", "killed")


def draw_moments(random):
    """Six moments inside stages and two between, in the order in which they can be reached."""
    inside = [f"{random.randint(1, 30)}%" for _ in range(6)]
    between = random.sample([f"after:{stage}" for stage in list(STAGES)[1:]], 2)
    moments = inside + sorted(between, key=[f"after:{stage}" for stage in STAGES].index)
    return moments[:3] + moments[6:7] + moments[3:6] + moments[7:]


def test_killed_anywhere_it_ends_the_same(build):
    # given moments that differ from run to run, and are told when something is wrong
    moments = draw_moments(Random())
    # when
    undisturbed, killed, ended = build(*moments)
    # then most starts were cut off, and the last was not
    assert ended.count(KILLED) >= 4, (moments, ended)
    assert (ended[0], ended[-1]) == (0, 0)
    # and what came of it is the same to the last row
    assert killed == undisturbed, moments
    assert killed["figures"]["balanced"] is True
    assert killed["figures"]["oversold"] == 0
    assert_sound()


def assert_sound():
    """What must hold of any finished demonstration, read from the tables."""
    for cycle in OrderCycle.objects.exclude(status="open"):
        assert cycle_identity(hub_id=cycle.hub_id, cycle_id=cycle.pk).is_balanced
    for series in NumberSeries.objects.annotate(
        issued=Count("documents"), first=Min("documents__number"), last=Max("documents__number")
    ):
        assert (series.first, series.last, series.next_number) == (
            1,
            series.issued,
            series.issued + 1,
        )
    assert not OrderLine.objects.filter(packed_count__gt=F("confirmed_count")).exists()
    assert not StageRun.objects.filter(finished_at__isnull=True).exists()


def test_a_careless_step_would_be_found(build):
    """The control: a step that does its work anew is seen by the very same comparison."""
    undisturbed, killed, ended = build("spoiled", "after:invoices")

    assert ended == [0, KILLED, 0]
    assert killed != undisturbed
    assert killed["trail"]["trading.line.claimed"] > undisturbed["trail"]["trading.line.claimed"]
    assert undisturbed["rows"]["Order"] == killed["rows"]["Order"]
    assert DocumentKind.CREDIT_NOTE not in str(undisturbed["documents"])
