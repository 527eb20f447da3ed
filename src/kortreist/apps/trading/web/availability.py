"""What a producer has: by a quick word, by tapping, the same as last time; and taken back."""

from collections.abc import Sequence
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from kortreist.apps.catalogue.models import Variant
from kortreist.apps.catalogue.words import goods_name
from kortreist.apps.trading.models import OrderCycle
from kortreist.apps.trading.selectors.cycles import cycles_to_fill, get_cycle
from kortreist.apps.trading.selectors.notices import read_producer_notice
from kortreist.apps.trading.selectors.week import (
    WeekPage,
    WeekRow,
    has_packs_from_last_time,
    producer_week,
)
from kortreist.apps.trading.services.posts import (
    Posted,
    Statement,
    post_availability,
    repeat_last,
    undo_post,
)
from kortreist.apps.trading.web.forms import NoticeForm, said_rows, typed_numbers
from kortreist.apps.trading.web.scope import ProducerScope, post_id, producer_scope
from kortreist.apps.ui.error_messages import message_for
from kortreist.apps.ui.notices import tell
from kortreist.apps.ui.pages import render_page
from kortreist.kernel.periods import oslo_date

SHOWN_DAYS = 8


@require_http_methods(["GET", "POST"])
def availability(request: HttpRequest, hub: UUID, producer: UUID) -> HttpResponse:
    """Show and take down what the producer has for a round."""
    scope = producer_scope(request, hub, producer)
    cycles = _cycles(scope)
    chosen = _chosen(scope, cycles, request.POST.get("cycle") or request.GET.get("cycle", ""))
    week = _week(request, scope, chosen)
    if request.method == "POST" and chosen and week:
        _state_all(request, scope, chosen, week.rows)
        return redirect(f"{request.path}?cycle={chosen.public_id}&page={week.page.number}")
    context = {
        "scope": scope,
        "cycles": cycles[:SHOWN_DAYS],
        "cycle": chosen,
        "rows": week.rows if week else (),
        "page": week.page if week else None,
        "notice": request.GET.get("text", "")[:1000],
        "may_repeat": chosen is not None
        and has_packs_from_last_time(
            hub_id=scope.hub.pk, producer_id=scope.producer_id, cycle=chosen
        ),
    }
    return render_page(request, "trading/availability.html", context)


@require_POST
def notice(request: HttpRequest, hub: UUID, producer: UUID) -> HttpResponse:
    """Show what a quick word seems to mean, to be looked at before it is posted."""
    scope = producer_scope(request, hub, producer)
    form = NoticeForm(request.POST)
    if not form.is_valid():
        return redirect(scope.url("availability"))
    now = timezone.now()
    cycles = _cycles(scope)
    reading = read_producer_notice(
        actor=scope.actor,
        hub_id=scope.hub.pk,
        producer_id=scope.producer_id,
        text=form.cleaned_data["text"],
        cycles=_first(cycles, form.cleaned_data["cycle"]),
        today=oslo_date(now),
    )
    if reading.is_same_as_last and cycles:
        return _repeat(request, scope, _first(cycles, form.cleaned_data["cycle"])[0])
    context = {"scope": scope, "reading": reading, "text": form.cleaned_data["text"]}
    return render_page(request, "trading/notice.html", context)


@require_POST
def post(request: HttpRequest, hub: UUID, producer: UUID) -> HttpResponse:
    """Post what was read, as it was put right."""
    scope = producer_scope(request, hub, producer)
    cycles = {str(cycle.public_id): cycle for cycle in _cycles(scope)}
    said = said_rows(request.POST, hub_id=scope.hub.pk, producer_id=scope.producer_id)
    statements = [
        Statement(cycles[cycle].pk, row.variant_id, row.packs)
        for row in said
        for cycle in row.cycles
        if cycle in cycles
    ]
    posted = post_availability(
        actor=scope.actor,
        hub_id=scope.hub.pk,
        producer_id=scope.producer_id,
        statements=statements,
        text=request.POST.get("text", ""),
        learned={row.words: row.variant_id for row in said if row.was_put_right and row.words},
        now=timezone.now(),
    )
    _tell(request, scope, posted)
    first = next((cycle for row in said for cycle in row.cycles if cycle in cycles), "")
    return redirect(scope.url("availability") + (f"?cycle={first}" if first else ""))


@require_POST
def repeat(request: HttpRequest, hub: UUID, producer: UUID) -> HttpResponse:
    """Post the same as last time."""
    scope = producer_scope(request, hub, producer)
    chosen = _chosen(scope, _cycles(scope), request.POST.get("cycle", ""))
    if chosen is None:
        return redirect(scope.url("availability"))
    return _repeat(request, scope, chosen)


@require_POST
def post_undo(request: HttpRequest, hub: UUID, producer: UUID, post: UUID) -> HttpResponse:
    """Take a press back."""
    scope = producer_scope(request, hub, producer)
    found = post_id(post, hub_id=scope.hub.pk, producer_id=scope.producer_id)
    undone = undo_post(actor=scope.actor, hub_id=scope.hub.pk, post_id=found, now=timezone.now())
    _tell_refused(request, undone)
    tell(request, _("Taken back. Everything is as it was."))
    return redirect(scope.url("availability"))


def _cycles(scope: ProducerScope) -> list[OrderCycle]:
    return cycles_to_fill(hub_id=scope.hub.pk, today=oslo_date(timezone.now()))


def _first(cycles: Sequence[OrderCycle], asked: str) -> list[OrderCycle]:
    """Return the cycles with the one that is open on the page first: it is meant by default."""
    return sorted(cycles, key=lambda cycle: str(cycle.public_id) != asked)


def _chosen(scope: ProducerScope, cycles: list[OrderCycle], asked: str) -> OrderCycle | None:
    for cycle in cycles:
        if str(cycle.public_id) == asked:
            return get_cycle(
                actor=scope.actor, hub_id=scope.hub.pk, cycle_public_id=cycle.public_id
            )
    return cycles[0] if cycles else None


def _week(request: HttpRequest, scope: ProducerScope, cycle: OrderCycle | None) -> WeekPage | None:
    if cycle is None:
        return None
    return producer_week(
        actor=scope.actor,
        hub_id=scope.hub.pk,
        producer_id=scope.producer_id,
        cycle=cycle,
        number=request.GET.get("page", "1"),
    )


def _state_all(
    request: HttpRequest, scope: ProducerScope, cycle: OrderCycle, rows: list[WeekRow]
) -> None:
    """State every number that was changed; one that cannot be right does not stop the others."""
    typed = typed_numbers(request.POST, {str(row.variant.public_id) for row in rows})
    statements = [
        Statement(cycle.pk, row.variant.pk, typed[name])
        for row in rows
        if (name := str(row.variant.public_id)) in typed and typed[name] != row.packs
    ]
    posted = post_availability(
        actor=scope.actor,
        hub_id=scope.hub.pk,
        producer_id=scope.producer_id,
        statements=statements,
        now=timezone.now(),
    )
    _tell(request, scope, posted)


def _repeat(request: HttpRequest, scope: ProducerScope, cycle: OrderCycle) -> HttpResponse:
    posted = repeat_last(
        actor=scope.actor,
        hub_id=scope.hub.pk,
        producer_id=scope.producer_id,
        cycle_id=cycle.pk,
        now=timezone.now(),
    )
    if posted.post is None and not posted.refused:
        tell(request, _("You have already said what you have for this round."), level=messages.INFO)
    _tell(request, scope, posted)
    return redirect(scope.url("availability") + f"?cycle={cycle.public_id}")


def _tell(request: HttpRequest, scope: ProducerScope, posted: Posted) -> None:
    _tell_refused(request, posted)
    if posted.post is None:
        return
    undo_url = scope.url("post-undo", post=posted.post.public_id)
    tell(request, _("Posted. Kitchens can see it now."), undo_url=undo_url)


def _tell_refused(request: HttpRequest, posted: Posted) -> None:
    variants = Variant.objects.select_related("product").in_bulk(
        [each.variant_id for each, _error in posted.refused]
    )
    for each, error in posted.refused:
        name = goods_name(variants[each.variant_id]) if each.variant_id in variants else ""
        tell(request, f"{name}: {message_for(error)}", level=messages.ERROR)
