"""The language that a reader has chosen."""

from typing import TypeVar

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils import timezone
from django.views.i18n import set_language as set_cookie

from kortreist.apps.actors.asking import actor_of
from kortreist.apps.actors.services.people import choose_language

Response = TypeVar("Response", bound=HttpResponseBase)


@login_not_required
def set_language(request: HttpRequest) -> HttpResponse:
    """Change the language of the pages, and remember it for a person who is signed in."""
    actor = actor_of(request)
    language = request.POST.get("language", "")
    if actor.person_id is not None and language in dict(settings.LANGUAGES):
        choose_language(actor=actor, language=language, now=timezone.now())
    return set_cookie(request)


def speak(response: Response, language: str) -> Response:
    """Let the pages that follow be in a person's own language."""
    if language in dict(settings.LANGUAGES):
        response.set_cookie(
            settings.LANGUAGE_COOKIE_NAME,
            language,
            max_age=settings.LANGUAGE_COOKIE_AGE,
            path=settings.LANGUAGE_COOKIE_PATH,
            secure=settings.LANGUAGE_COOKIE_SECURE,
            httponly=settings.LANGUAGE_COOKIE_HTTPONLY,
            samesite=settings.LANGUAGE_COOKIE_SAMESITE,
        )
    return response
