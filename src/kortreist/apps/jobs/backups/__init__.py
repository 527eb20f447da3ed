"""The whole of a hub in one file, and back: database and stored files, checked both ways."""

from kortreist.apps.jobs.backups.create import write_backup
from kortreist.apps.jobs.backups.manifest import Manifest
from kortreist.apps.jobs.backups.restore import restore_backup

__all__ = ["Manifest", "restore_backup", "write_backup"]
