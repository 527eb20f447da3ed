"""Reading the questions about weights that lie outside what was agreed."""

from datetime import datetime

from django.db.models import Case, QuerySet, Value, When

from kortreist.apps.actors.permissions import Actor, Permission, require
from kortreist.apps.trading.models import (
    Order,
    WeightQuestion,
    WeightStatus,
)
from kortreist.kernel.quantity import Unit, line_net_ore

# What the hub has to do something about stands first.
URGENCY = Case(
    When(status=WeightStatus.REFUSED, then=Value(0)),
    When(status=WeightStatus.WAITING, then=Value(1)),
    default=Value(2),
)


def weights_of_order(order: Order) -> list[WeightQuestion]:
    """Return an order's questions about weights, in one query."""
    rows = WeightQuestion.objects.filter(hub_id=order.hub_id, line__order=order)
    return list(
        rows.exclude(status=WeightStatus.WITHDRAWN)
        .select_related("line__variant__product")
        .order_by("pk")
    )


def list_weights(*, actor: Actor, hub_id: int, cycle_id: int) -> QuerySet[WeightQuestion]:
    """Return a cycle's questions for the hub, those it has to choose for first."""
    require(actor, Permission.SEE_HUB, hub_id=hub_id)
    return (
        WeightQuestion.objects.filter(hub_id=hub_id, line__order__cycle_id=cycle_id)
        .exclude(status=WeightStatus.WITHDRAWN)
        .select_related("line__variant__product", "line__order__unit")
        .order_by(URGENCY, "pk")
    )


def is_overdue(question: WeightQuestion, now: datetime) -> bool:
    """Whether the buyer has had the time to answer."""
    return question.status == WeightStatus.WAITING and question.answer_by <= now


def difference_ore(question: WeightQuestion) -> int:
    """Return what the measured weight costs more than the usual one, in øre ex VAT."""
    line = question.line
    price_ore, unit = line.buyer_price_ore, Unit(line.unit)
    return line_net_ore(
        amount=question.measured_amount, price_ore=price_ore, unit=unit
    ) - line_net_ore(amount=question.usual_amount, price_ore=price_ore, unit=unit)
