"""A kitchen's yes or no: to something else than was ordered, and to an unusual weight."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from kortreist.apps.trading.models import Substitution, WeightQuestion
from kortreist.apps.trading.selectors.orders import get_order
from kortreist.apps.trading.services.substitutions import (
    accept_substitution,
    refuse_substitution,
)
from kortreist.apps.trading.services.weights import answer_weight
from kortreist.apps.trading.web.forms import AnswerForm
from kortreist.apps.trading.web.scope import UnitScope, unit_scope
from kortreist.apps.ui.error_messages import message_for
from kortreist.apps.ui.notices import tell
from kortreist.kernel.errors import ConflictError, NotFoundError


@require_POST
def substitution(
    request: HttpRequest, hub: UUID, unit: UUID, order: UUID, substitution: UUID
) -> HttpResponse:
    """Take the answer to what is offered instead."""
    scope = unit_scope(request, hub, unit)
    order_id = _order_id(scope, order)
    row = Substitution.objects.filter(line__order=order_id, public_id=substitution).first()
    if row is None:
        raise NotFoundError
    form = AnswerForm.of(request)
    now = timezone.now()
    try:
        if form.is_yes:
            accept_substitution(
                actor=scope.actor,
                hub_id=scope.hub.pk,
                substitution_id=row.pk,
                count=form.packs,
                now=now,
            )
            tell(request, _("Good. It comes with the rest of your order."))
        else:
            refuse_substitution(
                actor=scope.actor, hub_id=scope.hub.pk, substitution_id=row.pk, now=now
            )
            tell(request, _("Thank you for the answer. Nothing else comes instead."))
    except ConflictError as error:
        tell(request, message_for(error), level=messages.ERROR)
    return redirect(scope.url("order-detail", order=order))


@require_POST
def weight(request: HttpRequest, hub: UUID, unit: UUID, order: UUID, weight: UUID) -> HttpResponse:
    """Take the answer to an unusual weight."""
    scope = unit_scope(request, hub, unit)
    order_id = _order_id(scope, order)
    row = WeightQuestion.objects.filter(line__order=order_id, public_id=weight).first()
    if row is None:
        raise NotFoundError
    form = AnswerForm.of(request)
    try:
        answer_weight(
            actor=scope.actor,
            hub_id=scope.hub.pk,
            question_id=row.pk,
            takes=form.is_yes,
            now=timezone.now(),
        )
    except ConflictError as error:
        tell(request, message_for(error), level=messages.ERROR)
        return redirect(scope.url("order-detail", order=order))
    yes, no = _("Good. You pay for the weight."), _("Thank you. The hub finds another way.")
    tell(request, yes if form.is_yes else no)
    return redirect(scope.url("order-detail", order=order))


def _order_id(scope: UnitScope, order: UUID) -> int:
    page = get_order(actor=scope.actor, hub_id=scope.hub.pk, order_public_id=order)
    if page.order.unit_id != scope.unit.pk:
        raise NotFoundError
    return page.order.pk
