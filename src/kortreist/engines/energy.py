"""What a vehicle runs on, and how much of it."""

from dataclasses import dataclass
from enum import StrEnum

from kortreist.engines.measures import Amount


class Carrier(StrEnum):
    """What is filled or charged."""

    DIESEL = "diesel"
    PETROL = "petrol"
    HVO = "hvo"
    ELECTRIC = "electric"


@dataclass(frozen=True, slots=True)
class Energy:
    """A vehicle's use.

    Parameters
    ----------
    carrier
        Fuels are counted in millilitres, electricity in watt-hours.
    per_100_km
        Millilitres or watt-hours for a hundred kilometres; 10 litres are 10 000.
    """

    carrier: Carrier
    per_100_km: Amount
