"""Tour problems as researchers exchange them: Solomon, Li & Lim and CVRPLIB texts, and solutions.

Places are numbered from 0, the depot; a file of CVRPLIB numbers them from 1 and its solutions from
0.
"""

import math
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from kortreist.kernel.errors import InvalidInputError

MOST_PLACES = 5_000
SOLOMON_COLUMNS = 7
LI_LIM_COLUMNS = 9
CVRP_SECTIONS = ("NODE_COORD_SECTION", "DEMAND_SECTION", "DEPOT_SECTION")


class Family(StrEnum):
    """What kind of problem a file holds."""

    VRPTW = "vrptw"
    PDPTW = "pdptw"
    CVRP = "cvrp"


class Convention(StrEnum):
    """How distances are counted, and what is wanted."""

    DISTANCE_1DEC = "distance_1dec"
    HIERARCHICAL_EXACT = "hierarchical_exact"
    DISTANCE_ROUNDED_INT = "distance_rounded_int"


@dataclass(frozen=True, slots=True)
class Node:
    """A place: where, how much (below zero is unloaded there), when, how long.

    ``partner`` is where the same goods are unloaded or were loaded; 0 is the depot.
    """

    x: float
    y: float
    demand: int = 0
    ready: int = 0
    due: int | None = None
    service: int = 0
    partner: int = 0


@dataclass(frozen=True, slots=True)
class Instance:
    """A problem as it was read. ``nodes[0]`` is the depot; ``vehicles`` may be any number."""

    name: str
    family: Family
    capacity: int
    vehicles: int | None
    nodes: tuple[Node, ...]

    @property
    def convention(self) -> Convention:
        """How the family's results are usually given."""
        if self.family is Family.CVRP:
            return Convention.DISTANCE_ROUNDED_INT
        is_solomon = self.family is Family.VRPTW and len(self.nodes) <= 101
        return Convention.DISTANCE_1DEC if is_solomon else Convention.HIERARCHICAL_EXACT


def read_instance(text: str) -> Instance:
    """Read a problem, in whichever of the three shapes it is.

    Raises
    ------
    InvalidInputError
        When it cannot be read or contradicts itself, with the line.
    """
    lines = [(number, line.strip()) for number, line in enumerate(text.splitlines(), start=1)]
    lines = [(number, line) for number, line in lines if line]
    if not lines:
        raise _unfit(1, "there is nothing in the file")
    first = lines[0][1]
    if re.fullmatch(r"-?\d+\s+-?\d+\s+-?\d+", first):
        instance = _read_li_lim(lines)
    elif ":" in first:
        instance = _read_cvrp(lines)
    else:
        instance = _read_solomon(lines)
    return instance


Lines = Sequence[tuple[int, str]]


def _read_solomon(lines: Lines) -> Instance:
    place = next((row for row, (_, line) in enumerate(lines) if line == "VEHICLE"), None)
    if place is None or len(lines) < place + 3:
        raise _unfit(
            lines[-1][0], "there is no VEHICLE part, and it is no other known kind of file"
        )
    vehicles, capacity = _whole_numbers(*lines[place + 2], count=2)
    begin = next((row for row, (_, line) in enumerate(lines) if line == "CUSTOMER"), None)
    if begin is None:
        raise _unfit(lines[-1][0], "there is no CUSTOMER part")
    nodes: list[Node] = []
    for number, line in lines[begin + 2 :]:
        customer, x, y, demand, ready, due, service = _whole_numbers(
            number, line, count=SOLOMON_COLUMNS
        )
        _require(customer == len(nodes), number, f"customer {len(nodes)} should come here")
        _check_node(number, demand, ready, due, service)
        _require(demand <= capacity, number, f"demand {demand} is above the capacity {capacity}")
        nodes.append(Node(x, y, demand, ready, due, service))
    return _instance(lines, Family.VRPTW, capacity, vehicles, nodes)


def _read_li_lim(lines: Lines) -> Instance:
    vehicles, capacity, _ = _whole_numbers(*lines[0], count=3)
    nodes: list[Node] = []
    for number, line in lines[1:]:
        task, x, y, demand, ready, due, service, before, after = _whole_numbers(
            number, line, count=LI_LIM_COLUMNS
        )
        _require(task == len(nodes), number, f"task {len(nodes)} should come here")
        _check_node(number, abs(demand), ready, due, service)
        _require(
            abs(demand) <= capacity, number, f"demand {demand} is above the capacity {capacity}"
        )
        nodes.append(Node(x, y, demand, ready, due, service, before or after))
    for (number, _), (task, node) in zip(lines[2:], list(enumerate(nodes))[1:], strict=True):
        is_known = 0 < node.partner < len(nodes)
        _require(is_known, number, f"task {task} has no partner in the file")
        partner = nodes[node.partner]
        fits = partner.partner == task and partner.demand == -node.demand and node.demand != 0
        _require(fits, number, f"tasks {task} and {node.partner} are no pair")
    return _instance(lines, Family.PDPTW, capacity, vehicles, nodes)


def _read_cvrp(lines: Lines) -> Instance:
    fields: dict[str, str] = {}
    rows: dict[str, list[tuple[int, str]]] = {}
    section = None
    for number, line in lines:
        key, colon, value = line.partition(":")
        if line == "EOF":
            break
        if line in CVRP_SECTIONS:
            section = rows.setdefault(line, [])
        elif colon:
            fields[key.strip()] = value.strip()
            section = None
        elif section is None:
            raise _unfit(number, "neither NAME : VALUE nor in a known section")
        else:
            section.append((number, line))
    last = lines[-1][0]
    for name in ("DIMENSION", "CAPACITY"):
        _require(fields.get(name, "").isdigit(), last, f"{name} is missing or no whole number")
    for name, expected in (("TYPE", "CVRP"), ("EDGE_WEIGHT_TYPE", "EUC_2D")):
        _require(fields.get(name) == expected, last, f"{name} must be {expected}")
    size, capacity = int(fields["DIMENSION"]), int(fields["CAPACITY"])
    points = _numbered(rows.get("NODE_COORD_SECTION", []), 3, size, last)
    demands = _numbered(rows.get("DEMAND_SECTION", []), 2, size, last)
    depots = [line for _, line in rows.get("DEPOT_SECTION", [])]
    _require(depots == ["1", "-1"], last, "there must be one depot, and it must be number 1")
    for number, (demand,) in demands:
        is_whole = demand == int(demand) and 0 <= demand <= capacity
        _require(is_whole, number, f"demand must be whole and at most the capacity {capacity}")
    nodes = [Node(x, y, int(d)) for (_, (x, y)), (_, (d,)) in zip(points, demands, strict=True)]
    return _instance([(1, fields.get("NAME", ""))], Family.CVRP, capacity, None, nodes)


def _instance(
    lines: Lines, family: Family, capacity: int, vehicles: int | None, nodes: Sequence[Node]
) -> Instance:
    number = lines[-1][0]
    _require(len(nodes) > 1, number, "there is nobody to visit")
    _require(len(nodes) <= MOST_PLACES, number, f"there are more than {MOST_PLACES} places")
    _require(capacity > 0 and vehicles != 0, number, "there is no vehicle, or none with room")
    name = "" if family is Family.PDPTW else lines[0][1]
    return Instance(name, family, capacity, vehicles, tuple(nodes))


def _check_node(number: int, demand: int, ready: int, due: int, service: int) -> None:
    _require(min(demand, ready, service) >= 0, number, "no number here may be below zero")
    _require(ready <= due, number, f"due date {due} is before ready time {ready}")


def _numbered(rows: Lines, count: int, size: int, last: int) -> list[tuple[int, tuple[float, ...]]]:
    """Return the rows' numbers after the first, which counts from 1."""
    numbered = []
    for place, (number, line) in enumerate(rows, start=1):
        first, *others = _numbers(number, line, count=count)
        _require(first == place, number, f"number {place} should come here")
        numbered.append((number, tuple(others)))
    _require(len(numbered) == size, rows[-1][0] if rows else last, f"there must be {size} rows")
    return numbered


def _numbers(number: int, line: str, *, count: int) -> list[float]:
    words = line.split()
    _require(len(words) == count, number, f"there must be {count} numbers, not {len(words)}")
    try:
        values = [float(word) for word in words]
    except ValueError as error:
        raise _unfit(number, "something here is no number") from error
    _require(all(abs(value) < 1e9 for value in values), number, "a number is too large")
    return values


def _whole_numbers(number: int, line: str, *, count: int) -> list[int]:
    values = _numbers(number, line, count=count)
    _require(all(value.is_integer() for value in values), number, "numbers must be whole")
    return [int(value) for value in values]


def _require(is_right: bool, number: int, words: str) -> None:  # noqa: FBT001 - reads as a sentence
    if not is_right:
        raise _unfit(number, words)


def _unfit(number: int, words: str) -> InvalidInputError:
    return InvalidInputError("unfit_input", field=f"line {number}", words=words)


def arc(convention: Convention, start: Node, end: Node) -> float:
    """Return the distance between two places, which is the time as well."""
    exact = math.hypot(start.x - end.x, start.y - end.y)
    if convention is Convention.DISTANCE_1DEC:
        return math.floor(10 * exact) / 10
    if convention is Convention.DISTANCE_ROUNDED_INT:
        return math.floor(exact + 0.5)
    return exact


def cost_of(instance: Instance, routes: Sequence[Sequence[int]], convention: Convention) -> float:
    """Return the length of all routes, as the convention counts it."""
    total = sum(
        arc(convention, instance.nodes[start], instance.nodes[end])
        for route in routes
        for start, end in _arcs(route)
    )
    return round(total, 1) if convention is Convention.DISTANCE_1DEC else total


def check_routes(
    instance: Instance, routes: Sequence[Sequence[int]], convention: Convention
) -> list[str]:
    """Return what is wrong with routes, in words; nothing where they are a solution."""
    wrong = []
    visited = sorted(place for route in routes for place in route)
    if visited != list(range(1, len(instance.nodes))):
        wrong.append("not every place is visited once")
    if instance.vehicles is not None and len(routes) > instance.vehicles:
        wrong.append(f"{len(routes)} vehicles, and there are {instance.vehicles}")
    for number, route in enumerate(routes, start=1):
        wrong += [f"route {number}: {words}" for words in _check_route(instance, route, convention)]
    return wrong


def _check_route(instance: Instance, route: Sequence[int], convention: Convention) -> Iterator[str]:
    nodes, clock = instance.nodes, float(instance.nodes[0].ready)
    is_pairs = instance.family is Family.PDPTW
    load = 0 if is_pairs else sum(nodes[place].demand for place in route)
    if load > instance.capacity:
        yield f"load {load} is above {instance.capacity}"
    seen: set[int] = set()
    for start, end in _arcs(route):
        node = nodes[end]
        clock = max(clock + arc(convention, nodes[start], node), node.ready)
        if node.due is not None and clock > node.due + 1e-6:
            yield f"place {end} is reached at {clock:.2f}, after {node.due}"
        clock += node.service
        if is_pairs and end:
            load += node.demand
            seen.add(end)
            if load > instance.capacity:
                yield f"load {load} at place {end} is above {instance.capacity}"
            if node.demand < 0 and node.partner not in seen:
                yield f"place {end} comes before {node.partner}, where its goods are"
            if node.partner not in route:
                yield f"places {end} and {node.partner} are not on the same route"


def _arcs(route: Sequence[int]) -> Iterator[tuple[int, int]]:
    return zip((0, *route), (*route, 0), strict=True)


def write_solution(routes: Sequence[Sequence[int]], cost: float, convention: Convention) -> str:
    """Return routes as a ``.sol`` text: ``Route #1: 4 2``, and the cost last."""
    lines = [
        f"Route #{number}: {' '.join(map(str, route))}"
        for number, route in enumerate(routes, start=1)
    ]
    return "\n".join([*lines, f"Cost {format_cost(cost, convention)}", ""])


def format_cost(cost: float, convention: Convention) -> str:
    """Return a cost with as many decimals as the convention has."""
    decimals = {Convention.DISTANCE_1DEC: 1, Convention.HIERARCHICAL_EXACT: 4}
    return f"{cost:.{decimals.get(convention, 0)}f}"
