"""Telling buyers and producers what a stage means for them, in the transaction that made it so."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from datetime import datetime

from django.utils import translation

from kortreist.apps.messages.services.outbox import post_message
from kortreist.apps.trading.models import (
    AllocationLine,
    AllocationRun,
    Order,
    OrderCycle,
    PurchaseLine,
    PurchaseOrder,
)
from kortreist.apps.trading.words import answers_in_words

ORDER_CONFIRMED = "order_confirmed"
PURCHASE_ORDER_SENT = "purchase_order_sent"


def tell_buyers(run: AllocationRun, *, now: datetime) -> int:
    """Tell each unit what it gets, what was cut and why; return how many were told."""
    answers: dict[int, list[AllocationLine]] = defaultdict(list)
    for answer in run.lines.select_related("order_line__variant__product").order_by("pk"):
        answers[answer.order_line.order_id].append(answer)
    orders = Order.objects.filter(pk__in=answers).select_related("unit", "cycle").order_by("pk")
    told = [order for order in orders if order.unit.email]
    for order in told:
        post_message(
            hub_id=order.hub_id,
            key=f"{ORDER_CONFIRMED}:{run.pk}:{order.pk}",
            template=ORDER_CONFIRMED,
            address=order.unit.email,
            language=order.unit.language,
            params=_confirmation(order, answers[order.pk]),
            now=now,
        )
    return len(told)


def tell_producers(
    cycle: OrderCycle, purchases: Collection[PurchaseOrder], *, now: datetime
) -> int:
    """Send each producer its purchase order; return how many have an address."""
    lines: dict[int, list[PurchaseLine]] = defaultdict(list)
    rows = PurchaseLine.objects.filter(purchase_order__in=purchases, ordered_count__gt=0)
    for line in rows.select_related("variant__product").order_by("pk"):
        lines[line.purchase_order_id].append(line)
    orders = (
        PurchaseOrder.objects.filter(pk__in=[purchase.pk for purchase in purchases])
        .select_related("producer", "hub")
        .order_by("pk")
    )
    told = [order for order in orders if order.producer.email]
    for order in told:
        post_message(
            hub_id=order.hub_id,
            key=f"{PURCHASE_ORDER_SENT}:{order.pk}:{order.sent_at.isoformat()}",
            template=PURCHASE_ORDER_SENT,
            address=order.producer.email,
            language=order.hub.language,
            params=_purchase(order, cycle, lines[order.pk]),
            now=now,
        )
    return len(told)


def _confirmation(order: Order, answers: Sequence[AllocationLine]) -> dict[str, object]:
    return {
        "unit": order.unit.name,
        "order": str(order.public_id),
        "cycle": order.cycle.number,
        "delivery_day": order.cycle.delivery_day.isoformat(),
        "lines": len(answers),
        "cut": [
            {
                "name": answer.order_line.variant.product.name,
                "wanted": answer.wanted_packs,
                "given": answer.given_packs,
                "why": _in_words(answer, order.unit.language),
            }
            for answer in answers
            if answer.given_packs < answer.wanted_packs
        ],
    }


def _purchase(
    order: PurchaseOrder, cycle: OrderCycle, lines: Sequence[PurchaseLine]
) -> dict[str, object]:
    return {
        "producer": order.producer.name,
        "purchase": str(order.public_id),
        "cycle": cycle.number,
        "delivery_day": cycle.delivery_day.isoformat(),
        "lines": [
            {
                "name": line.variant.product.name,
                "pack": line.variant.name,
                "count": line.ordered_count,
            }
            for line in lines
        ],
    }


def _in_words(answer: AllocationLine, language: str) -> list[str]:
    with translation.override(language):
        return answers_in_words(answer.reasons)
