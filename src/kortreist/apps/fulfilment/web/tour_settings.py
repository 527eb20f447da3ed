"""Pages of what tours are driven with: vehicles, fixed tours, roads."""

from collections.abc import Callable
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from kortreist.apps.fulfilment.selectors.driving_with import (
    fixed_stops,
    get_fixed_tour,
    get_road_fact,
    get_vehicle,
    list_fixed_tours,
    list_road_facts,
    list_vehicles,
    place_named,
    places_for,
)
from kortreist.apps.fulfilment.services.tours.fixed import (
    add_fixed_stop,
    archive_fixed_tour,
    move_fixed_stop,
    save_fixed_tour,
)
from kortreist.apps.fulfilment.services.tours.road_facts import archive_road_fact, save_road_fact
from kortreist.apps.fulfilment.services.tours.vehicles import (
    add_vehicle,
    archive_vehicle,
    change_vehicle,
)
from kortreist.apps.fulfilment.web.scope import hub_scope
from kortreist.apps.fulfilment.web.tour_forms import FixedTourForm, RoadFactForm, VehicleForm
from kortreist.apps.ui.error_messages import message_for
from kortreist.apps.ui.notices import tell
from kortreist.apps.ui.pages import render_page
from kortreist.kernel.errors import ConflictError, InvalidInputError, NotFoundError

STEPS = {"up": -1, "down": 1, "off": 0}


@require_GET
def vehicle_list(request: HttpRequest, hub: UUID) -> HttpResponse:
    """List what the hub drives with."""
    scope = hub_scope(request, hub)
    context = {"scope": scope, "vehicles": list_vehicles(**scope.reading)}
    return render_page(request, "fulfilment/vehicles.html", context)


@require_http_methods(["GET", "POST"])
def vehicle_new(request: HttpRequest, hub: UUID) -> HttpResponse:
    """Add a vehicle."""
    scope = hub_scope(request, hub)
    list_vehicles(**scope.reading)
    form = VehicleForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        saved = _saved(form, lambda: add_vehicle(**scope.writing, facts=form.facts()))
        if saved:
            tell(request, _("Added."))
            return redirect(scope.url("vehicles"))
    context = {"scope": scope, "form": form, "vehicle": None}
    return render_page(request, "fulfilment/vehicle.html", context)


@require_http_methods(["GET", "POST"])
def vehicle(request: HttpRequest, hub: UUID, vehicle: UUID) -> HttpResponse:
    """Show a vehicle, and change it."""
    scope = hub_scope(request, hub)
    found = get_vehicle(**scope.reading, public_id=vehicle)
    form = VehicleForm(request.POST) if request.method == "POST" else VehicleForm.of(found)
    if request.method == "POST" and form.is_valid():
        saved = _saved(
            form,
            lambda: change_vehicle(**scope.writing, vehicle_id=found.pk, facts=form.facts()),
        )
        if saved:
            tell(request, _("Saved."))
            return redirect(scope.url("vehicles"))
    context = {"scope": scope, "form": form, "vehicle": found}
    return render_page(request, "fulfilment/vehicle.html", context)


@require_POST
def vehicle_archive(request: HttpRequest, hub: UUID, vehicle: UUID) -> HttpResponse:
    """Take a vehicle out of use."""
    scope = hub_scope(request, hub)
    found = get_vehicle(**scope.reading, public_id=vehicle)
    _told(request, lambda: archive_vehicle(**scope.writing, vehicle_id=found.pk))
    return redirect(scope.url("vehicles"))


@require_http_methods(["GET", "POST"])
def fixed_list(request: HttpRequest, hub: UUID) -> HttpResponse:
    """List the fixed tours, and add one."""
    scope = hub_scope(request, hub)
    form = FixedTourForm(request.POST or None, vehicles=list_vehicles(**scope.reading))
    if request.method == "POST" and form.is_valid():
        saved = _saved(form, lambda: save_fixed_tour(**scope.writing, facts=form.facts()))
        if saved:
            tell(request, _("Added. Open it, and put the doors in their order."))
            return redirect(scope.url("fixed-tours"))
    context = {"scope": scope, "form": form, "tours": list_fixed_tours(**scope.reading)}
    return render_page(request, "fulfilment/fixed_tours.html", context)


@require_http_methods(["GET", "POST"])
def fixed_detail(request: HttpRequest, hub: UUID, fixed: UUID) -> HttpResponse:
    """Show a fixed tour's stops in their order, and change when and with what it is driven."""
    scope = hub_scope(request, hub)
    found = get_fixed_tour(**scope.reading, public_id=fixed)
    vehicles = list_vehicles(**scope.reading)
    initial = FixedTourForm.initial_of(found)
    form = FixedTourForm(request.POST or None, vehicles=vehicles, initial=initial)
    if request.method == "POST" and form.is_valid():
        saved = _saved(
            form,
            lambda: save_fixed_tour(**scope.writing, fixed_tour_id=found.pk, facts=form.facts()),
        )
        if saved:
            tell(request, _("Saved."))
            return redirect(scope.url("fixed-tour", fixed=fixed))
    context = {
        "scope": scope,
        "tour": found,
        "form": form,
        "stops": fixed_stops(found),
        "choices": places_for(**scope.reading, tour=found),
    }
    return render_page(request, "fulfilment/fixed_tour.html", context)


@require_POST
def fixed_archive(request: HttpRequest, hub: UUID, fixed: UUID) -> HttpResponse:
    """Stop driving a fixed tour."""
    scope = hub_scope(request, hub)
    found = get_fixed_tour(**scope.reading, public_id=fixed)
    _told(request, lambda: archive_fixed_tour(**scope.writing, fixed_tour_id=found.pk))
    return redirect(scope.url("fixed-tours"))


@require_POST
def fixed_stop_add(request: HttpRequest, hub: UUID, fixed: UUID) -> HttpResponse:
    """Put a door or a farm at the end of a fixed tour."""
    scope = hub_scope(request, hub)
    found = get_fixed_tour(**scope.reading, public_id=fixed)
    point_id, producer_id = place_named(hub_id=scope.hub.pk, choice=request.POST.get("place", ""))
    _told(
        request,
        lambda: add_fixed_stop(
            **scope.writing,
            fixed_tour_id=found.pk,
            point_id=point_id,
            producer_id=producer_id,
        ),
    )
    return redirect(scope.url("fixed-tour", fixed=fixed))


@require_POST
def fixed_stop_move(request: HttpRequest, hub: UUID, fixed: UUID) -> HttpResponse:
    """Move a stop of a fixed tour up, down or off."""
    scope = hub_scope(request, hub)
    found = get_fixed_tour(**scope.reading, public_id=fixed)
    asked = request.POST.get("stop", "")
    stop = next((each for each in fixed_stops(found) if str(each.position) == asked), None)
    where = request.POST.get("to", "")
    if stop is None or where not in STEPS:
        raise NotFoundError
    steps = STEPS[where]
    _told(
        request,
        lambda: move_fixed_stop(
            **scope.writing, fixed_tour_id=found.pk, stop_id=stop.pk, steps=steps
        ),
    )
    return redirect(f"{scope.url('fixed-tour', fixed=fixed)}#stop-{stop.position + steps}")


@require_GET
def road_list(request: HttpRequest, hub: UUID) -> HttpResponse:
    """List what is known of roads."""
    scope = hub_scope(request, hub)
    context = {"scope": scope, "facts": list_road_facts(**scope.reading)}
    return render_page(request, "fulfilment/road_facts.html", context)


@require_http_methods(["GET", "POST"])
def road_new(request: HttpRequest, hub: UUID) -> HttpResponse:
    """Add what a road is like."""
    scope = hub_scope(request, hub)
    list_road_facts(**scope.reading)
    form = RoadFactForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        saved = _saved(form, lambda: save_road_fact(**scope.writing, facts=form.facts()))
        if saved:
            tell(request, _("Added."))
            return redirect(scope.url("roads"))
    context = {"scope": scope, "form": form, "fact": None}
    return render_page(request, "fulfilment/road_fact.html", context)


@require_http_methods(["GET", "POST"])
def road(request: HttpRequest, hub: UUID, road: UUID) -> HttpResponse:
    """Show what a road is like, and change it."""
    scope = hub_scope(request, hub)
    found = get_road_fact(**scope.reading, public_id=road)
    form = RoadFactForm(request.POST or None, initial=dict(RoadFactForm.initial_of(found)))
    if request.method == "POST" and form.is_valid():
        saved = _saved(
            form,
            lambda: save_road_fact(**scope.writing, road_fact_id=found.pk, facts=form.facts()),
        )
        if saved:
            tell(request, _("Saved."))
            return redirect(scope.url("roads"))
    context = {"scope": scope, "form": form, "fact": found}
    return render_page(request, "fulfilment/road_fact.html", context)


@require_POST
def road_archive(request: HttpRequest, hub: UUID, road: UUID) -> HttpResponse:
    """Let a road be as any other."""
    scope = hub_scope(request, hub)
    found = get_road_fact(**scope.reading, public_id=road)
    _told(request, lambda: archive_road_fact(**scope.writing, road_fact_id=found.pk))
    return redirect(scope.url("roads"))


def _saved(form: forms.Form, save: Callable[[], object]) -> bool:
    """Save what was typed; what stops it is told at the field it is about."""
    try:
        save()
    except (ConflictError, InvalidInputError) as error:
        field = str(error.params.get("field", ""))
        form.add_error(field if field in form.fields else None, message_for(error))
        return False
    return True


def _told(request: HttpRequest, act: Callable[[], object]) -> None:
    try:
        act()
    except (ConflictError, InvalidInputError) as error:
        tell(request, message_for(error), level=messages.ERROR)
