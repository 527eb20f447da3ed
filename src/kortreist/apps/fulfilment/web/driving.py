"""A driver's pages: today's tours, and one tour that works without cover."""

from pathlib import Path
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from kortreist.apps import ui
from kortreist.apps.fulfilment.driving_words import TROUBLE
from kortreist.apps.fulfilment.models import TourOperation
from kortreist.apps.fulfilment.selectors.driving import get_driven_tour, list_driven_tours
from kortreist.apps.fulfilment.services.driving import run_operation
from kortreist.apps.fulfilment.web.driving_forms import DrivingForm
from kortreist.apps.fulfilment.web.scope import HubScope, hub_scope
from kortreist.apps.ui.error_messages import message_for
from kortreist.apps.ui.notices import tell
from kortreist.apps.ui.pages import render_page
from kortreist.kernel.errors import DomainError

WORKER = Path(ui.__file__).parent / "static/ui/built/driving-worker.js"
JSON = "application/json"


@require_GET
def tour_list(request: HttpRequest, hub: UUID) -> HttpResponse:
    """List the driver's tours, today's first."""
    scope = hub_scope(request, hub)
    today = timezone.localdate()
    tours = list_driven_tours(**scope.reading, today=today)
    context = {"scope": scope, "tours": tours, "today": today}
    return render_page(request, "fulfilment/driving.html", context)


@require_GET
@never_cache
def tour_detail(request: HttpRequest, hub: UUID, tour: UUID) -> HttpResponse:
    """Show a tour with all that is needed on the road."""
    scope = hub_scope(request, hub)
    driven = get_driven_tour(**scope.reading, public_id=tour)
    context = {
        "scope": scope,
        "driven": driven,
        "tour": driven.tour,
        "trouble": TROUBLE,
        "reader": reader_of(scope),
    }
    return render_page(request, "fulfilment/driving_tour.html", context)


@require_GET
@never_cache
def token(request: HttpRequest, hub: UUID) -> JsonResponse:
    """Give a phone what it needs to send; whoever is not signed in is sent to the door."""
    scope = hub_scope(request, hub)
    return JsonResponse({"csrf": get_token(request), "reader": reader_of(scope)})


@require_POST
def operation(request: HttpRequest, hub: UUID, tour: UUID) -> HttpResponse:
    """Do one thing that a driver did, told by the page or by a phone's list."""
    scope = hub_scope(request, hub)
    found = get_driven_tour(**scope.reading, public_id=tour).tour
    form = DrivingForm(request.POST, request.FILES)
    if not form.is_valid():
        return _refuse(request, scope.url("driving-tour", tour=tour))
    now = timezone.now()
    done = run_operation(**scope.reading, tour_id=found.pk, entry=form.entry(now), now=now)
    if request.headers.get("Accept") == JSON:
        return JsonResponse(_answer(done))
    if done.refused:
        tell(request, _why(done), level=messages.ERROR)
    else:
        tell(request, _("Noted."))
    return redirect(scope.url("driving-tour", tour=tour))


@require_GET
@login_not_required
def worker(request: HttpRequest) -> HttpResponseBase:
    """Give the script that keeps a tour on the phone; it must lie at the top to see every page."""
    if not WORKER.exists():
        raise Http404
    response = HttpResponse(WORKER.read_bytes(), content_type="text/javascript; charset=utf-8")
    response.headers["Cache-Control"] = "no-cache"
    return response


def reader_of(scope: HubScope) -> str:
    """Return a sign for who is at the page: what one did, another's session never tells."""
    return salted_hmac("kortreist.driving", scope.actor.name).hexdigest()[:16]


def _refuse(request: HttpRequest, back: str) -> HttpResponse:
    text = _("Something on the page could not be read. Try once more.")
    if request.headers.get("Accept") == JSON:
        return JsonResponse({"refused": "invalid_input", "message": text}, status=422)
    tell(request, text, level=messages.ERROR)
    return redirect(back)


def _answer(done: TourOperation) -> dict[str, str]:
    return {
        "operation": str(done.operation_id),
        "refused": done.refused,
        "message": _why(done) if done.refused else "",
    }


def _why(done: TourOperation) -> str:
    return message_for(DomainError(done.refused, **done.refused_params))
