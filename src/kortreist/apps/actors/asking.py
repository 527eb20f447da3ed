"""Who asks, for the pages of every room."""

from django.http import HttpRequest

from kortreist.apps.actors.permissions import Actor


def actor_of(request: HttpRequest) -> Actor:
    """Return who asks; a stranger has no roles."""
    actor: Actor = request.actor  # type: ignore[attr-defined]  # set by ActorMiddleware
    return actor
