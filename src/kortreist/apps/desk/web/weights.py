"""Weights that lie outside what was agreed: what the buyers said, and what the hub chooses."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from kortreist.apps.actors.permissions import Permission
from kortreist.apps.desk.selectors.weights import get_weights
from kortreist.apps.desk.web.forms import WeightForm
from kortreist.apps.desk.web.scope import cycle_scope
from kortreist.apps.trading.models import WeightQuestion
from kortreist.apps.trading.services.weights import settle_weight
from kortreist.apps.ui.error_messages import message_for
from kortreist.apps.ui.notices import tell
from kortreist.apps.ui.pages import render_page
from kortreist.kernel.errors import ConflictError, InvalidInputError, NotFoundError


@require_GET
def weights(request: HttpRequest, hub: UUID, cycle: UUID) -> HttpResponse:
    """List the weights that were asked about, those the hub has to choose for first."""
    scope = cycle_scope(request, hub, cycle)
    found = get_weights(
        actor=scope.actor,
        cycle=scope.cycle,
        number=request.GET.get("page", "1"),
        now=timezone.now(),
    )
    context = {
        "scope": scope,
        "rows": found.rows,
        "page": found.page,
        "may_settle": scope.actor.may(Permission.ISSUE_DOCUMENTS, hub_id=scope.hub.pk),
    }
    return render_page(request, "desk/weights.html", context)


@require_POST
def settle(request: HttpRequest, hub: UUID, cycle: UUID, weight: UUID) -> HttpResponse:
    """Choose for the buyer, with a reason."""
    scope = cycle_scope(request, hub, cycle)
    row = WeightQuestion.objects.filter(
        hub_id=scope.hub.pk, line__order__cycle=scope.cycle, public_id=weight
    ).first()
    if row is None:
        raise NotFoundError
    form = WeightForm(request.POST)
    if not form.is_valid():
        raise InvalidInputError
    try:
        settle_weight(
            actor=scope.actor,
            hub_id=scope.hub.pk,
            question_id=row.pk,
            outcome=form.outcome_chosen,
            reason=form.cleaned_data["reason"],
            now=timezone.now(),
        )
    except (ConflictError, InvalidInputError) as error:
        tell(request, message_for(error), level=messages.ERROR)
        return redirect(scope.url("weights"))
    tell(request, _("Noted. The kitchen sees what you chose and why."))
    return redirect(scope.url("weights"))
