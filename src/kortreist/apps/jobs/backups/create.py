import hashlib
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import IO

from django.core.files.storage import default_storage
from django.db import connection

import kortreist
from kortreist.apps.jobs.backups import databases
from kortreist.apps.jobs.backups.archive import write_archive
from kortreist.apps.jobs.backups.manifest import FORMAT, Manifest, Part
from kortreist.apps.jobs.errors import BackupExistsError
from kortreist.apps.jobs.services.files import hash_of_stored


def write_backup(path: Path, *, now: datetime) -> Manifest:
    """Write database and stored files, as they are at one moment, to one new file.

    Others may go on working. The file appears under its name only when it is whole. A stored file
    that is gone or damaged does not stop the rest: the manifest names it as missing.

    Raises
    ------
    BackupExistsError
        When there is a file of that name.
    BackupToolMissingError, BackupToolFailedError
        On PostgreSQL.
    """
    if path.exists():
        raise BackupExistsError(path=str(path))
    with TemporaryDirectory(dir=path.parent, prefix=".kortreist-backup-") as folder:
        database = Path(folder) / "database"
        facts = databases.current().dump(database)
        missing = {part.sha256 for part in facts.files if not _is_whole(part)}
        manifest = Manifest(
            format=FORMAT,
            version=kortreist.__version__,
            made_at=now,
            vendor=connection.vendor,
            migrations=facts.migrations,
            counts=facts.counts,
            database=_part_of(database),
            files=[part for part in facts.files if part.sha256 not in missing],
            missing=sorted(missing),
        )

        def open_part(name: str) -> IO[bytes]:
            if name == manifest.database_name:
                return database.open("rb")
            return default_storage.open(name)

        archive = Path(folder) / "archive"
        write_archive(archive, manifest, open_part)
        archive.rename(path)
    return manifest


def _is_whole(part: Part) -> bool:
    return hash_of_stored(part.sha256) == part.sha256


def _part_of(path: Path) -> Part:
    with path.open("rb") as file:
        sha256 = hashlib.file_digest(file, "sha256").hexdigest()
    return Part(sha256=sha256, size=path.stat().st_size)
