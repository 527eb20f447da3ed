from kortreist.kernel.errors import BusyError, ConflictError, DomainError, NotFoundError


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
