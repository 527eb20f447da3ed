import logging
import random
import sqlite3
import time
from collections.abc import Callable

from django.db import OperationalError, connection
from django.http import HttpRequest, HttpResponse

from kortreist.apps.ui.errors_page import error_response
from kortreist.kernel.errors import BusyError, DomainError

logger = logging.getLogger(__name__)

# PostgreSQL's codes for a deadlock, a lock not had in time, and two who cannot both be right.
BUSY_STATES = frozenset({"40P01", "55P03", "40001"})
# Of these the ones that come at once, when the other has what both wanted.
LOST_STATES = frozenset({"40P01", "40001"})
MOST_ATTEMPTS = 3


class DomainErrorMiddleware:
    """Put errors of the domain into words; whatever else goes wrong is a bug and stays loud.

    A database that has too much to do is no bug. A request that lost a deadlock begins anew, at
    most twice and only while nothing it did stands; otherwise whoever asked tries again in a
    moment. Stands innermost, and marks the request as met: all that can be known of the reader is.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.is_met = True  # type: ignore[attr-defined]  # asked for by `frame`
        for attempt in range(1, MOST_ATTEMPTS):
            response = self._answer(request, may_begin_anew=True)
            if not request.begins_anew:  # type: ignore[attr-defined]
                return response
            # Apart, so that the two do not meet again in step.
            time.sleep(random.uniform(0.02, 0.1) * attempt)  # noqa: S311  # nothing secret
        return self._answer(request, may_begin_anew=False)

    def _answer(self, request: HttpRequest, *, may_begin_anew: bool) -> HttpResponse:
        request.may_begin_anew = may_begin_anew  # type: ignore[attr-defined]
        request.begins_anew = False  # type: ignore[attr-defined]
        return self.get_response(request)

    def process_view(self, request: HttpRequest, *_: object) -> None:
        """Note where the request begins: what others have committed before is not its own."""
        request.commits_before = _commits()  # type: ignore[attr-defined]

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if isinstance(exception, OperationalError) and is_busy(exception):
            logger.warning("the database was busy", exc_info=exception)
            request.begins_anew = _may_begin_anew(request, exception)  # type: ignore[attr-defined]
            return error_response(request, BusyError())
        return error_response(request, exception) if isinstance(exception, DomainError) else None


def _may_begin_anew(request: HttpRequest, error: OperationalError) -> bool:
    """Whether a request may be done once more: quickly lost, nothing of it stands, no file read."""
    has_lost = getattr(error.__cause__, "sqlstate", None) in LOST_STATES
    before = getattr(request, "commits_before", None)
    is_untouched = before is not None and before == _commits() and not request.FILES
    return bool(has_lost and is_untouched and getattr(request, "may_begin_anew", False))


def _commits() -> int | None:
    """Return how many transactions this connection has committed, where it counts them."""
    return getattr(connection, "commits", None)


def is_busy(error: OperationalError) -> bool:
    """Whether the same would go well in a moment: the database waited, and gave up waiting."""
    cause = error.__cause__
    if isinstance(cause, sqlite3.OperationalError):
        return "locked" in str(cause)
    is_without_connection = type(cause).__name__ in {"PoolTimeout", "TooManyRequests"}
    return is_without_connection or getattr(cause, "sqlstate", None) in BUSY_STATES
