import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.files.storage import default_storage
from django.db import connection, transaction

from kortreist.apps.jobs.models import Job, StoredFile
from kortreist.apps.jobs.services import store_file
from tests.apps.jobs.conftest import address_of_database
from tests.harness.environment import ADDRESS

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.both]
REPO = Path(__file__).parents[2]
TEXT = "Følgeseddel nr. 7".encode()


@pytest.fixture
def elsewhere(tmp_path):
    """Return the environment of a second, empty installation."""
    home = tmp_path / "elsewhere"
    home.mkdir()
    if connection.vendor == "sqlite":
        address = f"sqlite://{home}/kortreist.sqlite3"
    else:
        _execute(
            "DROP DATABASE IF EXISTS kortreist_elsewhere", "CREATE DATABASE kortreist_elsewhere"
        )
        address = address_of_database().replace(
            connection.settings_dict["NAME"], "kortreist_elsewhere"
        )
    yield {ADDRESS: address, "KORTREIST_HOME": str(home)}
    if connection.vendor != "sqlite":
        _execute("DROP DATABASE kortreist_elsewhere")


def _execute(*statements):
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


def kortreist(*words, **environment):
    here = {name: value for name, value in os.environ.items() if name != "DJANGO_SETTINGS_MODULE"}
    here[ADDRESS] = address_of_database()
    return subprocess.run(
        [sys.executable, "-m", "kortreist", *map(str, words)],
        cwd=REPO,
        env=here | environment,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture
def backup(tmp_path):
    with transaction.atomic():
        for number in range(7):
            Job.objects.create(name="test.x", key=f"ærfugl {number}", max_attempts=1)
    file = store_file(content=TEXT, name="følgeseddel.txt", content_type="text/plain")
    path = tmp_path / "kortreist.tar.gz"
    done = kortreist("backup", path, "--json")
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    assert (told["files"], told["missing"]) == (1, [])
    yield path
    default_storage.delete(file.path)


def test_hub_moves_to_another_place(backup, elsewhere, tmp_path):
    # when
    done = kortreist("restore", backup, "--json", **elsewhere)
    # then
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["files"] == 1
    listed = kortreist("jobs", "list", "--json", **elsewhere)
    jobs = [json.loads(line) for line in listed.stdout.splitlines()]
    assert [job["key"] for job in jobs] == [f"ærfugl {number}" for number in reversed(range(7))]
    (file,) = [path for path in (tmp_path / "elsewhere" / "files").rglob("*") if path.is_file()]
    assert file.read_bytes() == TEXT
    # and it is not done twice by mistake
    again = kortreist("restore", backup, **elsewhere)
    assert (again.returncode, again.stdout) == (1, "")
    assert "--replace" in again.stderr


def test_refusals_are_told_in_one_line(backup, elsewhere):
    # given
    over_another = kortreist("backup", backup)
    backup.write_bytes(backup.read_bytes()[:-100])
    damaged = kortreist("restore", backup, **elsewhere)
    # then
    for done in (over_another, damaged):
        assert (done.returncode, done.stdout) == (1, "")
        assert done.stderr.startswith("kortreist: ")
        assert done.stderr.count("\n") == 1
    assert str(backup) in over_another.stderr


def test_missing_file_is_told_by_exit_code_too(backup, tmp_path):
    # given
    file = StoredFile.objects.get()
    default_storage.delete(file.path)
    # when
    done = kortreist("backup", tmp_path / "second.tar.gz")
    # then
    assert done.returncode == 1
    assert file.sha256 in done.stderr
    assert (tmp_path / "second.tar.gz").exists()
