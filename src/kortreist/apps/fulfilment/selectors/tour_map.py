"""A map of tours as a drawing: own borders, straight lines, numbered points; asks no other site."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import cos, radians

from kortreist.apps.registers.selectors.borders import simplified_borders

WIDTH = 720
MARGIN = 36
MOST_HEIGHT = 760
LEAST_HEIGHT = 260
# As much map as this is shown around a single point, in degrees of latitude.
LEAST_SPAN = 0.12
# Told apart by dashes as well as by colour.
STYLES = (
    ("#9A4A2A", ""),
    ("#2F5D50", "10 5"),
    ("#3B5BA5", "3 4"),
    ("#7A5200", "14 4 3 4"),
    ("#6B3FA0", "1 5"),
)

Place = tuple[float, float]


@dataclass(frozen=True, slots=True)
class MapLine:
    """One tour: its name, and how it is drawn."""

    label: str
    points: str
    colour: str
    dashes: str


@dataclass(frozen=True, slots=True)
class MapDot:
    """One place: where in the drawing, and what stands beside it."""

    x: int
    y: int
    label: str
    is_hub: bool
    text_x: int
    text_anchor: str


@dataclass(frozen=True, slots=True)
class TourMap:
    """What the template draws."""

    width: int
    height: int
    borders: tuple[tuple[str, str], ...]
    lines: tuple[MapLine, ...]
    dots: tuple[MapDot, ...]


@dataclass(frozen=True, slots=True)
class _Frame:
    west: float
    north: float
    scale: float
    squeeze: float

    def at(self, place: Place) -> tuple[int, int]:
        latitude, longitude = place
        x = MARGIN + (longitude - self.west) * self.squeeze * self.scale
        y = MARGIN + (self.north - latitude) * self.scale
        return round(x), round(y)


def draw_tours(
    ways: Sequence[tuple[str, Sequence[tuple[str, Place]]]], hub: Place | None
) -> TourMap | None:
    """Draw tours, each a name and its named places in order; None where no place is known."""
    places = [place for _, stops in ways for _, place in stops] + ([hub] if hub else [])
    if not places:
        return None
    frame, height = _frame(places)
    lines = tuple(
        MapLine(
            label,
            " ".join("{},{}".format(*frame.at(place)) for _, place in stops),
            *STYLES[number % len(STYLES)],
        )
        for number, (label, stops) in enumerate(ways)
    )
    return TourMap(WIDTH, height, _borders(frame, height), lines, _dots(frame, ways, hub))


def _frame(places: Sequence[Place]) -> tuple[_Frame, int]:
    latitudes, longitudes = zip(*places, strict=True)
    middle = (max(latitudes) + min(latitudes)) / 2
    squeeze = cos(radians(middle))
    tall = max(max(latitudes) - min(latitudes), LEAST_SPAN)
    wide = max((max(longitudes) - min(longitudes)) * squeeze, LEAST_SPAN)
    scale = min((WIDTH - 2 * MARGIN) / wide, (MOST_HEIGHT - 2 * MARGIN) / tall)
    height = max(LEAST_HEIGHT, round(tall * scale) + 2 * MARGIN)
    # What is left over lies on both sides alike.
    spare_x = (WIDTH - 2 * MARGIN) / scale / squeeze - (max(longitudes) - min(longitudes))
    spare_y = (height - 2 * MARGIN) / scale - (max(latitudes) - min(latitudes))
    west, north = min(longitudes) - spare_x / 2, max(latitudes) + spare_y / 2
    return _Frame(west, north, scale, squeeze), height


def _borders(frame: _Frame, height: int) -> tuple[tuple[str, str], ...]:
    drawn = []
    for border in simplified_borders().values():
        for ring in border.rings:
            points = [frame.at((latitude, longitude)) for longitude, latitude in ring]
            if _is_seen(points, height):
                drawn.append((border.name, " ".join(f"{x},{y}" for x, y in points)))
    return tuple(drawn)


def _is_seen(points: Sequence[tuple[int, int]], height: int) -> bool:
    across, down = zip(*points, strict=True)
    return bool(min(across) < WIDTH and max(across) > 0 and min(down) < height and max(down) > 0)


def _dots(
    frame: _Frame, ways: Sequence[tuple[str, Sequence[tuple[str, Place]]]], hub: Place | None
) -> tuple[MapDot, ...]:
    seen: dict[tuple[int, int], list[str]] = {}
    at_hub = frame.at(hub) if hub else None
    for _, stops in ways:
        for label, place in stops:
            spot = frame.at(place)
            if spot != at_hub and label and label not in seen.setdefault(spot, []):
                seen[spot].append(label)
    dots = [_dot(spot, ", ".join(labels), is_hub=False) for spot, labels in seen.items()]
    if at_hub:
        dots.append(_dot(at_hub, "", is_hub=True))
    return tuple(dots)


def _dot(spot: tuple[int, int], label: str, *, is_hub: bool) -> MapDot:
    is_right = spot[0] > WIDTH - 4 * MARGIN
    x = spot[0] + (-11 if is_right else 11)
    return MapDot(*spot, label, is_hub, x, "end" if is_right else "start")
