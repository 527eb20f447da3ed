"""What an order comes to, and who gets what of it."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from kortreist.apps.trading.models import OrderLine
from kortreist.apps.trading.prices import price_quantity
from kortreist.engines.pricing import (
    FeeBasis,
    FeeRule,
    VatSubtotal,
    split_freight,
    vat_totals,
)


@dataclass(frozen=True, slots=True)
class OrderTotals:
    """An order's money in øre, as far as it is known today.

    ``producers_ore`` and ``fees`` are where the goods' net goes; a campaign that the hub pays for
    makes ``hub_ore`` fall below zero.
    """

    goods_ore: int
    producers_ore: int
    fees: tuple[tuple[str, int], ...]
    hub_ore: int
    freight: tuple[tuple[str, int], ...]
    vat: tuple[VatSubtotal, ...]

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
        """What the payer pays, without deposits."""
        return self.net_ore + self.vat_ore


def order_totals(lines: Iterable[OrderLine], fees: Sequence[FeeRule]) -> OrderTotals:
    """Add up an order at the last stage each line has reached."""
    nets: list[tuple[str, int, int]] = []
    producers_ore = hub_ore = 0
    parts: dict[str, int] = defaultdict(int)
    for line in lines:
        charge = price_quantity(line, line.latest.amount)
        kinds = {fee_id: kind for fee_id, kind, _ in line.fee_parts}
        for fee_id, ore in charge.fees:
            parts[kinds[fee_id]] += ore
        producers_ore += charge.producer_ore
        hub_ore += charge.margin_ore - charge.borne_ore
        nets.append((line.vat_category, line.vat_rate_bp, charge.net_ore))
    freight = _freight(fees) if any(net for _, _, net in nets) else ()
    taxed = [*nets]
    for _, ore in freight:
        taxed += split_freight(ore, nets)
    return OrderTotals(
        goods_ore=sum(net for _, _, net in nets),
        producers_ore=producers_ore,
        fees=tuple(sorted(parts.items())),
        hub_ore=hub_ore,
        freight=freight,
        vat=_vat(taxed),
    )


def _freight(fees: Sequence[FeeRule]) -> tuple[tuple[str, int], ...]:
    return tuple(
        (fee.kind.value, fee.amount_ore)
        for fee in fees
        if fee.basis in {FeeBasis.PER_ORDER, FeeBasis.PER_DELIVERY} and fee.amount_ore
    )


def _vat(nets: Sequence[tuple[str, int, int]]) -> tuple[VatSubtotal, ...]:
    """Return VAT per rate; goods outside VAT come on a document of their own."""
    outside = [net for net in nets if net[0] == "O"]
    inside = [net for net in nets if net[0] != "O"]
    return (*(vat_totals(inside) if inside else ()), *(vat_totals(outside) if outside else ()))
