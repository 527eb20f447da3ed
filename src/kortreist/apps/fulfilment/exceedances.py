"""When it was too warm: stretches of readings over a limit, each told once."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

# A door that opens again and again is one story.
APART: Final = timedelta(minutes=30)

Point = tuple[datetime, int]


@dataclass(frozen=True, slots=True)
class Exceedance:
    """A stretch over the limit: from its first reading to the first that is within again.

    Where the readings end over it, until the last.
    """

    from_at: datetime
    until_at: datetime
    peak_dc: int
    readings: int

    @property
    def minutes(self) -> int:
        """How long, in whole minutes, at least one."""
        return max(1, int((self.until_at - self.from_at).total_seconds()) // 60)


def exceedances(
    points: Sequence[Point], *, limit_dc: int, apart: timedelta = APART
) -> list[Exceedance]:
    """Return the stretches over a limit; those less than ``apart`` from each other are one.

    Parameters
    ----------
    points
        Moments with tenths of a degree, oldest first.
    """
    found: list[Exceedance] = []
    for number, (at, tenths) in enumerate(points):
        if tenths <= limit_dc:
            continue
        until = points[number + 1][0] if number + 1 < len(points) else at
        last = found[-1] if found else None
        if last is not None and at - last.until_at < apart:
            peak = max(last.peak_dc, tenths)
            found[-1] = Exceedance(last.from_at, until, peak, last.readings + 1)
        else:
            found.append(Exceedance(at, until, tenths, 1))
    return found
