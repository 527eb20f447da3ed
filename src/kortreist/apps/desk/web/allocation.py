"""Sharing out: the policies side by side, who loses what, and the one that is chosen."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from kortreist.apps.desk import words
from kortreist.apps.desk.models import CycleStage
from kortreist.apps.desk.selectors.comparison import get_progress
from kortreist.apps.desk.selectors.sharing import compare_runs
from kortreist.apps.desk.services.comparison import start_comparison
from kortreist.apps.desk.services.conductor import run_stage
from kortreist.apps.desk.web.scope import cycle_scope
from kortreist.apps.trading.models import Policy
from kortreist.apps.ui.notices import tell
from kortreist.apps.ui.pages import render_page, wants_fragment
from kortreist.kernel.errors import NotFoundError


@require_GET
def allocation(request: HttpRequest, hub: UUID, cycle: UUID) -> HttpResponse:
    """Show what each policy would give, line by line where anybody loses."""
    scope = cycle_scope(request, hub, cycle)
    comparison = compare_runs(
        actor=scope.actor,
        cycle=scope.cycle,
        number=request.GET.get("page", "1"),
        by_unit=request.GET.get("by") == "unit",
    )
    context = {
        "scope": scope,
        "comparison": comparison,
        "page": comparison.page,
        "by_unit": request.GET.get("by") == "unit",
        "progress": get_progress(scope.cycle),
    }
    return render_page(request, "desk/allocation.html", context)


@require_POST
def preview(request: HttpRequest, hub: UUID, cycle: UUID) -> HttpResponse:
    """Work out all policies, so that they can be compared."""
    scope = cycle_scope(request, hub, cycle)
    start_comparison(
        actor=scope.actor, hub_id=scope.hub.pk, cycle_id=scope.cycle.pk, now=timezone.now()
    )
    return redirect(scope.url("allocation"))


@require_GET
def progress(request: HttpRequest, hub: UUID, cycle: UUID) -> HttpResponse:
    """Show how far the working-out has come; when it is done, the page it was for."""
    scope = cycle_scope(request, hub, cycle)
    found = get_progress(scope.cycle)
    if not wants_fragment(request):
        return redirect(scope.url("allocation"))
    if found is None:
        return HttpResponse(headers={"HX-Redirect": scope.url("allocation")})
    context = {"scope": scope, "progress": found}
    template = "desk/_allocation_progress.html"
    return render_page(request, template, context, fragment=template)


@require_POST
def commit(request: HttpRequest, hub: UUID, cycle: UUID) -> HttpResponse:
    """Promise the buyers what the chosen policy gives."""
    scope = cycle_scope(request, hub, cycle)
    policy = request.POST.get("policy", "")
    if policy not in Policy.values:
        raise NotFoundError
    run_stage(
        actor=scope.actor,
        hub_id=scope.hub.pk,
        cycle_id=scope.cycle.pk,
        stage=CycleStage.ALLOCATE,
        policy=Policy(policy),
        now=timezone.now(),
    )
    undo_url = scope.url("stage-undo", stage=CycleStage.ALLOCATE.value)
    tell(request, words.DONE[CycleStage.ALLOCATE], undo_url=undo_url)
    return redirect(scope.url())
