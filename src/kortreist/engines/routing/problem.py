"""What a day's tours have to do, and with what."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated

from annotated_types import Ge, Le, MaxLen, MinLen

from kortreist.engines.energy import Energy
from kortreist.engines.measures import Amount, Id, Ore, Word

WEEK_S = 7 * 86_400

Seconds = Annotated[int, Ge(0), Le(WEEK_S)]
Metres = Annotated[int, Ge(0), Le(10_000_000)]
Degrees = Annotated[float, Ge(-180), Le(180)]


class Zone(StrEnum):
    """How warm goods may be kept."""

    AMBIENT = "ambient"
    CHILLED = "chilled"
    FROZEN = "frozen"


class TaskKind(StrEnum):
    """From where to where goods go."""

    DELIVER = "deliver"
    COLLECT = "collect"
    DIRECT = "direct"


class Act(StrEnum):
    """What is done at a stop."""

    LOAD = "load"
    UNLOAD = "unload"


@dataclass(frozen=True, slots=True)
class Goods:
    """An amount that is kept in one zone; grams and millilitres, packing included."""

    zone: Zone
    mass_g: Amount = 0
    volume_ml: Amount = 0


@dataclass(frozen=True, slots=True)
class Window:
    """When service may begin: seconds after midnight of the first day, both ends included."""

    opens_s: Seconds = 0
    closes_s: Seconds = WEEK_S


@dataclass(frozen=True, slots=True)
class Place:
    """Somewhere to drive to.

    Parameters
    ----------
    place_id
        Each once.
    latitude, longitude
        Degrees, where known; nothing is computed from them here.
    """

    place_id: Id
    latitude: Degrees | None = None
    longitude: Degrees | None = None


@dataclass(frozen=True, slots=True)
class Roads:
    """How far it is, for one kind of vehicle.

    Parameters
    ----------
    profile
        The name that vehicles refer to.
    distance_m, duration_s
        Metres and seconds of driving; row and column in the order of the problem's places. Closed
        winter roads and the like are already in them.
    """

    profile: Word
    distance_m: tuple[tuple[Metres, ...], ...]
    duration_s: tuple[tuple[Seconds, ...], ...]


@dataclass(frozen=True, slots=True)
class Ferry:
    """Time on a leg that is not driving: waiting for the ferry, and the crossing."""

    from_place_id: Id
    to_place_id: Id
    extra_s: Seconds


@dataclass(frozen=True, slots=True)
class Compartment:
    """A part of a vehicle that keeps one zone; ``None`` is as much as the vehicle takes."""

    zone: Zone
    mass_g: Amount | None = None
    volume_ml: Amount | None = None


@dataclass(frozen=True, slots=True)
class Rest:
    """The driver's break: so long, at the latest after so much driving since the last one."""

    after_driving_s: Annotated[int, Ge(60), Le(WEEK_S)]
    break_s: Seconds


@dataclass(frozen=True, slots=True)
class Vehicle:
    """One vehicle with its driver.

    Parameters
    ----------
    vehicle_id
        Each once.
    payload_g, volume_ml
        What it carries in all; ``None`` where volume is no limit.
    compartments
        At most one for a zone. Chilled and frozen goods need theirs; ambient goods go anywhere, but
        where there is an ambient compartment they stay in it.
    start_place_id, end_place_id
        Where it stands before and after; ``None`` is the hub.
    shift
        Leaves at its opening at the earliest, is back at its closing at the latest.
    max_trips
        How often it may set out from the hub.
    turnaround_s
        Time at the hub for loading before a trip and for unloading what was collected.
    max_drive_s, max_shift_s
        Driving, and time from leaving to being back; ``None`` where the shift alone limits.
    rest
        The break rule, if any.
    ore_per_km, ore_per_hour, ore_per_day
        What it costs to drive, to be away, and to be used at all.
    profile
        Which roads.
    energy
        For the footprint.
    """

    vehicle_id: Id
    payload_g: Amount
    volume_ml: Amount | None = None
    compartments: Annotated[tuple[Compartment, ...], MaxLen(3)] = ()
    start_place_id: Id | None = None
    end_place_id: Id | None = None
    shift: Window = Window()
    max_trips: Annotated[int, Ge(1), Le(20)] = 1
    turnaround_s: Seconds = 0
    max_drive_s: Seconds | None = None
    max_shift_s: Seconds | None = None
    rest: Rest | None = None
    ore_per_km: Annotated[int, Ge(0), Le(1_000_000)] = 0
    ore_per_hour: Annotated[int, Ge(0), Le(10_000_000)] = 0
    ore_per_day: Annotated[int, Ge(0), Le(100_000_000)] = 0
    profile: Word = "car"
    energy: Energy | None = None


@dataclass(frozen=True, slots=True)
class Task:
    """Goods that are to go from one place to another.

    Parameters
    ----------
    task_id
        Each once.
    kind
        ``deliver`` from the hub to a buyer, ``collect`` from a producer to the hub, ``direct`` from
        a producer to a buyer in the same vehicle.
    place_id, windows, service_s
        Where goods are handed over (``deliver``) or fetched (``collect``, ``direct``), when service
        may begin there (one of several windows; none is always), and how long it takes.
    goods
        What; at most one entry for a zone.
    to_place_id, to_windows, to_service_s
        The buyer of a ``direct`` task.
    ready_s
        ``deliver``: the goods cannot be loaded at the hub before.
    due_s
        ``collect``: the goods must have reached the hub by then.
    prize_ore
        What another way costs (haulier, parcel, …); the task is left to it where that is cheaper.
        ``None`` where there is no other way.
    vehicle_ids
        The vehicles that may do it; none named is any.
    not_vehicle_ids
        Vehicles that may not.
    """

    task_id: Id
    kind: TaskKind
    place_id: Id
    goods: Annotated[tuple[Goods, ...], MaxLen(3)] = ()
    windows: Annotated[tuple[Window, ...], MaxLen(20)] = ()
    service_s: Seconds = 0
    to_place_id: Id | None = None
    to_windows: Annotated[tuple[Window, ...], MaxLen(20)] = ()
    to_service_s: Seconds = 0
    ready_s: Seconds = 0
    due_s: Seconds | None = None
    prize_ore: Ore | None = None
    vehicle_ids: tuple[Id, ...] = ()
    not_vehicle_ids: tuple[Id, ...] = ()


@dataclass(frozen=True, slots=True)
class Choice:
    """Ways of which exactly one is taken: as a rule direct, or collected and delivered.

    Parameters
    ----------
    ways
        Tasks that belong together; a task is in one choice at most.
    """

    ways: Annotated[tuple[tuple[Id, ...], ...], MinLen(1), MaxLen(10)]


@dataclass(frozen=True, slots=True)
class Call:
    """One act of a task: unloading to deliver, loading to collect, both for ``direct``."""

    task_id: Id
    act: Act


@dataclass(frozen=True, slots=True)
class TourOrder:
    """A vehicle's calls in their order, trip by trip; between trips it is at the hub."""

    vehicle_id: Id
    trips: tuple[tuple[Call, ...], ...]


@dataclass(frozen=True, slots=True)
class Previous:
    """An earlier plan, which a new one should not upset without need.

    Parameters
    ----------
    orders
        Its tours.
    cost_ore
        What it was said to cost. Where it still does all that is asked, within every limit and at
        no more than this, nothing that matters has changed, and it is kept as it is.
    left_out
        Tasks that it knew and left out. What is neither here nor on a tour is new.
    move_ore
        What moving one task to another vehicle costs in trust; a new plan that moves tasks has to
        be so much cheaper for each.
    """

    orders: tuple[TourOrder, ...]
    cost_ore: Ore
    left_out: tuple[Id, ...] = ()
    move_ore: Ore = 0


@dataclass(frozen=True, slots=True)
class TourProblem:
    """All that is to be driven, and all that can drive.

    Parameters
    ----------
    hub_id
        The place where goods are gathered, and trips begin and end.
    places, roads, ferries
        Where, and how far. Roads for every profile that a vehicle names.
    vehicles, tasks
        Of distinct ids.
    choices
        Tasks that are each other's alternatives.
    fixed
        Tours that are driven as given: timed and costed, never changed. Their vehicles and tasks
        are not planned otherwise.
    previous
        An earlier plan to stay near.
    iterations, seconds
        When the search ends. By iterations the same input gives the same plan, to the byte;
        ``seconds`` overrides them, and then it does not.
    seed
        Of the search.
    """

    hub_id: Id
    places: tuple[Place, ...]
    roads: tuple[Roads, ...]
    vehicles: tuple[Vehicle, ...]
    tasks: tuple[Task, ...]
    ferries: tuple[Ferry, ...] = ()
    choices: tuple[Choice, ...] = ()
    fixed: tuple[TourOrder, ...] = ()
    previous: Previous | None = None
    iterations: Annotated[int, Ge(1), Le(100_000_000)] = 2_000
    seconds: Annotated[float, Ge(0), Le(86_400)] | None = None
    seed: Annotated[int, Ge(0), Le(2**31)] = 0
