"""Who is asking: sets ``request.actor``."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.functional import SimpleLazyObject

from kortreist.apps.actors.permissions import Actor
from kortreist.apps.actors.selectors.grants import actor_of_device, actor_of_user
from kortreist.apps.actors.services.devices import digest_of_secret
from kortreist.kernel.periods import oslo_date

DEVICE_COOKIE = "kortreist_device"
STRANGER = Actor(name="stranger")


def find_actor(request: HttpRequest) -> Actor:
    """Return the person signed in, else the paired device, else a stranger who may do nothing."""
    if request.user.pk is not None:
        return actor_of_user(request.user.pk, on=oslo_date(timezone.now()))
    secret = request.COOKIES.get(DEVICE_COOKIE, "")
    if secret:
        return actor_of_device(digest_of_secret(secret)) or STRANGER
    return STRANGER


class ActorMiddleware:
    """Gives each request its actor, looked up only when somebody asks."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.actor = SimpleLazyObject(lambda: find_actor(request))  # type: ignore[attr-defined]
        return self.get_response(request)
