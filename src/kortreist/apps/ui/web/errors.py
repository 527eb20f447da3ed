"""Handlers for what Django itself refuses, for `config.urls` and ``CSRF_FAILURE_VIEW``."""

import logging
import sys
from http import HTTPStatus

from django.db import OperationalError
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils.translation import gettext

from kortreist.apps.ui.errors_page import BARE_PAGE, error_response, status_response
from kortreist.apps.ui.middleware import is_busy
from kortreist.apps.ui.pages import wants_fragment
from kortreist.kernel.errors import BusyError

logger = logging.getLogger(__name__)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return status_response(request, HTTPStatus.BAD_REQUEST)


def permission_denied(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return status_response(request, HTTPStatus.FORBIDDEN)


def page_not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return status_response(request, HTTPStatus.NOT_FOUND)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    message = gettext(
        "The page had been open too long to be sent. Go back, reload it and try again."
    )
    return status_response(request, HTTPStatus.FORBIDDEN, message)


def server_error(request: HttpRequest) -> HttpResponse:
    try:
        error = sys.exc_info()[1]
        # Where a middleware of others met it, which asks nobody what an error means.
        if isinstance(error, OperationalError) and is_busy(error):
            return error_response(request, BusyError())
        if wants_fragment(request):
            return status_response(request, HTTPStatus.INTERNAL_SERVER_ERROR)
        page: str = render_to_string("ui/errors/500.html")
    except Exception:  # whatever broke the page may break this one too
        logger.exception("the error page itself could not be written")
        page = BARE_PAGE
    return HttpResponse(page, status=HTTPStatus.INTERNAL_SERVER_ERROR)
