"""Pages of tours: a round's plans and what becomes of them, one tour, and how else goods go."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from kortreist.apps.fulfilment import tour_words
from kortreist.apps.fulfilment.errors import PlanStateError
from kortreist.apps.fulfilment.models import PlanStatus, Tour, TourPlan, TourStatus
from kortreist.apps.fulfilment.selectors.deliveries import get_delivery
from kortreist.apps.fulfilment.selectors.tour_footprints import tours_footprint
from kortreist.apps.fulfilment.selectors.tours import (
    get_plan,
    get_stop,
    get_tour,
    list_drivers,
    list_plans,
    list_tours,
    list_ways,
    map_of_tours,
    plan_progress,
    sisters_of,
    stops_of,
    view_plan,
)
from kortreist.apps.fulfilment.services.tours.choosing import choose_plan, undo_choice
from kortreist.apps.fulfilment.services.tours.drivers import assign_driver
from kortreist.apps.fulfilment.services.tours.moving import Moved, move_stop, move_stop_to
from kortreist.apps.fulfilment.services.tours.plans import ask_for_plan
from kortreist.apps.fulfilment.services.tours.ways import set_way
from kortreist.apps.fulfilment.web.scope import hub_scope
from kortreist.apps.fulfilment.web.tour_forms import PlanForm, WayForm
from kortreist.apps.registers.errors import FigureMissingError
from kortreist.apps.trading.models import CycleStatus, OrderCycle
from kortreist.apps.ui.error_messages import message_for
from kortreist.apps.ui.notices import tell
from kortreist.apps.ui.pages import render_page, wants_fragment
from kortreist.engines.footprint import Footprint
from kortreist.kernel.errors import ConflictError, InvalidInputError, NotFoundError

STEPS = {"up": -1, "down": 1}


@require_http_methods(["GET", "POST"])
def tour_list(request: HttpRequest, hub: UUID, cycle: UUID) -> HttpResponse:
    """Show a round's tours, and the latest plan for them; ask for another."""
    scope = hub_scope(request, hub)
    found = scope.cycle(cycle)
    form = PlanForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            ask_for_plan(**scope.writing, cycle_id=found.pk, options=form.options())
            return redirect(scope.url("tours", cycle=cycle))
        except (ConflictError, InvalidInputError) as error:
            tell(request, message_for(error), level=messages.ERROR)
            return redirect(scope.url("tours", cycle=cycle))
    plans = list(list_plans(**scope.reading, cycle_id=found.pk)[:5])
    tours = list_tours(**scope.reading, cycle_id=found.pk)
    plan = plans[0] if plans else None
    context = {
        "scope": scope,
        "cycle": found,
        "form": form,
        "plan": plan,
        "view": view_plan(plan) if plan else None,
        "trouble": _trouble(plan),
        "progress": plan_progress(plan) if plan else (0, 0),
        "tours": tours,
        "map": map_of_tours(tours, {tour.pk: list(tour.stops.all()) for tour in tours}),
        "footprint": _footprint(found, tours),
        "can_plan": found.status == CycleStatus.ORDERED,
        "can_undo": bool(tours) and all(each.status == TourStatus.PLANNED for each in tours),
    }
    return render_page(request, "fulfilment/tours.html", context)


@require_GET
def plan_state(request: HttpRequest, hub: UUID, cycle: UUID) -> HttpResponse:
    """Show how far a plan has come; when it is done, the page it is for."""
    scope = hub_scope(request, hub)
    found = scope.cycle(cycle)
    plan = list_plans(**scope.reading, cycle_id=found.pk).first()
    here = scope.url("tours", cycle=cycle)
    if not wants_fragment(request):
        return redirect(here)
    if plan is None or plan.status != PlanStatus.COMPUTING:
        return HttpResponse(headers={"HX-Redirect": here})
    context = {"scope": scope, "cycle": found, "progress": plan_progress(plan)}
    template = "fulfilment/_tour_progress.html"
    return render_page(request, template, context, fragment=template)


@require_POST
def plan_choose(request: HttpRequest, hub: UUID, plan: UUID) -> HttpResponse:
    """Make a plan the round's tours."""
    scope = hub_scope(request, hub)
    found = get_plan(**scope.reading, public_id=plan)
    try:
        choose_plan(**scope.writing, plan_id=found.pk)
        undo_url = scope.url("plan-undo", plan=plan)
        tell(request, _("Chosen. These are the tours now."), undo_url=undo_url)
    except ConflictError as error:
        tell(request, message_for(error), level=messages.ERROR)
    return redirect(scope.url("tours", cycle=found.cycle.public_id))


@require_POST
def plan_undo(request: HttpRequest, hub: UUID, plan: UUID) -> HttpResponse:
    """Take a round's tours back."""
    scope = hub_scope(request, hub)
    found = get_plan(**scope.reading, public_id=plan)
    try:
        undo_choice(**scope.writing, plan_id=found.pk)
        tell(request, _("Taken back. The plan is still here."))
    except ConflictError as error:
        tell(request, message_for(error), level=messages.ERROR)
    return redirect(scope.url("tours", cycle=found.cycle.public_id))


@require_GET
def tour_detail(request: HttpRequest, hub: UUID, tour: UUID) -> HttpResponse:
    """Show a tour's stops in their order, what it carries, costs and lets out."""
    scope = hub_scope(request, hub)
    found = get_tour(**scope.reading, public_id=tour)
    stops = stops_of(found)
    context = {
        "scope": scope,
        "tour": found,
        "cycle": found.cycle,
        "stops": stops,
        "late": [s for s in stops if s.window_until and s.arrives_at > s.window_until],
        "breaches": {each["code"] for each in found.breaches} - {"too_late"},
        "others": sisters_of(found),
        "drivers": list_drivers(**scope.reading, on=found.day),
        "map": map_of_tours([found], {found.pk: stops}),
        "footprint": _footprint(found.cycle, [found]),
        "can_change": found.status == TourStatus.PLANNED,
        "calls_ore": sum(stop.cost_ore for stop in stops),
    }
    return render_page(request, "fulfilment/tour_detail.html", context)


@require_POST
def tour_driver(request: HttpRequest, hub: UUID, tour: UUID) -> HttpResponse:
    """Give a tour its driver."""
    scope = hub_scope(request, hub)
    found = get_tour(**scope.reading, public_id=tour)
    drivers = {
        str(person.public_id): person for person in list_drivers(**scope.reading, on=found.day)
    }
    asked = request.POST.get("driver", "")
    if asked and asked not in drivers:
        raise NotFoundError
    person_id = drivers[asked].pk if asked else None
    try:
        assign_driver(**scope.writing, tour_id=found.pk, person_id=person_id)
        tell(request, _("Noted."))
    except (ConflictError, InvalidInputError) as error:
        tell(request, message_for(error), level=messages.ERROR)
    return redirect(scope.url("tour-detail", tour=tour))


@require_POST
def stop_move(request: HttpRequest, hub: UUID, tour: UUID, stop: UUID) -> HttpResponse:
    """Move a stop up or down, or to another tour, and tell what it comes to."""
    scope = hub_scope(request, hub)
    found = get_tour(**scope.reading, public_id=tour)
    moved = get_stop(**scope.reading, tour=found, public_id=stop)
    where = request.POST.get("to", "")
    try:
        if where in STEPS:
            done = move_stop(**scope.writing, stop_id=moved.pk, steps=STEPS[where])
        else:
            other = next((each for each in sisters_of(found) if str(each.public_id) == where), None)
            if other is None:
                raise NotFoundError
            done = move_stop_to(**scope.writing, stop_id=moved.pk, tour_id=other.pk)
        _tell_moved(request, moved.name, done)
        left = {each.pk for each in done.tours}
    except (ConflictError, InvalidInputError) as error:
        tell(request, message_for(error), level=messages.ERROR)
        left = {found.pk}
    if found.pk not in left:
        return redirect(scope.url("tours", cycle=found.cycle.public_id))
    return redirect(f"{scope.url('tour-detail', tour=tour)}#stop-{stop}")


@require_GET
def way_list(request: HttpRequest, hub: UUID, cycle: UUID) -> HttpResponse:
    """List how each of a round's deliveries gets to its door."""
    scope = hub_scope(request, hub)
    found = scope.cycle(cycle)
    context = {
        "scope": scope,
        "cycle": found,
        "deliveries": list_ways(**scope.reading, cycle_id=found.pk),
    }
    return render_page(request, "fulfilment/tour_ways.html", context)


@require_http_methods(["GET", "POST"])
def way(request: HttpRequest, hub: UUID, delivery: UUID) -> HttpResponse:
    """Say how a delivery gets to its door."""
    scope = hub_scope(request, hub)
    found, _lines = get_delivery(**scope.reading, public_id=delivery)
    # Only those who plan tours have this page.
    list_ways(**scope.reading, cycle_id=found.cycle_id)
    form = WayForm(request.POST or None, initial=dict(WayForm.initial_of(found)))
    if request.method == "POST" and form.is_valid():
        try:
            set_way(**scope.writing, delivery_id=found.pk, facts=form.facts())
            tell(request, _("Noted."))
            return redirect(scope.url("tour-ways", cycle=found.cycle.public_id))
        except (ConflictError, InvalidInputError) as error:
            form.add_error(None, message_for(error))
    context = {"scope": scope, "cycle": found.cycle, "delivery": found, "form": form}
    return render_page(request, "fulfilment/tour_way.html", context)


def _tell_moved(request: HttpRequest, name: str, moved: Moved) -> None:
    if moved.more_m < 0:
        text = _("%(name)s is moved: %(km)s shorter.")
    else:
        text = _("%(name)s is moved: %(km)s longer.")
    tell(request, text % {"name": name, "km": tour_words.km(abs(moved.more_m))})
    if moved.late:
        names = ", ".join(stop.name for stop in moved.late)
        text = _("Now these close before the van comes: %(names)s")
        tell(request, text % {"names": names}, level=messages.WARNING)


def _trouble(plan: TourPlan | None) -> str:
    """Return why a plan could not be made, in words."""
    if plan is None or plan.status != PlanStatus.FAILED:
        return ""
    error = PlanStateError(status=plan.status)
    error.code = plan.error
    error.params = plan.error_params
    return str(message_for(error))


def _footprint(cycle: OrderCycle, tours: list[Tour]) -> Footprint | None:
    """Return what tours let out; None where a factor is not known on the day."""
    if not tours:
        return None
    try:
        return tours_footprint(hub_id=cycle.hub_id, tours=tours, on=cycle.delivery_day)
    except FigureMissingError:
        return None
