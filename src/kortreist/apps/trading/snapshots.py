"""The facts a line is ordered under, copied so that later changes cannot touch them."""

from dataclasses import dataclass
from datetime import date

from kortreist.apps.actors.models import Hub, HubProducer, Organisation, SellerMode
from kortreist.apps.actors.selectors.grants import in_force
from kortreist.apps.registers.models import VatCategory, VatRate
from kortreist.apps.trading.models import Offer, OrderCycle, OrderLine
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


def terms_of(cycle: OrderCycle) -> Terms:
    """Read a cycle's terms, in three queries however many lines follow."""
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
    )


def take_snapshot(line: OrderLine, offer: Offer, terms: Terms) -> bool:
    """Copy an offer's facts onto an unsaved or locked line; return whether it had others.

    ``offer`` brings its goods along.
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
    line.buyer_price_ore = offer.buyer_price_ore
    line.fee_parts = offer.fee_parts
    line.vat_category = category
    line.vat_rate_bp = rate_bp
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
