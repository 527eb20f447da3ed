"""What must hold before an order is sent: the door, the goods, the reference, the credit."""

from collections.abc import Iterable
from datetime import date, datetime

from django.db.models import Sum
from django.db.models.functions import Coalesce

from kortreist.apps.actors.locks import lock_payer
from kortreist.apps.actors.models import BuyerUnit, InvoiceParty, WhenEmpty
from kortreist.apps.actors.references import Outcome, check_reference
from kortreist.apps.actors.selectors.calendars import closed_among
from kortreist.apps.actors.selectors.licences import licensed_bp
from kortreist.apps.catalogue.models import Product
from kortreist.apps.catalogue.suitability import is_covered, is_suitable
from kortreist.apps.trading.closing import is_closed
from kortreist.apps.trading.debts import owed_before
from kortreist.apps.trading.errors import (
    CreditLimitError,
    GoodsNotForUnitError,
    LicenceMissingError,
    OfferClosedError,
    ReferenceFormatError,
    ReferenceMissingError,
    StaleFormError,
    UnitClosedError,
)
from kortreist.apps.trading.models import Offer, Order, OrderLine, OrderStatus
from kortreist.kernel.quantity import Unit, line_net_ore


def expect_version(order: Order, expected: int | None) -> None:
    """Raise StaleFormError when the order is not as the form's reader saw it."""
    if expected is not None and expected != order.version:
        raise StaleFormError(seen=expected, version=order.version)


def require_open_door(unit: BuyerUnit, day: date) -> None:
    """Raise UnitClosedError when the unit takes no deliveries that day."""
    closed = closed_among(unit, [day])
    if day in closed:
        raise UnitClosedError(day=day.isoformat(), reason=closed[day])


def require_still_open(offer: Offer, now: datetime) -> None:
    """Raise OfferClosedError once the producer has closed its list for the goods."""
    if is_closed(offer, now):
        raise OfferClosedError(closed_at=offer.closes_at, offer=offer.pk)


def require_suitable(unit: BuyerUnit, product: Product, *, on: date) -> None:
    """Raise GoodsNotForUnitError when this unit may not buy the goods for a day."""
    Doorman(unit, on).require(product)


def require_all_suitable(unit: BuyerUnit, products: Iterable[Product], *, on: date) -> None:
    """Raise as `Doorman.require` when this unit may not buy one of the goods for a day."""
    doorman = Doorman(unit, on)
    for product in products:
        doorman.require(product)


class Doorman:
    """Knows what a unit may buy for a day; asks for its licences once, and only for alcohol."""

    def __init__(self, unit: BuyerUnit, on: date) -> None:
        self.unit = unit
        self.on = on
        self._most_bp: int | None = None

    def require(self, product: Product) -> None:
        """Raise when the unit may not buy the goods.

        Raises
        ------
        GoodsNotForUnitError
            When goods are not for this kind of unit.
        LicenceMissingError
            When no licence on file and in date covers a drink.
        """
        if not is_suitable(product, self.unit.kind):
            raise GoodsNotForUnitError(goods=product.name)
        if not product.is_alcohol:
            return
        if self._most_bp is None:
            self._most_bp = licensed_bp(self.unit, self.on)
        if not is_covered(product, self._most_bp):
            raise LicenceMissingError(goods=product.name, day=self.on)


def require_reference(payer: InvoiceParty, reference: str) -> str:
    """Return the payer's reference, trimmed.

    Raises
    ------
    ReferenceMissingError, ReferenceFormatError
        When the payer's rule refuses it.
    """
    reference = reference.strip()
    verdict = check_reference(payer, reference)
    if verdict.outcome == Outcome.REFUSE:
        missing = not reference and payer.when_empty == WhenEmpty.REFUSE
        raise (ReferenceMissingError if missing else ReferenceFormatError)(hint=verdict.hint)
    return reference


def require_credit(order: Order) -> None:
    """Raise CreditLimitError when the payer's open orders come to more than its limit.

    Counts what is ordered and not yet invoiced, and what is owed from before the hub moved in,
    under the payer's lock, so that two orders placed at once cannot both take the last of it.
    """
    payer = InvoiceParty.objects.get(pk=order.payer_id)
    if payer.credit_limit_ore is None:
        return
    lock_payer(hub_id=order.hub_id, payer_id=payer.pk)
    exposure = exposure_ore(order.hub_id, payer.pk)
    exposure += owed_before(hub_id=order.hub_id, payer_id=payer.pk)
    if exposure > payer.credit_limit_ore:
        raise CreditLimitError(left_ore=payer.credit_limit_ore - exposure)


def exposure_ore(hub_id: int, payer_id: int) -> int:
    """Return what a payer's units have ordered that is not yet invoiced, in øre ex VAT."""
    lines = (
        OrderLine.objects.filter(
            hub_id=hub_id,
            order__payer_id=payer_id,
            order__status=OrderStatus.PLACED,
            invoiced_count__isnull=True,
        )
        .order_by()
        .values_list("unit", "buyer_price_ore")
        .annotate(amount=Sum(Coalesce("delivered_amount", "confirmed_amount", "ordered_amount")))
    )
    return sum(
        line_net_ore(amount=amount, price_ore=price_ore, unit=Unit(unit))
        for unit, price_ore, amount in lines
    )
