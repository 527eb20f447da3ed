"""How much longer a road is than the straight line, and how fast it is driven; with the doubt.

Calibrated on few and uneven figures, so the spread is told wherever a distance from here is shown.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from statistics import median, quantiles

from kortreist.kernel.errors import InvalidInputError

ALL_BP = 10_000


class Terrain(StrEnum):
    """What lies between two places, roughly."""

    INLAND = "inland"
    FJORD = "fjord"


@dataclass(frozen=True, slots=True)
class Winding:
    """Road length over straight line, in ten-thousandths.

    Parameters
    ----------
    factor_bp
        The median: half of the roads are longer than this, half shorter.
    low_bp, high_bp
        The quartiles: half of the roads lie between them.
    known
        How many roads it is from.
    source
        Which.
    """

    factor_bp: int
    low_bp: int
    high_bp: int
    known: int
    source: str

    def road_m(self, straight_m: int) -> int:
        """Return the length of the road that may be expected, rounded half up."""
        return (straight_m * self.factor_bp + ALL_BP // 2) // ALL_BP

    def span_m(self, straight_m: int) -> tuple[int, int]:
        """Return between which lengths half of such roads lie."""
        return straight_m * self.low_bp // ALL_BP, -(-straight_m * self.high_bp // ALL_BP)


PUBLISHED = (
    "Published place-to-place road distances, rounded, from secondary web sources, against the "
    "great circle between postcode points"
)
WINDINGS = {
    Terrain.INLAND: Winding(
        11_850, 10_925, 13_472, 12, f"{PUBLISHED}: Fjellregionen and the inland"
    ),
    Terrain.FJORD: Winding(14_910, 13_480, 15_065, 7, f"{PUBLISHED}: fjords and the west coast"),
}
"""What is calculated with; made by `calibrate` from the figures, which a test repeats."""


@dataclass(frozen=True, slots=True)
class SpeedBand:
    """How fast legs of some length are driven.

    Parameters
    ----------
    below_m
        For legs shorter than this; ``None`` for all that are left.
    kmh
        Kilometres an hour, stops at lights and bends included.
    is_known
        From published driving times; otherwise assumed.
    """

    below_m: int | None
    kmh: int
    is_known: bool


SPEEDS = (
    SpeedBand(2_000, 30, is_known=False),
    SpeedBand(10_000, 45, is_known=False),
    SpeedBand(40_000, 60, is_known=False),
    SpeedBand(200_000, 60, is_known=True),
    SpeedBand(None, 70, is_known=True),
)
"""By length of road. Published times without ferries give 60 km/h at 150 km (n = 1) and a median of
69 km/h, 65 to 80, above 400 km (n = 6 without ferries and 1 with); shorter legs are assumed."""


def calibrate(ratios: Sequence[float], *, source: str) -> Winding:
    """Return the median and the quartiles of known ratios of road to straight line.

    Parameters
    ----------
    ratios
        Each at least 1, four or more of them; fewer say nothing of the spread.
    source
        Where they are from.

    Raises
    ------
    InvalidInputError
        When there are too few, or a road is shorter than the straight line.
    """
    if len(ratios) < 4 or min(ratios) < 1:
        raise InvalidInputError("unfit_input", field="ratios", words="four or more, none below 1")
    low, _, high = quantiles(ratios, n=4, method="inclusive")
    return Winding(_bp(median(ratios)), _bp(low), _bp(high), len(ratios), source)


def drive_s(road_m: int) -> int:
    """Return how many seconds so long a road takes, rounded up; never less than a shorter one."""
    seconds = 0
    for band in SPEEDS:
        if band.below_m is None or road_m < band.below_m:
            return max(seconds, _seconds(road_m, band))
        # A leg just above a limit takes no less than one just below it.
        seconds = max(seconds, _seconds(band.below_m, band))
    return seconds


def _seconds(road_m: int, band: SpeedBand) -> int:
    return -(-road_m * 18 // (band.kmh * 5))


def _bp(ratio: float) -> int:
    return int(ratio * ALL_BP + 0.5)
