from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kortreist.engines.footprint import (
    Carrier,
    Caveat,
    Energy,
    Factor,
    FootprintCase,
    Journey,
    OwnDrive,
    Stop,
    StopKind,
    Trip,
    count_footprint,
    weighted_distance,
)
from kortreist.kernel.errors import InvalidInputError

VAN = Energy(Carrier.DIESEL, 10_000)
DIESEL = Factor(Carrier.DIESEL, 2_660)
KM, KG = 1_000, 1_000
STOPS = (Stop(1, 300 * KG, 20 * KM), Stop(2, 200 * KG, 50 * KM), Stop(3, 100 * KG, 80 * KM))
CASE = FootprintCase((Trip(7, 180 * KM, VAN, STOPS),), (DIESEL,))


def grams(case):
    return [stop.co2_g for stop in count_footprint(case).stops]


def test_the_worked_round():
    footprint = count_footprint(CASE)
    (trip,) = footprint.trips
    assert trip.energy == 18_000
    assert footprint.co2_g == trip.co2_g == 47_880
    assert grams(CASE) == [11_970, 19_950, 15_960]
    assert footprint.co2_mg_per_kg == 79_800
    assert footprint.food_distance_m == 40 * KM
    assert footprint.caveats == (Caveat.TRANSPORT_IS_A_SMALL_PART,)
    assert footprint.comparison is None


def test_beside_every_producer_driving_alone():
    drives = tuple(
        OwnDrive(producer, buyer, far * KM, VAN)
        for producer, buyer, far in ((1, 1, 100), (1, 2, 50), (2, 2, 50))
    )
    comparison = count_footprint(replace(CASE, own_drives=drives)).comparison
    assert comparison.alone_m == 400 * KM
    assert comparison.alone_co2_g == 106_400
    assert comparison.saved_m == 220 * KM
    assert comparison.saved_co2_g == 106_400 - 47_880
    assert comparison.saved_bp == 5_500


def test_common_tours_can_cost_more_than_driving_alone():
    near = (OwnDrive(1, 1, 45 * KM, VAN),)
    comparison = count_footprint(replace(CASE, own_drives=near)).comparison
    assert (comparison.saved_m, comparison.saved_bp) == (-90 * KM, -10_000)


def test_an_empty_run_is_borne_by_all():
    empty = Trip(8, 90 * KM, VAN)
    footprint = count_footprint(replace(CASE, trips=(*CASE.trips, empty)))
    assert [trip.is_empty for trip in footprint.trips] == [False, True]
    assert [stop.co2_g for stop in footprint.stops] == [17_955, 29_925, 23_940]
    assert footprint.unallocated_co2_g == 0


def test_an_empty_run_alone_is_nobodys():
    footprint = count_footprint(FootprintCase((Trip(8, 90 * KM, VAN),), (DIESEL,)))
    assert (footprint.co2_g, footprint.unallocated_co2_g) == (23_940, 23_940)
    assert footprint.co2_mg_per_kg is None
    assert footprint.food_distance_m is None


def test_no_mass_is_shared_equally():
    stops = (Stop(1, 0, 20 * KM), Stop(2, 0, 50 * KM))
    footprint = count_footprint(FootprintCase((Trip(7, 180 * KM, VAN, stops),), (DIESEL,)))
    assert [stop.co2_g for stop in footprint.stops] == [23_940, 23_940]
    assert [stop.co2_mg_per_kg for stop in footprint.stops] == [None, None]


def test_at_the_depot_itself_mass_decides():
    stops = (Stop(1, 3 * KG, 0), Stop(2, KG, 0))
    assert grams(FootprintCase((Trip(7, 4 * KM, VAN, stops),), (DIESEL,))) == [798, 266]


def test_returns_bear_nothing_and_are_no_food():
    crates = Stop(9, 500 * KG, 80 * KM, StopKind.RETURNED)
    case = replace(CASE, trips=(Trip(7, 180 * KM, VAN, (*STOPS, crates)),))
    footprint = count_footprint(case)
    assert grams(case) == [11_970, 19_950, 15_960, 0]
    assert footprint.food_g == 600 * KG


def test_collected_goods_bear_their_way_and_are_counted_once_as_food():
    collected = Stop(9, 300 * KG, 80 * KM, StopKind.COLLECTED)
    footprint = count_footprint(replace(CASE, trips=(Trip(7, 180 * KM, VAN, (*STOPS, collected)),)))
    assert [stop.co2_g for stop in footprint.stops] == [5_985, 9_975, 7_980, 23_940]
    assert footprint.food_g == 600 * KG


def test_cooling_is_borne_by_what_is_cooled():
    stops = (STOPS[0], replace(STOPS[1], is_cooled=True), STOPS[2])
    footprint = count_footprint(
        replace(CASE, trips=(Trip(7, 180 * KM, VAN, stops, cooling_bp=1_000),))
    )
    assert footprint.trips[0].cooling_co2_g == 4_788
    assert footprint.trips[0].energy == 19_800
    assert [stop.co2_g for stop in footprint.stops] == [11_970, 19_950 + 4_788, 15_960]


def test_power_and_renewable_fuel():
    electric = Trip(1, 100 * KM, Energy(Carrier.ELECTRIC, 25_000), (STOPS[0],))
    mixed = Trip(2, 100 * KM, VAN, (STOPS[1],))
    footprint = count_footprint(
        FootprintCase(
            (electric, mixed),
            (
                Factor(Carrier.ELECTRIC, 15, is_verified=False),
                replace(DIESEL, renewable_bp=1_500),
            ),
        )
    )
    assert [trip.co2_g for trip in footprint.trips] == [375, 22_610]
    assert footprint.caveats[-1] is Caveat.FACTOR_NOT_VERIFIED


@pytest.mark.parametrize(
    ("case", "code"),
    [
        (replace(CASE, factors=()), "unknown_item"),
        (replace(CASE, factors=(DIESEL, DIESEL)), "duplicate_id"),
        (replace(CASE, trips=(*CASE.trips, *CASE.trips)), "duplicate_id"),
        (
            replace(CASE, own_drives=(OwnDrive(1, 1, 1, Energy(Carrier.PETROL, 1)),)),
            "unknown_item",
        ),
    ],
)
def test_a_case_that_contradicts_itself_is_refused(case, code):
    with pytest.raises(InvalidInputError) as refused:
        count_footprint(case)
    assert refused.value.code == code


def test_distance_of_the_food_is_of_its_journeys():
    journeys = (Journey(KG, 10 * KM), Journey(3 * KG, 50 * KM))
    assert weighted_distance(journeys) == 40 * KM
    assert count_footprint(replace(CASE, journeys=journeys)).food_distance_m == 40 * KM
    assert weighted_distance([Journey(0, 10)]) is None


stops = st.lists(
    st.builds(
        Stop,
        stop_id=st.just(0),
        mass_g=st.integers(0, 10**6),
        distance_m=st.integers(0, 10**6),
        kind=st.sampled_from(StopKind),
        is_cooled=st.booleans(),
    ),
    max_size=5,
)


@given(
    st.lists(st.tuples(stops, st.integers(0, 10**6), st.integers(0, 5_000)), min_size=1, max_size=4)
)
def test_nothing_is_lost_in_sharing(rounds):
    number = iter(range(100))
    trips = tuple(
        Trip(
            trip_id,
            distance_m,
            VAN,
            tuple(replace(stop, stop_id=next(number)) for stop in each),
            cooling_bp,
        )
        for trip_id, (each, distance_m, cooling_bp) in enumerate(rounds)
    )
    footprint = count_footprint(FootprintCase(trips, (DIESEL,)))
    shared = sum(stop.co2_g for stop in footprint.stops)
    assert shared + footprint.unallocated_co2_g == footprint.co2_g
    if footprint.stops:
        assert footprint.unallocated_co2_g == 0
        assert sum(stop.distance_m for stop in footprint.stops) == footprint.distance_m
