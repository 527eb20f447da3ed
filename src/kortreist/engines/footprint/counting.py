"""Counting the footprint of trips, and sharing it between stops."""

from collections.abc import Iterable, Mapping, Sequence
from itertools import groupby

from kortreist.engines.energy import Carrier, Energy
from kortreist.engines.footprint.problem import (
    Factor,
    FootprintCase,
    Journey,
    OwnDrive,
    Stop,
    StopKind,
    Trip,
)
from kortreist.engines.footprint.result import (
    Caveat,
    Comparison,
    Footprint,
    StopFootprint,
    TripFootprint,
)
from kortreist.kernel.apportion import split_by_weight
from kortreist.kernel.errors import InvalidInputError

Factors = Mapping[Carrier, Factor]


def count_footprint(case: FootprintCase) -> Footprint:
    """Count what trips let out, share it between their stops, and compare it with driving alone.

    CO₂ is energy × factor: what leaves the exhaust, or a year's mean of the power. A trip's is
    shared by distance from the depot × mass, the way home included; where no stop has both, by
    mass, then equally. What cooling costs is shared between cooled goods alone. Empty runs are
    shared by what the stops bear otherwise. Every share is of whole grams and metres, and nothing
    is lost.

    The figures are of the driving and nothing else. Transport is a small part of what food lets out
    (about 11 % in the reference), so they are never shown without `Footprint.caveats`.

    Raises
    ------
    InvalidInputError
        When an id or a factor comes twice, or a carrier has no factor.

    References
    ----------
    Fuel factors: Norwegian National Inventory Report (2021). Sharing of a round trip: Smart Freight
    Centre, *GLEC Framework* v3 (2023), and ISO 14083:2023. Weighted distance of food:
    Carlsson-Kanyama, "Weighted average source points and distances for consumption origin" (1997).
    The caveat: Weber and Matthews, "Food-Miles and the Relative Climate Impacts of Food Choices in
    the United States", *Environmental Science & Technology* 42 (2008).
    """
    factors = _look_over(case)
    trips = tuple(_count_trip(trip, factors) for trip in case.trips)
    shares = _share(case, trips)
    co2_g, distance_m = sum(each.co2_g for each in trips), sum(each.distance_m for each in trips)
    stops = [stop for trip in case.trips for stop in trip.stops]
    food = _food_of(stops)
    food_g = sum(stop.mass_g for stop in food)
    journeys = case.journeys or [Journey(stop.mass_g, stop.distance_m) for stop in food]
    return Footprint(
        trips,
        tuple(_write(stop, *share) for stop, share in zip(stops, shares, strict=True)),
        distance_m=distance_m,
        co2_g=co2_g,
        unallocated_co2_g=co2_g - sum(grams for _, grams in shares),
        food_g=food_g,
        co2_mg_per_kg=_per_kg(co2_g, food_g),
        food_distance_m=weighted_distance(journeys),
        comparison=_compare(case.own_drives, distance_m, co2_g, factors),
        caveats=_caveats(factors.values()),
    )


def co2_of(distance_m: int, energy: Energy, factor: Factor) -> int:
    """Return the grams of CO₂ of a distance, rounded once, half up."""
    exact = distance_m * energy.per_100_km * factor.co2_g * (10_000 - factor.renewable_bp)
    return _rounded(exact, 100_000 * 1_000 * 10_000)


def weighted_distance(journeys: Iterable[Journey]) -> int | None:
    """Return how far a kilo came in metres, weighted by mass; ``None`` without mass.

    References
    ----------
    Carlsson-Kanyama (1997): the weighted average source distance, Σ m·d ÷ Σ m.
    """
    journeys = list(journeys)
    mass_g = sum(each.mass_g for each in journeys)
    moved = sum(each.mass_g * each.distance_m for each in journeys)
    return _rounded(moved, mass_g) if mass_g else None


def _look_over(case: FootprintCase) -> Factors:
    _require_distinct("trips.trip_id", [trip.trip_id for trip in case.trips])
    stops = [stop.stop_id for trip in case.trips for stop in trip.stops]
    _require_distinct("stops.stop_id", stops)
    _require_distinct("factors.carrier", [factor.carrier for factor in case.factors])
    factors = {factor.carrier: factor for factor in case.factors}
    used = [trip.energy for trip in case.trips] + [drive.energy for drive in case.own_drives]
    for energy in used:
        if energy.carrier not in factors:
            raise InvalidInputError("unknown_item", field="factors", id=energy.carrier)
    return factors


def _require_distinct(field: str, ids: Sequence[object]) -> None:
    for each, times in groupby(sorted(ids, key=str)):
        if len(list(times)) > 1:
            raise InvalidInputError("duplicate_id", field=field, id=each)


def _count_trip(trip: Trip, factors: Factors) -> TripFootprint:
    driving_g = co2_of(trip.distance_m, trip.energy, factors[trip.energy.carrier])
    cooling_g = _rounded(driving_g * trip.cooling_bp, 10_000)
    used = trip.distance_m * trip.energy.per_100_km * (10_000 + trip.cooling_bp)
    return TripFootprint(
        trip.trip_id,
        trip.distance_m,
        trip.energy.carrier,
        energy=_rounded(used, 100_000 * 10_000),
        co2_g=driving_g + cooling_g,
        cooling_co2_g=cooling_g,
        is_empty=not trip.stops,
    )


def _share(case: FootprintCase, counted: Sequence[TripFootprint]) -> list[tuple[int, int]]:
    """Return metres and grams for every stop, trip by trip."""
    metres: list[int] = []
    grams: list[int] = []
    for trip, figures in zip(case.trips, counted, strict=True):
        if trip.stops:
            weights = _weights(trip.stops)
            metres += split_by_weight(figures.distance_m, weights)
            driving = split_by_weight(figures.co2_g - figures.cooling_co2_g, weights)
            cooling = split_by_weight(figures.cooling_co2_g, _cooled(trip.stops, weights))
            grams += [sum(parts) for parts in zip(driving, cooling, strict=True)]
    if not grams:
        return []
    empty = [figures for figures in counted if figures.is_empty]
    empty_m = split_by_weight(sum(each.distance_m for each in empty), metres)
    empty_g = split_by_weight(sum(each.co2_g for each in empty), grams)
    return [
        (own_m + more_m, own_g + more_g)
        for own_m, more_m, own_g, more_g in zip(metres, empty_m, grams, empty_g, strict=True)
    ]


def _weights(stops: Sequence[Stop]) -> list[int]:
    """Return distance × mass; mass where no stop has both, and nothing for returns."""
    bearing = [0 if stop.kind is StopKind.RETURNED else stop.mass_g for stop in stops]
    moved = [mass_g * stop.distance_m for mass_g, stop in zip(bearing, stops, strict=True)]
    return moved if any(moved) else bearing


def _cooled(stops: Sequence[Stop], weights: Sequence[int]) -> list[int]:
    cooled = [weight * stop.is_cooled for weight, stop in zip(weights, stops, strict=True)]
    return cooled if any(cooled) else list(weights)


def _food_of(stops: Sequence[Stop]) -> list[Stop]:
    delivered = [stop for stop in stops if stop.kind is StopKind.DELIVERED]
    return delivered or [stop for stop in stops if stop.kind is StopKind.COLLECTED]


def _write(stop: Stop, distance_m: int, co2_g: int) -> StopFootprint:
    return StopFootprint(stop.stop_id, distance_m, co2_g, _per_kg(co2_g, stop.mass_g))


def _per_kg(co2_g: int, mass_g: int) -> int | None:
    """Return milligrams a kilo."""
    return _rounded(1_000_000 * co2_g, mass_g) if mass_g else None


def _compare(
    drives: Sequence[OwnDrive], distance_m: int, co2_g: int, factors: Factors
) -> Comparison | None:
    """Compare with 2·d for every producer and buyer."""
    if not drives:
        return None
    alone_m = sum(2 * drive.distance_m for drive in drives)
    alone_g = sum(
        co2_of(2 * drive.distance_m, drive.energy, factors[drive.energy.carrier])
        for drive in drives
    )
    saved_g = alone_g - co2_g
    saved_bp = _rounded(10_000 * saved_g, alone_g) if alone_g else None
    return Comparison(alone_m, alone_g, alone_m - distance_m, saved_g, saved_bp)


def _caveats(factors: Iterable[Factor]) -> tuple[Caveat, ...]:
    caveats = [Caveat.TRANSPORT_IS_A_SMALL_PART]
    if not all(factor.is_verified for factor in factors):
        caveats.append(Caveat.FACTOR_NOT_VERIFIED)
    return tuple(caveats)


def _rounded(dividend: int, divisor: int) -> int:
    """Return the nearest whole number, half up."""
    return (2 * dividend + divisor) // (2 * divisor)
