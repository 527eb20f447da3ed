"""Pure money: from a producer's price to charge lines, VAT and the identity of a cycle.

All in whole øre ex VAT; a price is per kilo, litre or piece, and a quantity turns into money once,
rounded half away from zero. What is split is split by largest remainder, so that parts add up.
"""

from kortreist.engines.pricing.charges import (
    LineCharge,
    charge_line,
    credit_line,
    split_freight,
    weigh_up,
)
from kortreist.engines.pricing.identity import IdentityReport, Term, TermKind, check_identity
from kortreist.engines.pricing.lists import (
    ListedPrice,
    Reach,
    Step,
    price_for,
    price_steps,
    step_at,
)
from kortreist.engines.pricing.notice import PricePeriod, change_price, price_asked, price_on
from kortreist.engines.pricing.prices import (
    FeeBasis,
    FeeKind,
    FeeRule,
    PriceBreakdown,
    price_breakdown,
)
from kortreist.engines.pricing.vat import TaxedNet, VatCategory, VatSubtotal, vat_totals

__all__ = [
    "FeeBasis",
    "FeeKind",
    "FeeRule",
    "IdentityReport",
    "LineCharge",
    "ListedPrice",
    "PriceBreakdown",
    "PricePeriod",
    "Reach",
    "Step",
    "TaxedNet",
    "Term",
    "TermKind",
    "VatCategory",
    "VatSubtotal",
    "change_price",
    "charge_line",
    "check_identity",
    "credit_line",
    "price_asked",
    "price_breakdown",
    "price_for",
    "price_on",
    "price_steps",
    "split_freight",
    "step_at",
    "vat_totals",
    "weigh_up",
]
