"""What the driving let out, and whose part is which."""

from dataclasses import dataclass
from enum import StrEnum

from kortreist.engines.energy import Carrier


class Caveat(StrEnum):
    """What has to be said wherever these figures are shown."""

    TRANSPORT_IS_A_SMALL_PART = "transport_is_a_small_part"
    FACTOR_NOT_VERIFIED = "factor_not_verified"


@dataclass(frozen=True, slots=True)
class TripFootprint:
    """A trip: metres, millilitres or watt-hours, grams; cooling is in the totals."""

    trip_id: int
    distance_m: int
    carrier: Carrier
    energy: int
    co2_g: int
    cooling_co2_g: int
    is_empty: bool


@dataclass(frozen=True, slots=True)
class StopFootprint:
    """A stop's part, empty runs included; milligrams a kilo are ``None`` without mass."""

    stop_id: int
    distance_m: int
    co2_g: int
    co2_mg_per_kg: int | None


@dataclass(frozen=True, slots=True)
class Comparison:
    """The common tours beside each producer driving alone.

    ``saved_…`` is below zero where the common tours drive more or let out more; ``saved_bp`` is of
    what driving alone lets out, ``None`` where that is nothing.
    """

    alone_m: int
    alone_co2_g: int
    saved_m: int
    saved_co2_g: int
    saved_bp: int | None


@dataclass(frozen=True, slots=True)
class Footprint:
    """The whole case.

    Parameters
    ----------
    trips, stops
        In the order given.
    distance_m, co2_g
        Of all trips.
    unallocated_co2_g
        Of empty runs where there is no stop at all to bear them.
    food_g, co2_mg_per_kg
        What was delivered (collected, where nothing was), and what a kilo of it let out.
    food_distance_m
        How far a kilo of food came, weighted by mass; ``None`` without mass.
    comparison
        ``None`` where no own drives were given.
    caveats
        What has to be said with it.
    """

    trips: tuple[TripFootprint, ...]
    stops: tuple[StopFootprint, ...]
    distance_m: int
    co2_g: int
    unallocated_co2_g: int
    food_g: int
    co2_mg_per_kg: int | None
    food_distance_m: int | None
    comparison: Comparison | None
    caveats: tuple[Caveat, ...]
