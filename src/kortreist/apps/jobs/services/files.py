import contextlib
import hashlib
import os

from django.core.files.base import ContentFile, File
from django.core.files.storage import default_storage
from django.db import transaction

from kortreist.apps.jobs.errors import StoredFileDamagedError
from kortreist.apps.jobs.models import StoredFile
from kortreist.apps.jobs.models.stored_files import path_of


@transaction.atomic
def store_file(*, content: bytes, name: str, content_type: str) -> StoredFile:
    """Keep content under its hash, or return the row of the same content kept before.

    The row is written first and the file before the row is committed: a crash in between leaves
    at most a file that no row knows, which is harmless and pruned, and never a row without its
    file. The row's unique hash also keeps `remove_orphan` away in the meantime.
    """
    sha256 = hashlib.sha256(content).hexdigest()
    row, is_new = StoredFile.objects.get_or_create(
        sha256=sha256,
        defaults={"size": len(content), "name": name[:200], "content_type": content_type},
    )
    if is_new:
        write_content(sha256, content)
    return row


def open_file(file: StoredFile) -> "File[bytes]":
    """Open a stored file for reading; the caller closes it."""
    return default_storage.open(file.path)


def read_file(file: StoredFile) -> bytes:
    """Return a stored file's content.

    Raises
    ------
    StoredFileDamagedError
        When it is gone, or is not what was stored.
    """
    try:
        with open_file(file) as opened:
            content: bytes = opened.read()
    except FileNotFoundError as error:
        raise StoredFileDamagedError(sha256=file.sha256) from error
    if hashlib.sha256(content).hexdigest() != file.sha256:
        raise StoredFileDamagedError(sha256=file.sha256)
    return content


def write_content(sha256: str, content: bytes) -> None:
    """Put content in its place, over whatever a broken-off attempt has left there."""
    found = hash_of_stored(sha256)
    if found == sha256:
        return
    path = path_of(sha256)
    if found:
        default_storage.delete(path)
    default_storage.save(path, ContentFile(content))
    _flush_to_disk(path)


def hash_of_stored(sha256: str) -> str:
    """Return the hash of what lies in the place of ``sha256``; empty when nothing does."""
    try:
        with default_storage.open(path_of(sha256)) as found:
            return hashlib.file_digest(found, "sha256").hexdigest()
    except FileNotFoundError:
        return ""


def _flush_to_disk(path: str) -> None:
    # A storage that is no folder on this machine sees to that itself.
    with contextlib.suppress(NotImplementedError):
        handle = os.open(default_storage.path(path), os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
