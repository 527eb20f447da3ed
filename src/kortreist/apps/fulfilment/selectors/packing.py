"""What the packing team sees: which deliveries are left, and what goes into each."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.core.paginator import Page, Paginator
from django.db.models import (
    Case,
    Count,
    Exists,
    F,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Sum,
    Value,
    When,
)

from kortreist.apps.actors.permissions import Actor, Permission, require
from kortreist.apps.catalogue.models import ChargeBy
from kortreist.apps.fulfilment.models import Delivery, DeliveryStatus, Lot, PackedPart
from kortreist.apps.fulfilment.selectors.sharing import Ground, Proposal, propose
from kortreist.apps.fulfilment.selectors.sorting import by_name
from kortreist.apps.trading.models import OrderLine, Stage
from kortreist.kernel.errors import NotFoundError
from kortreist.kernel.quantity import Quantity

PAGE_LENGTH = 100


def turn_of(*statuses: DeliveryStatus) -> Case:
    """Return what puts deliveries in the order of their statuses; those not named come last."""
    return Case(
        *(When(status=status, then=Value(turn)) for turn, status in enumerate(statuses)),
        default=Value(len(statuses)),
        output_field=IntegerField(),
    )


READY_LAST = turn_of(DeliveryStatus.PLANNED, DeliveryStatus.PACKED)


@dataclass(frozen=True, slots=True)
class PackingLine:
    """A line to pack or packed: what was promised, what it may have, what lies in the crates."""

    line: OrderLine
    proposal: Proposal | None
    parts: tuple[PackedPart, ...]

    @property
    def confirmed(self) -> int:
        """Packs the unit was promised."""
        return self.line.confirmed_count or 0

    @property
    def packed(self) -> Quantity | None:
        """What lies in the crates; None while it waits."""
        return self.line.quantity(Stage.PACKED)

    @property
    def count(self) -> int:
        """The one number to show: packs that lie in the crates, else that may go there."""
        if self.packed is not None:
            return self.packed.count
        return self.proposal.count if self.proposal else 0

    @property
    def choices(self) -> list[tuple[Lot, int]]:
        """The lots to take from with the packs suggested of each, suggested ones first."""
        if self.proposal is None:
            return []
        suggested = {part.lot.pk: part.count for part in self.proposal.parts}
        counts = [(lot, suggested.get(lot.pk, 0)) for lot in self.proposal.lots]
        return sorted(counts, key=lambda choice: choice[1] == 0)

    @property
    def is_weighed(self) -> bool:
        """Whether the buyer pays by the scale."""
        return self.line.charge_by == ChargeBy.MEASURED

    @property
    def is_waiting(self) -> bool:
        """Whether the goods are not in yet."""
        return self.proposal is not None and self.proposal.ground == Ground.WAITING

    @property
    def is_short(self) -> bool:
        """Whether it has, or may have, less than was promised."""
        return self.count < self.confirmed and not self.is_waiting

    @property
    def is_outside_tolerance(self) -> bool:
        """Whether the weight is so far from the usual that the buyer should be asked."""
        return self.line.is_outside_tolerance


@dataclass(frozen=True, slots=True)
class PackingPage:
    """One page of a cycle's deliveries at packing, those not ready first."""

    page: "Page[Delivery]"
    figures: "RoundFigures"


@dataclass(frozen=True, slots=True)
class RoundFigures:
    """What a round became, without names: deliveries, how many are ready or out, and crates."""

    deliveries: int
    packed: int
    delivered: int
    crates: int

    @property
    def is_packed(self) -> bool:
        """Whether every delivery is ready or out."""
        return bool(self.deliveries) and self.packed == self.deliveries


def list_packing(*, actor: Actor, hub_id: int, cycle_id: int, number: int = 1) -> PackingPage:
    """Return a page of a cycle's deliveries with lines counted, those not ready first."""
    require(actor, Permission.PACK, hub_id=hub_id)
    deliveries = counted(Delivery.objects.filter(hub_id=hub_id, cycle_id=cycle_id))
    page = Paginator(deliveries.order_by(READY_LAST, by_name("unit__name"), "pk"), PAGE_LENGTH)
    return PackingPage(page.get_page(number), round_figures(hub_id=hub_id, cycle_id=cycle_id))


def get_packing(
    *, actor: Actor, hub_id: int, delivery_id: UUID
) -> tuple[Delivery, tuple[PackingLine, ...]]:
    """Return a delivery with its lines as they are to be packed, in a constant number of queries.

    Raises
    ------
    NotFoundError
        When there is none like it at the hub.
    """
    require(actor, Permission.PACK, hub_id=hub_id)
    delivery = packing_delivery(hub_id, delivery_id)
    lines = lines_of_orders([delivery.order_id])
    return delivery, to_pack(hub_id, lines)


def round_figures(*, hub_id: int, cycle_id: int) -> RoundFigures:
    """Return what a round has become so far, in one query.

    A planned delivery that has nothing to bring any more is none: nobody waits for it.
    """
    return figures_of_rounds(hub_id=hub_id, cycle_ids=[cycle_id])[cycle_id]


def figures_of_rounds(*, hub_id: int, cycle_ids: Collection[int]) -> dict[int, RoundFigures]:
    """Return what several rounds have become so far, in one query."""
    to_bring = OrderLine.objects.filter(order=OuterRef("order"), confirmed_count__gt=0)
    has_goods = ~Q(status=DeliveryStatus.PLANNED) | Exists(to_bring)
    rows = (
        Delivery.objects.filter(has_goods, hub_id=hub_id, cycle__in=cycle_ids)
        .order_by()
        .values_list("cycle_id")
        .annotate(
            deliveries=Count("pk"),
            packed=Count("pk", filter=~Q(status=DeliveryStatus.PLANNED)),
            delivered=Count("pk", filter=Q(status=DeliveryStatus.DELIVERED)),
            crates_out=Sum("crates", default=0),
        )
    )
    found = {cycle_id: RoundFigures(*counts) for cycle_id, *counts in rows}
    return {cycle_id: found.get(cycle_id, RoundFigures(0, 0, 0, 0)) for cycle_id in cycle_ids}


def lines_of_orders(order_ids: Sequence[int]) -> list[OrderLine]:
    """Return the lines that have something to bring, in the order they are packed: by producer."""
    return list(
        OrderLine.objects.filter(order__in=order_ids, confirmed_count__gt=0)
        .select_related("variant__product__group", "producer")
        .order_by(by_name("producer__name"), "pk")
    )


def parts_of_lines(lines: Sequence[OrderLine]) -> dict[int, tuple[PackedPart, ...]]:
    """Return what lies in the crates, by line, each part with its lot, in one query."""
    parts: dict[int, tuple[PackedPart, ...]] = defaultdict(tuple)
    rows = PackedPart.objects.filter(order_line__in=[line.pk for line in lines])
    for part in rows.select_related("lot").order_by("pk"):
        parts[part.order_line_id] += (part,)
    return parts


def packing_delivery(hub_id: int, public_id: UUID) -> Delivery:
    deliveries = counted(Delivery.objects.filter(hub_id=hub_id, public_id=public_id))
    delivery = deliveries.select_related("cycle").first()
    if delivery is None:
        raise NotFoundError
    return delivery


def to_pack(hub_id: int, lines: Sequence[OrderLine]) -> tuple[PackingLine, ...]:
    """Return some lines with what each may have, or has in the crates."""
    offers = {line.offer_id for line in lines if line.packed_count is None}
    proposals = propose(hub_id=hub_id, offer_ids=offers) if offers else {}
    parts = parts_of_lines(lines)
    return tuple(PackingLine(line, proposals.get(line.pk), parts[line.pk]) for line in lines)


def counted(deliveries: "QuerySet[Delivery]") -> "QuerySet[Delivery]":
    to_bring = Q(order__lines__confirmed_count__gt=0)
    is_packed = Q(order__lines__packed_count__isnull=False)
    is_short = Q(order__lines__packed_count__lt=F("order__lines__confirmed_count"))
    return deliveries.select_related("unit", "delivery_point").annotate(
        lines=Count("order__lines", filter=to_bring),
        packed_lines=Count("order__lines", filter=to_bring & is_packed),
        short_lines=Count("order__lines", filter=to_bring & is_short),
    )
