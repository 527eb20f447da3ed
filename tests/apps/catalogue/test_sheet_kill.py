"""Killed while it is taken in, a sheet leaves nothing half done, and is whole the next time."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from kortreist.apps.catalogue.models import Availability, Listing, Product, SheetState, Variant
from kortreist.apps.catalogue.services.sheet_taking import ask_to_take_in, take_in
from tests import factories
from tests.apps.catalogue.sheets import csv, stage
from tests.apps.jobs.conftest import address_of_database
from tests.conftest import NOON
from tests.harness.environment import ADDRESS

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.both, pytest.mark.slow]

REPO = Path(__file__).parents[3]
# Dies in the middle of its transaction, before the last of what it writes.
CHILD = """
import os, signal, django
os.environ["DJANGO_SETTINGS_MODULE"] = "tests.harness.settings"
django.setup()
from kortreist.apps.catalogue.services import sheet_taking, sheet_writing
from tests.conftest import NOON
sheet_writing.Writing._write_days = lambda self: os.kill(os.getpid(), signal.SIGKILL)
sheet_taking.take_in(sheet_id={sheet}, version={version}, now=NOON)
"""


def test_killed_while_it_is_taken_in(tmp_path):
    # given a staged sheet that somebody has said yes to
    factories.make_group("0")
    hub = factories.make_hub()
    farm = factories.make_producer(hub)
    head = ("Navn", "Innhold", "Pris", "Antall 2026-12-03")
    sheet = stage(hub, farm, csv(head, *((f"Vare {n}", "1 kg", "10", "5") for n in range(9))))
    scope = {"hub_id": hub.pk, "sheet_id": sheet.pk, "version": sheet.version, "now": NOON}
    ask_to_take_in(actor=factories.SYSTEM, **scope, leave_refused_out=False, in_background=False)
    # when the worker dies on the way
    code = CHILD.format(sheet=sheet.pk, version=sheet.version)
    died = subprocess.run(
        [sys.executable, "-c", code],
        cwd=REPO,
        env=os.environ | {ADDRESS: address_of_database()},
        capture_output=True,
        timeout=120,
        check=False,
    )
    assert died.returncode == -signal.SIGKILL, died.stderr
    # then nothing is there
    for model in (Product, Variant, Listing, Availability):
        assert not model.objects.exists()
    # and taken up again all of it is
    taken = take_in(sheet_id=sheet.pk, version=sheet.version, now=NOON)
    assert taken.state == SheetState.APPLIED
    counts = [model.objects.count() for model in (Product, Variant, Listing, Availability)]
    assert counts == [9, 9, 9, 9]
