import logging
import sqlite3
from collections.abc import Callable

from django.db import OperationalError
from django.http import HttpRequest, HttpResponse

from kortreist.apps.ui.errors_page import error_response
from kortreist.kernel.errors import BusyError, DomainError

logger = logging.getLogger(__name__)

# PostgreSQL's codes for a deadlock, a lock not had in time, and two who cannot both be right.
BUSY_STATES = frozenset({"40P01", "55P03", "40001"})


class DomainErrorMiddleware:
    """Put errors of the domain into words; whatever else goes wrong is a bug and stays loud.

    A database that has too much to do is no bug: whoever asked tries again in a moment. Stands
    innermost, and marks the request as met: everything that can be known of the reader is.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.is_met = True  # type: ignore[attr-defined]  # asked for by `frame`
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if isinstance(exception, OperationalError) and is_busy(exception):
            logger.warning("the database was busy", exc_info=exception)
            return error_response(request, BusyError())
        return error_response(request, exception) if isinstance(exception, DomainError) else None


def is_busy(error: OperationalError) -> bool:
    """Whether the same would go well in a moment: the database waited, and gave up waiting."""
    cause = error.__cause__
    if isinstance(cause, sqlite3.OperationalError):
        return "locked" in str(cause)
    is_without_connection = type(cause).__name__ in {"PoolTimeout", "TooManyRequests"}
    return is_without_connection or getattr(cause, "sqlstate", None) in BUSY_STATES
