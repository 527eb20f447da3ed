"""Answering with a whole page, or with the part of it that htmx asked for."""

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils.cache import patch_vary_headers

MESSAGES_TEMPLATE = "ui/_messages.html"


def wants_fragment(request: HttpRequest) -> bool:
    """Whether htmx asks for a part: not for a boosted link or for going back in history."""
    headers = request.headers
    return (
        headers.get("HX-Request") == "true"
        and headers.get("HX-Boosted") != "true"
        and headers.get("HX-History-Restore-Request") != "true"
    )


# What a template is given may be of any kind.
def render_page(
    request: HttpRequest,
    template: str,
    context: Mapping[str, Any] | None = None,
    *,
    fragment: str | None = None,
    status: int = HTTPStatus.OK,
) -> HttpResponse:
    """Render ``template``, or for htmx the ``fragment`` that the page includes.

    A fragment carries along what the reader should be told, for the place where a page tells it.
    """
    given = dict(context or {})
    if fragment and wants_fragment(request):
        html = render_to_string(fragment, given, request)
        html += render_to_string(MESSAGES_TEMPLATE, {"is_beside": True}, request)
    else:
        html = render_to_string(template, given, request)
    response = HttpResponse(html, status=status)
    patch_vary_headers(response, ("HX-Request",))
    return response
