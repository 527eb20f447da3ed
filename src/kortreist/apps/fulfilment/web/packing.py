"""Pages of the packing table: one picture, one number, one button."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from kortreist.apps.catalogue.words import goods_name
from kortreist.apps.fulfilment.selectors.packing import (
    PackingStep,
    get_packing,
    get_packing_step,
    list_packing,
    next_delivery,
)
from kortreist.apps.fulfilment.services.packing import (
    finish_packing,
    pack_line,
    plan_deliveries,
    reopen_packing,
    unpack_line,
)
from kortreist.apps.fulfilment.web.forms import CratesForm, PackForm
from kortreist.apps.fulfilment.web.scope import HubScope, hub_scope, page_number
from kortreist.apps.ui.error_messages import message_for
from kortreist.apps.ui.notices import tell
from kortreist.apps.ui.pages import render_page
from kortreist.kernel.errors import ConflictError, DomainError, InvalidInputError


@require_GET
def delivery_list(request: HttpRequest, hub: UUID, cycle: UUID) -> HttpResponse:
    """List a round's deliveries, those not ready first."""
    scope = hub_scope(request, hub)
    found = scope.cycle(cycle)
    packing = list_packing(**scope.reading, cycle_id=found.pk, number=page_number(request))
    context = {"scope": scope, "cycle": found, "packing": packing}
    return render_page(request, "fulfilment/packing.html", context)


@require_POST
def plan(request: HttpRequest, hub: UUID, cycle: UUID) -> HttpResponse:
    """Give every order its delivery."""
    scope = hub_scope(request, hub)
    found = scope.cycle(cycle)
    plan_deliveries(**scope.writing, cycle_id=found.pk)
    return redirect(scope.url("packing", cycle=cycle))


@require_GET
def begin(request: HttpRequest, hub: UUID, cycle: UUID) -> HttpResponse:
    """Go to what is to be packed next, or to what the round became."""
    scope = hub_scope(request, hub)
    found = scope.cycle(cycle)
    delivery = next_delivery(**scope.reading, cycle_id=found.pk)
    if delivery is None:
        return redirect(scope.url("packing-done", cycle=cycle))
    return redirect(scope.url("packing-next", delivery=delivery.public_id))


@require_GET
def done(request: HttpRequest, hub: UUID, cycle: UUID) -> HttpResponse:
    """Show what the round became, without names."""
    scope = hub_scope(request, hub)
    found = scope.cycle(cycle)
    packing = list_packing(**scope.reading, cycle_id=found.pk)
    context = {"scope": scope, "cycle": found, "figures": packing.figures}
    return render_page(request, "fulfilment/packing_done.html", context)


@require_GET
def delivery_detail(request: HttpRequest, hub: UUID, delivery: UUID) -> HttpResponse:
    """Show all of a delivery's lines: on screen, and as the list on paper."""
    scope = hub_scope(request, hub)
    found, lines = get_packing(**scope.reading, delivery_id=delivery)
    context = {
        "scope": scope,
        "delivery": found,
        "lines": lines,
        "waiting": sum(line.packed is None for line in lines),
        "form": CratesForm(initial={"crates": found.crates or None}),
        "packed_nothing": not any(line.packed and line.packed.count for line in lines),
    }
    return render_page(request, "fulfilment/packing_delivery.html", context)


@require_GET
def next_line(request: HttpRequest, hub: UUID, delivery: UUID) -> HttpResponse:
    """Go to the first line that waits, or to the crates when none does."""
    scope = hub_scope(request, hub)
    found, lines = get_packing(**scope.reading, delivery_id=delivery)
    for line in lines:
        if line.packed is None:
            return redirect(scope.url("packing-line", line=line.line.public_id))
    return redirect(scope.url("packing-delivery", delivery=found.public_id))


@require_http_methods(["GET", "HEAD", "POST"])
def line_detail(request: HttpRequest, hub: UUID, line: UUID) -> HttpResponse:
    """Pack one line: one picture, one number, one button."""
    scope = hub_scope(request, hub)
    step = get_packing_step(**scope.reading, line_id=line)
    form = PackForm(request.POST or None, line=step.line)
    if request.method == "POST" and form.is_valid():
        return _pack(request, scope, step, form)
    context = {"scope": scope, "step": step, "form": form}
    return render_page(
        request, "fulfilment/packing_line.html", context, status=422 if form.errors else 200
    )


@require_POST
def undo_line(request: HttpRequest, hub: UUID, line: UUID) -> HttpResponse:
    """Take a line out of the crate again."""
    scope = hub_scope(request, hub)
    step = get_packing_step(**scope.reading, line_id=line)
    unpack_line(**scope.writing, order_line_id=step.line.line.pk)
    return redirect(scope.url("packing-line", line=line))


@require_POST
def finish(request: HttpRequest, hub: UUID, delivery: UUID) -> HttpResponse:
    """Close a delivery's crates, and go on to the next."""
    scope = hub_scope(request, hub)
    found, _lines = get_packing(**scope.reading, delivery_id=delivery)
    form = CratesForm(request.POST)
    if not form.is_valid():
        tell(request, _("Write how many crates there are."), level=messages.ERROR)
        return redirect(scope.url("packing-delivery", delivery=delivery))
    finish_packing(**scope.writing, delivery_id=found.pk, crates=form.cleaned_data["crates"])
    undo_url = scope.url("packing-reopen", delivery=delivery)
    tell(request, _("Ready: %(unit)s") % {"unit": found.unit.name}, undo_url=undo_url)
    return redirect(scope.url("packing-begin", cycle=found.cycle.public_id))


@require_POST
def reopen(request: HttpRequest, hub: UUID, delivery: UUID) -> HttpResponse:
    """Open a delivery's crates again."""
    scope = hub_scope(request, hub)
    found, _lines = get_packing(**scope.reading, delivery_id=delivery)
    reopen_packing(**scope.writing, delivery_id=found.pk)
    return redirect(scope.url("packing-delivery", delivery=delivery))


def _pack(request: HttpRequest, scope: HubScope, step: PackingStep, form: PackForm) -> HttpResponse:
    line = step.line.line
    try:
        packed = pack_line(
            **scope.writing,
            order_line_id=line.pk,
            parts=form.parts(),
            reason=form.chosen_reason,
            short_life_reason=form.cleaned_data["short_life_reason"],
        )
    except (ConflictError, InvalidInputError) as error:
        return _stay(request, scope, step, error)
    text = _("Packed: %(count)s × %(goods)s")
    tell(
        request,
        text % {"count": packed.packed_count, "goods": goods_name(line.variant)},
        undo_url=scope.url("packing-undo", line=line.public_id),
    )
    if step.following is None:
        return redirect(scope.url("packing-delivery", delivery=step.delivery.public_id))
    return redirect(scope.url("packing-line", line=step.following.public_id))


def _stay(
    request: HttpRequest, scope: HubScope, step: PackingStep, error: DomainError
) -> HttpResponse:
    tell(request, message_for(error), level=messages.ERROR)
    return redirect(scope.url("packing-line", line=step.line.line.public_id))
