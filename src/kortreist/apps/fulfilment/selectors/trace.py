"""From lots to everyone who got some of them, through any depth of mixing, and back to the farms.

What a unit got is told exactly: of a mix, the share that came from the lots asked about, so that
all that was packed, lies here still or is gone adds up to what there was of them.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from django.db.models import Sum

from kortreist.apps.actors.models import BuyerUnit, Organisation
from kortreist.apps.fulfilment.models import (
    Delivery,
    LoadUnitPart,
    Lot,
    LotSource,
    PackedPart,
    StopDelivery,
)
from kortreist.apps.fulfilment.selectors.lineage import edges_back, edges_forward
from kortreist.apps.fulfilment.selectors.sorting import by_name
from kortreist.apps.trading.models import OrderLine

WHOLE = Fraction(1)


@dataclass(frozen=True, slots=True)
class TracedUnit:
    """Packs in a unit's crates with some of what was asked about in them.

    `amount` is all that the packs hold, `traced_amount` what of it came from the lots asked about.
    """

    unit: BuyerUnit
    delivery: Delivery
    line: OrderLine
    lot: Lot
    count: int
    amount: int
    traced_amount: int
    load_units: tuple[str, ...] = ()
    tour: str = ""

    @property
    def is_sent_back(self) -> bool:
        """Whether all of it came back from the door."""
        return self.line.delivered_count == 0 and bool(self.line.packed_count)

    @property
    def has_left(self) -> bool:
        """Whether it has been handed over."""
        return self.delivery.delivered_at is not None and not self.is_sent_back


@dataclass(frozen=True, slots=True)
class Resting:
    """What is left of a lot at the hub, and where it lies; stopped or not."""

    lot: Lot
    count: int
    amount: int
    traced_amount: int


@dataclass(frozen=True, slots=True)
class Step:
    """A lot on the way, as many makings from the lot asked about as ``depth`` says.

    `count` and `amount` went into it, or came from it; `is_again` where its own way was told above.
    """

    depth: int
    lot: Lot
    count: int
    amount: int
    is_again: bool = False

    @property
    def indent(self) -> range:
        """How far in it stands."""
        return range(self.depth - 1)


@dataclass(frozen=True, slots=True)
class Origin:
    """A lot that a producer brought, and what of the lot asked about came from it."""

    lot: Lot
    producer: Organisation
    traced_amount: int


@dataclass(frozen=True, slots=True)
class Trace:
    """Lots, all that was made of them, who got some, and what is still here."""

    roots: tuple[Lot, ...]
    lots: tuple[Lot, ...]
    steps: tuple[Step, ...]
    units: tuple[TracedUnit, ...]
    resting: tuple[Resting, ...]

    @property
    def lot(self) -> Lot:
        """The lot asked about, where it was one."""
        return self.roots[0]

    @property
    def receivers(self) -> list[BuyerUnit]:
        """The units that have some of it, or will, each once, in the order of their names."""
        return list({row.unit.pk: row.unit for row in self.units if not row.is_sent_back}.values())


@dataclass(frozen=True, slots=True)
class Ancestry:
    """What a lot was made of, and the deliveries it all came with."""

    steps: tuple[Step, ...]
    origins: tuple[Origin, ...]


def trace_lot(lot: Lot) -> Trace:
    """Return everyone who got some of a lot; the caller has asked for the lot by `get_lot`."""
    return trace_forward([lot])


def trace_forward(roots: Sequence[Lot]) -> Trace:
    """Return everyone who got some of one hub's lots, in eight queries at most."""
    edges = edges_forward([lot.pk for lot in roots])
    ids = {lot.pk for lot in roots} | {edge.lot_id for edge in edges}
    lots = _lots(ids)
    shares = _shares_forward({lot.pk for lot in roots}, edges)
    parts = list(
        PackedPart.objects.filter(lot__in=ids)
        .select_related("order_line__order")
        .order_by(by_name("order_line__order__unit__name"), "pk")
    )
    rest = [lot for lot in lots.values() if lot.packs_left > 0]
    left = [_amount_left(lot) for lot in rest]
    traced = _whole(
        [
            *(part.amount * shares[part.lot_id] for part in parts),
            *(amount * shares[lot.pk] for lot, amount in zip(rest, left, strict=True)),
        ]
    )
    return Trace(
        roots=tuple(lots[lot.pk] for lot in roots),
        lots=tuple(lots[pk] for pk in sorted(lots)),
        steps=tuple(_walk_down([lot.pk for lot in roots], edges, lots)),
        units=tuple(_units(parts, traced, lots)),
        resting=tuple(
            Resting(lot, lot.packs_left, amount, part)
            for lot, amount, part in zip(rest, left, traced[len(parts) :], strict=True)
        ),
    )


def trace_back(lot: Lot) -> Ancestry:
    """Return what a lot was made of, down to the producers' deliveries, in two queries."""
    edges = edges_back([lot.pk])
    lots = _lots({edge.source_id for edge in edges} | {lot.pk})
    came: dict[int, Fraction] = defaultdict(Fraction, {lot.pk: WHOLE})
    into: dict[int, list[LotSource]] = defaultdict(list)
    for edge in edges:
        into[edge.lot_id].append(edge)
    for lot_id in sorted(into, reverse=True):
        whole = sum(edge.amount for edge in into[lot_id])
        for edge in into[lot_id]:
            came[edge.source_id] += came[lot_id] * Fraction(edge.amount, whole)
    bought = [pk for pk in sorted(came) if lots[pk].purchase_line_id is not None]
    amounts = _whole([lot.received_amount * came[pk] for pk in bought])
    return Ancestry(
        steps=tuple(_walk_up(lot.pk, into, lots)),
        origins=tuple(
            Origin(lots[pk], lots[pk].producer, amount)
            for pk, amount in zip(bought, amounts, strict=True)
        ),
    )


def _lots(ids: Collection[int]) -> dict[int, Lot]:
    return (
        Lot.objects.select_related(
            "variant__product",
            "producer__postcode",
            "place",
            "purchase_line__purchase_order__cycle",
        )
        .order_by("pk")
        .in_bulk(ids)
    )


def _shares_forward(roots: set[int], edges: Sequence[LotSource]) -> dict[int, Fraction]:
    """Return how much of each lot came from some roots: by amount, exactly."""
    made = {edge.lot_id for edge in edges} - roots
    sums = LotSource.objects.filter(lot__in=made).order_by().values_list("lot_id")
    whole = dict(sums.annotate(amount=Sum("amount"))) if made else {}
    shares: dict[int, Fraction] = defaultdict(Fraction, dict.fromkeys(roots, WHOLE))
    # A lot is younger than all that went into it, so that its sources are reckoned before it.
    for edge in sorted(edges, key=lambda edge: edge.lot_id):
        if edge.lot_id not in roots:
            shares[edge.lot_id] += shares[edge.source_id] * Fraction(
                edge.amount, whole[edge.lot_id]
            )
    return shares


def _amount_left(lot: Lot) -> int:
    return lot.received_amount * lot.packs_left // lot.received_count


def _whole(exact: Sequence[Fraction]) -> list[int]:
    """Round amounts so that together they are what they are together: by largest remainder."""
    parts = [int(each) for each in exact]
    left = round(sum(exact)) - sum(parts)
    order = sorted(range(len(exact)), key=lambda place: (parts[place] - exact[place], place))
    for place in order[:left]:
        parts[place] += 1
    return parts


def _units(
    parts: Sequence[PackedPart], traced: Sequence[int], lots: Mapping[int, Lot]
) -> list[TracedUnit]:
    orders = {part.order_line.order_id for part in parts}
    deliveries = {
        row.order_id: row
        for row in Delivery.objects.filter(order__in=orders).select_related(
            "unit", "delivery_point__postcode"
        )
    }
    boxes = _boxes(parts)
    tours = _tours(deliveries.values())
    found = []
    for part, amount in zip(parts, traced, strict=False):
        delivery = deliveries[part.order_line.order_id]
        found.append(
            TracedUnit(
                unit=delivery.unit,
                delivery=delivery,
                line=part.order_line,
                lot=lots[part.lot_id],
                count=part.count,
                amount=part.amount,
                traced_amount=amount,
                load_units=tuple(boxes.get(part.pk, ())),
                tour=tours.get(delivery.pk, ""),
            )
        )
    return found


def _boxes(parts: Sequence[PackedPart]) -> dict[int, list[str]]:
    """Return the marks of the load units that parts lie in, by part."""
    boxes: dict[int, list[str]] = defaultdict(list)
    rows = LoadUnitPart.objects.filter(part__in=parts, load_unit__voided_at__isnull=True)
    for row in rows.select_related("load_unit").order_by("load_unit__number"):
        boxes[row.part_id].append(row.load_unit.sscc or str(row.load_unit.number))
    return boxes


def _tours(deliveries: Collection[Delivery]) -> dict[int, str]:
    rows = StopDelivery.objects.filter(delivery__in=deliveries).select_related("stop__tour")
    return {row.delivery_id: str(row.stop.tour) for row in rows}


def _walk_down(
    roots: Sequence[int], edges: Sequence[LotSource], lots: Mapping[int, Lot]
) -> list[Step]:
    out: dict[int, list[LotSource]] = defaultdict(list)
    for edge in edges:
        out[edge.source_id].append(edge)
    steps: list[Step] = []
    told: set[int] = set()
    # Depth first, without recursion: what was made of a lot stands under it.
    todo = [(0, pk, lots[pk].received_count, lots[pk].received_amount) for pk in reversed(roots)]
    while todo:
        depth, pk, count, amount = todo.pop()
        steps.append(Step(depth, lots[pk], count, amount, is_again=pk in told and bool(out[pk])))
        if pk not in told:
            told.add(pk)
            todo += [(depth + 1, edge.lot_id, edge.count, edge.amount) for edge in out[pk][::-1]]
    return steps


def _walk_up(
    root: int, into: Mapping[int, Sequence[LotSource]], lots: Mapping[int, Lot]
) -> list[Step]:
    steps: list[Step] = []
    told: set[int] = set()
    todo = [(0, root, lots[root].received_count, lots[root].received_amount)]
    while todo:
        depth, pk, count, amount = todo.pop()
        sources = into.get(pk, ())
        steps.append(Step(depth, lots[pk], count, amount, is_again=pk in told and bool(sources)))
        if pk not in told:
            told.add(pk)
            todo += [
                (depth + 1, edge.source_id, edge.count, edge.amount) for edge in reversed(sources)
            ]
    return steps
