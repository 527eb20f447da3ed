"""Standing orders: the unit's own, one with all that is to come, and the hub's list."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from kortreist.apps.actors.asking import actor_of
from kortreist.apps.actors.permissions import Permission
from kortreist.apps.actors.selectors.parties import get_hub
from kortreist.apps.catalogue.models import Variant
from kortreist.apps.trading.models import StandingOrder
from kortreist.apps.trading.selectors.cycles import get_cycle
from kortreist.apps.trading.selectors.standing import (
    StandingPage,
    get_standing,
    goods_to_stand,
    list_runs,
    list_standing,
    rules_to_follow,
)
from kortreist.apps.trading.services.standing import (
    StandingWish,
    change_one_date,
    end_standing_order,
    pause_standing_order,
    save_standing_order,
)
from kortreist.apps.trading.standing_words import goods_of, line_in_words, outcome_in_words
from kortreist.apps.trading.web.scope import UnitScope, unit_scope
from kortreist.apps.trading.web.standing_forms import (
    DateForm,
    PauseForm,
    StandingForm,
    initial_of,
    typed_wishes,
)
from kortreist.apps.ui.error_messages import message_for
from kortreist.apps.ui.notices import tell
from kortreist.apps.ui.pages import render_page
from kortreist.kernel.errors import ConflictError, InvalidInputError
from kortreist.kernel.periods import oslo_date

PAGE = 100
ONCE = "once:"


@require_GET
def standing_list(request: HttpRequest, hub: UUID, unit: UUID) -> HttpResponse:
    """List the unit's standing orders with the next delivery of each."""
    scope = unit_scope(request, hub, unit)
    cards = list_standing(actor=scope.actor, unit=scope.unit, now=timezone.now())
    return render_page(request, "trading/standing_list.html", {"scope": scope, "cards": cards})


@require_http_methods(["GET", "POST"])
def standing_new(request: HttpRequest, hub: UUID, unit: UUID) -> HttpResponse:
    """Make a standing order from the unit's own goods."""
    scope = unit_scope(request, hub, unit)
    goods = goods_to_stand(unit=scope.unit, now=timezone.now(), also=set())
    rules = rules_to_follow(hub_id=scope.hub.pk)
    form = StandingForm(
        request.POST or None, rules=rules, initial={"from_day": oslo_date(timezone.now())}
    )
    if request.method == "POST" and form.is_valid():
        made = _save(request, scope, form, goods)
        if made is not None:
            tell(request, _("Kept. It is placed by itself each time a round of it opens."))
            return redirect(scope.url("standing-detail", standing=made.public_id))
    rows = [(variant, request.POST.get(f"n-{variant.public_id}", "")) for variant in goods]
    context = {"scope": scope, "form": form, "rows": rows}
    return render_page(request, "trading/standing_new.html", context)


@require_http_methods(["GET", "POST"])
def standing_detail(request: HttpRequest, hub: UUID, unit: UUID, standing: UUID) -> HttpResponse:
    """Show a standing order and what is to come; keep what is changed, for all or this once."""
    scope = unit_scope(request, hub, unit)
    page = _standing(scope, standing)
    mine = page.card.standing
    counts = {line.variant_id: line.count for line in mine.lines.all()}
    goods = goods_to_stand(unit=scope.unit, now=timezone.now(), also=set(counts))
    rules = rules_to_follow(hub_id=scope.hub.pk)
    form = StandingForm(request.POST or None, rules=rules, initial=initial_of(mine))
    is_sent = request.method == "POST" and form.is_valid()
    if is_sent and _keep(request, scope, form, page, goods):
        return redirect(request.path)
    rows = [
        (variant, request.POST.get(f"n-{variant.public_id}", counts.get(variant.pk, "")))
        for variant in goods
    ]
    context = {
        "scope": scope,
        "page": page,
        "form": form,
        "rows": rows,
        "pause": PauseForm(
            initial={"paused_from": mine.paused_from, "paused_until": mine.paused_until}
        ),
        "today": oslo_date(timezone.now()),
        "runs": [(run, outcome_in_words(run)) for run in page.runs],
    }
    return render_page(request, "trading/standing_detail.html", context)


@require_POST
def pause(request: HttpRequest, hub: UUID, unit: UUID, standing: UUID) -> HttpResponse:
    """Leave out the deliveries of a time, or go on again."""
    scope = unit_scope(request, hub, unit)
    mine = _standing(scope, standing).card.standing
    form = PauseForm(request.POST)
    if not form.is_valid():
        raise InvalidInputError
    try:
        pause_standing_order(
            actor=scope.actor,
            hub_id=scope.hub.pk,
            unit_id=scope.unit.pk,
            standing_order_id=mine.pk,
            now=timezone.now(),
            **form.cleaned_data,
        )
    except InvalidInputError as error:
        tell(request, message_for(error), level=messages.ERROR)
    return redirect(scope.url("standing-detail", standing=standing))


@require_POST
def end(request: HttpRequest, hub: UUID, unit: UUID, standing: UUID) -> HttpResponse:
    """Place it no more."""
    scope = unit_scope(request, hub, unit)
    mine = _standing(scope, standing).card.standing
    end_standing_order(
        actor=scope.actor,
        hub_id=scope.hub.pk,
        unit_id=scope.unit.pk,
        standing_order_id=mine.pk,
        last_day=oslo_date(timezone.now()),
        now=timezone.now(),
    )
    tell(request, _("It is placed no more. What is ordered already stands."))
    return redirect(scope.url("standing-list"))


@require_POST
def one_date(request: HttpRequest, hub: UUID, unit: UUID, standing: UUID) -> HttpResponse:
    """Leave out one delivery, or take that back."""
    scope = unit_scope(request, hub, unit)
    mine = _standing(scope, standing).card.standing
    form = DateForm(request.POST)
    if not form.is_valid():
        raise InvalidInputError
    try:
        change_one_date(
            actor=scope.actor,
            hub_id=scope.hub.pk,
            unit_id=scope.unit.pk,
            standing_order_id=mine.pk,
            now=timezone.now(),
            **form.cleaned_data,
        )
    except ConflictError as error:
        tell(request, message_for(error), level=messages.ERROR)
    return redirect(scope.url("standing-detail", standing=standing))


@require_GET
def cycle_runs(request: HttpRequest, hub: UUID, cycle: UUID) -> HttpResponse:
    """Show the hub what came of a round's standing orders, those that need help first."""
    actor = actor_of(request)
    found = get_hub(actor=actor, public_id=hub)
    round_ = get_cycle(actor=actor, hub_id=found.pk, cycle_public_id=cycle)
    runs = list_runs(actor=actor, hub_id=found.pk, cycle_id=round_.pk)
    page = Paginator(runs, PAGE).get_page(request.GET.get("page"))
    goods = goods_of(page.object_list)
    rows = [
        (
            run,
            outcome_in_words(run),
            [line_in_words(line, goods) for line in run.report.get("lines", []) if line["code"]],
        )
        for run in page
    ]
    may_open = actor.may(Permission.ORDER, hub_id=found.pk)
    context = {"hub": found, "cycle": round_, "page": page, "rows": rows, "may_open": may_open}
    return render_page(request, "trading/standing_runs.html", context)


def _standing(scope: UnitScope, public_id: UUID) -> StandingPage:
    return get_standing(actor=scope.actor, unit=scope.unit, public_id=public_id, now=timezone.now())


def _save(
    request: HttpRequest,
    scope: UnitScope,
    form: StandingForm,
    goods: Sequence[Variant],
    mine: StandingOrder | None = None,
) -> StandingOrder | None:
    """Keep a standing order for all that is to come; say what is wrong where it cannot be."""
    version = request.POST.get("version", "")
    try:
        return save_standing_order(
            actor=scope.actor,
            hub_id=scope.hub.pk,
            unit_id=scope.unit.pk,
            facts=form.facts(),
            lines=typed_wishes(goods, request.POST),
            standing_order_id=mine.pk if mine else None,
            expected_version=int(version) if version.isdigit() else None,
            now=timezone.now(),
        )
    except (ConflictError, InvalidInputError) as error:
        form.add_error(None, message_for(error))
        return None


def _keep(
    request: HttpRequest,
    scope: UnitScope,
    form: StandingForm,
    page: StandingPage,
    goods: Sequence[Variant],
) -> bool:
    """Keep what was changed, for all that is to come or for one delivery alone."""
    mine = page.card.standing
    holds = request.POST.get("holds", "")
    if not holds.startswith(ONCE):
        if _save(request, scope, form, goods, mine) is None:
            return False
        tell(request, _("Kept. It holds for the rounds that open from now on."))
        return True
    chosen = [each for each in page.card.coming if str(each.cycle.public_id) == holds[len(ONCE) :]]
    try:
        wishes = {wish.variant_id: wish for wish in typed_wishes(goods, request.POST)}
        for each in chosen:
            _change_once(scope, mine, wishes, each.cycle.delivery_day)
    except (ConflictError, InvalidInputError) as error:
        form.add_error(None, message_for(error))
        return False
    tell(request, _("Kept, for this delivery alone."))
    return True


def _change_once(
    scope: UnitScope, mine: StandingOrder, wishes: dict[int, StandingWish], day: date
) -> None:
    usual = [line.variant_id for line in mine.lines.all()]
    change_one_date(
        actor=scope.actor,
        hub_id=scope.hub.pk,
        unit_id=scope.unit.pk,
        standing_order_id=mine.pk,
        day=day,
        counts={pk: wishes[pk].count if pk in wishes else 0 for pk in usual},
        now=timezone.now(),
    )
