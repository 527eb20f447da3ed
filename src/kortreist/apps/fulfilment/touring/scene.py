"""Everything that a day's tours are planned with, as plain values that a digest can be made of.

Places and errands have ids of their own that stay the same from week to week, so that an earlier
plan can be held against a new one: two for each door and farm, and the hub is nought.
"""

from dataclasses import asdict, dataclass, field
from datetime import date, datetime, time, timedelta

from kortreist.kernel.periods import oslo_moment

HUB_PLACE = 0
DAY_S = 86_400
DAYS = 2


def place_of_point(point_id: int) -> int:
    """Return the place, and the errand, of a door."""
    return 2 * point_id


def place_of_producer(organisation_id: int) -> int:
    """Return the place, and the errand, of a farm gate."""
    return 2 * organisation_id + 1


def is_farm(place_id: int) -> bool:
    """Whether a place is a farm gate; the others are doors, and the hub."""
    return place_id % DAYS == 1


def van_on(vehicle_id: int, day: int) -> int:
    """Return the engine's id of a vehicle on the plan's first day (0) or second (1)."""
    return DAYS * vehicle_id + day


def vehicle_of(van_id: int) -> tuple[int, int]:
    """Return a vehicle and the day, from the engine's id."""
    return divmod(van_id, DAYS)


def seconds_of(wall: time) -> int:
    """Return a wall time as seconds after midnight."""
    return wall.hour * 3600 + wall.minute * 60 + wall.second


@dataclass(frozen=True, slots=True)
class PlanOptions:
    """What the coordinator chose.

    Parameters
    ----------
    collect_days_before
        0: farms are visited on the delivery day itself; 1: the day before, so that there is time
        to pack.
    collected_by, packed_at
        Wall times: when collected goods must be at the hub, and from when deliveries can be loaded;
        empty for no such limit.
    iterations
        How long the engine searches.
    move_ore
        How much cheaper a plan must be for each door that it gives to another vehicle than before.
    with_fixed
        Whether fixed tours are driven as they are.
    """

    collect_days_before: int = 1
    collected_by: str = ""
    packed_at: str = ""
    iterations: int = 1_500
    move_ore: int = 5_000
    with_fixed: bool = True


@dataclass(frozen=True, slots=True)
class Site:
    """A place on the map; `is_exact` is False where only its postcode is known."""

    place_id: int
    name: str
    latitude: float
    longitude: float
    is_exact: bool


@dataclass(frozen=True, slots=True)
class Load:
    """Goods of one zone."""

    zone: str
    mass_g: int
    volume_ml: int


@dataclass(frozen=True, slots=True)
class Errand:
    """What is to be done at one place: all deliveries to a door, or all that a farm has ready."""

    place_id: int
    name: str
    loads: tuple[Load, ...]
    opens_s: int
    closes_s: int
    service_s: int
    # How many handovers the service time was learned from.
    timed: int
    deliveries: tuple[int, ...] = ()
    purchases: tuple[int, ...] = ()

    @property
    def mass_g(self) -> int:
        """All that is carried in or out."""
        return sum(load.mass_g for load in self.loads)


@dataclass(frozen=True, slots=True)
class Van:
    """A vehicle as the planning needs it."""

    vehicle_id: int
    name: str
    payload_g: int
    volume_ml: int
    compartments: tuple[Load, ...]
    energy: str
    use_per_100km: int
    use_per_tonne_bp: int
    cost_km_ore: int
    cost_hour_ore: int
    cost_day_ore: int
    from_s: int
    until_s: int
    most_trips: int
    range_m: int | None = None


@dataclass(frozen=True, slots=True)
class Fact:
    """What the road is like on the day: a gate, and what crossing it costs."""

    kind: str
    name: str
    line: tuple[float, float, float, float]
    extra_m: int
    extra_s: int
    extra_ore: int


@dataclass(frozen=True, slots=True)
class Fixed:
    """A tour that is driven as it is; places where there is nothing to do today are passed by."""

    fixed_tour_id: int
    name: str
    vehicle_id: int
    starts_s: int
    places: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Unplaced:
    """Somewhere that no point on the map is known of."""

    name: str
    kind: str


@dataclass(frozen=True, slots=True)
class Deal:
    """A farm and the doors that its goods go to."""

    place_id: int
    doors: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Scene:
    """One cycle's collecting and delivering."""

    hub_id: int
    cycle_id: int
    # ISO dates: the first day of the plan, and the delivery day.
    first_day: str
    day: str
    terrain: str
    options: PlanOptions
    sites: tuple[Site, ...]
    errands: tuple[Errand, ...]
    vans: tuple[Van, ...]
    facts: tuple[Fact, ...] = ()
    fixed: tuple[Fixed, ...] = ()
    unplaced: tuple[Unplaced, ...] = ()
    deals: tuple[Deal, ...] = ()
    figures: dict[str, int] = field(default_factory=dict)
    unverified: tuple[str, ...] = ()

    @property
    def delivery_offset(self) -> int:
        """On which of the plan's days things are delivered."""
        return self.options.collect_days_before

    def moment(self, seconds: int) -> datetime:
        """Return the moment so many seconds, by the clock on the wall, after the first midnight."""
        day, left = divmod(seconds, DAY_S)
        hours, left = divmod(left, 3600)
        wall = time(hours, left // 60, left % 60)
        return oslo_moment(date.fromisoformat(self.first_day) + timedelta(days=day), wall)

    def as_json(self) -> dict[str, object]:
        """Return it as JSON has it, for a digest."""
        return asdict(self)
