"""The connection: every transaction waits only so long for a lock, and commits are counted."""

from typing import Any

from django.conf import settings
from django.db.backends.postgresql import base


class DatabaseWrapper(base.DatabaseWrapper):
    """Django's own, told at the start of each transaction how long to wait for a lock.

    Said inside the transaction and for it alone (``SET LOCAL``), so that it holds behind a pooler
    which hands every transaction to another connection, and leaves nothing behind there.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401  # as Django calls it
        super().__init__(*args, **kwargs)
        # How many transactions have been committed: by it a request knows that nothing it did
        # stands, and that it may begin anew.
        self.commits = 0

    def _set_autocommit(self, autocommit: bool) -> None:  # noqa: FBT001  # as Django calls it
        super()._set_autocommit(autocommit)  # type: ignore[misc]  # not in the stubs
        if not autocommit and self.connection is not None:
            wait_ms = int(settings.LOCK_WAIT_S * 1000)
            # Past Django's cursor: it is no query of anybody's, and needs no parameters.
            with self.wrap_database_errors:
                self.connection.execute(f"SET LOCAL lock_timeout = {wait_ms}")

    def _commit(self) -> None:
        super()._commit()  # type: ignore[misc]  # not in the stubs
        self.commits += 1
