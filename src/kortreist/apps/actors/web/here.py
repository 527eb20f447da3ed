"""Whether a request may step into somebody's shoes: a demonstration, on this very machine."""

from django.conf import settings
from django.http import HttpRequest

THIS_MACHINE = frozenset({"127.0.0.1", "::1"})
# Set by whatever passes requests on from elsewhere.
PASSED_ON = ("X-Forwarded-For", "X-Real-IP", "Forwarded", "Via")


def is_demonstration_here(request: HttpRequest) -> bool:
    """Whether this is a demonstration, asked from this machine and not through a proxy."""
    return (
        bool(settings.DEMO)
        and request.META.get("REMOTE_ADDR") in THIS_MACHINE
        and not any(name in request.headers for name in PASSED_ON)
    )
