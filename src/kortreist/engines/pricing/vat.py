"""VAT per rate on a document, never per line."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from kortreist.engines.measures import SignedOre
from kortreist.kernel.errors import InvalidInputError
from kortreist.kernel.rounding import share_of


class VatCategory(StrEnum):
    """Codes of UNCL 5305 as Peppol uses them."""

    STANDARD = "S"
    ZERO = "Z"
    EXEMPT = "E"
    REVERSE_CHARGE = "AE"
    WITHIN_EEA = "K"
    EXPORT = "G"
    OUTSIDE = "O"


class TaxedNet(NamedTuple):
    """An amount ex VAT with the category and rate that hold on the day of delivery."""

    category: str
    rate_bp: int
    net_ore: SignedOre


@dataclass(frozen=True, slots=True)
class VatSubtotal:
    """One category and rate of a document: what VAT is of, and how much."""

    category: str
    rate_bp: int
    basis_ore: int
    vat_ore: int


def vat_totals(lines: Iterable[tuple[str, int, int]]) -> tuple[VatSubtotal, ...]:
    """Return the VAT of one document: added up per category and rate, then rounded once each.

    Parameters
    ----------
    lines
        Category, rate in basis points and net øre of each line of the document, freight and fees
        among them. Below zero on a credit note.

    Raises
    ------
    InvalidInputError
        When a category is unknown, a rate does not suit it (``S`` has one, no other has), or a
        document outside the scope of VAT (``O``) has lines inside it.
    """
    bases = nets_by_rate(lines)
    if len(bases) > 1 and any(category == VatCategory.OUTSIDE for category, _ in bases):
        raise InvalidInputError("outside_vat_not_alone", field="vat_category")
    return tuple(
        VatSubtotal(category, rate_bp, basis_ore, share_of(basis_ore, rate_bp))
        for (category, rate_bp), basis_ore in bases.items()
    )


def nets_by_rate(lines: Iterable[tuple[str, int, int]]) -> dict[tuple[str, int], int]:
    """Return net øre per category and rate, in the order of category and rate.

    Raises
    ------
    InvalidInputError
        When a category is unknown or a rate does not suit it.
    """
    nets: dict[tuple[str, int], int] = {}
    for category, rate_bp, net_ore in lines:
        _require_rate(category, rate_bp)
        nets[category, rate_bp] = nets.get((category, rate_bp), 0) + net_ore
    return dict(sorted(nets.items()))


def _require_rate(category: str, rate_bp: int) -> None:
    if category not in set(VatCategory):
        raise InvalidInputError("unknown_vat_category", field="vat_category", category=category)
    if rate_bp < 0 or (rate_bp > 0) is not (category == VatCategory.STANDARD):
        raise InvalidInputError(
            "vat_rate_mismatch", field="vat_rate_bp", category=category, rate_bp=rate_bp
        )
