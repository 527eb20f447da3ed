"""Pages of goods-in: what is to come, what came, what is missing."""

from collections.abc import Sequence
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from kortreist.apps.catalogue.models import Storage
from kortreist.apps.fulfilment.selectors.deviations import deviations_of_purchase
from kortreist.apps.fulfilment.selectors.goods_in import (
    ExpectedLine,
    get_line,
    get_purchase,
    list_expected,
)
from kortreist.apps.fulfilment.selectors.lots import get_lot
from kortreist.apps.fulfilment.selectors.scanning import (
    Found,
    Prefill,
    find_scanned,
    open_lines,
)
from kortreist.apps.fulfilment.selectors.stock import list_places, usual_places
from kortreist.apps.fulfilment.services.goods_in import receive_cycle, undo_receipt
from kortreist.apps.fulfilment.services.missing import report_missing, undo_missing
from kortreist.apps.fulfilment.web.receipt_forms import ReceiptForms
from kortreist.apps.fulfilment.web.scope import HubScope, hub_scope, page_number, uuid_of
from kortreist.apps.trading.models import OrderCycle, PurchaseLine, PurchaseOrder
from kortreist.apps.ui.error_messages import message_for
from kortreist.apps.ui.notices import tell
from kortreist.apps.ui.pages import render_page
from kortreist.kernel.errors import DomainError, NotFoundError
from kortreist.kernel.periods import oslo_date


@require_GET
def expected_list(request: HttpRequest, hub: UUID, cycle: UUID) -> HttpResponse:
    """List a round's purchase lines, what is missing first."""
    scope = hub_scope(request, hub)
    found = scope.cycle(cycle)
    expected = list_expected(**scope.reading, cycle_id=found.pk, number=page_number(request))
    context = {"scope": scope, "cycle": found, "expected": expected}
    return render_page(request, "fulfilment/goods_in.html", context)


@require_GET
def scanned(request: HttpRequest, hub: UUID) -> HttpResponse:
    """Lead from a scan to where it belongs; several or none are shown to choose from."""
    scope = hub_scope(request, hub)
    found, cycle = _found(request, scope)
    if found.purchase is not None:
        return redirect(scope.url("goods-in-entry", purchase=found.purchase.public_id))
    if len(found.lines) == 1:
        return redirect(_entry_url(scope, found.lines[0], found.text))
    if found.lot is not None:
        return redirect(scope.url("lot-detail", lot=found.lot.public_id))
    choices = found.lines or open_lines(**scope.reading, cycle_id=cycle.pk if cycle else None)
    refusal = message_for(found.refusal) if found.refusal else ""
    context = {
        "scope": scope,
        "cycle": cycle,
        "found": found,
        "refusal": refusal,
        "choices": [(line, _entry_url(scope, line, found.text)) for line in choices],
    }
    return render_page(request, "fulfilment/goods_in_scan.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def entry(request: HttpRequest, hub: UUID, purchase: UUID) -> HttpResponse:
    """Take in what one producer hands over, a row for each line."""
    scope = hub_scope(request, hub)
    found, lines = get_purchase(**scope.reading, public_id=purchase)
    data = request.POST if request.method == "POST" else None
    forms = ReceiptForms(
        data,
        request.FILES if data is not None else None,
        prefills=_prefills(request, scope, found.pk, lines),
        lines=lines,
        delivery_day=found.cycle.delivery_day,
        places=list_places(**scope.reading),
        place_of=usual_places(hub_id=scope.hub.pk),
    )
    if data is not None and forms.is_valid() and _receive(request, scope.writing, found, forms):
        return redirect(scope.url("goods-in-entry", purchase=purchase))
    wrong = deviations_of_purchase(hub_id=scope.hub.pk, purchase_order_id=found.pk)
    context = {"scope": scope, "purchase": found, "forms": forms, "deviations": wrong}
    return render_page(request, "fulfilment/goods_in_entry.html", context, status=_status(forms))


@require_POST
def undo_lot(request: HttpRequest, hub: UUID, lot: UUID) -> HttpResponse:
    """Take a lot out again."""
    scope = hub_scope(request, hub)
    found = get_lot(**scope.reading, public_id=lot)
    if found.purchase_line is None:
        raise NotFoundError
    purchase = found.purchase_line.purchase_order
    undo_receipt(**scope.writing, lot_id=found.pk)
    tell(request, _("Lot %(lot)s is taken out again.") % {"lot": found.code})
    return redirect(scope.url("goods-in-entry", purchase=purchase.public_id))


@require_POST
def missing(request: HttpRequest, hub: UUID, line: UUID) -> HttpResponse:
    """Say that nothing came on a line."""
    scope = hub_scope(request, hub)
    found = get_line(**scope.reading, public_id=line)
    report_missing(**scope.writing, purchase_line_id=found.pk)
    undo_url = scope.url("goods-in-missing-undo", line=line)
    tell(request, _("Noted: nothing came. Packing no longer waits for it."), undo_url=undo_url)
    return redirect(scope.url("goods-in-entry", purchase=found.purchase_order.public_id))


@require_POST
def undo_missing_line(request: HttpRequest, hub: UUID, line: UUID) -> HttpResponse:
    """Wait for a line's goods again."""
    scope = hub_scope(request, hub)
    found = get_line(**scope.reading, public_id=line)
    undo_missing(**scope.writing, purchase_line_id=found.pk)
    return redirect(scope.url("goods-in-entry", purchase=found.purchase_order.public_id))


def _found(request: HttpRequest, scope: HubScope) -> tuple[Found, OrderCycle | None]:
    asked, cycle, purchase = uuid_of(request.GET.get("cycle", "")), None, None
    if asked is not None:
        cycle = scope.cycle(asked)
    asked = uuid_of(request.GET.get("purchase", ""))
    if asked is not None:
        purchase, _lines = get_purchase(**scope.reading, public_id=asked)
        cycle = purchase.cycle
    found = find_scanned(
        **scope.reading,
        text=request.GET.get("code", ""),
        today=oslo_date(timezone.now()),
        cycle_id=cycle.pk if cycle else None,
        purchase_id=purchase.pk if purchase else None,
    )
    return found, cycle


def _entry_url(scope: HubScope, line: PurchaseLine, text: str) -> str:
    page = scope.url("goods-in-entry", purchase=line.purchase_order.public_id)
    query = urlencode({"code": text, "line": line.public_id})
    # A browser puts the cursor into the field that an address names: what no scanner says.
    is_cold = line.variant.product.storage != Storage.AMBIENT
    field = "temperature_dc" if is_cold else "count"
    return f"{page}?{query}#id_{line.public_id}-{field}"


def _prefills(
    request: HttpRequest, scope: HubScope, purchase_id: int, lines: Sequence[ExpectedLine]
) -> dict[int, Prefill]:
    """Return what a scan says, for the line that it led to."""
    text, asked = request.GET.get("code", ""), uuid_of(request.GET.get("line", ""))
    chosen = next((row.line for row in lines if row.line.public_id == asked), None)
    if not text or chosen is None:
        return {}
    today = oslo_date(timezone.now())
    found = find_scanned(**scope.reading, text=text, today=today, purchase_id=purchase_id)
    return {chosen.pk: found.prefill(chosen)}


def _receive(
    request: HttpRequest,
    writing: dict[str, Any],  # Any: keywords of any service
    purchase: PurchaseOrder,
    forms: ReceiptForms,
) -> bool:
    entries = forms.entries()
    try:
        receive_cycle(**writing, cycle_id=purchase.cycle_id, entries=entries)
    except DomainError as error:
        forms.blame(error)
        return False
    text = ngettext("%(count)s lot received.", "%(count)s lots received.", len(entries))
    tell(request, text % {"count": len(entries)})
    return True


def _status(forms: ReceiptForms) -> int:
    return 422 if any(row.errors for row in forms.rows) else 200
