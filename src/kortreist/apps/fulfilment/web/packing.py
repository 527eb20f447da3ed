"""Pages of the packing table: one picture, one number, one button."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from kortreist.apps.catalogue.words import goods_name
from kortreist.apps.fulfilment.selectors.packing import get_packing, list_packing
from kortreist.apps.fulfilment.selectors.packing_steps import (
    PackingStep,
    PackingWay,
    get_packing_step,
    list_goods_to_pack,
    next_delivery,
    next_line_of_goods,
)
from kortreist.apps.fulfilment.services.closing_up import (
    check_delivery,
    finish_packing,
    reopen_packing,
)
from kortreist.apps.fulfilment.services.packing import (
    pack_line,
    plan_deliveries,
    unpack_line,
)
from kortreist.apps.fulfilment.spoken import spoken_step
from kortreist.apps.fulfilment.web.forms import CratesForm, PackForm, zones_of
from kortreist.apps.fulfilment.web.scope import HubScope, hub_scope, page_number
from kortreist.apps.ui.error_messages import message_for
from kortreist.apps.ui.notices import tell
from kortreist.apps.ui.pages import render_page
from kortreist.kernel.errors import ConflictError, DomainError, InvalidInputError


@require_GET
def delivery_list(request: HttpRequest, hub: UUID, cycle: UUID) -> HttpResponse:
    """List a round's deliveries, those not ready first; or its goods, to be packed one by one."""
    scope = hub_scope(request, hub)
    found, way = scope.cycle(cycle), way_of(request)
    packing = list_packing(**scope.reading, cycle_id=found.pk, number=page_number(request))
    context = {"scope": scope, "cycle": found, "packing": packing, "way": way}
    if way == PackingWay.GOODS:
        context["goods"] = list_goods_to_pack(**scope.reading, cycle_id=found.pk)
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
    found, way = scope.cycle(cycle), way_of(request)
    if way == PackingWay.GOODS:
        line = next_line_of_goods(**scope.reading, cycle_id=found.pk)
        if line is not None:
            return redirect(_with_way(scope.url("packing-line", line=line.public_id), way))
    delivery = next_delivery(**scope.reading, cycle_id=found.pk, way=way)
    if delivery is None:
        return redirect(scope.url("packing-done", cycle=cycle))
    return redirect(_with_way(scope.url("packing-next", delivery=delivery.public_id), way))


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
        "form": CratesForm(zones=zones_of(lines), initial={"crates": found.crates or None}),
        "way": way_of(request),
        "packed_nothing": not any(line.packed and line.packed.count for line in lines),
    }
    return render_page(request, "fulfilment/packing_delivery.html", context)


@require_GET
def next_line(request: HttpRequest, hub: UUID, delivery: UUID) -> HttpResponse:
    """Go to the first line that waits, or to the crates when none does."""
    scope = hub_scope(request, hub)
    found, lines = get_packing(**scope.reading, delivery_id=delivery)
    way = way_of(request)
    for line in lines:
        if line.packed is None:
            return redirect(_with_way(scope.url("packing-line", line=line.line.public_id), way))
    return redirect(_with_way(scope.url("packing-delivery", delivery=found.public_id), way))


@require_http_methods(["GET", "HEAD", "POST"])
def line_detail(request: HttpRequest, hub: UUID, line: UUID) -> HttpResponse:
    """Pack one line: one picture, one number, one button."""
    scope = hub_scope(request, hub)
    step = get_packing_step(**scope.reading, line_id=line, way=way_of(request))
    form = PackForm(request.POST or None, line=step.line)
    if request.method == "POST" and form.is_valid():
        return _pack(request, scope, step, form)
    spoken = spoken_step(step)
    context = {"scope": scope, "step": step, "form": form, "spoken": spoken}
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
    found, lines = get_packing(**scope.reading, delivery_id=delivery)
    way = way_of(request)
    form = CratesForm(request.POST, zones=zones_of(lines))
    if not form.is_valid():
        tell(request, _("Write how many crates there are."), level=messages.ERROR)
        return redirect(_with_way(scope.url("packing-delivery", delivery=delivery), way))
    finish_packing(**scope.writing, delivery_id=found.pk, **form.facts())
    undo_url = scope.url("packing-reopen", delivery=delivery)
    tell(request, _("Ready: %(unit)s") % {"unit": found.unit.name}, undo_url=undo_url)
    return redirect(_with_way(scope.url("packing-begin", cycle=found.cycle.public_id), way))


@require_POST
def check(request: HttpRequest, hub: UUID, delivery: UUID) -> HttpResponse:
    """Note that somebody else has gone over the crates, or take that back."""
    scope = hub_scope(request, hub)
    found, _lines = get_packing(**scope.reading, delivery_id=delivery)
    is_checked = request.POST.get("undo") is None
    check_delivery(**scope.writing, delivery_id=found.pk, is_checked=is_checked)
    return redirect(scope.url("packing-delivery", delivery=delivery))


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
    return redirect(_after(scope, step))


def _stay(
    request: HttpRequest, scope: HubScope, step: PackingStep, error: DomainError
) -> HttpResponse:
    tell(request, message_for(error), level=messages.ERROR)
    address = scope.url("packing-line", line=step.line.line.public_id)
    return redirect(_with_way(address, step.way))


def _after(scope: HubScope, step: PackingStep) -> str:
    """Return where the next line is, or what comes when none is left."""
    if step.following is not None:
        return _with_way(scope.url("packing-line", line=step.following.public_id), step.way)
    if step.way == PackingWay.GOODS:
        return _with_way(scope.url("packing-begin", cycle=step.delivery.cycle.public_id), step.way)
    return _with_way(scope.url("packing-delivery", delivery=step.delivery.public_id), step.way)


def way_of(request: HttpRequest) -> PackingWay:
    """Return in which order the reader packs; what is no way is kitchen by kitchen."""
    asked = request.GET.get("way", "")
    return PackingWay(asked) if asked in list(PackingWay) else PackingWay.UNIT


def _with_way(address: str, way: PackingWay) -> str:
    return address if way == PackingWay.UNIT else f"{address}?way={way}"
