import shutil
from pathlib import Path
from tempfile import TemporaryDirectory

from django.db import connection
from django.db.migrations.loader import MigrationLoader

from kortreist.apps.jobs.backups import databases
from kortreist.apps.jobs.backups.archive import Readable, read_archive, read_manifest
from kortreist.apps.jobs.backups.facts import read_facts
from kortreist.apps.jobs.backups.manifest import FORMAT, Manifest
from kortreist.apps.jobs.errors import (
    BackupNewerError,
    BackupNotRestoredError,
    BackupOtherDatabaseError,
    BackupTargetNotEmptyError,
)
from kortreist.apps.jobs.services.files import hash_of_stored, write_content


def restore_backup(path: Path, *, replace: bool) -> Manifest:
    """Make database and stored files what they were when the backup was written.

    The archive is read and checked from end to end before anything is touched, and what was
    restored is checked against it afterwards. Nobody else may be working meanwhile.

    Parameters
    ----------
    replace
        Let go of what the database holds now.

    Raises
    ------
    BackupNotFoundError, BackupDamagedError
        When the file is missing or not as it was written.
    BackupNewerError, BackupOtherDatabaseError
        When it does not fit this version or this kind of database.
    BackupTargetNotEmptyError
        When the database has tables, and ``replace`` was not asked for.
    BackupNotRestoredError
        When something is not as it should be afterwards.
    """
    _check_fits(read_manifest(path))
    if not replace and connection.introspection.table_names():
        raise BackupTargetNotEmptyError
    with TemporaryDirectory(prefix="kortreist-restore-") as folder:
        database = Path(folder) / "database"

        def keep_database(name: str, content: Readable) -> None:
            if name.startswith("database."):
                with database.open("xb") as file:
                    shutil.copyfileobj(content, file)

        manifest = read_archive(path, keep_database)
        read_archive(path, _store_file)
        databases.current().load(database, replace=replace)
    _check_restored(manifest)
    return manifest


def _store_file(name: str, content: Readable) -> None:
    if not name.startswith("database."):
        write_content(name.rpartition("/")[2], content.read())


def _check_fits(manifest: Manifest) -> None:
    if manifest.format > FORMAT:
        raise BackupNewerError(what=f"format {manifest.format}")
    known = set(MigrationLoader(None).disk_migrations)
    for room, name in manifest.migrations:
        if (room, name) not in known:
            raise BackupNewerError(what=f"{room}.{name}")
    if manifest.vendor != connection.vendor:
        raise BackupOtherDatabaseError(backup=manifest.vendor, here=connection.vendor)


def _check_restored(manifest: Manifest) -> None:
    with connection.cursor() as cursor:
        facts = read_facts(cursor, connection.introspection.table_names(cursor))
    wrong = [
        table
        for table in sorted(facts.counts.keys() | manifest.counts.keys())
        if facts.counts.get(table) != manifest.counts.get(table)
    ]
    wrong += [part.sha256 for part in manifest.files if hash_of_stored(part.sha256) != part.sha256]
    if wrong:
        raise BackupNotRestoredError(what=", ".join(wrong[:5]))
