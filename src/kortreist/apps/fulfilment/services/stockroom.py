"""The door that trading asks at: what is free in stock, and what a cycle took from it."""

from collections.abc import Collection, Iterator, Sequence

from django.db.models import QuerySet, Sum

from kortreist.apps.fulfilment.locks import lock_lots
from kortreist.apps.fulfilment.models import Lot, LotSource, PackedPart
from kortreist.apps.fulfilment.selectors.claims import claimed_packs
from kortreist.apps.fulfilment.selectors.costs import cost_ore, cost_shares, weights_of
from kortreist.apps.fulfilment.selectors.draws import DRAWN, drawn_parts
from kortreist.apps.fulfilment.selectors.freshness import is_sellable, stock_lots
from kortreist.apps.trading.models import OrderCycle, Ownership, PurchaseLine
from kortreist.apps.trading.stockroom import Drawn
from kortreist.kernel.apportion import split_by_weight
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
        """Return what was packed for a cycle from other cycles' goods, or the hub's own making.

        What the hub made itself is told by the purchase lines that its goods were paid for on,
        each with its share of the packs and of the cost.
        """
        parts = drawn_parts(hub_id=cycle.hub_id).filter(order_line__order__cycle=cycle)
        rows = [*_bought(parts), *_made(parts)]
        sources = PurchaseLine.objects.select_related("purchase_order").in_bulk(
            {source_id for _, source_id, _, _ in rows}
        )
        return [
            Drawn(offer_id, sources[source_id], quantity, cost)
            for offer_id, source_id, quantity, cost in rows
        ]

    def kept(self, cycle: OrderCycle) -> dict[int, Quantity]:
        """Return what a cycle's own orders left in stock, by purchase line.

        Of a lot that was never put into stock: what the hub made something else of.
        """
        own = Lot.objects.filter(
            hub_id=cycle.hub_id,
            purchase_line__purchase_order__cycle=cycle,
            ownership=Ownership.OWNED,
        )
        lots = list(own.filter(place__isnull=False))
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
            _add(kept, lot.purchase_line_id, Quantity(packs, amount))
        used = LotSource.objects.filter(source__in=own.filter(place__isnull=True))
        for line_id, packs, amount in used.values_list(
            "source__purchase_line_id", "count", "amount"
        ):
            _add(kept, line_id, Quantity(packs, amount))
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
        return {
            line_id: Quantity(packs, amount)
            for line_id, packs, amount in rows
            if line_id is not None
        }

    def source_of(self, order_line_id: int) -> PurchaseLine | None:
        """Return what an order line's goods were bought on, where they came from stock."""
        part = (
            PackedPart.objects.filter(order_line=order_line_id)
            .select_related("lot__purchase_line")
            .order_by("pk")
            .first()
        )
        if part is None or part.lot.purchase_line is not None:
            return part.lot.purchase_line if part else None
        shares = cost_shares([part.lot_id])[part.lot_id]
        return PurchaseLine.objects.get(pk=max(shares, key=lambda pk: (shares[pk], -pk)))


# An offer, the line its goods were bought on, how much, and the cost where that line does not say.
DrawnRow = tuple[int, int, Quantity, int | None]


def _bought(parts: QuerySet[PackedPart]) -> Iterator[DrawnRow]:
    rows = (
        parts.filter(lot__purchase_line__isnull=False)
        .order_by()
        .values_list("order_line__offer_id", "lot__purchase_line_id")
        .annotate(packs=Sum("count"), sum_amount=Sum("amount"))
        .order_by("order_line__offer_id", "lot__purchase_line_id")
    )
    for offer_id, source_id, packs, amount in rows:
        if source_id is not None:
            yield offer_id, source_id, Quantity(packs, amount), None


def _made(parts: QuerySet[PackedPart]) -> Iterator[DrawnRow]:
    rows = list(
        parts.filter(lot__purchase_line__isnull=True)
        .order_by()
        .values_list("order_line__offer_id", "lot_id")
        .annotate(packs=Sum("count"), sum_amount=Sum("amount"))
        .order_by("order_line__offer_id", "lot_id")
    )
    lots = Lot.objects.in_bulk({lot_id for _, lot_id, _, _ in rows})
    shares = cost_shares(lots)
    for offer_id, lot_id, packs, amount in rows:
        weights = weights_of(shares[lot_id])
        split = zip(
            shares[lot_id],
            split_by_weight(packs, weights),
            split_by_weight(amount, weights),
            split_by_weight(cost_ore(lots[lot_id], None, amount), weights),
            strict=True,
        )
        for source_id, count, part, cost in split:
            yield offer_id, source_id, Quantity(count, part), cost


def _add(sums: dict[int, Quantity], line_id: int | None, quantity: Quantity) -> None:
    if line_id is not None:
        sums[line_id] = sums.get(line_id, Quantity.none()) + quantity
