"""Which of a kitchen's orders wait for its word."""

from datetime import datetime

from django.db.models import Exists, OuterRef, QuerySet

from kortreist.apps.actors.models import BuyerUnit
from kortreist.apps.actors.permissions import Actor, Permission, require
from kortreist.apps.trading.models import (
    Order,
    Substitution,
    SubstitutionStatus,
    WeightQuestion,
    WeightStatus,
)


def orders_to_answer(*, actor: Actor, unit: BuyerUnit, now: datetime) -> QuerySet[Order]:
    """Return a unit's orders with something to say yes or no to, next delivery first.

    Raises
    ------
    NotFoundError
        When the unit is not the actor's to know of.
    """
    require(actor, Permission.ORDER, hub_id=unit.hub_id, unit_id=unit.pk)
    offered = Substitution.objects.filter(
        line__order=OuterRef("pk"), status=SubstitutionStatus.PROPOSED, answer_by__gt=now
    )
    weighed = WeightQuestion.objects.filter(line__order=OuterRef("pk"), status=WeightStatus.WAITING)
    return (
        Order.objects.filter(Exists(offered) | Exists(weighed), hub_id=unit.hub_id, unit=unit)
        .select_related("cycle")
        .order_by("cycle__delivery_day", "pk")
    )
