"""Reading places and the rules in force on a day."""

from datetime import date

from django.db.models import Q

from kortreist.apps.registers.errors import PostcodeUnknownError, VatRateMissingError
from kortreist.apps.registers.models import Postcode, VatRate


def vat_rate(*, vat_class: str, on: date) -> VatRate:
    """Return the rate of a VAT class on a day, as a rule the day of delivery.

    Raises
    ------
    VatRateMissingError
        When no rate is known for that day.
    """
    rate = vat_rates(on).get(vat_class)
    if rate is None:
        raise VatRateMissingError(vat_class=vat_class, day=on)
    return rate


def vat_rates(on: date) -> dict[str, VatRate]:
    """Return the rates in force on a day by VAT class, in one query.

    Where an older row was left without an end, the newer one counts from its first day.
    """
    rows = VatRate.objects.filter(
        Q(valid_until__isnull=True) | Q(valid_until__gt=on), valid_from__lte=on
    )
    return {rate.vat_class: rate for rate in rows.order_by("valid_from")}


def postcode(code: str) -> Postcode:
    """Return a postcode with its municipality.

    Raises
    ------
    PostcodeUnknownError
        When there is none of that number.
    """
    found = Postcode.objects.select_related("municipality").filter(code=code.strip()).first()
    if found is None:
        raise PostcodeUnknownError(postcode=code.strip()[:10])
    return found
