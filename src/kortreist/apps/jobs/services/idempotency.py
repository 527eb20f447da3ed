import hashlib
import json

from django.db import transaction

from kortreist.apps.jobs.errors import IdempotencyReusedError
from kortreist.apps.jobs.models import IdempotencyKey


def digest_of(content: object) -> str:
    """Return a digest by which the same content is known again; dates and ids count as text."""
    text = json.dumps(content, sort_keys=True, separators=(",", ":"), default=str)
    return hashlib.sha256(text.encode()).hexdigest()


def remember(*, scope: str, key: str, digest: str) -> str | None:
    """Take a key, or return the result that the first one who took it has recorded.

    Runs in the transaction of the work itself, so that a key is taken exactly when the work is
    done. Whoever comes second at the same time waits for the first one's end, and then either
    gets that result or, when the first one failed, the key.

    Parameters
    ----------
    scope
        What is done and by whom, as in ``trading.place_order/unit/12``: keys of different scopes
        never meet.
    key
        Chosen by the client, new for each thing wanted: the form's hidden field, the API's header.
    digest
        Of what was sent (`digest_of`).

    Raises
    ------
    IdempotencyReusedError
        When the key was taken for other content.
    TransactionManagementError
        Outside a transaction.
    """
    if not transaction.get_connection().in_atomic_block:
        msg = "a key is taken in the transaction of the work that it stands for"
        raise transaction.TransactionManagementError(msg)
    # Where another transaction has just taken the key, PostgreSQL waits here until that has ended.
    taken, is_new = IdempotencyKey.objects.get_or_create(
        scope=scope, key_hash=_hash(key), defaults={"digest": digest}
    )
    if is_new:
        return None
    if taken.digest != digest:
        raise IdempotencyReusedError(scope=scope)
    return taken.result


def remember_result(*, scope: str, key: str, result: str) -> None:
    """Record what came of a key that was just taken: a reference such as ``order/4711``."""
    IdempotencyKey.objects.filter(scope=scope, key_hash=_hash(key)).update(result=result)


def _hash(key: str) -> str:
    return hashlib.sha256(key.encode()).hexdigest()
