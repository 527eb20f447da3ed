"""Turning an error into a page in plain words, or for htmx into a banner on the page one is on."""

from http import HTTPStatus
from typing import Final
from urllib.parse import urlsplit

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils.cache import patch_vary_headers
from django.utils.http import url_has_allowed_host_and_scheme

from kortreist.apps.ui.error_messages import message_for
from kortreist.apps.ui.pages import wants_fragment
from kortreist.kernel.errors import DomainError

STATUSES: Final = frozenset({400, 403, 404, 409, 422, 429, 500, 503})
RETRY_AFTER_S: Final = 2
BARE_PAGE: Final = (
    "<!doctype html><html lang=nb><meta charset=utf-8><title>kortreist</title>"
    "<h1>Noe gikk galt hos oss</h1><p>Prøv igjen om litt."
    "<p lang=nn>Noko gjekk gale hos oss. Prøv igjen om litt."
    "<p lang=en>Something went wrong on our side. Try again in a moment."
)


def error_response(request: HttpRequest, error: DomainError) -> HttpResponse:
    """Answer ``error`` with its status, in the reader's language."""
    status = error.status if error.status in STATUSES else HTTPStatus.BAD_REQUEST
    response = status_response(request, status, message_for(error))
    response.headers["X-Error-Code"] = error.code
    if "retry_after" in error.params:
        response.headers["Retry-After"] = str(error.params["retry_after"])
    return response


def status_response(request: HttpRequest, status: int, message: str = "") -> HttpResponse:
    """Answer with the page for ``status``; without ``message`` it says what is usual there."""
    context = {"message": message, "status": status, "back_url": way_back(request)}
    if wants_fragment(request):
        html = render_to_string("ui/errors/_banner.html", context, request)
        response = HttpResponse(html, status=status)
        response.headers["HX-Retarget"] = "#messages"
        response.headers["HX-Reswap"] = "innerHTML show:top"
    else:
        response = HttpResponse(
            render_to_string(f"ui/errors/{status:d}.html", context, request), status=status
        )
    if status == HTTPStatus.SERVICE_UNAVAILABLE:
        response.headers["Retry-After"] = str(RETRY_AFTER_S)
    patch_vary_headers(response, ("HX-Request",))
    return response


def way_back(request: HttpRequest) -> str:
    """Return the page the reader came from: this one for a look, the one before for a deed."""
    if request.method == "GET":
        return request.get_full_path()
    referer = request.headers.get("Referer", "")
    if url_has_allowed_host_and_scheme(referer, allowed_hosts={request.get_host()}):
        parts = urlsplit(referer)
        return parts.path + (f"?{parts.query}" if parts.query else "")
    return "/"
