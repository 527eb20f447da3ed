from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from kortreist.apps.ui.errors_page import error_response
from kortreist.kernel.errors import DomainError


class DomainErrorMiddleware:
    """Put errors of the domain into words; whatever else goes wrong is a bug and stays loud.

    Stands innermost, and marks the request as met: everything that can be known of the reader is.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.is_met = True  # type: ignore[attr-defined]  # asked for by `frame`
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        return error_response(request, exception) if isinstance(exception, DomainError) else None
