"""What producers are to hand over, what has come, and what is missing."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from django.core.paginator import Page, Paginator
from django.db.models import Case, IntegerField, Q, QuerySet, Value, When
from django.db.models.functions import Coalesce

from kortreist.apps.actors.permissions import Actor, Permission, require
from kortreist.apps.fulfilment.models import Lot
from kortreist.apps.fulfilment.selectors.freshness import FIRST_OUT
from kortreist.apps.fulfilment.selectors.sorting import by_name
from kortreist.apps.trading.models import (
    PurchaseLine,
    PurchaseOrder,
    PurchaseStage,
    PurchaseStatus,
)
from kortreist.kernel.errors import NotFoundError
from kortreist.kernel.quantity import Quantity

PAGE_LENGTH = 100

DUE = Coalesce("promised_count", "ordered_count")
IS_WAITING = Q(received_count__isnull=True)
# The producer has said that none of it comes, and none did.
IS_CALLED_OFF = IS_WAITING & Q(promised_count=0)
IS_SHORT = Q(received_count__lt=DUE)
IS_OVER = Q(received_count__gt=DUE)
MISSING_FIRST = Case(
    When(IS_WAITING, then=Value(0)),
    When(received_count=0, then=Value(1)),
    When(IS_SHORT, then=Value(2)),
    When(IS_OVER, then=Value(3)),
    default=Value(4),
    output_field=IntegerField(),
)


class ArrivalState(StrEnum):
    """How what came compares with what was to come, the worst first."""

    WAITING = "waiting"
    MISSING = "missing"
    SHORT = "short"
    OVER = "over"
    AS_AGREED = "as_agreed"


@dataclass(frozen=True, slots=True)
class ExpectedLine:
    """A purchase line at goods-in, with the lots that came on it."""

    line: PurchaseLine
    lots: tuple[Lot, ...]

    @property
    def expected(self) -> Quantity:
        """What the producer promised, else what was ordered."""
        promised = self.line.quantity(PurchaseStage.PROMISED)
        if promised is not None:
            return promised
        return Quantity(self.line.ordered_count, self.line.ordered_amount)

    @property
    def received(self) -> Quantity | None:
        """What came so far; None while nothing is known."""
        return self.line.quantity(PurchaseStage.RECEIVED)

    @property
    def packs_missing(self) -> int:
        """Packs that were to come and have not."""
        received = self.received
        return max(0, self.expected.count - (received.count if received else 0))

    @property
    def state(self) -> ArrivalState:
        """How what came compares with what was to come, in packs."""
        received = self.received
        if received is None:
            return ArrivalState.WAITING
        if received.count == self.expected.count:
            return ArrivalState.AS_AGREED
        if received.count > self.expected.count:
            return ArrivalState.OVER
        return ArrivalState.SHORT if received else ArrivalState.MISSING


@dataclass(frozen=True, slots=True)
class ExpectedPage:
    """One page of a cycle's purchase lines, what is missing first."""

    page: "Page[PurchaseLine]"
    lines: tuple[ExpectedLine, ...]
    waiting: int
    deviating: int


def list_expected(*, actor: Actor, hub_id: int, cycle_id: int, number: int = 1) -> ExpectedPage:
    """Return a page of a cycle's purchase lines, what is missing first, in five queries."""
    require(actor, Permission.RECEIVE_GOODS, hub_id=hub_id)
    lines = _expected(hub_id).filter(~IS_CALLED_OFF, purchase_order__cycle_id=cycle_id)
    ordered = lines.order_by(MISSING_FIRST, by_name("purchase_order__producer__name"), "pk")
    page = Paginator(ordered, PAGE_LENGTH).get_page(number)
    return ExpectedPage(
        page=page,
        lines=tuple(with_lots(page.object_list)),
        waiting=lines.filter(IS_WAITING).count(),
        deviating=lines.filter(IS_SHORT | IS_OVER).count(),
    )


def get_purchase(
    *, actor: Actor, hub_id: int, public_id: UUID
) -> tuple[PurchaseOrder, tuple[ExpectedLine, ...]]:
    """Return one producer's purchase order with its lines and lots, in three queries.

    Raises
    ------
    NotFoundError
        When there is none like it at the hub.
    """
    require(actor, Permission.RECEIVE_GOODS, hub_id=hub_id)
    purchase = (
        PurchaseOrder.objects.filter(hub_id=hub_id, public_id=public_id)
        .select_related("cycle", "producer")
        .first()
    )
    if purchase is None:
        raise NotFoundError
    # What was called off may come all the same; it stands last, and nobody has to look at it.
    called_off = Case(When(IS_CALLED_OFF, then=Value(1)), default=Value(0))
    lines = _expected(hub_id).filter(purchase_order=purchase).order_by(called_off, "pk")
    return purchase, tuple(with_lots(lines))


def get_line(*, actor: Actor, hub_id: int, public_id: UUID) -> PurchaseLine:
    """Return a purchase line with its order.

    Raises
    ------
    NotFoundError
        When there is none like it at the hub.
    """
    require(actor, Permission.RECEIVE_GOODS, hub_id=hub_id)
    lines = PurchaseLine.objects.filter(hub_id=hub_id, public_id=public_id)
    line = lines.select_related("purchase_order").first()
    if line is None:
        raise NotFoundError
    return line


def with_lots(lines: Iterable[PurchaseLine]) -> list[ExpectedLine]:
    """Join purchase lines with the lots that came on them, in one query."""
    lines = list(lines)
    lots: dict[int | None, list[Lot]] = defaultdict(list)
    for lot in Lot.objects.filter(purchase_line__in=[line.pk for line in lines]).order_by("pk"):
        lots[lot.purchase_line_id].append(lot)
    return [ExpectedLine(line, tuple(lots[line.pk])) for line in lines]


def lots_of_lines(*, hub_id: int, purchase_line_ids: Sequence[int]) -> dict[int | None, list[Lot]]:
    """Return lots by purchase line, first to go out first."""
    lots: dict[int | None, list[Lot]] = defaultdict(list)
    rows = Lot.objects.filter(hub_id=hub_id, purchase_line__in=purchase_line_ids)
    for lot in rows.order_by(*FIRST_OUT):
        lots[lot.purchase_line_id].append(lot)
    return lots


def _expected(hub_id: int) -> "QuerySet[PurchaseLine]":
    return PurchaseLine.objects.filter(
        Q(ordered_count__gt=0) | Q(received_count__gt=0),
        hub_id=hub_id,
        purchase_order__status=PurchaseStatus.SENT,
    ).select_related("variant__product", "purchase_order__producer")
