"""From the producer's price to the buyer's, per kilo, litre or piece."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from kortreist.engines.measures import Id, Ore, RateBp
from kortreist.kernel.errors import InvalidInputError
from kortreist.kernel.rounding import share_of


class FeeKind(StrEnum):
    """What a fee pays for."""

    PACKING = "packing"
    TRANSPORT = "transport"
    SALES = "sales"
    ADMINISTRATION = "administration"


class FeeBasis(StrEnum):
    """What a fee is counted by; the first two are parts of the price, the others stand alone."""

    PERCENT = "percent"
    PER_PRICE_UNIT = "per_price_unit"
    PER_ORDER = "per_order"
    PER_DELIVERY = "per_delivery"

    @property
    def is_in_price(self) -> bool:
        """Whether the fee is a part of the price per kilo, litre or piece."""
        return self in {FeeBasis.PERCENT, FeeBasis.PER_PRICE_UNIT}


@dataclass(frozen=True, slots=True)
class FeeRule:
    """A named part of what a buyer pays on top of the producer's price.

    Parameters
    ----------
    fee_id
        Which fee; each once in a set of rules.
    kind, basis
        What it pays for, and what it is counted by.
    rate_bp
        Basis points of the producer's price, where the basis is ``percent``.
    amount_ore
        Øre per kilo, litre or piece, per order or per delivery otherwise.
    """

    fee_id: Id
    kind: FeeKind
    basis: FeeBasis
    rate_bp: RateBp = 0
    amount_ore: Ore = 0


@dataclass(frozen=True, slots=True)
class PriceBreakdown:
    """The buyer's price as the producer's price and the fees, which add up to it exactly."""

    producer_price_ore: int
    parts: tuple[tuple[int, int], ...]
    buyer_price_ore: int


def price_breakdown(producer_price_ore: int, fees: Iterable[FeeRule]) -> PriceBreakdown:
    """Return the buyer's price per kilo, litre or piece, and what it is made of.

    Percentages are of the producer's price and rounded once each; fees per order and per delivery
    are no part of a price and left out. Parts stand in the order of their fee's id.

    Raises
    ------
    InvalidInputError
        When a price, rate or amount is below zero, or a fee comes twice.
    """
    if producer_price_ore < 0:
        raise InvalidInputError("negative_price", field="producer_price_ore")
    rules = sorted(fees, key=lambda fee: fee.fee_id)
    require_distinct([fee.fee_id for fee in rules])
    parts = tuple(
        (fee.fee_id, _part_ore(fee, producer_price_ore)) for fee in rules if fee.basis.is_in_price
    )
    return PriceBreakdown(
        producer_price_ore, parts, producer_price_ore + sum(ore for _, ore in parts)
    )


def require_distinct(fee_ids: list[int]) -> None:
    """Raise `InvalidInputError` when a fee comes twice."""
    if len(set(fee_ids)) < len(fee_ids):
        raise InvalidInputError("duplicate_id", field="fees.fee_id")


def _part_ore(fee: FeeRule, producer_price_ore: int) -> int:
    if min(fee.rate_bp, fee.amount_ore) < 0:
        raise InvalidInputError("negative_price", field="fees", fee_id=fee.fee_id)
    if fee.basis is FeeBasis.PERCENT:
        return share_of(producer_price_ore, fee.rate_bp)
    return fee.amount_ore
