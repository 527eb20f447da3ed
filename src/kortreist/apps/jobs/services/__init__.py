"""What other rooms may ask of the machine room."""

from kortreist.apps.jobs.services.enqueue import enqueue
from kortreist.apps.jobs.services.files import open_file, read_file, store_file
from kortreist.apps.jobs.services.idempotency import digest_of, remember, remember_result
from kortreist.apps.jobs.services.ratelimit import hit

__all__ = [
    "digest_of",
    "enqueue",
    "hit",
    "open_file",
    "read_file",
    "remember",
    "remember_result",
    "store_file",
]
