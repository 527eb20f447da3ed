"""The hub's own closed days and pick-up points."""

from datetime import timedelta
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from kortreist.apps.actors.facts import DeliveryPointFacts
from kortreist.apps.actors.models import HubClosedDay
from kortreist.apps.actors.permissions import Permission, require
from kortreist.apps.actors.selectors.calendars import closed_ranges
from kortreist.apps.actors.selectors.parties import pickup_points
from kortreist.apps.actors.services.buyers import create_delivery_point, set_pickup
from kortreist.apps.actors.services.calendar import close_hub_between, open_hub_between
from kortreist.apps.desk.web.rule_forms import NewPointForm
from kortreist.apps.desk.web.scope import hub_scope
from kortreist.apps.registers.selectors.holidays import holidays_between
from kortreist.apps.trading.services.clock import keep_hub_cycles
from kortreist.apps.ui.day_forms import GoneRangeForm, RangeForm
from kortreist.apps.ui.error_messages import message_for
from kortreist.apps.ui.notices import tell
from kortreist.apps.ui.pages import render_page
from kortreist.kernel.errors import InvalidInputError, NotFoundError
from kortreist.kernel.periods import oslo_date


@require_http_methods(["GET", "POST"])
def closed_days(request: HttpRequest, hub: UUID) -> HttpResponse:
    """Show the public holidays and the days the hub is closed, and take down more."""
    actor, found = hub_scope(request, hub)
    require(actor, Permission.MANAGE_CYCLES, hub_id=found.pk)
    form = RangeForm(request.POST or None)
    now = timezone.now()
    if request.method == "POST" and form.is_valid():
        close_hub_between(actor=actor, hub_id=found.pk, now=now, **form.facts())
        keep_hub_cycles(hub_id=found.pk, now=now)
        tell(request, _("Noted. Rounds that nobody has used give way."))
        return redirect(request.path)
    today = oslo_date(now)
    own = HubClosedDay.objects.filter(hub=found, day__gte=today).order_by("day")
    in_a_year = today + timedelta(days=365)
    holidays = holidays_between(today, in_a_year, get_language() or "nb")
    context = {
        "hub": found,
        "form": form,
        "ranges": closed_ranges(own),
        "holidays": sorted(holidays.items()),
    }
    return render_page(request, "desk/closed_days.html", context)


@require_POST
def closed_days_open(request: HttpRequest, hub: UUID) -> HttpResponse:
    """Take back that the hub is closed on some days."""
    actor, found = hub_scope(request, hub)
    form = GoneRangeForm(request.POST)
    if not form.is_valid():
        raise InvalidInputError
    now = timezone.now()
    open_hub_between(actor=actor, hub_id=found.pk, now=now, **form.cleaned_data)
    keep_hub_cycles(hub_id=found.pk, now=now)
    tell(request, _("Noted. Rounds come on those days again."))
    return redirect("desk:closed-days", hub=hub)


@require_http_methods(["GET", "POST"])
def pickup_list(request: HttpRequest, hub: UUID) -> HttpResponse:
    """List the hub's pick-up points, and set up another."""
    actor, found = hub_scope(request, hub)
    require(actor, Permission.MANAGE_PARTIES, hub_id=found.pk)
    form = NewPointForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        facts = DeliveryPointFacts(**form.cleaned_data, is_pickup=True)
        try:
            create_delivery_point(actor=actor, hub_id=found.pk, facts=facts, now=timezone.now())
        except InvalidInputError as error:
            form.add_error(None, message_for(error))
        else:
            tell(request, _("Kitchens can choose it now."))
            return redirect(request.path)
    context = {"hub": found, "form": form, "points": pickup_points(hub_id=found.pk)}
    return render_page(request, "desk/pickup_list.html", context)


@require_POST
def pickup_close(request: HttpRequest, hub: UUID, point: UUID) -> HttpResponse:
    """Let nobody choose a pick-up point any more."""
    actor, found = hub_scope(request, hub)
    row = pickup_points(hub_id=found.pk).filter(public_id=point).first()
    if row is None:
        raise NotFoundError
    set_pickup(actor=actor, hub_id=found.pk, point_id=row.pk, is_pickup=False, now=timezone.now())
    tell(request, _("Nobody can choose it any more. Orders that are sent stand."))
    return redirect("desk:pickup-list", hub=hub)
