import re
import time
import uuid
from collections.abc import Callable

import structlog
from django.http import HttpRequest, HttpResponse
from structlog.contextvars import bound_contextvars, clear_contextvars

log = structlog.get_logger("kortreist.request")

HEADER = "X-Request-ID"
SANE = re.compile(r"[A-Za-z0-9-]{8,64}")
# Asked every few seconds by whoever watches over the process.
QUIET_ROUTES = frozenset({"healthz", "readyz"})


class RequestLogMiddleware:
    """Gives each request an id and one line in the log.

    The line tells the route, not the address that was asked for: that may carry a search, a name
    or a secret link.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        clear_contextvars()
        request_id = find_request_id(request)
        with bound_contextvars(request_id=request_id):
            began = time.perf_counter()
            response = self.get_response(request)
            _log(request, response, ms=round((time.perf_counter() - began) * 1000))
        response.headers[HEADER] = request_id
        return response


def find_request_id(request: HttpRequest) -> str:
    """Return the id that a proxy gave the request, if it is a sane one, or a new one."""
    given = request.headers.get(HEADER, "")
    return given if SANE.fullmatch(given) else uuid.uuid4().hex


def _log(request: HttpRequest, response: HttpResponse, *, ms: int) -> None:
    route = request.resolver_match.route if request.resolver_match else ""
    tell = log.debug if route in QUIET_ROUTES else log.info
    tell("request", method=request.method, route=route, status=response.status_code, ms=ms)
