"""How people come in: by invitation, never by signing themselves up."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest, HttpResponse

from kortreist.apps.actors.models import Person, User
from kortreist.apps.actors.web.language import speak
from kortreist.kernel.errors import NotFoundError


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # allauth ships no types
    """Accounts are made by a hub for the people it deals with."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:  # noqa: ARG002 - allauth calls it
        """Nobody signs up by themselves."""
        return False

    def post_login(
        self,
        request: HttpRequest,
        user: User,
        **kwargs: Any,  # noqa: ANN401 - allauth's own, passed on
    ) -> HttpResponse:
        """Go on in the person's own language."""
        response: HttpResponse = super().post_login(request, user, **kwargs)
        languages = Person.objects.filter(user=user).values_list("language", flat=True)
        return speak(response, languages.first() or "")


def no_such_page(_request: HttpRequest) -> HttpResponse:
    """Stand where allauth has a page that is not ours: the hub keeps people's addresses.

    Raises
    ------
    NotFoundError
        Always.
    """
    raise NotFoundError
