"""The coordinator's pages for a round: one per stage, with what is wrong and what comes next."""

from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from kortreist.apps.actors.permissions import Permission
from kortreist.apps.desk import words
from kortreist.apps.desk.models import CycleStage
from kortreist.apps.desk.selectors.conductor import get_stage_state
from kortreist.apps.desk.services.conductor import run_stage, undo_stage
from kortreist.apps.desk.web.forms import CycleForm
from kortreist.apps.desk.web.scope import CycleScope, cycle_scope, hub_scope
from kortreist.apps.desk.web.steps import (
    can_undo,
    findings_of,
    latest_undoable,
    may_run,
    money_of,
    steps_of,
)
from kortreist.apps.fulfilment.selectors.deviations import deviation_signs
from kortreist.apps.trading.models import CycleStatus
from kortreist.apps.trading.selectors.cycles import list_cycles, waits_for_the_clock
from kortreist.apps.trading.selectors.orders import list_cycle_orders
from kortreist.apps.trading.selectors.purchases import list_cycle_purchases
from kortreist.apps.trading.selectors.rules import coming_dates, list_rules
from kortreist.apps.trading.selectors.shortages import Shortages, get_shortages
from kortreist.apps.trading.selectors.surplus import count_unclaimed
from kortreist.apps.trading.services.cycles import create_cycle
from kortreist.apps.ui.notices import tell
from kortreist.apps.ui.pages import render_page
from kortreist.kernel.errors import NotFoundError

PAGE = 100
SHOWN_DATES = 24
# Stages the conductor does at a press; the others are done by people on pages of their own.
AT_A_PRESS = frozenset(
    {
        CycleStage.OPEN,
        CycleStage.CLOSE,
        CycleStage.ORDER,
        CycleStage.INVOICE,
        CycleStage.SETTLE,
    }
)


@require_http_methods(["GET", "POST"])
def cycle_list(request: HttpRequest, hub: UUID) -> HttpResponse:
    """List the rounds, and set up a new one."""
    actor, found = hub_scope(request, hub)
    now = timezone.now()
    rows = list_cycles(actor=actor, hub_id=found.pk).exclude(waits_for_the_clock(now))
    form = CycleForm(request.POST or None, initial=CycleForm.a_week_after(rows.first()))
    if request.method == "POST" and form.is_valid():
        cycle = create_cycle(actor=actor, hub_id=found.pk, now=timezone.now(), **form.cleaned_data)
        return redirect(reverse("desk:cycle-detail", kwargs={"hub": hub, "cycle": cycle.public_id}))
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    may_set_up = actor.may(Permission.MANAGE_CYCLES, hub_id=found.pk)
    rules = list(list_rules(actor=actor, hub_id=found.pk))
    context = {
        "hub": found,
        "page": page,
        "form": form,
        "may_set_up": may_set_up,
        "rules": rules,
        "dates": coming_dates(rules, now=now, language=get_language() or "nb")[:SHOWN_DATES],
    }
    return render_page(request, "desk/cycle_list.html", context)


@require_GET
def cycle_detail(request: HttpRequest, hub: UUID, cycle: UUID) -> HttpResponse:
    """Show how far a round has come, what is wrong, and what comes next."""
    scope = cycle_scope(request, hub, cycle)
    state = get_stage_state(actor=scope.actor, cycle=scope.cycle, now=timezone.now())
    context = {
        "scope": scope,
        "state": state,
        "steps": steps_of(scope.actor, scope.hub, state),
        "findings": findings_of(scope.actor, scope.hub, state),
        "money": money_of(state.identity),
        "shortages": _shortages(scope),
        "left": count_unclaimed(scope.cycle, now=timezone.now()),
        "may_run": may_run(scope.actor, state),
        "may_manage": scope.actor.may(Permission.MANAGE_CYCLES, hub_id=scope.hub.pk),
        "undo_stage": latest_undoable(scope.actor, state),
    }
    if scope.actor.may(Permission.RECEIVE_GOODS, hub_id=scope.hub.pk):
        signs = deviation_signs(hub_id=scope.hub.pk, cycle_id=scope.cycle.pk)
        page_url = reverse("fulfilment:deviations", kwargs={"hub": scope.hub.public_id})
        context |= {
            "deviations": signs,
            "deviations_url": f"{page_url}?cycle={scope.cycle.public_id}",
        }
    return render_page(request, "desk/cycle_detail.html", context)


def _shortages(scope: CycleScope) -> Shortages | None:
    """Return what is short while something can be done about it."""
    if scope.cycle.status != CycleStatus.OPEN:
        return None
    return get_shortages(actor=scope.actor, cycle=scope.cycle)


@require_GET
def order_list(request: HttpRequest, hub: UUID, cycle: UUID) -> HttpResponse:
    """List a round's orders, and the baskets nobody has sent."""
    scope = cycle_scope(request, hub, cycle)
    rows = list_cycle_orders(actor=scope.actor, hub_id=scope.hub.pk, cycle_id=scope.cycle.pk)
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    return render_page(request, "desk/order_list.html", {"scope": scope, "page": page})


@require_GET
def purchase_list(request: HttpRequest, hub: UUID, cycle: UUID) -> HttpResponse:
    """List a round's purchase orders, unanswered first."""
    scope = cycle_scope(request, hub, cycle)
    rows = list_cycle_purchases(actor=scope.actor, hub_id=scope.hub.pk, cycle_id=scope.cycle.pk)
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    return render_page(request, "desk/purchase_list.html", {"scope": scope, "page": page})


@require_POST
def stage_run(request: HttpRequest, hub: UUID, cycle: UUID, stage: str) -> HttpResponse:
    """Bring the round on by one stage."""
    scope = cycle_scope(request, hub, cycle)
    if stage not in AT_A_PRESS:
        raise NotFoundError
    run_stage(
        actor=scope.actor,
        hub_id=scope.hub.pk,
        cycle_id=scope.cycle.pk,
        stage=CycleStage(stage),
        now=timezone.now(),
    )
    undo_url = scope.url("stage-undo", stage=stage) if can_undo(CycleStage(stage)) else ""
    tell(request, words.DONE[stage], undo_url=undo_url)
    return redirect(scope.url())


@require_POST
def stage_undo(request: HttpRequest, hub: UUID, cycle: UUID, stage: str) -> HttpResponse:
    """Take the latest stage back."""
    scope = cycle_scope(request, hub, cycle)
    if stage not in CycleStage.values:
        raise NotFoundError
    undo_stage(
        actor=scope.actor,
        hub_id=scope.hub.pk,
        cycle_id=scope.cycle.pk,
        stage=CycleStage(stage),
        now=timezone.now(),
    )
    tell(request, f"{_('Taken back')}: {words.STAGE[stage]}")
    return redirect(scope.url())
