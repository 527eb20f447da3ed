"""From quantities to money: what buyers are charged, producers credited and the hub bears."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from kortreist.engines.pricing.identity import Term, TermKind
from kortreist.engines.pricing.prices import require_distinct
from kortreist.engines.pricing.vat import TaxedNet, nets_by_rate
from kortreist.kernel.apportion import split_by_weight
from kortreist.kernel.errors import InvalidInputError
from kortreist.kernel.quantity import Unit, line_net_ore


@dataclass(frozen=True, slots=True)
class LineCharge:
    """What one line costs the buyer and where it goes.

    ``net_ore`` is always the producer's part, the fees and the margin, less what the hub bears.
    """

    net_ore: int
    producer_ore: int
    fees: tuple[tuple[int, int], ...]
    margin_ore: int = 0
    borne_ore: int = 0


def charge_line(
    *,
    amount: int,
    unit: Unit,
    producer_price_ore: int,
    buyer_price_ore: int,
    fee_weights: Sequence[tuple[int, int]],
) -> LineCharge:
    """Return what a quantity costs, and how the difference to the producer's part is split.

    The difference goes to the fees, in proportion to their parts of the price; what a price list
    asks beyond the fees is the hub's margin; what a campaign asks below the producer's price the
    hub bears.

    Parameters
    ----------
    amount
        Whole g, ml or pieces; below zero for what is returned, and all amounts are mirrored.
    unit
        What ``amount`` is counted in.
    producer_price_ore, buyer_price_ore
        Øre ex VAT per kilo, litre or piece, from the line's snapshot.
    fee_weights
        Fee ids and their parts of the buyer's price, as in `PriceBreakdown.parts`.

    Raises
    ------
    InvalidInputError
        When a price or weight is below zero, or a fee comes twice.
    """
    weights = sorted(fee_weights)
    require_distinct([fee_id for fee_id, _ in weights])
    if min(producer_price_ore, buyer_price_ore, *(weight for _, weight in weights)) < 0:
        raise InvalidInputError("negative_price", field="price_ore")
    net_ore = line_net_ore(amount=amount, price_ore=buyer_price_ore, unit=unit)
    producer_ore = line_net_ore(amount=amount, price_ore=producer_price_ore, unit=unit)
    over_ore = net_ore - producer_ore
    if buyer_price_ore < producer_price_ore:
        nothing = tuple((fee_id, 0) for fee_id, _ in weights)
        return LineCharge(net_ore, producer_ore, nothing, borne_ore=-over_ore)
    beyond = buyer_price_ore - producer_price_ore - sum(weight for _, weight in weights)
    parts = split_by_weight(over_ore, [*(weight for _, weight in weights), max(0, beyond)])
    fees = tuple((fee_id, part) for (fee_id, _), part in zip(weights, parts, strict=False))
    return LineCharge(net_ore, producer_ore, fees, margin_ore=parts[-1])


def split_freight(
    amount_ore: int, nets_by_vat: Iterable[tuple[str, int, int]]
) -> tuple[TaxedNet, ...]:
    """Return freight, or a fee per order or delivery, split as the goods it follows are taxed.

    Parameters
    ----------
    amount_ore
        Øre ex VAT for the whole document.
    nets_by_vat
        Category, rate in basis points and net øre of the goods, which on a credit note are below
        zero; parts of one rate are joined.

    Raises
    ------
    InvalidInputError
        When there are no goods to follow, or some rates come out above and some below zero.
    """
    nets = nets_by_rate(nets_by_vat)
    if not nets:
        raise InvalidInputError("no_goods_for_freight", field="lines")
    if min(nets.values()) < 0 < max(nets.values()):
        raise InvalidInputError("mixed_signs", field="net_ore")
    parts = split_by_weight(amount_ore, [abs(net_ore) for net_ore in nets.values()])
    return tuple(TaxedNet(*rate, part) for rate, part in zip(nets, parts, strict=True))


def credit_line(*, received_amount: int, unit: Unit, producer_price_ore: int) -> int:
    """Return what a producer is credited for goods as weighed at goods-in, in øre ex VAT."""
    return line_net_ore(amount=received_amount, price_ore=producer_price_ore, unit=unit)


def weigh_up(
    *,
    received_amount: int,
    charged: Iterable[tuple[int, int]],
    unit: Unit,
    producer_price_ore: int,
    wasted_amount: int = 0,
) -> tuple[Term, ...]:
    """Return why a producer's credit differs from the producer parts that buyers were charged.

    The producer is credited on the weight at goods-in, buyers are charged on packed weight; between
    lie drip, trim, scales and goods thrown away. The hub bears a loss and keeps a gain.

    Parameters
    ----------
    received_amount, wasted_amount
        Whole g, ml or pieces of the purchase line, and how much of it was thrown away.
    charged
        Amount and ``LineCharge.producer_ore`` of each order line that was served from it.
    unit, producer_price_ore
        As on the purchase line.

    Returns
    -------
    tuple of Term
        Borne or margin, with the reasons ``waste``, ``weight_lost``, ``weight_gained`` or
        ``rounding``; together exactly the difference, so that the identity holds.
    """
    lines = list(charged)
    credited_ore = credit_line(
        received_amount=received_amount, unit=unit, producer_price_ore=producer_price_ore
    )
    wasted_ore = line_net_ore(amount=wasted_amount, price_ore=producer_price_ore, unit=unit)
    missing = received_amount - wasted_amount - sum(amount for amount, _ in lines)
    rest_ore = credited_ore - wasted_ore - sum(ore for _, ore in lines)
    terms = [Term(TermKind.BORNE, wasted_ore, "waste")]
    if rest_ore > 0:
        reason = "weight_lost" if missing > 0 else "rounding"
        terms.append(Term(TermKind.BORNE, rest_ore, reason))
    else:
        reason = "weight_gained" if missing < 0 else "rounding"
        terms.append(Term(TermKind.MARGIN, -rest_ore, reason))
    return tuple(term for term in terms if term.ore)
