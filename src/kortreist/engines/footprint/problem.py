"""What was driven, with what, and for whom."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated

from annotated_types import Ge, Le

from kortreist.engines.energy import Carrier, Energy
from kortreist.engines.measures import Amount, Id

Metres = Annotated[int, Ge(0), Le(100_000_000)]
Share = Annotated[int, Ge(0), Le(10_000)]


class StopKind(StrEnum):
    """What happened to goods at a stop."""

    DELIVERED = "delivered"
    COLLECTED = "collected"
    RETURNED = "returned"


@dataclass(frozen=True, slots=True)
class Stop:
    """A stop of a trip.

    Parameters
    ----------
    stop_id
        Each once in the whole case.
    mass_g
        What was delivered, collected, or taken back.
    distance_m
        The shortest way, or the great circle, between the trip's depot and the stop: the same kind
        for all stops of a trip.
    kind
        Returns (crates, goods sent back) bear no part: they go because of what came.
    is_cooled
        Chilled or frozen.
    """

    stop_id: Id
    mass_g: Amount
    distance_m: Metres
    kind: StopKind = StopKind.DELIVERED
    is_cooled: bool = False


@dataclass(frozen=True, slots=True)
class Trip:
    """One round from a depot and back to it, as driven.

    Parameters
    ----------
    trip_id
        Each once.
    distance_m
        All that was driven, the way home included.
    energy
        What the vehicle used.
    stops
        None on an empty run.
    cooling_bp
        So much more energy for keeping goods cold, in basis points of the driving.
    """

    trip_id: Id
    distance_m: Metres
    energy: Energy
    stops: tuple[Stop, ...] = ()
    cooling_bp: Share = 0


@dataclass(frozen=True, slots=True)
class Factor:
    """What a carrier lets out, as a dated source has it.

    Parameters
    ----------
    carrier
        Each once.
    co2_g
        Grams for a litre or a kilowatt-hour.
    renewable_bp
        The part of the fuel that lets out none, where the figure is of the fossil part alone.
    is_verified
        Whether the source was seen.
    """

    carrier: Carrier
    co2_g: Annotated[int, Ge(0), Le(100_000)]
    renewable_bp: Share = 0
    is_verified: bool = True


@dataclass(frozen=True, slots=True)
class OwnDrive:
    """A producer's own drive to one buyer, had there been no common tour: there and back."""

    producer_id: Id
    buyer_id: Id
    distance_m: Metres
    energy: Energy


@dataclass(frozen=True, slots=True)
class Journey:
    """How far an amount of food came, from producer to buyer."""

    mass_g: Amount
    distance_m: Metres


@dataclass(frozen=True, slots=True)
class FootprintCase:
    """Trips that belong together.

    Parameters
    ----------
    trips
        As driven. Empty runs are borne by all stops together.
    factors
        For every carrier that is used.
    own_drives
        What is compared with: each producer's drive to each buyer it delivered to.
    journeys
        For the distance of the food; where there are none, the stops' own distances are taken.
    """

    trips: tuple[Trip, ...]
    factors: tuple[Factor, ...]
    own_drives: tuple[OwnDrive, ...] = ()
    journeys: tuple[Journey, ...] = ()
