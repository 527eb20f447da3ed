"""What an order comes to, and who gets what of it."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from kortreist.apps.trading.deposits import deposit_ore
from kortreist.apps.trading.drops import FlatFee
from kortreist.apps.trading.models import OrderLine
from kortreist.apps.trading.prices import price_quantity
from kortreist.engines.pricing import VatSubtotal, split_freight, vat_totals


@dataclass(frozen=True, slots=True)
class OrderTotals:
    """An order's money in øre, as far as it is known today.

    ``producers_ore`` and ``fees`` are where the goods' net goes; a price list or campaign that
    asks less than these two makes ``hub_ore`` fall below zero.
    """

    goods_ore: int
    producers_ore: int
    fees: tuple[tuple[str, int], ...]
    hub_ore: int
    freight: tuple[tuple[str, int], ...]
    vat: tuple[VatSubtotal, ...]
    deposit_ore: int = 0

    @property
    def freight_ore(self) -> int:
        """All that is added per order and per delivery."""
        return sum(ore for _, ore in self.freight)

    @property
    def net_ore(self) -> int:
        """Goods and freight, ex VAT."""
        return self.goods_ore + self.freight_ore

    @property
    def vat_ore(self) -> int:
        """VAT by rate, added up."""
        return sum(subtotal.vat_ore for subtotal in self.vat)

    @property
    def gross_ore(self) -> int:
        """What the payer pays, deposits included."""
        return self.net_ore + self.vat_ore + self.deposit_ore


def order_totals(lines: Sequence[OrderLine], fees: Iterable[FlatFee]) -> OrderTotals:
    """Add up an order at the last stage each line has reached.

    Fees and freight are charged when anything at all comes, also when its goods cost nothing.
    """
    nets: list[tuple[str, int, int]] = []
    producers_ore = hub_ore = 0
    parts: dict[str, int] = defaultdict(int)
    for line in lines:
        charge = price_quantity(line, line.latest.amount)
        kinds = {fee_id: kind for fee_id, kind, _ in line.fee_parts}
        for fee_id, ore in charge.fees:
            parts[kinds[fee_id]] += ore
        producers_ore += charge.producer_ore
        hub_ore += charge.margin_ore
        nets.append((line.vat_category, line.vat_rate_bp, charge.net_ore))
    comes = any(line.latest.count for line in lines)
    freight = tuple((fee.reason, fee.ore) for fee in fees) if comes else ()
    taxed = [*nets]
    for _, ore in freight:
        taxed += split_freight(ore, nets)
    return OrderTotals(
        goods_ore=sum(net for _, _, net in nets),
        producers_ore=producers_ore,
        fees=tuple(sorted(parts.items())),
        hub_ore=hub_ore,
        freight=freight,
        vat=_vat(taxed + _deposits_taxed(lines)),
        deposit_ore=deposit_ore(lines),
    )


def _deposits_taxed(lines: Iterable[OrderLine]) -> list[tuple[str, int, int]]:
    """Return deposits that bear VAT; as a rule none does."""
    return [
        (line.deposit_vat_category, line.deposit_vat_rate_bp, line.deposit_ore * line.latest.count)
        for line in lines
        if line.deposit_vat_rate_bp
    ]


def _vat(nets: Sequence[tuple[str, int, int]]) -> tuple[VatSubtotal, ...]:
    """Return VAT per rate; goods outside VAT come on a document of their own."""
    outside = [net for net in nets if net[0] == "O"]
    inside = [net for net in nets if net[0] != "O"]
    return (*(vat_totals(inside) if inside else ()), *(vat_totals(outside) if outside else ()))
