"""The facts a line is ordered under, copied so that later changes cannot touch them."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from kortreist.apps.actors.models import Hub, HubProducer, Organisation, SellerMode
from kortreist.apps.actors.selectors.grants import in_force
from kortreist.apps.registers.models import VatCategory, VatRate
from kortreist.apps.trading.deposits import Deposit, deposits_on, put_deposit
from kortreist.apps.trading.models import Offer, OrderCycle, OrderLine
from kortreist.apps.trading.prices import put_price
from kortreist.engines.pricing import Step
from kortreist.kernel.errors import InvalidInputError
from kortreist.kernel.periods import is_in_force

SNAPSHOT = (
    "unit",
    "content_amount",
    "charge_by",
    "tolerance_bp",
    "producer_price_ore",
    "buyer_price_ore",
    "fee_parts",
    "price_list_id",
    "price_steps",
    "deposit_code",
    "deposit_ore",
    "deposit_vat_category",
    "deposit_vat_rate_bp",
    "vat_category",
    "vat_rate_bp",
    "seller",
    "seller_mode",
    "is_organic",
    "origin_municipality",
)


@dataclass(frozen=True, slots=True)
class Terms:
    """What is the same for all lines of a cycle: rates, seller modes and the hub itself."""

    hub: Organisation
    day: date
    rates: dict[str, VatRate]
    modes: dict[int, str]
    deposits: dict[str, Deposit] = field(default_factory=dict)


def terms_of(cycle: OrderCycle) -> Terms:
    """Read a cycle's terms, in four queries however many lines follow."""
    hub = Hub.objects.select_related("organisation").get(pk=cycle.hub_id)
    day = cycle.delivery_day
    return Terms(
        hub=hub.organisation,
        day=day,
        rates={rate.vat_class: rate for rate in VatRate.objects.filter(in_force(day))},
        modes=dict(
            HubProducer.objects.filter(hub_id=cycle.hub_id).values_list(
                "organisation_id", "seller_mode"
            )
        ),
        deposits=deposits_on(hub_id=cycle.hub_id, on=day),
    )


def take_snapshot(
    line: OrderLine, offer: Offer, terms: Terms, steps: Sequence[Step] | None = None
) -> bool:
    """Copy an offer's facts onto an unsaved or locked line; return whether it had others.

    Parameters
    ----------
    line
        With the packs ordered, which decide the step of its price.
    offer
        Brings its goods along.
    steps
        The buyer's own prices by number of packs; left out, the offer's price holds.
    """
    before = _facts(line)
    product = offer.variant.product
    mode = terms.modes.get(offer.producer_id, SellerMode.RESALE)
    seller = offer.producer if mode == SellerMode.MEDIATION else terms.hub
    category, rate_bp = vat_of(seller, product.vat_class, terms)
    line.unit = offer.variant.unit
    line.content_amount = offer.variant.content_amount
    line.charge_by = offer.variant.charge_by
    line.tolerance_bp = offer.variant.tolerance_bp
    line.producer_price_ore = offer.producer_price_ore
    put_price(line, steps or [Step(1, offer.buyer_price_ore)])
    line.fee_parts = offer.fee_parts
    line.vat_category = category
    line.vat_rate_bp = rate_bp
    put_deposit(line, offer.variant, terms.deposits)
    line.seller = seller
    line.seller_mode = mode
    line.is_organic = product.is_organic
    postcode = offer.producer.postcode
    line.origin_municipality = postcode.municipality.number if postcode else ""
    return _facts(line) != before


def _facts(line: OrderLine) -> list[object]:
    return [line.seller_id if name == "seller" else getattr(line, name) for name in SNAPSHOT]


def vat_of(seller: Organisation, vat_class: str, terms: Terms) -> tuple[str, int]:
    """Return the VAT category and rate of a seller's goods on the delivery day.

    Raises
    ------
    InvalidInputError
        When no rate is known for the class on that day.
    """
    started = seller.vat_registered_from
    if started is None or not is_in_force(terms.day, started, seller.vat_registered_until):
        return VatCategory.OUTSIDE, 0
    rate = terms.rates.get(vat_class)
    if rate is None:
        raise InvalidInputError("vat_rate_missing", vat_class=vat_class, day=terms.day.isoformat())
    return rate.category, rate.rate_bp
