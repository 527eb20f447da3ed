"""The page of a lot: where it came from, and everyone who got some of it."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from kortreist.apps.actors.permissions import Permission
from kortreist.apps.fulfilment.selectors.declared import facts_of_lot
from kortreist.apps.fulfilment.selectors.deviations import deviations_of_lot
from kortreist.apps.fulfilment.selectors.lots import get_lot
from kortreist.apps.fulfilment.selectors.returned import came_back
from kortreist.apps.fulfilment.selectors.stock import list_places
from kortreist.apps.fulfilment.selectors.temperatures import history_of_lot
from kortreist.apps.fulfilment.selectors.trace import Trace, trace_back, trace_lot
from kortreist.apps.fulfilment.services.lots import release_lot, withdraw_lot
from kortreist.apps.fulfilment.web.scope import hub_scope
from kortreist.apps.fulfilment.web.stock_forms import ToPlaceForm
from kortreist.apps.fulfilment.web.trace_sheets import XLSX, TraceSheet, trace_sheet
from kortreist.apps.ui.notices import tell
from kortreist.apps.ui.pages import render_page
from kortreist.formats.sheets import write_csv, write_xlsx


@require_GET
def lot_detail(request: HttpRequest, hub: UUID, lot: UUID) -> HttpResponse:
    """Show a lot and where it went."""
    scope = hub_scope(request, hub)
    found = get_lot(**scope.reading, public_id=lot)
    trace = trace_lot(found)
    ancestry = trace_back(trace.lot)
    places = list(list_places(**scope.reading))
    context = {
        "scope": scope,
        "trace": trace,
        "ancestry": ancestry,
        "may_undo": _may_undo(trace),
        "may_recall": scope.actor.may(Permission.RECALL, hub_id=scope.hub.pk),
        "to_form": ToPlaceForm(places=places) if places else None,
        "facts": facts_of_lot(found),
        "came_back": came_back(found),
        "deviations": deviations_of_lot(found),
        "legs": history_of_lot(found),
    }
    return render_page(request, "fulfilment/lot_detail.html", context)


@require_GET
def lot_csv(request: HttpRequest, hub: UUID, lot: UUID) -> HttpResponse:
    """Give a lot's trace as text in columns."""
    sheet = _sheet(request, hub, lot)
    content = write_csv(sheet.headings, sheet.rows, notes=sheet.notes)
    return _file(sheet, content, "csv", "text/csv; charset=utf-8")


@require_GET
def lot_xlsx(request: HttpRequest, hub: UUID, lot: UUID) -> HttpResponse:
    """Give a lot's trace as a workbook."""
    sheet = _sheet(request, hub, lot)
    content = write_xlsx(sheet.title, sheet.headings, sheet.rows, notes=sheet.notes)
    return _file(sheet, content, "xlsx", XLSX)


def _sheet(request: HttpRequest, hub: UUID, lot: UUID) -> TraceSheet:
    scope = hub_scope(request, hub)
    trace = trace_lot(get_lot(**scope.reading, public_id=lot))
    return trace_sheet(trace, trace_back(trace.lot), scope.hub)


def _file(sheet: TraceSheet, content: bytes, suffix: str, kind: str) -> HttpResponse:
    response = HttpResponse(content, content_type=kind)
    response["Content-Disposition"] = content_disposition_header(
        as_attachment=True, filename=f"{sheet.title}.{suffix}"
    )
    return response


def _may_undo(trace: Trace) -> bool:
    """Whether the lot was made here and nothing has come of it."""
    lot = trace.lot
    is_whole = lot.packs_left == lot.received_count and len(trace.lots) == 1
    return lot.purchase_line_id is None and is_whole and lot.withdrawn_at is None


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
