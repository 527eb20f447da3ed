from collections.abc import Callable

from allauth.account.adapter import get_adapter
from django.conf import settings
from django.core.exceptions import MiddlewareNotUsed
from django.http import HttpRequest, HttpResponse

from kortreist.apps.jobs.errors import RateLimitedError
from kortreist.apps.jobs.services import hit
from kortreist.apps.ui.errors_page import error_response

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS", "TRACE"})


class PostLimitMiddleware:
    """Lets a person, or an address where nobody is signed in, post so often in a minute."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.limit: int = settings.POSTS_PER_MINUTE
        if not self.limit:
            raise MiddlewareNotUsed
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.method not in SAFE_METHODS:
            try:
                hit("post", who_posts(request), limit=self.limit, per_s=60)
            except RateLimitedError as error:
                return error_response(request, error)
        return self.get_response(request)


def who_posts(request: HttpRequest) -> str:
    """Return what one poster's posts are counted by."""
    if request.user.is_authenticated:
        return f"user/{request.user.pk}"
    return f"address/{get_adapter(request).get_client_ip(request)}"
