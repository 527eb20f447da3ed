"""The first page of each role: what is next, and what is wrong."""

from uuid import UUID

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_GET

from kortreist.apps.actors.asking import actor_of
from kortreist.apps.actors.permissions import Permission, require
from kortreist.apps.actors.selectors.parties import get_hub, get_producer, get_unit
from kortreist.apps.desk.selectors.homes import hub_home as read_hub_home
from kortreist.apps.desk.selectors.homes import producer_home as read_producer_home
from kortreist.apps.desk.selectors.homes import team_home as read_team_home
from kortreist.apps.desk.selectors.homes import unit_home as read_unit_home
from kortreist.apps.desk.selectors.running import read_trouble
from kortreist.apps.desk.web.places import home_url, stations
from kortreist.apps.desk.web.steps import findings_of, may_run, steps_of
from kortreist.apps.ui.pages import render_page
from kortreist.kernel.periods import oslo_date


@login_not_required
@require_GET
def front_door(request: HttpRequest) -> HttpResponse:
    """Lead everybody home; whoever has several roles chooses."""
    mine = stations(request)
    if not mine:
        if request.user.is_authenticated:
            return render_page(request, "desk/no_role.html")
        return redirect("actors:personas" if settings.DEMO else "account_login")
    if len(mine) == 1:
        return redirect(home_url(mine[0]))
    rows = [(home_url(station), station) for station in mine]
    return render_page(request, "desk/choose_role.html", {"rows": rows})


@require_GET
def hub_home(request: HttpRequest, hub: UUID) -> HttpResponse:
    """Show the coordinator today's stage, red things first."""
    actor = actor_of(request)
    found = get_hub(actor=actor, public_id=hub)
    home = read_hub_home(actor=actor, hub_id=found.pk, now=timezone.now())
    rows = [
        {
            "state": state,
            "steps": steps_of(actor, found, state),
            "findings": findings_of(actor, found, state),
            "may_run": may_run(actor, state),
        }
        for state in home.states
    ]
    context = {
        "hub": found,
        "rows": rows,
        "stock": home.stock,
        "deviations": home.deviations,
        "may_receive": actor.may(Permission.RECEIVE_GOODS, hub_id=found.pk),
        "trouble": read_trouble(actor=actor, hub_id=found.pk, now=timezone.now()),
        "may_see_jobs": actor.may(Permission.MANAGE_JOBS, hub_id=found.pk),
    }
    return render_page(request, "desk/hub_home.html", context)


@require_GET
def unit_home(request: HttpRequest, hub: UUID, unit: UUID) -> HttpResponse:
    """Show a kitchen its next delivery, the deadline, and the way to the same as last time."""
    actor = actor_of(request)
    found = get_hub(actor=actor, public_id=hub)
    mine = get_unit(actor=actor, hub_id=found.pk, public_id=unit)
    require(actor, Permission.ORDER, hub_id=found.pk, unit_id=mine.pk)
    context = {
        "hub": found,
        "unit": mine,
        "home": read_unit_home(actor=actor, unit=mine, now=timezone.now()),
        "may_pair": actor.may(Permission.PAIR_DEVICES, hub_id=found.pk, unit_id=mine.pk),
    }
    return render_page(request, "desk/unit_home.html", context)


@require_GET
def producer_home(request: HttpRequest, hub: UUID, producer: UUID) -> HttpResponse:
    """Show a producer what to deliver next, the big button, what is owed and what was cut."""
    actor = actor_of(request)
    found = get_hub(actor=actor, public_id=hub)
    now = timezone.now()
    terms = get_producer(actor=actor, hub_id=found.pk, public_id=producer, on=oslo_date(now))
    home = read_producer_home(
        actor=actor, hub_id=found.pk, producer_id=terms.organisation_id, now=now
    )
    context = {"hub": found, "terms": terms, "producer": terms.organisation, "home": home}
    return render_page(request, "desk/producer_home.html", context)


@require_GET
def team_home(request: HttpRequest, hub: UUID) -> HttpResponse:
    """Show the packing team today's round: what to receive, pack and bring."""
    actor = actor_of(request)
    found = get_hub(actor=actor, public_id=hub)
    home = read_team_home(actor=actor, hub_id=found.pk, now=timezone.now())
    return render_page(request, "desk/team_home.html", {"hub": found, "home": home})
