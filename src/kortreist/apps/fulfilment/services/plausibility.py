"""Slips of the hand that are caught before they become goods: counts, weights, temperatures."""

from kortreist.apps.catalogue.models import ChargeBy
from kortreist.apps.fulfilment.errors import (
    ImplausibleCountError,
    ImplausibleTemperatureError,
    ImplausibleWeightError,
    NotNominalError,
)
from kortreist.kernel.quantity import Quantity

MOST_PACKS = 1_000_000
COLDEST_DC, WARMEST_DC = -500, 600


def require_count(count: int) -> None:
    """Let through one pack or more, up to what no hub will see.

    Raises
    ------
    ImplausibleCountError
        When it is none, or beyond all reason.
    """
    if not 0 < count <= MOST_PACKS:
        raise ImplausibleCountError(count=count, most=MOST_PACKS)


def require_amount(
    quantity: Quantity,
    *,
    content_amount: int,
    charge_by: str,
    unit: str,
    is_confirmed: bool = False,
) -> None:
    """Let through an amount that so many packs can hold, or that somebody stands by.

    Raises
    ------
    ImplausibleWeightError
        When measured goods lie outside half of and one and a half times the usual amount.
    NotNominalError
        When goods charged by what the pack is said to hold come as another amount.
    """
    usual = quantity.count * content_amount
    if charge_by == ChargeBy.NOMINAL:
        if quantity.amount != usual:
            raise NotNominalError(amount=quantity.amount, expected_amount=usual, unit=unit)
        return
    least, most = -(-usual // 2), usual * 3 // 2
    if not is_confirmed and not least <= quantity.amount <= most:
        raise ImplausibleWeightError(
            amount=quantity.amount, least_amount=least, most_amount=most, unit=unit
        )


def require_temperature(temperature_dc: int | None) -> None:
    """Let through a temperature in tenths of a degree that food can have, or none.

    Raises
    ------
    ImplausibleTemperatureError
        When no food has it.
    """
    if temperature_dc is not None and not COLDEST_DC <= temperature_dc <= WARMEST_DC:
        raise ImplausibleTemperatureError(
            temperature_dc=temperature_dc, least_dc=COLDEST_DC, most_dc=WARMEST_DC
        )
