"""How much of a variant's stock each round may sell."""

from dataclasses import dataclass

from kortreist.apps.fulfilment.selectors.stock import StockRow
from kortreist.apps.trading.models import CycleStatus, Offer, OrderCycle

SHOWN = 6


@dataclass(frozen=True, slots=True)
class SellingRound:
    """A round, what it may sell from stock, and what of that still waits to be packed."""

    cycle: OrderCycle
    stock_packs: int
    waiting: int


def selling_rounds(*, hub_id: int, row: StockRow) -> tuple[SellingRound, ...]:
    """Return the rounds that can still sell from stock, the next delivery first.

    Those that order now, and those at work that count on some of it.
    """
    waiting = {claim.offer.cycle_id: claim.packs for claim in row.claims}
    early = OrderCycle.objects.filter(hub_id=hub_id, status=CycleStatus.OPEN)
    cycles = {cycle.pk: cycle for cycle in early} | {
        claim.offer.cycle_id: claim.offer.cycle for claim in row.claims
    }
    offers = dict(
        Offer.objects.filter(variant=row.variant, cycle__in=cycles).values_list(
            "cycle_id", "stock_packs"
        )
    )
    ordered = sorted(cycles.values(), key=lambda cycle: (cycle.delivery_day, cycle.number))
    return tuple(
        SellingRound(cycle, offers.get(cycle.pk, 0), waiting.get(cycle.pk, 0))
        for cycle in ordered[:SHOWN]
    )
