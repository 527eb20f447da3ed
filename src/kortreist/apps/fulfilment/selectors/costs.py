"""What goods in a lot cost, and which deliveries that money was paid for."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from fractions import Fraction
from math import lcm

from kortreist.apps.fulfilment.models import Lot, LotSource
from kortreist.apps.fulfilment.selectors.lineage import edges_back
from kortreist.apps.trading.models import PurchaseLine
from kortreist.kernel.quantity import Unit, line_net_ore
from kortreist.kernel.rounding import divide_rounded

# The purchase lines that a lot of the hub's own making was paid for on, and each one's share.
Shares = dict[int, Fraction]


def cost_ore(lot: Lot, line: PurchaseLine | None, amount: int) -> int:
    """Return what an amount of a lot cost, in øre ex VAT; ``line`` is what it was bought on."""
    if line is None:
        return divide_rounded((lot.made_cost_ore or 0) * amount, lot.received_amount)
    return line_net_ore(amount=amount, price_ore=line.producer_price_ore, unit=Unit(line.unit))


def cost_shares(lot_ids: Collection[int]) -> dict[int, Shares]:
    """Return, for lots of the hub's own making, whose money lies in them, in two queries.

    The shares of each lot add up to one, however deep it was mixed.
    """
    into: dict[int, list[LotSource]] = defaultdict(list)
    for edge in edges_back(lot_ids):
        into[edge.lot_id].append(edge)
    sources = {edge.source_id for edges in into.values() for edge in edges}
    bought = dict(
        Lot.objects.filter(pk__in=sources, purchase_line__isnull=False).values_list(
            "pk", "purchase_line_id"
        )
    )
    shares: dict[int, Shares] = {pk: {line: Fraction(1)} for pk, line in bought.items() if line}
    # A lot is younger than all that went into it.
    for lot_id in sorted(into):
        shares[lot_id] = _mixed(into[lot_id], shares)
    return {pk: shares[pk] for pk in lot_ids if pk in shares}


def weights_of(shares: Mapping[int, Fraction]) -> list[int]:
    """Return shares as whole weights that stand to each other as they do."""
    whole = lcm(*(share.denominator for share in shares.values()))
    return [int(share * whole) for share in shares.values()]


def _mixed(edges: Collection[LotSource], shares: Mapping[int, Shares]) -> Shares:
    # Goods that cost nothing count by what there is of them.
    by_cost = any(edge.cost_ore for edge in edges)
    weights = {edge: edge.cost_ore if by_cost else edge.amount for edge in edges}
    whole = sum(weights.values())
    mixed: Shares = defaultdict(Fraction)
    for edge, weight in weights.items():
        for line_id, share in shares[edge.source_id].items():
            mixed[line_id] += share * Fraction(weight, whole)
    return {line_id: share for line_id, share in sorted(mixed.items()) if share}
