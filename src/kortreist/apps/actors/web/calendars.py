"""When doors are closed and lists close: a unit's calendar, a producer's closing."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from kortreist.apps.actors.asking import actor_of
from kortreist.apps.actors.models import BuyerUnit
from kortreist.apps.actors.permissions import Permission, require
from kortreist.apps.actors.selectors.calendars import closed_ranges
from kortreist.apps.actors.selectors.parties import closed_days, get_hub, get_producer, get_unit
from kortreist.apps.actors.services.calendar import (
    close_unit_between,
    open_unit_between,
    set_delivery_weekdays,
    set_producer_closing,
)
from kortreist.apps.actors.web.forms import ClosingForm, WeekdaysForm
from kortreist.apps.ui.day_forms import GoneRangeForm, RangeForm
from kortreist.apps.ui.notices import tell
from kortreist.apps.ui.pages import render_page
from kortreist.kernel.errors import InvalidInputError
from kortreist.kernel.periods import oslo_date


@require_http_methods(["GET", "POST"])
def unit_calendar(request: HttpRequest, hub: UUID, unit: UUID) -> HttpResponse:
    """Show when a unit takes deliveries, and take down days when it is closed."""
    mine = _unit(request, hub, unit)
    form = RangeForm(request.POST or None)
    now = timezone.now()
    if request.method == "POST" and form.is_valid():
        close_unit_between(
            actor=actor_of(request),
            hub_id=mine.hub_id,
            unit_id=mine.pk,
            now=now,
            **form.facts(),
        )
        tell(request, _("Noted. Nothing is brought to you on those days."))
        return redirect(request.path)
    ranges = closed_ranges(closed_days(unit_id=mine.pk, since=oslo_date(now)))
    weekdays = WeekdaysForm(initial={"weekdays": mine.delivery_weekdays})
    context = {
        "hub": mine.hub,
        "unit": mine,
        "ranges": ranges,
        "form": form,
        "weekdays_form": weekdays,
    }
    return render_page(request, "actors/unit_calendar.html", context)


@require_POST
def unit_weekdays(request: HttpRequest, hub: UUID, unit: UUID) -> HttpResponse:
    """Take down on which weekdays a unit takes deliveries."""
    mine = _unit(request, hub, unit)
    form = WeekdaysForm(request.POST)
    if not form.is_valid():
        raise InvalidInputError
    set_delivery_weekdays(
        actor=actor_of(request),
        hub_id=mine.hub_id,
        unit_id=mine.pk,
        weekdays=frozenset(form.cleaned_data["weekdays"]),
        now=timezone.now(),
    )
    tell(request, _("Noted."))
    return redirect("actors:unit-calendar", hub=hub, unit=unit)


@require_POST
def unit_open(request: HttpRequest, hub: UUID, unit: UUID) -> HttpResponse:
    """Take back that a unit is closed on some days."""
    mine = _unit(request, hub, unit)
    form = GoneRangeForm(request.POST)
    if not form.is_valid():
        raise InvalidInputError
    open_unit_between(
        actor=actor_of(request),
        hub_id=mine.hub_id,
        unit_id=mine.pk,
        now=timezone.now(),
        **form.cleaned_data,
    )
    tell(request, _("Noted. You are open on those days."))
    return redirect("actors:unit-calendar", hub=hub, unit=unit)


@require_http_methods(["GET", "POST"])
def producer_closing(request: HttpRequest, hub: UUID, producer: UUID) -> HttpResponse:
    """Show and take down when a producer must know what it is to deliver."""
    actor, now = actor_of(request), timezone.now()
    found = get_hub(actor=actor, public_id=hub)
    terms = get_producer(actor=actor, hub_id=found.pk, public_id=producer, on=oslo_date(now))
    form = ClosingForm(request.POST or None, initial=ClosingForm.of(terms))
    if request.method == "POST" and form.is_valid():
        set_producer_closing(
            actor=actor,
            hub_id=found.pk,
            organisation_id=terms.organisation_id,
            now=now,
            **form.facts(),
        )
        tell(request, _("Noted. It counts for what you post from now on."))
        return redirect(request.path)
    context = {"hub": found, "producer": terms.organisation, "form": form}
    return render_page(request, "actors/producer_closing.html", context)


def _unit(request: HttpRequest, hub: UUID, unit: UUID) -> BuyerUnit:
    actor = actor_of(request)
    found = get_hub(actor=actor, public_id=hub)
    mine = get_unit(actor=actor, hub_id=found.pk, public_id=unit)
    require(actor, Permission.ORDER, hub_id=found.pk, unit_id=mine.pk)
    return mine
