"""Limits that hold across threads, processes and machines, because the database counts."""

import time

from django.db import connection, transaction
from django.utils.crypto import salted_hmac

from kortreist.apps.jobs.errors import RateLimitedError

# One statement, understood by PostgreSQL and SQLite alike: no two can read the same count.
COUNT_ONE_MORE = """
    INSERT INTO jobs_ratecount (scope, key_hash, span_start, span_end, count)
    VALUES (%s, %s, %s, %s, 1)
    ON CONFLICT (scope, key_hash, span_start) DO UPDATE SET count = jobs_ratecount.count + 1
    RETURNING count
"""


def hit(scope: str, key: str, *, limit: int, per_s: int) -> None:
    """Count one use, and refuse it when there were ``limit`` before in the same span of time.

    Spans are fixed, so twice the limit can pass around the change from one to the next.

    Parameters
    ----------
    scope
        What is limited, as in ``sign-in``.
    key
        Whose uses are counted: an address, a person's id. Only a keyed hash of it is stored.

    Raises
    ------
    RateLimitedError
        With ``retry_after``, in seconds.
    RuntimeError
        Inside a transaction, whose failure would take the count back.
    """
    now = int(time.time())
    span_start = now - now % per_s
    span_end = span_start + per_s
    with transaction.atomic(durable=True), connection.cursor() as cursor:
        cursor.execute(COUNT_ONE_MORE, [scope, _hash(scope, key), span_start, span_end])
        (count,) = cursor.fetchone()
    if count > limit:
        raise RateLimitedError(retry_after=span_end - now)


def _hash(scope: str, key: str) -> str:
    return salted_hmac(f"kortreist.ratelimit.{scope}", key, algorithm="sha256").hexdigest()
