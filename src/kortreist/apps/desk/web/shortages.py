"""What there is too little of: before the close, and what is offered instead after it."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from kortreist.apps.actors.permissions import Permission
from kortreist.apps.desk.selectors.shortages import get_short_lines, missing_of
from kortreist.apps.desk.web.forms import ProposalForm
from kortreist.apps.desk.web.plots import scarce_plot
from kortreist.apps.desk.web.scope import CycleScope, cycle_scope
from kortreist.apps.trading.models import CycleStatus, Offer, OrderLine, Substitution
from kortreist.apps.trading.selectors.shortages import get_shortages
from kortreist.apps.trading.selectors.surplus import count_unclaimed
from kortreist.apps.trading.services.asking import ask_for_more
from kortreist.apps.trading.services.substitutions import (
    propose_substitution,
    propose_substitutions,
    withdraw_substitution,
)
from kortreist.apps.ui.error_messages import message_for
from kortreist.apps.ui.notices import tell
from kortreist.apps.ui.pages import render_page
from kortreist.kernel.errors import ConflictError, InvalidInputError, NotFoundError


@require_GET
def shortages(request: HttpRequest, hub: UUID, cycle: UUID) -> HttpResponse:
    """Show what is short, and what can be done about it at the stage the round is at."""
    scope = cycle_scope(request, hub, cycle)
    is_shared_out = scope.cycle.status in {CycleStatus.ALLOCATED, CycleStatus.ORDERED}
    context: dict[str, object] = {
        "scope": scope,
        "is_shared_out": is_shared_out,
        "may_act": scope.actor.may(Permission.ALLOCATE, hub_id=scope.hub.pk),
    }
    if is_shared_out:
        short = get_short_lines(
            actor=scope.actor,
            cycle=scope.cycle,
            number=request.GET.get("page", "1"),
            offered=request.GET.get("offered", "1"),
        )
        context |= {"short": short, "page": short.page}
    else:
        found = get_shortages(actor=scope.actor, cycle=scope.cycle)
        left = count_unclaimed(scope.cycle, now=timezone.now())
        context |= {"shortages": found, "plot": scarce_plot(found.goods), "left": left}
    return render_page(request, "desk/shortages.html", context)


@require_POST
def ask(request: HttpRequest, hub: UUID, cycle: UUID) -> HttpResponse:
    """Ask the producer for more of something."""
    scope = cycle_scope(request, hub, cycle)
    try:
        ask_for_more(
            actor=scope.actor,
            hub_id=scope.hub.pk,
            offer_id=_offer_id(scope, request.POST.get("offer", "")),
            now=timezone.now(),
        )
    except ConflictError as error:
        tell(request, message_for(error), level=messages.ERROR)
        return redirect(scope.url("shortages"))
    tell(request, _("Asked. The producer is told how much more could be sold."))
    return redirect(scope.url("shortages"))


@require_POST
def propose_all(request: HttpRequest, hub: UUID, cycle: UUID) -> HttpResponse:
    """Offer every line that lacks something the best of what is left."""
    scope = cycle_scope(request, hub, cycle)
    made = propose_substitutions(
        actor=scope.actor,
        hub_id=scope.hub.pk,
        cycle_id=scope.cycle.pk,
        missing=missing_of(scope.cycle),
        now=timezone.now(),
    )
    text = ngettext(
        "%(count)s substitute is offered. The kitchen sees it on its order.",
        "%(count)s substitutes are offered. The kitchens see them on their orders.",
        len(made),
    )
    nothing = _("Nothing that is left fits: same kind of goods, no other allergens.")
    tell(request, text % {"count": len(made)} if made else nothing)
    return redirect(scope.url("shortages"))


@require_POST
def propose(request: HttpRequest, hub: UUID, cycle: UUID) -> HttpResponse:
    """Offer one line something of the coordinator's own choice."""
    scope = cycle_scope(request, hub, cycle)
    form = ProposalForm(request.POST)
    if not form.is_valid():
        raise InvalidInputError
    line = OrderLine.objects.filter(
        hub_id=scope.hub.pk, order__cycle=scope.cycle, public_id=form.cleaned_data["line"]
    ).first()
    if line is None:
        raise NotFoundError
    try:
        propose_substitution(
            actor=scope.actor,
            hub_id=scope.hub.pk,
            line_id=line.pk,
            offer_id=_offer_id(scope, str(form.cleaned_data["offer"])),
            count=form.cleaned_data["count"],
            missing=missing_of(scope.cycle).get(line.pk),
            note=form.cleaned_data["note"],
            now=timezone.now(),
        )
    except (ConflictError, InvalidInputError) as error:
        tell(request, message_for(error), level=messages.ERROR)
        return redirect(scope.url("shortages"))
    tell(request, _("Offered. The kitchen sees it on its order."))
    return redirect(scope.url("shortages"))


@require_POST
def withdraw(request: HttpRequest, hub: UUID, cycle: UUID, substitution: UUID) -> HttpResponse:
    """Take back something that was offered and not answered."""
    scope = cycle_scope(request, hub, cycle)
    row = Substitution.objects.filter(cycle=scope.cycle, public_id=substitution).first()
    if row is None:
        raise NotFoundError
    withdraw_substitution(
        actor=scope.actor, hub_id=scope.hub.pk, substitution_id=row.pk, now=timezone.now()
    )
    tell(request, _("Taken back."))
    return redirect(scope.url("shortages"))


def _offer_id(scope: CycleScope, public_id: str) -> int:
    try:
        asked = UUID(public_id)
    except ValueError:
        raise NotFoundError from None
    found = Offer.objects.filter(hub_id=scope.hub.pk, cycle=scope.cycle, public_id=asked).first()
    if found is None:
        raise NotFoundError
    return found.pk
