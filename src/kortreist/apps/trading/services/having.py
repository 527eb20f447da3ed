"""How much of a wish can be had in a round, and why not all."""

from datetime import datetime

from kortreist.apps.catalogue.models import SupplyMode
from kortreist.apps.trading.checks import Doorman
from kortreist.apps.trading.closing import is_closed
from kortreist.apps.trading.models import Offer
from kortreist.kernel.errors import DomainError


def to_be_had(
    offer: Offer | None, wanted: int, *, doorman: Doorman, now: datetime, waiting: int = 0
) -> tuple[int, str]:
    """Return how many packs more can be ordered, and a code for why not just that many.

    Of what is first come, no more than is left; in whole multiples.

    Parameters
    ----------
    waiting
        What lies in the unit's basket already: wished for, and not taken yet.
    """
    if offer is None or not offer.offered_packs:
        return 0, "not_offered"
    refusal = _why_not(offer, wanted, doorman, now)
    if refusal:
        return 0, refusal
    multiple = offer.variant.order_multiple
    if offer.supply_mode != SupplyMode.RESERVE:
        return wanted, ""
    possible = min(wanted, max(0, offer.packs_left - waiting) // multiple * multiple)
    if possible < wanted:
        return possible, "only_some" if possible else "sold_out"
    return possible, ""


def _why_not(offer: Offer, wanted: int, doorman: Doorman, now: datetime) -> str:
    if is_closed(offer, now):
        return "offer_closed"
    try:
        doorman.require(offer.variant.product)
    except DomainError as error:
        return error.code
    return "not_a_multiple" if wanted % offer.variant.order_multiple else ""
