"""Pages of cases where goods are taken back: start one, see who has answered, close it."""

import time
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from kortreist.apps.actors.permissions import Permission, require
from kortreist.apps.fulfilment.models import Lot
from kortreist.apps.fulfilment.recall_papers import recall_paper
from kortreist.apps.fulfilment.selectors.lots import find_lot_at, get_lot, lots_lately
from kortreist.apps.fulfilment.selectors.recalls import (
    RecallPage,
    get_recall,
    list_recalls,
    recall_report,
)
from kortreist.apps.fulfilment.services.recalls import (
    close_recall,
    remind_silent,
    start_recall,
    tell_authority,
)
from kortreist.apps.fulfilment.web.recall_forms import ConclusionForm, RecallForm
from kortreist.apps.fulfilment.web.recall_sheets import recall_sheet
from kortreist.apps.fulfilment.web.scope import HubScope, hub_scope
from kortreist.apps.ui.error_messages import message_for
from kortreist.apps.ui.notices import tell
from kortreist.apps.ui.pages import render_page
from kortreist.apps.ui.papers import send_paper
from kortreist.formats.sheets import write_csv
from kortreist.kernel.errors import ConflictError, InvalidInputError


@require_GET
def recall_list(request: HttpRequest, hub: UUID) -> HttpResponse:
    """List the cases, open ones first."""
    scope = hub_scope(request, hub)
    context = {"scope": scope, "recalls": list_recalls(**scope.reading)}
    return render_page(request, "fulfilment/recalls.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def recall_new(request: HttpRequest, hub: UUID) -> HttpResponse:
    """Start a case: which lots, what is wrong, what to do."""
    scope = hub_scope(request, hub)
    require(scope.actor, Permission.RECALL, hub_id=scope.hub.pk)
    chosen = _asked_for(request, scope)
    asked = request.GET.get("q", "").strip()
    lots = {lot.pk: lot for lot in [*chosen, *_offered(scope, asked)]}
    form = RecallForm(request.POST or None, lots=list(lots.values()), chosen=chosen)
    if request.method == "POST" and form.is_valid():
        try:
            recall = start_recall(**scope.writing, entry=form.entry(), clock=time.monotonic_ns)
        except InvalidInputError as error:
            field = error.params.get("field")
            form.add_error(str(field) if field in form.fields else None, message_for(error))
        else:
            return redirect(scope.url("recall-detail", recall=recall.public_id))
    context = {"scope": scope, "form": form, "asked": asked}
    return render_page(
        request, "fulfilment/recall_new.html", context, status=422 if form.errors else 200
    )


@require_GET
def recall_detail(request: HttpRequest, hub: UUID, recall: UUID) -> HttpResponse:
    """Show a case: what was found, who has answered."""
    scope, page = _page(request, hub, recall)
    context = {"scope": scope, "page": page, "recall": page.recall, "form": ConclusionForm()}
    # The page asks for the answers alone while it is open.
    is_part = bool(request.headers.get("HX-Request"))
    template = "fulfilment/_recall_answers.html" if is_part else "fulfilment/recall_detail.html"
    response = render_page(request, template, context)
    response["Vary"] = "HX-Request"
    return response


@require_POST
def remind(request: HttpRequest, hub: UUID, recall: UUID) -> HttpResponse:
    """Ask those once more who have not answered."""
    scope, page = _page(request, hub, recall)
    try:
        count = remind_silent(**scope.writing, recall_id=page.recall.pk)
    except ConflictError as error:
        tell(request, message_for(error), level=messages.ERROR)
    else:
        text = ngettext("%(count)s is asked again.", "%(count)s are asked again.", count)
        tell(request, text % {"count": count})
    return redirect(scope.url("recall-detail", recall=recall))


@require_POST
def told(request: HttpRequest, hub: UUID, recall: UUID) -> HttpResponse:
    """Note that the authority has been told."""
    scope, page = _page(request, hub, recall)
    try:
        tell_authority(**scope.writing, recall_id=page.recall.pk)
    except ConflictError as error:
        tell(request, message_for(error), level=messages.ERROR)
    else:
        tell(request, _("Noted with the time."))
    return redirect(scope.url("recall-detail", recall=recall))


@require_POST
def close(request: HttpRequest, hub: UUID, recall: UUID) -> HttpResponse:
    """Close a case with what came of it."""
    scope, page = _page(request, hub, recall)
    try:
        conclusion = request.POST.get("conclusion", "")
        close_recall(**scope.writing, recall_id=page.recall.pk, conclusion=conclusion)
    except (ConflictError, InvalidInputError) as error:
        tell(request, message_for(error), level=messages.ERROR)
    else:
        tell(request, _("The case is closed."))
    return redirect(scope.url("recall-detail", recall=recall))


@require_GET
def report(request: HttpRequest, hub: UUID, recall: UUID) -> HttpResponse:
    """Show what the food safety authority asks for."""
    scope, page = _page(request, hub, recall)
    context = {"scope": scope, "report": recall_report(page), "recall": page.recall}
    return render_page(request, "fulfilment/recall_report.html", context)


@require_GET
def report_csv(request: HttpRequest, hub: UUID, recall: UUID) -> HttpResponse:
    """Give the report as text in columns."""
    scope, page = _page(request, hub, recall)
    sheet = recall_sheet(recall_report(page), scope.hub)
    content = write_csv(sheet.headings, sheet.rows, notes=sheet.notes)
    response = HttpResponse(content, content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = content_disposition_header(
        as_attachment=True, filename=f"{sheet.title}.csv"
    )
    return response


@require_GET
def report_pdf(request: HttpRequest, hub: UUID, recall: UUID) -> HttpResponseBase:
    """Send the report as a paper."""
    scope, page = _page(request, hub, recall)
    return send_paper(request, *recall_paper(recall_report(page), scope.hub))


def _page(request: HttpRequest, hub: UUID, recall: UUID) -> tuple[HubScope, RecallPage]:
    scope = hub_scope(request, hub)
    return scope, get_recall(**scope.reading, public_id=recall)


def _asked_for(request: HttpRequest, scope: HubScope) -> list[Lot]:
    """Return the lots that an address or a form names; what is no lot is left out."""
    named = [*request.GET.getlist("lot"), *request.POST.getlist("lots")]
    ids = []
    for each in dict.fromkeys(named):
        try:
            ids.append(UUID(each))
        except ValueError:
            continue
    return [get_lot(**scope.reading, public_id=public_id) for public_id in ids]


def _offered(scope: HubScope, asked: str) -> list[Lot]:
    if asked:
        return find_lot_at(**scope.reading, asked=asked)
    return lots_lately(**scope.reading)
