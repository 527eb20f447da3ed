"""Pages of the way out: what is to go, the handover at the door, the note that goes along."""

from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import FileResponse, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from kortreist.apps.actors.permissions import Permission, require
from kortreist.apps.actors.selectors.parties import get_unit
from kortreist.apps.catalogue.models import DepositLedger
from kortreist.apps.fulfilment import papers
from kortreist.apps.fulfilment.models import Delivery
from kortreist.apps.fulfilment.selectors.deliveries import (
    get_delivery,
    list_deliveries,
    list_unit_deliveries,
)
from kortreist.apps.fulfilment.selectors.deviations import deviations_of_delivery
from kortreist.apps.fulfilment.selectors.packing import PAGE_LENGTH
from kortreist.apps.fulfilment.services.deliveries import deliver, undo_delivery
from kortreist.apps.fulfilment.web.forms import HandoverForm
from kortreist.apps.fulfilment.web.scope import HubScope, hub_scope, page_number
from kortreist.apps.jobs.services.files import open_file
from kortreist.apps.trading.selectors.deposits import carriers_out
from kortreist.apps.ui.error_messages import message_for
from kortreist.apps.ui.notices import tell
from kortreist.apps.ui.pages import render_page
from kortreist.apps.ui.papers import send_paper
from kortreist.kernel.errors import ConflictError, InvalidInputError, NotFoundError


@require_GET
def delivery_list(request: HttpRequest, hub: UUID, cycle: UUID) -> HttpResponse:
    """List a round's deliveries, those that can go first."""
    scope = hub_scope(request, hub)
    found = scope.cycle(cycle)
    deliveries = list_deliveries(**scope.reading, cycle_id=found.pk, number=page_number(request))
    context = {"scope": scope, "cycle": found, "deliveries": deliveries}
    return render_page(request, "fulfilment/deliveries.html", context)


@require_GET
def unit_list(request: HttpRequest, hub: UUID, unit: UUID) -> HttpResponse:
    """List a unit's own deliveries, latest first."""
    scope = hub_scope(request, hub)
    found = get_unit(**scope.reading, public_id=unit)
    deliveries = list_unit_deliveries(**scope.reading, unit_id=found.pk)
    page = Paginator(deliveries, PAGE_LENGTH).get_page(page_number(request))
    context = {"scope": scope, "unit": found, "page": page}
    return render_page(request, "fulfilment/unit_deliveries.html", context)


@require_GET
def delivery_detail(request: HttpRequest, hub: UUID, delivery: UUID) -> HttpResponse:
    """Show a delivery: what was asked for, what came, and why not all."""
    scope = hub_scope(request, hub)
    found, lines = get_delivery(**scope.reading, public_id=delivery)
    context = {"scope": scope, "delivery": found, "lines": lines}
    if scope.may_deliver:
        context["deviations"] = deviations_of_delivery(found)
    return render_page(request, "fulfilment/delivery_detail.html", context)


@require_GET
def delivery_note(request: HttpRequest, hub: UUID, delivery: UUID) -> HttpResponse:
    """Show the note that goes along with the crates, for paper."""
    scope = hub_scope(request, hub)
    found, lines = get_delivery(**scope.reading, public_id=delivery)
    context = {"scope": scope, "delivery": found, "lines": lines}
    return render_page(request, "fulfilment/delivery_note.html", context)


@require_GET
def photo(request: HttpRequest, hub: UUID, delivery: UUID) -> HttpResponseBase:
    """Send the picture taken at the door, to the hub and to the unit."""
    found, _lines = get_delivery(**hub_scope(request, hub).reading, public_id=delivery)
    if found.photo is None:
        raise NotFoundError
    response = FileResponse(open_file(found.photo), content_type="image/jpeg")
    response.headers["Cache-Control"] = "private, no-store"
    return response


@require_GET
def delivery_note_pdf(request: HttpRequest, hub: UUID, delivery: UUID) -> HttpResponseBase:
    """Send the note that goes along with the crates as a paper, in its receiver's language."""
    found, lines = get_delivery(**hub_scope(request, hub).reading, public_id=delivery)
    return send_paper(request, *papers.delivery_note(found, lines))


@require_http_methods(["GET", "HEAD", "POST"])
def handover(request: HttpRequest, hub: UUID, delivery: UUID) -> HttpResponse:
    """Hand a delivery over at the door."""
    scope = hub_scope(request, hub)
    require(scope.actor, Permission.DELIVER, hub_id=scope.hub.pk)
    found, lines = get_delivery(**scope.reading, public_id=delivery)
    out = carriers_out(hub_id=scope.hub.pk, unit_ids=[found.unit_id])
    form = HandoverForm(
        request.POST if request.method == "POST" else None,
        lines=lines,
        crates_out=out.get((found.unit_id, DepositLedger.CRATE.value)),
    )
    if form.is_valid():
        return _hand_over(request, scope, found, form)
    context = {"scope": scope, "delivery": found, "form": form}
    return render_page(
        request, "fulfilment/handover.html", context, status=422 if form.errors else 200
    )


@require_POST
def undo(request: HttpRequest, hub: UUID, delivery: UUID) -> HttpResponse:
    """Take a handover back."""
    scope = hub_scope(request, hub)
    found, _lines = get_delivery(**scope.reading, public_id=delivery)
    undo_delivery(**scope.writing, delivery_id=found.pk)
    tell(request, _("The handover is taken back. The delivery is ready to go again."))
    return redirect(scope.url("handover", delivery=delivery))


def _hand_over(
    request: HttpRequest, scope: HubScope, delivery: Delivery, form: HandoverForm
) -> HttpResponse:
    try:
        deliver(**scope.writing, delivery_id=delivery.pk, **form.facts())
    except (ConflictError, InvalidInputError) as error:
        tell(request, message_for(error), level=messages.ERROR)
        return redirect(scope.url("handover", delivery=delivery.public_id))
    undo_url = scope.url("delivery-undo", delivery=delivery.public_id)
    tell(request, _("Handed over: %(unit)s") % {"unit": delivery.unit.name}, undo_url=undo_url)
    return redirect(scope.url("deliveries", cycle=delivery.cycle.public_id))
