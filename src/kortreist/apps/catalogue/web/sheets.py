"""A producer's goods in spreadsheets: sent, looked through, taken in, taken back, and given out."""

from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from kortreist.apps.catalogue.models import SheetImport, SheetState
from kortreist.apps.catalogue.selectors.sheet_export import export_goods, file_of
from kortreist.apps.catalogue.selectors.sheets import (
    get_import,
    given_up,
    list_imports,
    list_rows,
)
from kortreist.apps.catalogue.services import sheet_intake, sheet_taking
from kortreist.apps.catalogue.sheets import showing
from kortreist.apps.catalogue.web.forms import ColumnsForm, SheetForm
from kortreist.apps.catalogue.web.scope import ProducerScope, producer_scope
from kortreist.apps.ui import figures
from kortreist.apps.ui.notices import tell
from kortreist.apps.ui.pages import render_page, wants_fragment
from kortreist.kernel.periods import oslo_date

PAGE = 100
IMPORTS_PAGE = 20
CONTENT_TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


@require_http_methods(["GET", "POST"])
def sheet_list(request: HttpRequest, hub: UUID, producer: UUID) -> HttpResponse:
    """Send a sheet in, and list those that were sent."""
    scope = producer_scope(request, hub, producer)
    imports = list_imports(actor=scope.actor, **scope.ids)
    form = SheetForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        sheet = sheet_intake.receive_sheet(
            actor=scope.actor,
            hub_id=scope.hub.pk,
            producer_id=scope.terms.organisation_id,
            content=file.read(),
            name=file.name,
            now=scope.now,
        )
        return redirect(scope.url("sheet-detail", sheet=sheet.public_id))
    page = Paginator(imports, IMPORTS_PAGE).get_page(request.GET.get("page"))
    stopped = given_up(page.object_list)
    rows = [
        (sheet, showing.GIVEN_UP if sheet.pk in stopped else showing.STATES[sheet.state])
        for sheet in page.object_list
    ]
    context = {"scope": scope, "page": page, "rows": rows, "form": form}
    return render_page(request, "catalogue/sheet_list.html", context)


@require_GET
def sheet_detail(request: HttpRequest, hub: UUID, producer: UUID, sheet: UUID) -> HttpResponse:
    """Show how far a sheet has come, and what it would change."""
    scope, found = _sheet(request, hub, producer, sheet)
    context = {"scope": scope, "sheet": found, "status": showing.STATES[found.state]}
    job = given_up([found]).get(found.pk)
    if found.is_at_work and job is None:
        return render_page(
            request, "catalogue/sheet_detail.html", context, fragment="catalogue/_sheet_work.html"
        )
    if wants_fragment(request):
        # The work is done: the page that waited for it is shown anew.
        return HttpResponse(headers={"HX-Refresh": "true"})
    if found.state == SheetState.ASKING:
        return redirect(scope.url("sheet-columns", sheet=sheet))
    if job is not None:
        context |= {"status": showing.GIVEN_UP, "why": showing.why_given_up(job.error_code)}
        return render_page(request, "catalogue/sheet_detail.html", context)
    return render_page(request, "catalogue/sheet_detail.html", context | _look(request, found))


@require_http_methods(["GET", "POST"])
def sheet_columns(request: HttpRequest, hub: UUID, producer: UUID, sheet: UUID) -> HttpResponse:
    """Ask what a sheet's columns are."""
    scope, found = _sheet(request, hub, producer, sheet)
    form = ColumnsForm(request.POST or None, columns=found.columns)
    if request.method == "POST" and form.is_valid():
        sheet_intake.say_columns(
            actor=scope.actor,
            hub_id=scope.hub.pk,
            sheet_id=found.pk,
            fields=form.fields_said(),
            now=scope.now,
        )
        return redirect(scope.url("sheet-detail", sheet=sheet))
    context = {"scope": scope, "sheet": found, "form": form}
    return render_page(request, "catalogue/sheet_columns.html", context)


@require_POST
def sheet_take_in(request: HttpRequest, hub: UUID, producer: UUID, sheet: UUID) -> HttpResponse:
    """Say yes to what a sheet would do."""
    scope, found = _sheet(request, hub, producer, sheet)
    typed = request.POST.get("version", "")
    taken = sheet_taking.ask_to_take_in(
        actor=scope.actor,
        hub_id=scope.hub.pk,
        sheet_id=found.pk,
        version=int(typed) if typed.isascii() and typed.isdecimal() and len(typed) < 9 else 0,
        leave_refused_out=request.POST.get("leave_out") == "yes",
        now=scope.now,
    )
    if taken.state == SheetState.WAITING:
        tell(request, _("Sent to the hub, because it sets prices. You see here when it is in."))
    return redirect(scope.url("sheet-detail", sheet=sheet))


@require_POST
def sheet_retry(request: HttpRequest, hub: UUID, producer: UUID, sheet: UUID) -> HttpResponse:
    """Try a sheet again whose job was given up."""
    scope, found = _sheet(request, hub, producer, sheet)
    hub_id = scope.hub.pk
    sheet_intake.try_again(actor=scope.actor, hub_id=hub_id, sheet_id=found.pk, now=scope.now)
    return redirect(scope.url("sheet-detail", sheet=sheet))


@require_POST
def sheet_cancel(request: HttpRequest, hub: UUID, producer: UUID, sheet: UUID) -> HttpResponse:
    """Give a sheet up."""
    scope, found = _sheet(request, hub, producer, sheet)
    hub_id = scope.hub.pk
    sheet_intake.cancel_sheet(actor=scope.actor, hub_id=hub_id, sheet_id=found.pk, now=scope.now)
    tell(request, _("Given up. Nothing was changed."))
    return redirect(scope.url("sheet-list"))


@require_POST
def sheet_take_back(request: HttpRequest, hub: UUID, producer: UUID, sheet: UUID) -> HttpResponse:
    """Undo a sheet that was taken in."""
    scope, found = _sheet(request, hub, producer, sheet)
    sheet_taking.take_back(actor=scope.actor, hub_id=scope.hub.pk, sheet_id=found.pk, now=scope.now)
    tell(request, _("Taken back. The goods are as they were."))
    return redirect(scope.url("sheet-detail", sheet=sheet))


@require_GET
def goods_xlsx(request: HttpRequest, hub: UUID, producer: UUID) -> HttpResponse:
    """Give out a producer's goods as a workbook."""
    return _export(request, producer_scope(request, hub, producer), "xlsx")


@require_GET
def goods_csv(request: HttpRequest, hub: UUID, producer: UUID) -> HttpResponse:
    """Give out a producer's goods as text in columns."""
    return _export(request, producer_scope(request, hub, producer), "csv")


def _export(request: HttpRequest, scope: ProducerScope, kind: str) -> HttpResponse:
    sheet = export_goods(
        actor=scope.actor,
        **scope.ids,
        language=figures.reader_language(),
        today=oslo_date(scope.now),
        by_allergen=request.GET.get("allergens") == "columns",
    )
    name = scope.terms.organisation.name
    called = f"{slugify(name) or 'varer'}-{oslo_date(scope.now)}.{kind}"
    return HttpResponse(
        file_of(sheet, kind=kind, title=name),
        content_type=CONTENT_TYPES[kind],
        headers={"Content-Disposition": f'attachment; filename="{called}"'},
    )


def _sheet(
    request: HttpRequest, hub: UUID, producer: UUID, sheet: UUID
) -> tuple[ProducerScope, SheetImport]:
    scope = producer_scope(request, hub, producer)
    return scope, get_import(actor=scope.actor, **scope.ids, public_id=sheet)


def _look(request: HttpRequest, sheet: SheetImport) -> dict[str, object]:
    tabs = showing.tabs_of(sheet, request.GET.get("kind", ""))
    kind = next((tab.kind for tab in tabs if tab.is_current), "")
    page = Paginator(list_rows(sheet, kind=kind), PAGE).get_page(request.GET.get("page"))
    columns = [(each["heading"], showing.label_of(each["field"])) for each in sheet.columns]
    many = sheet.writes_rows
    return {
        "tabs": tabs,
        "page": page,
        "rows": showing.shown_rows(page.object_list),
        "columns": columns,
        "error": showing.words_of(sheet.error_code, sheet.error_params) if sheet.error_code else "",
        "take_in": ngettext("Take in %(rows)s row", "Take in %(rows)s rows", many)
        % {"rows": figures.whole(many)},
    }
