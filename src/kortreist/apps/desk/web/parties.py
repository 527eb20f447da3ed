"""Producers and kitchens of a hub, and the ways to their pages."""

from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_GET

from kortreist.apps.actors.permissions import Permission
from kortreist.apps.actors.selectors.parties import list_producers, list_units
from kortreist.apps.catalogue.selectors.sheets import waiting_imports
from kortreist.apps.desk.web.scope import hub_scope
from kortreist.apps.ui.pages import render_page
from kortreist.kernel.periods import oslo_date

PAGE = 100
LONGEST_SEARCH = 100


@require_GET
def producer_list(request: HttpRequest, hub: UUID) -> HttpResponse:
    """List the hub's producers."""
    actor, found = hub_scope(request, hub)
    rows = list_producers(actor=actor, hub_id=found.pk, on=oslo_date(timezone.now()))
    asked = asked_for(request)
    if asked:
        rows = rows.filter(organisation__name__icontains=asked)
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    manages = actor.may(Permission.MANAGE_GOODS, hub_id=found.pk)
    context = {
        "hub": found,
        "page": page,
        "asked": asked,
        "manages_goods": manages,
        "waiting": waiting_imports(actor=actor, hub_id=found.pk) if manages else (),
        "may_see_messages": actor.may(Permission.MANAGE_PARTIES, hub_id=found.pk),
    }
    return render_page(request, "desk/producer_list.html", context)


@require_GET
def unit_list(request: HttpRequest, hub: UUID) -> HttpResponse:
    """List the kitchens, shops and hotels that order."""
    actor, found = hub_scope(request, hub)
    rows = list_units(actor=actor, hub_id=found.pk)
    asked = asked_for(request)
    if asked:
        rows = rows.filter(name__icontains=asked)
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    context = {
        "hub": found,
        "page": page,
        "asked": asked,
        "may_manage": actor.may(Permission.MANAGE_PARTIES, hub_id=found.pk),
        "may_keep_prices": actor.may(Permission.MANAGE_GOODS, hub_id=found.pk),
        "may_see_messages": actor.may(Permission.MANAGE_PARTIES, hub_id=found.pk),
    }
    return render_page(request, "desk/unit_list.html", context)


def asked_for(request: HttpRequest) -> str:
    """Return the words a list is searched by, without what no text in PostgreSQL may hold."""
    return request.GET.get("q", "").replace("\0", "")[:LONGEST_SEARCH]
