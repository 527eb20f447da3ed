"""From the engine's tour to the stops that are stored, and back."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from kortreist.apps.fulfilment.models import StopKind, TourStop
from kortreist.apps.fulfilment.touring.scene import (
    place_of_point,
    place_of_producer,
    van_on,
)
from kortreist.engines.routing import Act, Call, TourOrder

Json = Mapping[str, Any]  # Any: a stop as the engine's file door writes it
KINDS = {"load": StopKind.COLLECT, "unload": StopKind.DELIVER}


@dataclass(frozen=True, slots=True)
class Halt:
    """A stop as it is stored; seconds after the plan's first midnight."""

    kind: StopKind
    place_id: int
    arrival_s: int
    departure_s: int
    service_s: int
    leg_m: int
    leg_s: int
    load_g: int


def halts_of(stops: Sequence[Json]) -> list[Halt]:
    """Return the stops worth showing: the hub once at each end, breaks as stops by themselves."""
    kept = _without_doubles(stops)
    halts: list[Halt] = []
    for number, stop in enumerate(kept):
        if stop["leg_break_s"]:
            halts.append(_break(stop, stop["arrival_s"], stop["leg_break_s"]))
        is_last = number == len(kept) - 1
        halts.append(_halt(stop, is_last=is_last))
        if stop["break_s"]:
            halts.append(_break(stop, stop["departure_s"], stop["break_s"]))
    return halts


def order_from_stops(stops: Sequence[TourStop], vehicle_id: int, day: int) -> TourOrder:
    """Return a stored tour's calls; a visit to the hub begins another trip."""
    trips: list[list[Call]] = [[]]
    for stop in stops:
        if stop.kind == StopKind.LOAD and trips[-1]:
            trips.append([])
        elif stop.kind == StopKind.DELIVER:
            trips[-1].append(Call(place_of_point(stop.point_id or 0), Act.UNLOAD))
        elif stop.kind == StopKind.COLLECT:
            trips[-1].append(Call(place_of_producer(stop.producer_id or 0), Act.LOAD))
    filled = tuple(tuple(trip) for trip in trips if trip)
    return TourOrder(van_on(vehicle_id, day), filled)


def _without_doubles(stops: Sequence[Json]) -> list[Json]:
    """Leave out where a vehicle stands still: the start before loading, the end after unloading."""
    first = 1 if len(stops) > 1 and _is_same(stops[0], stops[1]) else 0
    kept = list(stops[first:])
    if len(kept) > 1 and kept[-2]["kind"] == "hub" and _is_same(kept[-2], kept[-1]):
        kept.pop()
    return kept


def _is_same(one: Json, other: Json) -> bool:
    at_hub = {one["kind"], other["kind"]} & {"hub"}
    return bool(at_hub) and one["place_id"] == other["place_id"] and not other["leg_distance_m"]


def _halt(stop: Json, *, is_last: bool) -> Halt:
    kind = StopKind.END if is_last else KINDS.get(stop["kind"], StopKind.LOAD)
    return Halt(
        kind=kind,
        place_id=stop["place_id"],
        arrival_s=stop["arrival_s"],
        departure_s=stop["departure_s"] - stop["break_s"],
        service_s=stop["service_s"],
        leg_m=stop["leg_distance_m"],
        leg_s=stop["leg_drive_s"] + stop["leg_ferry_s"],
        load_g=sum(part["mass_g"] for part in stop["load"]),
    )


def _break(stop: Json, ends_s: int, seconds: int) -> Halt:
    load_g = sum(part["mass_g"] for part in stop["load"])
    return Halt(StopKind.BREAK, stop["place_id"], ends_s - seconds, ends_s, seconds, 0, 0, load_g)
