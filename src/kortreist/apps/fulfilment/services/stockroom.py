"""The door that trading asks at: what is free in stock, and what a cycle took from it."""

from collections.abc import Collection, Sequence

from django.db.models import Sum

from kortreist.apps.fulfilment.locks import lock_lots
from kortreist.apps.fulfilment.models import Lot, PackedPart
from kortreist.apps.fulfilment.selectors.claims import claimed_packs
from kortreist.apps.fulfilment.selectors.draws import DRAWN, drawn_parts
from kortreist.apps.fulfilment.selectors.freshness import is_sellable, stock_lots
from kortreist.apps.trading.models import OrderCycle, Ownership, PurchaseLine
from kortreist.apps.trading.stockroom import Drawn
from kortreist.kernel.quantity import Quantity


class HubStockroom:
    """The hub's lots, as trading must know them."""

    def lock_free_packs(
        self, cycle: OrderCycle, variant_ids: Collection[int] | None = None
    ) -> dict[int, int]:
        """Lock the stock, and return packs by variant that no other cycle counts on.

        Goods past their date on the delivery day are not counted, but those that others were
        promised are taken off all the same: so a later cycle never lives on an earlier one's.
        """
        lots = stock_lots(hub_id=cycle.hub_id)
        if variant_ids is not None:
            lots = lots.filter(variant_id__in=set(variant_ids))
        locked = lock_lots(hub_id=cycle.hub_id, lot_ids=lots.values_list("pk", flat=True))
        own = set(
            Lot.objects.filter(
                pk__in=locked, purchase_line__purchase_order__cycle=cycle
            ).values_list("pk", flat=True)
        )
        free: dict[int, int] = {}
        for lot in locked.values():
            usable = lot.pk not in own and is_sellable(lot, on=cycle.delivery_day)
            free[lot.variant_id] = free.get(lot.variant_id, 0) + (lot.packs_left if usable else 0)
        for variant_id, packs in claimed_packs(
            hub_id=cycle.hub_id, variant_ids=free, beside=cycle.pk
        ).items():
            free[variant_id] -= packs
        return free

    def drawn(self, cycle: OrderCycle) -> Sequence[Drawn]:
        """Return what was packed for a cycle from other cycles' goods."""
        rows = list(
            drawn_parts(hub_id=cycle.hub_id)
            .filter(order_line__order__cycle=cycle)
            .order_by()
            .values_list("order_line__offer_id", "lot__purchase_line_id")
            .annotate(packs=Sum("count"), sum_amount=Sum("amount"))
            .order_by("order_line__offer_id", "lot__purchase_line_id")
        )
        sources = PurchaseLine.objects.select_related("purchase_order").in_bulk(
            {source_id for _, source_id, _, _ in rows}
        )
        return [
            Drawn(offer_id, sources[source_id], Quantity(packs, amount))
            for offer_id, source_id, packs, amount in rows
        ]

    def kept(self, cycle: OrderCycle) -> dict[int, Quantity]:
        """Return what a cycle's own orders left in stock, by purchase line."""
        lots = list(
            Lot.objects.filter(
                hub_id=cycle.hub_id,
                purchase_line__purchase_order__cycle=cycle,
                place__isnull=False,
                ownership=Ownership.OWNED,
            )
        )
        packed = dict(
            PackedPart.objects.filter(lot__in=lots)
            .exclude(DRAWN)
            .order_by()
            .values_list("lot_id")
            .annotate(packs=Sum("count"))
        )
        kept: dict[int, Quantity] = {}
        for lot in lots:
            packs = lot.received_count - packed.get(lot.pk, 0)
            amount = lot.received_amount * packs // lot.received_count
            before = kept.get(lot.purchase_line_id, Quantity.none())
            kept[lot.purchase_line_id] = before + Quantity(packs, amount)
        return kept

    def sold(self, cycle: OrderCycle) -> dict[int, Quantity]:
        """Return what a cycle's own orders were packed of goods on consignment, by line."""
        rows = (
            PackedPart.objects.filter(
                hub_id=cycle.hub_id,
                lot__purchase_line__purchase_order__cycle=cycle,
                lot__ownership=Ownership.CONSIGNMENT,
            )
            .exclude(DRAWN)
            .order_by()
            .values_list("lot__purchase_line_id")
            .annotate(packs=Sum("count"), sum_amount=Sum("amount"))
        )
        return {line_id: Quantity(packs, amount) for line_id, packs, amount in rows}

    def source_of(self, order_line_id: int) -> PurchaseLine | None:
        """Return what an order line's goods were bought on, where they came from stock."""
        part = (
            PackedPart.objects.filter(order_line=order_line_id)
            .select_related("lot__purchase_line")
            .order_by("pk")
            .first()
        )
        return part.lot.purchase_line if part else None
