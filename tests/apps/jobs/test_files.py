import hashlib
import os
import time
from datetime import timedelta

import pytest
from django.db import transaction
from django.utils import timezone

from kortreist.apps.jobs.errors import StoredFileDamagedError
from kortreist.apps.jobs.models import StoredFile
from kortreist.apps.jobs.services import open_file, read_file, store_file
from kortreist.apps.jobs.services.prune import prune, remove_orphan

pytestmark = [pytest.mark.django_db, pytest.mark.both, pytest.mark.usefixtures("files")]
TEXT = "Økologisk gulrot, parti 7".encode()
SHA256 = hashlib.sha256(TEXT).hexdigest()


def store(content=TEXT, name="parti.txt"):
    return store_file(content=content, name=name, content_type="text/plain")


def test_file_lies_under_its_hash(files):
    file = store()
    assert (file.sha256, file.size, file.name) == (SHA256, len(TEXT), "parti.txt")
    assert (files / "files" / SHA256[:2] / SHA256).read_bytes() == TEXT
    assert read_file(file) == TEXT
    with open_file(file) as opened:
        assert opened.read() == TEXT


def test_same_content_is_kept_once(files):
    assert store(name="kopi.txt").pk == store().pk
    assert len([path for path in files.rglob("*") if path.is_file()]) == 1


@pytest.mark.django_db(transaction=True)
def test_failed_change_leaves_no_row_and_the_next_one_works(files):
    # given a change that fails after its file was written
    @transaction.atomic
    def change():
        store()
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        change()
    assert not StoredFile.objects.exists()
    # when
    file = store()
    # then
    assert read_file(file) == TEXT


def test_half_written_file_of_a_crash_is_written_anew(files):
    # given
    place = files / "files" / SHA256[:2]
    place.mkdir(parents=True)
    (place / SHA256).write_bytes(TEXT[:5])
    # when / then
    assert read_file(store()) == TEXT


@pytest.mark.parametrize("damage", ["changed", "gone"])
def test_damage_is_told(files, damage):
    # given
    file = store()
    path = files / file.path
    if damage == "gone":
        path.unlink()
    else:
        path.write_bytes(b"other")
    # when / then
    with pytest.raises(StoredFileDamagedError) as caught:
        read_file(file)
    assert caught.value.params == {"sha256": SHA256}


def test_only_old_orphans_are_pruned(files):
    # given a file with a row, a fresh orphan and an old one
    kept = store()
    folder = files / "files" / "aa"
    folder.mkdir(parents=True)
    fresh, old = folder / ("a" * 64), folder / ("aa" + "b" * 62)
    for orphan in (fresh, old):
        orphan.write_bytes(b"x")
    two_days_ago = (timezone.now() - timedelta(days=2)).timestamp()
    for path in (old, files / kept.path):
        os.utime(path, (two_days_ago, two_days_ago))
    # when
    prune(now=timezone.now())
    # then
    assert (fresh.exists(), old.exists()) == (True, False)
    assert read_file(kept) == TEXT
    assert StoredFile.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_pruning_never_takes_a_file_that_is_just_stored(race):
    def store_or_prune(runner):
        if runner % 2:
            remove_orphan(SHA256)
            return None
        with transaction.atomic():
            file = store()
            time.sleep(0.02)
        return file

    finish = race(6, store_or_prune)
    assert finish.errors == []
    assert read_file(StoredFile.objects.get()) == TEXT
