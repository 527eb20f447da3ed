from kortreist.kernel.errors import (
    BusyError,
    ConflictError,
    DomainError,
    InvalidInputError,
    NotFoundError,
)


class IdempotencyReusedError(ConflictError):
    """The key was used before, for something else."""

    default_code = "idempotency_reused"


class JobNotFailedError(ConflictError):
    """Only a job that was given up can be tried again."""

    default_code = "job_not_failed"


class JobNotFoundError(NotFoundError):
    """There is no such job."""

    default_code = "job_not_found"


class RateLimitedError(BusyError):
    """Too often in too short a time; `retry_after` tells in how many seconds it will do."""

    default_code = "rate_limited"
    status = 429


class StoredFileDamagedError(DomainError):
    """What lies in the storage is not what was stored."""

    default_code = "stored_file_damaged"
    status = 500


class CannotSucceedError(DomainError):
    """Raised by a task: trying again is pointless, give up now."""

    default_code = "cannot_succeed"


class LeaseLostError(Exception):
    """The job was taken over by another worker; what this one does no longer counts."""


class BackupExistsError(ConflictError):
    """There is a file of that name, and no backup overwrites another."""

    default_code = "backup_exists"


class BackupNotFoundError(NotFoundError):
    """There is no such file."""

    default_code = "backup_not_found"


class BackupDamagedError(InvalidInputError):
    """The file is no backup, or not as it was written; `part` is the first place where it shows."""

    default_code = "backup_damaged"


class BackupNewerError(ConflictError):
    """The backup was made by a newer version, whose tables this one does not know."""

    default_code = "backup_newer"


class BackupOtherDatabaseError(ConflictError):
    """The backup is of another kind of database than the one that is set."""

    default_code = "backup_other_database"


class BackupTargetNotEmptyError(ConflictError):
    """The database has tables already."""

    default_code = "backup_target_not_empty"


class BackupTargetBusyError(BusyError):
    """Somebody else is working in the database."""

    default_code = "backup_target_busy"


class BackupToolMissingError(DomainError):
    """One of PostgreSQL's own programs is not on the PATH."""

    default_code = "backup_tool_missing"


class BackupToolFailedError(DomainError):
    """One of PostgreSQL's own programs gave up, and said why."""

    default_code = "backup_tool_failed"


class BackupNotRestoredError(DomainError):
    """After restoring, something is not as the backup says; nothing of it may be trusted."""

    default_code = "backup_not_restored"
