"""What a drive burns and lets out, by the vehicle and the figures of the day."""

from collections.abc import Mapping

from kortreist.apps.fulfilment.models import Energy
from kortreist.apps.fulfilment.touring.scene import Van
from kortreist.engines.routing import Tour

# Which figure tells what a litre or a kilowatt-hour lets out.
FACTORS = {
    Energy.DIESEL: "co2_diesel",
    Energy.PETROL: "co2_petrol",
    Energy.ELECTRIC: "co2_electric",
    Energy.HVO: "co2_hvo",
}
PER_100KM_M = 100_000
ALL_BP = 10_000
TONNE_G = 1_000_000


def energy_of(van: Van, tour: Tour) -> int:
    """Return the millilitres or watt-hours of a tour, more on legs with more aboard; rounded up."""
    used, aboard_g = 0, 0
    for stop in tour.stops:
        heavier_bp = van.use_per_tonne_bp * aboard_g // TONNE_G
        used += stop.leg_distance_m * van.use_per_100km * (ALL_BP + heavier_bp)
        aboard_g = sum(part.mass_g for part in stop.load)
    return -(-used // (PER_100KM_M * ALL_BP))


def co2_g(energy: str, used: int, figures: Mapping[str, int]) -> int:
    """Return the grams of CO₂ that so much energy lets out, rounded half up; none for muscles."""
    factor = FACTORS.get(Energy(energy))
    return 0 if factor is None else (used * figures[factor] + 500) // 1000


def separate_g(distance_m: int, figures: Mapping[str, int]) -> int:
    """Return what producers' own small vans would let out over so far."""
    fuel_ml = -(-distance_m * figures["separate_van_fuel"] // 1000)
    return co2_g(Energy.DIESEL, fuel_ml, figures)
