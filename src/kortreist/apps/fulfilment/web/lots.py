"""The page of a lot: where it came from, and everyone who got some of it."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from kortreist.apps.fulfilment.selectors.declared import facts_of_lot
from kortreist.apps.fulfilment.selectors.returned import came_back
from kortreist.apps.fulfilment.selectors.stock import list_places
from kortreist.apps.fulfilment.selectors.trace import get_lot, trace_lot
from kortreist.apps.fulfilment.services.lots import release_lot, withdraw_lot
from kortreist.apps.fulfilment.web.scope import hub_scope
from kortreist.apps.fulfilment.web.stock_forms import ToPlaceForm
from kortreist.apps.ui.notices import tell
from kortreist.apps.ui.pages import render_page


@require_GET
def lot_detail(request: HttpRequest, hub: UUID, lot: UUID) -> HttpResponse:
    """Show a lot and where it went."""
    scope = hub_scope(request, hub)
    trace = trace_lot(get_lot(**scope.reading, public_id=lot))
    places = list(list_places(**scope.reading))
    context = {
        "scope": scope,
        "trace": trace,
        "to_form": ToPlaceForm(places=places) if places else None,
        "facts": facts_of_lot(trace.lot),
        "came_back": came_back(trace.lot),
    }
    return render_page(request, "fulfilment/lot_detail.html", context)


@require_POST
def withdraw(request: HttpRequest, hub: UUID, lot: UUID) -> HttpResponse:
    """Stop a lot."""
    scope = hub_scope(request, hub)
    found = get_lot(**scope.reading, public_id=lot)
    withdraw_lot(**scope.writing, lot_id=found.pk)
    undo_url = scope.url("lot-release", lot=lot)
    tell(request, _("Lot %(lot)s is stopped.") % {"lot": found.code}, undo_url=undo_url)
    return redirect(scope.url("lot-detail", lot=lot))


@require_POST
def release(request: HttpRequest, hub: UUID, lot: UUID) -> HttpResponse:
    """Let a stopped lot be packed again."""
    scope = hub_scope(request, hub)
    found = get_lot(**scope.reading, public_id=lot)
    release_lot(**scope.writing, lot_id=found.pk)
    tell(request, _("Lot %(lot)s can be packed again.") % {"lot": found.code})
    return redirect(scope.url("lot-detail", lot=lot))
