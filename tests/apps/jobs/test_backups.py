import gzip
import io
import json
import shutil
import stat
import tarfile

import pytest
from django.db import connection, transaction
from django.utils import timezone

from kortreist.apps.jobs.backups import archive, restore, restore_backup, write_backup
from kortreist.apps.jobs.errors import (
    BackupDamagedError,
    BackupExistsError,
    BackupNewerError,
    BackupNotFoundError,
    BackupNotRestoredError,
    BackupOtherDatabaseError,
    BackupTargetNotEmptyError,
    BackupToolFailedError,
    BackupToolMissingError,
)
from kortreist.apps.jobs.models import Job, StoredFile
from kortreist.apps.jobs.registry import task
from kortreist.apps.jobs.services import enqueue, read_file, store_file

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.both]
TEXT = "Følgeseddel nr. 7".encode()


@pytest.fixture
def lived_in(files):
    """Put a few rows and a file in place."""

    @task("test.good")
    def good(run):
        pass

    with transaction.atomic():
        for number in range(20):
            enqueue("test.good", key=f"ærfugl {number}", payload={"number": number})
    return store_file(content=TEXT, name="følgeseddel.txt", content_type="text/plain")


@pytest.fixture
def backup(lived_in, tmp_path):
    """Return a backup of that."""
    path = tmp_path / "backup.tar.gz"
    write_backup(path, now=timezone.now())
    return path


def rewrite(path, change):
    """Write the archive anew, each (name, entry, content) as ``change`` returns them."""
    with tarfile.open(path) as old:
        parts = [(entry, old.extractfile(entry).read()) for entry in old]
    with tarfile.open(path, "w:gz") as new:
        for entry, content in change(parts):
            entry.size = len(content)
            new.addfile(entry, io.BytesIO(content) if entry.isreg() else None)


def change_manifest(path, **fields):
    def change(parts):
        (entry, content), *others = parts
        return [(entry, json.dumps(json.loads(content) | fields).encode()), *others]

    rewrite(path, change)


def everything():
    return list(Job.objects.order_by("pk").values()), list(StoredFile.objects.values())


def test_what_was_lost_comes_back(backup, lived_in, files):
    # given
    before = everything()
    Job.objects.all().delete()
    StoredFile.objects.all().delete()
    (files / lived_in.path).unlink()
    Job.objects.create(name="later", key="1", max_attempts=1)
    # when
    manifest = restore_backup(backup, replace=True)
    # then
    assert everything() == before
    assert read_file(StoredFile.objects.get()) == TEXT
    assert manifest.counts["jobs_job"] == 20
    assert manifest.vendor == connection.vendor


def test_restored_database_goes_on_counting(backup):
    restore_backup(backup, replace=True)
    last = Job.objects.order_by("pk").last().pk
    assert Job.objects.create(name="next", key="1", max_attempts=1).pk > last


def test_backup_of_what_was_restored_is_the_same(backup, tmp_path):
    first = restore_backup(backup, replace=True)
    again = write_backup(tmp_path / "again.tar.gz", now=timezone.now())
    assert (again.counts, again.migrations) == (first.counts, first.migrations)
    restore_backup(tmp_path / "again.tar.gz", replace=True)


def test_backup_is_for_its_owner_alone_and_leaves_nothing_beside(backup):
    assert stat.S_IMODE(backup.stat().st_mode) == 0o600
    assert [path.name for path in backup.parent.iterdir() if "backup" in path.name] == [
        "backup.tar.gz"
    ]


def test_backup_overwrites_nothing(backup):
    before = backup.read_bytes()
    with pytest.raises(BackupExistsError):
        write_backup(backup, now=timezone.now())
    assert backup.read_bytes() == before


def test_backup_is_of_one_moment_while_others_write(lived_in, tmp_path, race):
    # given a writer that adds a job and a file together, all the time
    def write_or_back_up(runner):
        if runner == 0:
            return write_backup(tmp_path / "one.tar.gz", now=timezone.now())
        for number in range(60):
            with transaction.atomic():
                store_file(content=b"%d" % number, name="x", content_type="x/x")
                enqueue("test.good", key=str(number), payload={})
        return None

    # when
    finish = race(2, write_or_back_up)
    # then
    assert finish.errors == []
    (manifest,) = [result for result in finish.results if result]
    assert manifest.missing == []
    assert manifest.counts["jobs_job"] - 20 == manifest.counts["jobs_storedfile"] - 1
    assert len(manifest.files) == manifest.counts["jobs_storedfile"]
    restore_backup(tmp_path / "one.tar.gz", replace=True)
    assert Job.objects.count() == manifest.counts["jobs_job"]


def test_missing_file_is_named_and_does_not_stop_the_rest(lived_in, files, tmp_path):
    (files / lived_in.path).write_bytes(b"damaged")
    manifest = write_backup(tmp_path / "b.tar.gz", now=timezone.now())
    assert manifest.missing == [lived_in.sha256]
    restore_backup(tmp_path / "b.tar.gz", replace=True)
    assert Job.objects.count() == 20


def cut_short(path):
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


def flip_a_bit(path):
    content = bytearray(gzip.decompress(path.read_bytes()))
    content[content.rindex(TEXT)] ^= 1
    path.write_bytes(gzip.compress(content))


def spoil_checksum(path):
    content = bytearray(path.read_bytes())
    content[-6] ^= 1
    path.write_bytes(content)


def climb_out(path):
    def change(parts):
        parts[-1][0].name = "../../../tmp/kortreist-was-here"
        return parts

    rewrite(path, change)


def link_away(path):
    def change(parts):
        entry = tarfile.TarInfo(parts[-1][0].name)
        entry.type, entry.linkname = tarfile.SYMTYPE, "/etc/passwd"
        return [*parts[:-1], (entry, b"")]

    rewrite(path, change)


def add_a_stranger(path):
    rewrite(path, lambda parts: [*parts, (tarfile.TarInfo("files/../../x"), b"x")])


def leave_one_out(path):
    rewrite(path, lambda parts: parts[:-1])


def swap_database(path):
    rewrite(path, lambda parts: [parts[0], (parts[1][0], b"x" * 100), *parts[2:]])


def no_manifest(path):
    rewrite(path, lambda parts: parts[1:])


def odd_manifest(path):
    change_manifest(path, files=[{"sha256": "../../etc/passwd", "size": 1}])


def not_even_an_archive(path):
    path.write_text("hello")


SPOILS = (
    cut_short,
    flip_a_bit,
    spoil_checksum,
    climb_out,
    link_away,
    add_a_stranger,
    leave_one_out,
    swap_database,
    no_manifest,
    odd_manifest,
    not_even_an_archive,
)


def test_damaged_archive_is_refused_and_nothing_touched(backup, files, tmp_path):
    # given
    before = everything(), sorted(files.rglob("*"))
    for spoil in SPOILS:
        spoiled = tmp_path / spoil.__name__
        shutil.copy(backup, spoiled)
        spoil(spoiled)
        # when / then
        with pytest.raises(BackupDamagedError):
            restore_backup(spoiled, replace=True)
    assert (everything(), sorted(files.rglob("*"))) == before


def test_backup_of_a_newer_version_is_refused(backup):
    before = everything()
    migrations = [("jobs", "0001_initial"), ("jobs", "9999_later")]
    for change in ({"migrations": migrations}, {"format": 2}):
        change_manifest(backup, **change)
        with pytest.raises(BackupNewerError):
            restore_backup(backup, replace=True)
    assert everything() == before


def test_backup_of_the_other_database_is_refused(backup):
    other = "sqlite" if connection.vendor == "postgresql" else "postgresql"

    def change(parts):
        (entry, content), (database, dump), *others = parts
        database.name = f"database.{other}"
        text = json.dumps(json.loads(content) | {"vendor": other}).encode()
        return [(entry, text), (database, dump), *others]

    rewrite(backup, change)
    with pytest.raises(BackupOtherDatabaseError) as caught:
        restore_backup(backup, replace=True)
    assert caught.value.params == {"backup": other, "here": connection.vendor}


def test_database_in_use_is_not_replaced_unless_asked_for(backup):
    before = everything()
    with pytest.raises(BackupTargetNotEmptyError):
        restore_backup(backup, replace=False)
    assert everything() == before


def test_missing_backup_is_told(tmp_path, files):
    with pytest.raises(BackupNotFoundError):
        restore_backup(tmp_path / "none.tar.gz", replace=True)


def test_what_was_restored_is_checked(backup, monkeypatch):
    # given a loading that loses a row
    real = restore.databases.current().load

    def lose_a_row(source, *, replace):
        real(source, replace=replace)
        Job.objects.first().delete()

    monkeypatch.setattr(restore.databases.current(), "load", lose_a_row)
    with pytest.raises(BackupNotRestoredError) as caught:
        restore_backup(backup, replace=True)
    assert caught.value.params == {"what": "jobs_job"}


@pytest.mark.postgres
def test_missing_tool_is_named(lived_in, tmp_path, monkeypatch):
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(BackupToolMissingError) as caught:
        write_backup(tmp_path / "b.tar.gz", now=timezone.now())
    assert caught.value.params == {"tool": "pg_dump"}
    assert list(tmp_path.glob("*.tar.gz")) == []


@pytest.mark.postgres
def test_dump_that_does_not_load_changes_nothing(backup, monkeypatch):
    # given a dump that breaks in the middle, after the old tables were let go
    before = everything()
    real = restore.databases.postgres._run

    def break_script(tool, *words):
        if tool == "psql":
            script = words[-1].removeprefix("--file=")
            with open(script, "a") as file:  # noqa: PTH123
                file.write("SELECT 1/0;\n")
        real(tool, *words)

    monkeypatch.setattr(restore.databases.postgres, "_run", break_script)
    with pytest.raises(BackupToolFailedError) as caught:
        restore_backup(backup, replace=True)
    assert "division by zero" in caught.value.params["reason"]
    assert everything() == before


def test_copy_that_is_no_database_is_refused(backup, tmp_path):
    if connection.vendor != "sqlite":
        pytest.skip("SQLite's own check")
    broken = tmp_path / "broken"
    broken.write_bytes(b"x" * 8192)
    before = everything()
    with pytest.raises(BackupDamagedError):
        restore.databases.sqlite.load(broken, replace=True)
    assert everything() == before


def test_archive_can_be_read_by_any_tar(backup, lived_in):
    with tarfile.open(backup) as tar:
        names = tar.getnames()
    assert names == ["manifest.json", f"database.{connection.vendor}", lived_in.path]
    assert archive.read_manifest(backup).version
