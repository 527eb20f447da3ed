"""Strangers are asked to sign in, wherever they knock; paired tablets are no strangers."""

from collections.abc import Callable

from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.http import HttpRequest, HttpResponseBase

from kortreist.apps.actors.asking import actor_of

View = Callable[..., HttpResponseBase]


class DoorkeeperMiddleware(LoginRequiredMiddleware):
    """Lets in whoever is signed in or has any role; views marked as open are open."""

    def process_view(
        self,
        request: HttpRequest,
        view_func: View,
        view_args: tuple[object, ...],
        view_kwargs: dict[str, object],
    ) -> HttpResponseBase | None:
        actor = actor_of(request)
        if actor.grants:
            return None
        return super().process_view(request, view_func, view_args, view_kwargs)
