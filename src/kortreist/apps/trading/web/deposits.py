"""Deposits of one party: what it has of crates, pallets and bottles."""

from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from kortreist.apps.actors.permissions import Permission, require
from kortreist.apps.trading.selectors.deposits import (
    producer_balances,
    producer_movements,
    unit_balances,
    unit_movements,
)
from kortreist.apps.trading.services.carriers import note_producer_carriers
from kortreist.apps.trading.web.forms import CarriersForm
from kortreist.apps.trading.web.scope import producer_scope, unit_scope
from kortreist.apps.ui.notices import tell
from kortreist.apps.ui.pages import render_page

PAGE = 50


@require_GET
def unit_deposits(request: HttpRequest, hub: UUID, unit: UUID) -> HttpResponse:
    """Show what a unit has of the hub's crates and pallets, and its bottles."""
    scope = unit_scope(request, hub, unit)
    balances = unit_balances(actor=scope.actor, hub_id=scope.hub.pk, unit_id=scope.unit.pk)
    moved = unit_movements(hub_id=scope.hub.pk, unit_id=scope.unit.pk)
    context = {
        "name": scope.unit.name,
        "balances": balances,
        "page": Paginator(moved, PAGE).get_page(request.GET.get("page")),
    }
    return render_page(request, "trading/deposits.html", context)


@require_http_methods(["GET", "POST"])
def producer_deposits(request: HttpRequest, hub: UUID, producer: UUID) -> HttpResponse:
    """Show a producer's crates, pallets and bottles; those who receive goods note what moved."""
    scope = producer_scope(request, hub, producer)
    balances = producer_balances(
        actor=scope.actor, hub_id=scope.hub.pk, producer_id=scope.producer_id
    )
    may_note = scope.actor.may(Permission.RECEIVE_GOODS, hub_id=scope.hub.pk)
    form = CarriersForm(request.POST or None, hub_id=scope.hub.pk) if may_note else None
    if request.method == "POST":
        require(scope.actor, Permission.RECEIVE_GOODS, hub_id=scope.hub.pk)
    if request.method == "POST" and form and form.is_valid():
        made = note_producer_carriers(
            actor=scope.actor,
            hub_id=scope.hub.pk,
            producer_id=scope.producer_id,
            now=timezone.now(),
            **form.facts(),
        )
        tell(request, _("Noted.") if made else _("The hub takes no deposit on these yet."))
        return redirect(scope.url("producer-deposits"))
    moved = producer_movements(hub_id=scope.hub.pk, producer_id=scope.producer_id)
    context = {
        "name": scope.terms.organisation.name,
        "balances": balances,
        "page": Paginator(moved, PAGE).get_page(request.GET.get("page")),
        "form": form,
        "is_producer": True,
    }
    return render_page(request, "trading/deposits.html", context)
