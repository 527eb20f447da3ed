"""A curve of temperatures: where it runs in a drawing of 600 by 160; templates only draw."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

WIDTH, HEIGHT, EDGE = 600, 160, 8
# Each of so many slices shows its coldest and its warmest, so that no peak is lost.
SLICES = 300
# A plot never makes a mountain of less than this, in tenths of a degree.
LEAST_SPAN_DC = 40

Point = tuple[datetime, int]


@dataclass(frozen=True, slots=True)
class CurvePlot:
    """A line through what was measured, and a straight one where the limit is."""

    points: str
    limit_y: int | None
    first_at: datetime
    last_at: datetime
    least_dc: int
    most_dc: int
    limit_dc: int | None
    width: int = WIDTH
    height: int = HEIGHT


def temperature_plot(points: Sequence[Point], limit_dc: int | None) -> CurvePlot | None:
    """Return a curve of moments with tenths of a degree, oldest first; None without any."""
    if not points:
        return None
    tenths = [each for _, each in points]
    shown = [*tenths, *([] if limit_dc is None else [limit_dc])]
    low, high = min(shown), max(shown)
    slack = max(0, LEAST_SPAN_DC - (high - low))
    low, high = low - slack // 2, high + slack - slack // 2
    start, span_s = points[0][0], max(1.0, (points[-1][0] - points[0][0]).total_seconds())

    def x(at: datetime) -> int:
        return round((at - start).total_seconds() * WIDTH / span_s)

    def y(degrees: int) -> int:
        return HEIGHT - EDGE - (degrees - low) * (HEIGHT - 2 * EDGE) // max(1, high - low)

    drawn = [(x(at), y(degrees)) for at, degrees in _thinned(points)]
    if len(drawn) == 1:
        drawn.append((WIDTH, drawn[0][1]))
    return CurvePlot(
        points=" ".join(f"{across},{down}" for across, down in drawn),
        limit_y=None if limit_dc is None else y(limit_dc),
        first_at=points[0][0],
        last_at=points[-1][0],
        least_dc=min(tenths),
        most_dc=max(tenths),
        limit_dc=limit_dc,
    )


def _thinned(points: Sequence[Point]) -> list[Point]:
    """Return the coldest and the warmest of each slice, in their order."""
    if len(points) <= 2 * SLICES:
        return list(points)
    kept: set[int] = {0, len(points) - 1}
    for slice_ in range(SLICES):
        begin, end = slice_ * len(points) // SLICES, (slice_ + 1) * len(points) // SLICES
        places = range(begin, end)
        kept |= {
            min(places, key=lambda place: points[place][1]),
            max(places, key=lambda place: points[place][1]),
        }
    return [points[place] for place in sorted(kept)]
