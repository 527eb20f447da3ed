"""Telling buyers and producers what a stage means for them, in the transaction that made it so."""

from collections import defaultdict
from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import datetime

from django.urls import reverse
from django.utils import translation

from kortreist.apps.catalogue.models import Variant
from kortreist.apps.messages.selectors.reach import read_reach
from kortreist.apps.messages.services.notify import notify_producer, notify_unit
from kortreist.apps.trading.models import (
    AllocationLine,
    AllocationRun,
    Order,
    OrderCycle,
    PurchaseLine,
    PurchaseOrder,
    RunStatus,
    Substitution,
    SubstitutionStatus,
)
from kortreist.apps.trading.services.telling import order_path
from kortreist.apps.trading.words import answers_in_words
from kortreist.apps.ui import figures
from kortreist.kernel.periods import oslo_date

ORDER_CONFIRMED = "order_confirmed"
PURCHASE_ORDER_SENT = "purchase_order_sent"


def tell_buyers(run: AllocationRun, *, now: datetime) -> int:
    """Tell each unit in one message all there is to tell; return how many orders it was about.

    What it gets in full, what was cut and why, and what is offered instead. Where an earlier
    sharing-out was taken back, the message says that it corrects that one.
    """
    answers: dict[int, list[AllocationLine]] = defaultdict(list)
    for answer in run.lines.select_related("order_line__variant__product").order_by("pk"):
        answers[answer.order_line.order_id].append(answer)
    orders = list(
        Order.objects.filter(pk__in=answers).select_related("unit__hub", "cycle").order_by("pk")
    )
    instead = _instead(run)
    reach = read_reach(hub_id=run.hub_id, on=oslo_date(now))
    told_before = _told_before(run)
    for order in orders:
        notify_unit(
            hub_id=order.hub_id,
            key=f"{ORDER_CONFIRMED}:{run.pk}:{order.pk}",
            template=ORDER_CONFIRMED,
            unit=order.unit,
            params=_confirmation(
                order, answers[order.pk], instead, is_corrected=order.pk in told_before
            ),
            now=now,
            reach=reach,
        )
    return len(orders)


def _instead(run: AllocationRun) -> dict[int, Substitution]:
    """Return what is offered instead, by the line that was cut."""
    proposals = Substitution.objects.filter(
        hub_id=run.hub_id, cycle_id=run.cycle_id, status=SubstitutionStatus.PROPOSED
    ).select_related("offer__variant__product")
    return {row.line_id: row for row in proposals}


def _told_before(run: AllocationRun) -> set[int]:
    """Return the orders that an earlier sharing-out of the cycle, since taken back, was about."""
    undone = AllocationLine.objects.filter(
        hub_id=run.hub_id, run__cycle_id=run.cycle_id, run__status=RunStatus.UNDONE
    )
    return set(undone.values_list("order_line__order_id", flat=True).distinct())


def tell_producers(
    cycle: OrderCycle, purchases: Collection[PurchaseOrder], *, now: datetime
) -> int:
    """Send each producer its purchase order; return how many are reached."""
    lines: dict[int, list[PurchaseLine]] = defaultdict(list)
    rows = PurchaseLine.objects.filter(purchase_order__in=purchases, ordered_count__gt=0)
    for line in rows.select_related("variant__product").order_by("pk"):
        lines[line.purchase_order_id].append(line)
    orders = PurchaseOrder.objects.filter(
        pk__in=[purchase.pk for purchase in purchases]
    ).select_related("producer", "hub")
    reach = read_reach(hub_id=cycle.hub_id, on=oslo_date(now))
    return sum(
        bool(
            notify_producer(
                hub_id=order.hub_id,
                key=f"{PURCHASE_ORDER_SENT}:{order.pk}:{order.sent_at.isoformat()}",
                template=PURCHASE_ORDER_SENT,
                organisation=order.producer,
                params=_purchase(order, cycle, lines[order.pk]),
                now=now,
                reach=reach,
            )
        )
        for order in orders.order_by("pk")
    )


def _confirmation(
    order: Order,
    answers: Sequence[AllocationLine],
    instead: Mapping[int, Substitution],
    *,
    is_corrected: bool,
) -> Callable[[str], Mapping[str, object]]:
    cut = [answer for answer in answers if answer.given_packs < answer.wanted_packs]
    full = [answer for answer in answers if answer.given_packs == answer.wanted_packs]
    facts = {
        "unit": order.unit.name,
        "order": str(order.public_id),
        "cycle": order.cycle.number,
        "delivery_day": order.cycle.delivery_day.isoformat(),
        "is_corrected": is_corrected,
        "has_questions": any(answer.order_line_id in instead for answer in cut),
        "full": [
            _named(answer.order_line.variant) | {"count": answer.given_packs} for answer in full
        ],
        "link": order_path(order),
    }

    def in_language(language: str) -> Mapping[str, object]:
        with translation.override(language):
            return facts | {"cut": [_cut(row, instead.get(row.order_line_id)) for row in cut]}

    return in_language


def _cut(answer: AllocationLine, instead: Substitution | None) -> dict[str, object]:
    return _named(answer.order_line.variant) | {
        "wanted": answer.wanted_packs,
        "given": answer.given_packs,
        "why": answers_in_words(answer.reasons),
        "instead": instead
        and _named(instead.offer.variant)
        | {
            "count": instead.count,
            "net_ore": instead.net_ore,
            "answer_by": figures.moment(instead.answer_by),
        },
    }


def _named(variant: Variant) -> dict[str, object]:
    return {"name": variant.product.name, "pack": variant.name}


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
        "link": reverse(
            "trading:purchase-detail",
            kwargs={
                "hub": order.hub.public_id,
                "producer": order.producer.public_id,
                "purchase": order.public_id,
            },
        ),
    }
