"""What the hub should buy to have enough in stock, and which round can buy it."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Q, QuerySet, Sum

from kortreist.apps.actors.permissions import Actor, Permission, require
from kortreist.apps.fulfilment.models import MovementKind, StockLevel, StockMovement
from kortreist.apps.fulfilment.selectors.stock import StockRow, stock_rows
from kortreist.apps.trading.models import (
    CycleStatus,
    OrderCycle,
    PurchaseLine,
    PurchaseStatus,
    StockPurchase,
)

# Sales are told per week over so many.
WEEKS = 8


@dataclass(frozen=True, slots=True)
class Proposal:
    """One variant that is kept in stock: what there is, what goes, what to buy."""

    stock: StockRow
    level: StockLevel
    coming: int
    sold: int

    @property
    def per_week(self) -> float:
        """Packs sold from stock a week, lately."""
        return self.sold / WEEKS

    @property
    def at_hand(self) -> int:
        """What will be free when what is bought has come."""
        return self.stock.free + self.coming

    @property
    def packs(self) -> int:
        """What to buy, in whole cases; nothing while there is enough."""
        if self.at_hand >= self.level.least_packs:
            return 0
        case = self.stock.variant.case_packs
        return -(-(self.level.up_to_packs - self.at_hand) // case) * case

    @property
    def weeks_left(self) -> int | None:
        """For how many weeks it lasts as it has sold; None where nothing was."""
        return self.at_hand * WEEKS // self.sold if self.sold > 0 else None


def propose_purchases(*, actor: Actor, hub_id: int, now: datetime, today: date) -> list[Proposal]:
    """Return all that is kept in stock with what to buy of it, what is short first."""
    require(actor, Permission.PURCHASE, hub_id=hub_id)
    levels = {level.variant_id: level for level in StockLevel.objects.filter(hub_id=hub_id)}
    rows = stock_rows(hub_id=hub_id, today=today, variant_ids=list(levels))
    coming = packs_coming(hub_id=hub_id, variant_ids=levels)
    sold = _sold(hub_id, levels, now - timedelta(weeks=WEEKS))
    proposals = [
        Proposal(
            row,
            levels[row.variant.pk],
            coming.get(row.variant.pk, 0),
            sold.get(row.variant.pk, 0),
        )
        for row in rows
    ]
    return sorted(proposals, key=lambda row: (not row.packs, row.stock.variant.product.sort_key))


def packs_coming(*, hub_id: int, variant_ids: Collection[int]) -> dict[int, int]:
    """Return what is bought for stock and has not come, by variant, in two queries."""
    asked = (
        StockPurchase.objects.filter(hub_id=hub_id, offer__variant_id__in=set(variant_ids))
        .exclude(offer__cycle__status=CycleStatus.ORDERED)
        .order_by()
        .values_list("offer__variant_id")
        .annotate(sum_packs=Sum("packs"))
    )
    sent = (
        PurchaseLine.objects.filter(
            hub_id=hub_id,
            variant_id__in=set(variant_ids),
            purchase_order__status=PurchaseStatus.SENT,
            purchase_order__cycle__status=CycleStatus.ORDERED,
            received_count__isnull=True,
        )
        .order_by()
        .values_list("variant_id")
        .annotate(sum_packs=Sum("stock_count"))
    )
    coming = dict(asked)
    for variant_id, packs in sent:
        coming[variant_id] = coming.get(variant_id, 0) + packs
    return coming


def cycles_to_buy_in(*, hub_id: int, today: date) -> "QuerySet[OrderCycle]":
    """Return the rounds whose purchase orders have not been sent, the next first."""
    return OrderCycle.objects.filter(
        ~Q(status=CycleStatus.ORDERED), hub_id=hub_id, delivery_day__gte=today
    ).order_by("delivery_day", "number")


def _sold(hub_id: int, variant_ids: Collection[int], since: datetime) -> dict[int, int]:
    rows = (
        StockMovement.objects.filter(
            hub_id=hub_id,
            lot__variant_id__in=set(variant_ids),
            lot__place__isnull=False,
            kind__in=(MovementKind.PACKED, MovementKind.UNPACKED),
            at__gte=since,
        )
        .order_by()
        .values_list("lot__variant_id")
        .annotate(packs=-Sum("count"))
    )
    return dict(rows)
