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

    ``net_ore`` is always the producer's part, the fees and the margin; the margin is below zero
    where a price list or campaign asks for less than those two come to.
    """

    net_ore: int
    producer_ore: int
    fees: tuple[tuple[int, int], ...]
    margin_ore: int = 0


def charge_line(
    *,
    amount: int,
    unit: Unit,
    producer_price_ore: int,
    buyer_price_ore: int,
    fee_weights: Sequence[tuple[int, int]],
) -> LineCharge:
    """Return what a quantity costs, and where the difference to the producer's part goes.

    The fees get what they get at the ordinary price, the producer's with the fees' parts added; so
    a price list leaves producer and fees as they are. What it asks beyond that the hub keeps, what
    it asks less the hub gives: the margin, which bears its sign.

    Parameters
    ----------
    amount
        Whole g, ml or pieces; below zero for what is returned, and all amounts are mirrored.
    unit
        What ``amount`` is counted in.
    producer_price_ore, buyer_price_ore
        Øre ex VAT per kilo, litre or piece, from the line's snapshot.
    fee_weights
        Fee ids and their parts of the ordinary price, as in `PriceBreakdown.parts`.

    Raises
    ------
    InvalidInputError
        When a price or weight is below zero, or a fee comes twice.
    """
    weights = sorted(fee_weights)
    require_distinct([fee_id for fee_id, _ in weights])
    if min(producer_price_ore, buyer_price_ore, *(weight for _, weight in weights)) < 0:
        raise InvalidInputError("negative_price", field="price_ore")
    ordinary_ore = producer_price_ore + sum(weight for _, weight in weights)
    net_ore = line_net_ore(amount=amount, price_ore=buyer_price_ore, unit=unit)
    producer_ore = line_net_ore(amount=amount, price_ore=producer_price_ore, unit=unit)
    charged_ore = line_net_ore(amount=amount, price_ore=ordinary_ore, unit=unit)
    fees: tuple[tuple[int, int], ...] = ()
    if weights:
        parts = split_by_weight(charged_ore - producer_ore, [weight for _, weight in weights])
        fees = tuple((fee_id, part) for (fee_id, _), part in zip(weights, parts, strict=True))
    return LineCharge(net_ore, producer_ore, fees, margin_ore=net_ore - charged_ore)


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
    kept_amount: int = 0,
    drawn: Iterable[tuple[int, int]] = (),
) -> tuple[Term, ...]:
    """Return why a producer's credit differs from the producer parts that buyers were charged.

    The producer is credited on the weight at goods-in, buyers are charged on packed weight; between
    lie drip, trim, scales, goods thrown away and goods kept in stock. The hub bears a loss and
    keeps a gain. Goods drawn from stock come beside what was received; their cost has a line of
    its own, which the caller writes.

    Parameters
    ----------
    received_amount, wasted_amount, kept_amount
        Whole g, ml or pieces of the purchase line, how much of it was thrown away, and how much
        was put into stock.
    charged
        Amount and ``LineCharge.producer_ore`` of each order line that was served from it.
    unit, producer_price_ore
        As on the purchase line.
    drawn
        Amount and cost in øre of what came from stock.

    Returns
    -------
    tuple of Term
        Borne or margin, with the reasons ``waste``, ``stocked``, ``stock_price``, ``weight_lost``,
        ``weight_gained`` or ``rounding``; together, with the cost of what was drawn, exactly the
        difference, so that the identity holds.
    """
    lines, stock = list(charged), list(drawn)
    credited_ore = credit_line(
        received_amount=received_amount, unit=unit, producer_price_ore=producer_price_ore
    )
    wasted_ore = line_net_ore(amount=wasted_amount, price_ore=producer_price_ore, unit=unit)
    kept_ore = line_net_ore(amount=kept_amount, price_ore=producer_price_ore, unit=unit)
    drawn_amount, cost_ore = sum(amount for amount, _ in stock), sum(ore for _, ore in stock)
    drawn_ore = line_net_ore(amount=drawn_amount, price_ore=producer_price_ore, unit=unit)
    spent_amount = wasted_amount + kept_amount + sum(amount for amount, _ in lines)
    missing = received_amount + drawn_amount - spent_amount
    rest_ore = credited_ore + drawn_ore - wasted_ore - kept_ore - sum(ore for _, ore in lines)
    terms = [Term(TermKind.BORNE, wasted_ore, "waste"), Term(TermKind.BORNE, kept_ore, "stocked")]
    dearer_ore = cost_ore - drawn_ore
    if dearer_ore > 0:
        terms.append(Term(TermKind.BORNE, dearer_ore, "stock_price"))
    else:
        terms.append(Term(TermKind.MARGIN, -dearer_ore, "stock_price"))
    if rest_ore > 0:
        reason = "weight_lost" if missing > 0 else "rounding"
        terms.append(Term(TermKind.BORNE, rest_ore, reason))
    else:
        reason = "weight_gained" if missing < 0 else "rounding"
        terms.append(Term(TermKind.MARGIN, -rest_ore, reason))
    return tuple(term for term in terms if term.ore)
