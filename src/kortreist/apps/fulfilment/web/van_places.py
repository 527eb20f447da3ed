"""Where the van stops: doors, farm gates, and where tours begin."""

from collections.abc import Callable
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from kortreist.apps.actors.services.stops import set_door, set_gate, set_hub_place
from kortreist.apps.fulfilment.selectors.van_places import get_door, get_gate, list_van_places
from kortreist.apps.fulfilment.web.scope import HubScope, hub_scope
from kortreist.apps.fulfilment.web.van_place_forms import DoorForm, GateForm, HubPlaceForm
from kortreist.apps.ui.error_messages import message_for
from kortreist.apps.ui.notices import tell
from kortreist.apps.ui.pages import render_page
from kortreist.kernel.errors import InvalidInputError


@require_http_methods(["GET", "HEAD", "POST"])
def van_places(request: HttpRequest, hub: UUID) -> HttpResponse:
    """List the doors and farms, and say where tours begin."""
    scope = hub_scope(request, hub)
    places = list_van_places(**scope.reading)
    form = HubPlaceForm(request.POST or None, initial=HubPlaceForm.said(scope.hub))
    if form.is_valid() and _kept(request, lambda: set_hub_place(**scope.writing, **form.facts())):
        return redirect(scope.url("van-places"))
    context = {"scope": scope, "stops": places, "form": form}
    return render_page(request, "fulfilment/van_places.html", context, status=_status(form))


@require_http_methods(["GET", "HEAD", "POST"])
def door(request: HttpRequest, hub: UUID, point: UUID) -> HttpResponse:
    """Show a door, and change what the van must know of it."""
    scope = hub_scope(request, hub)
    found = get_door(**scope.reading, public_id=point)
    form = DoorForm(request.POST or None, initial=DoorForm.said(found))
    if form.is_valid() and _kept(
        request, lambda: set_door(**scope.writing, point_id=found.pk, facts=form.facts())
    ):
        return redirect(scope.url("van-places"))
    return _place(request, scope, form, found.name)


@require_http_methods(["GET", "HEAD", "POST"])
def gate(request: HttpRequest, hub: UUID, producer: UUID) -> HttpResponse:
    """Show a farm's gate, and change whether and when the van comes there."""
    scope = hub_scope(request, hub)
    found = get_gate(**scope.reading, producer=producer)
    form = GateForm(request.POST or None, initial=GateForm.said(found))
    farm = found.organisation_id
    if form.is_valid() and _kept(
        request, lambda: set_gate(**scope.writing, producer_id=farm, facts=form.facts())
    ):
        return redirect(scope.url("van-places"))
    return _place(request, scope, form, found.organisation.name)


def _place(request: HttpRequest, scope: HubScope, form: forms.Form, name: str) -> HttpResponse:
    context = {"scope": scope, "form": form, "name": name}
    return render_page(request, "fulfilment/van_place.html", context, status=_status(form))


def _kept(request: HttpRequest, act: Callable[[], object]) -> bool:
    try:
        act()
    except InvalidInputError as error:
        tell(request, message_for(error), level=messages.ERROR)
        return False
    tell(request, _("Saved."))
    return True


def _status(form: forms.Form) -> int:
    return 422 if form.errors else 200
