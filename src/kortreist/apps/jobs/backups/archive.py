"""The archive itself: a gzipped tar of the manifest, the database and each stored file.

Reading trusts nothing: what comes must be exactly what the manifest says, part by part, and no
name from the archive is ever used as a path.
"""

import gzip
import hashlib
import io
import os
import tarfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Protocol

from pydantic import ValidationError

from kortreist.apps.jobs.backups.manifest import MANIFEST_NAME, Manifest
from kortreist.apps.jobs.errors import BackupDamagedError, BackupNotFoundError

LARGEST_MANIFEST = 256_000_000
CHUNK = 1 << 20


class Readable(Protocol):
    """Content, from its beginning to its end."""

    def read(self, size: int = -1, /) -> bytes: ...


# What takes a part: its name in the archive, and its content.
Sink = Callable[[str, Readable], None]


def write_archive(path: Path, manifest: Manifest, open_part: Callable[[str], IO[bytes]]) -> None:
    """Write a new archive that only its owner can read."""
    text = manifest.model_dump_json().encode()
    with path.open("xb") as file:
        os.fchmod(file.fileno(), 0o600)
        with tarfile.open(fileobj=file, mode="w:gz", compresslevel=6) as tar:
            tar.addfile(_entry(MANIFEST_NAME, len(text), manifest), io.BytesIO(text))
            for name, part in manifest.parts():
                with open_part(name) as content:
                    tar.addfile(_entry(name, part.size, manifest), content)
        os.fsync(file.fileno())


def read_manifest(path: Path) -> Manifest:
    """Return what the archive says of itself, the rest unread."""
    with _opened(path) as (tar, _):
        return _manifest_of(tar)


def read_archive(path: Path, sink: Sink) -> Manifest:
    """Hand each part to ``sink`` in order, and hold it to what the manifest says of it.

    Raises
    ------
    BackupNotFoundError
        When there is no such file.
    BackupDamagedError
        When a part is missing, foreign, longer, shorter or different.
    """
    with _opened(path) as (tar, unzipped):
        manifest = _manifest_of(tar)
        for name, part in manifest.parts():
            content = _Hashing(_next_part(tar, name, part.size))
            sink(name, content)
            if content.digest() != part.sha256:
                raise BackupDamagedError(part=name)
        if tar.next() is not None:
            raise BackupDamagedError(part="end")
        # The checksum stands at the very end.
        while unzipped.read(CHUNK):
            pass
    return manifest


class _Hashing:
    """Knows the hash of all that was read through it."""

    def __init__(self, content: Readable) -> None:
        self._content = content
        self._hash = hashlib.sha256()

    def read(self, size: int = -1, /) -> bytes:
        chunk = self._content.read(size)
        self._hash.update(chunk)
        return chunk

    def digest(self) -> str:
        """Return the hash of the whole, also of what nobody has read."""
        while self.read(CHUNK):
            pass
        return self._hash.hexdigest()


def _entry(name: str, size: int, manifest: Manifest) -> tarfile.TarInfo:
    entry = tarfile.TarInfo(name)
    entry.size = size
    entry.mode = 0o600
    entry.mtime = int(manifest.made_at.timestamp())
    return entry


@contextmanager
def _opened(path: Path) -> Iterator[tuple[tarfile.TarFile, Readable]]:
    if not path.is_file():
        raise BackupNotFoundError(path=str(path))
    try:
        with gzip.open(path) as unzipped, tarfile.open(fileobj=unzipped, mode="r|") as tar:
            yield tar, unzipped
    except (tarfile.TarError, gzip.BadGzipFile, zlib.error, EOFError) as error:
        raise BackupDamagedError(part=type(error).__name__) from error


def _manifest_of(tar: tarfile.TarFile) -> Manifest:
    content = _next_part(tar, MANIFEST_NAME, None)
    try:
        return Manifest.model_validate_json(content.read(LARGEST_MANIFEST))
    except ValidationError as error:
        raise BackupDamagedError(part=MANIFEST_NAME) from error


def _next_part(tar: tarfile.TarFile, name: str, size: int | None) -> IO[bytes]:
    entry = tar.next()
    if entry is None or entry.name != name or not entry.isreg():
        raise BackupDamagedError(part=name)
    if size is not None and entry.size != size:
        raise BackupDamagedError(part=name)
    content = tar.extractfile(entry)
    if content is None:
        raise BackupDamagedError(part=name)
    return content
