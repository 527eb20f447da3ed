"""In a demonstration on this machine: choosing who to be, with one click and no password."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec
from uuid import UUID

from django.contrib.auth import login
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from kortreist.apps.actors.selectors.people import get_persona, list_personas
from kortreist.apps.actors.web.here import is_demonstration_here
from kortreist.apps.actors.web.language import speak
from kortreist.apps.ui.pages import render_page
from kortreist.kernel.errors import NotFoundError
from kortreist.kernel.periods import oslo_date

BACKEND = "django.contrib.auth.backends.ModelBackend"

P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, P], HttpResponse]


def only_in_a_demonstration_here(view: View[P]) -> View[P]:
    """Let nobody find the page anywhere but in a demonstration on this machine."""

    @login_not_required
    @wraps(view)
    def guarded(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        if not is_demonstration_here(request):
            raise NotFoundError
        return view(request, *args, **kwargs)

    return guarded


@only_in_a_demonstration_here
@require_GET
def personas(request: HttpRequest) -> HttpResponse:
    """Show who one can be."""
    hubs = list_personas(on=oslo_date(timezone.now()))
    return render_page(request, "actors/personas.html", {"hubs": hubs})


@only_in_a_demonstration_here
@require_POST
def sign_in_as(request: HttpRequest, person: UUID) -> HttpResponse:
    """Sign in as a persona, in its language."""
    found = get_persona(public_id=person, on=oslo_date(timezone.now()))
    login(request, found.user, backend=BACKEND)
    return speak(redirect("/"), found.language)
