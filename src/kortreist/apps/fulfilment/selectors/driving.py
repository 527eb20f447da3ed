"""A driver's tours, each with everything that is needed on the road: it must do without cover."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Count, Q, QuerySet

from kortreist.apps.actors.permissions import Actor, Permission, require
from kortreist.apps.catalogue.models import DepositLedger
from kortreist.apps.fulfilment.models import (
    Delivery,
    DeliveryStatus,
    OperationKind,
    StopDelivery,
    StopKind,
    StopPurchase,
    Tour,
    TourOperation,
    TourStatus,
    TourStop,
)
from kortreist.apps.fulfilment.selectors.packing import lines_of_orders
from kortreist.apps.trading.models import OrderLine, PurchaseLine, PurchaseOrder
from kortreist.apps.trading.selectors.deposits import carriers_out
from kortreist.kernel.errors import NotFoundError

# Goods that are kept cold: whoever hands them over says how cold.
COLD = ("frozen", "chilled")


@dataclass(frozen=True, slots=True)
class ListedTour:
    """A tour in the list, and how far it has come."""

    tour: Tour
    stops: int
    done: int


@dataclass(frozen=True, slots=True)
class CarriedDelivery:
    """One unit's delivery on the van."""

    delivery: Delivery
    lines: tuple[OrderLine, ...]
    # Empty crates that stand at the unit; None where the hub does not count crates.
    crates_out: int | None
    # The handover that can be taken back.
    handover: TourOperation | None

    @property
    def is_ready(self) -> bool:
        """Whether it is packed and not handed over."""
        return self.delivery.status == DeliveryStatus.PACKED

    @property
    def is_delivered(self) -> bool:
        """Whether it was handed over, by whichever phone."""
        return self.delivery.status == DeliveryStatus.DELIVERED

    @property
    def zones(self) -> tuple[str, ...]:
        """The cold zones its goods need, the coldest first."""
        needed = {line.variant.product.storage for line in self.lines if line.packed_count}
        return tuple(zone for zone in COLD if zone in needed)


@dataclass(frozen=True, slots=True)
class Collection:
    """A producer's goods that are fetched."""

    purchase: PurchaseOrder
    lines: tuple[PurchaseLine, ...]


@dataclass(frozen=True, slots=True)
class Halt:
    """A stop with what is done there."""

    stop: TourStop
    deliveries: tuple[CarriedDelivery, ...]
    collections: tuple[Collection, ...]

    @property
    def is_work(self) -> bool:
        """Whether somebody is met there."""
        return self.stop.kind in (StopKind.COLLECT, StopKind.DELIVER)

    @property
    def is_done(self) -> bool:
        """Whether it lies behind."""
        return self.stop.left_at is not None

    @property
    def crates(self) -> int:
        """Crates that are carried in here."""
        return sum(row.delivery.crates for row in self.deliveries)


@dataclass(frozen=True, slots=True)
class DrivenTour:
    """A tour as its driver sees it."""

    tour: Tour
    halts: tuple[Halt, ...]

    @property
    def working(self) -> tuple[Halt, ...]:
        """The stops where somebody is met."""
        return tuple(halt for halt in self.halts if halt.is_work)

    @property
    def following(self) -> Halt | None:
        """The next stop; None when all are done."""
        return next((halt for halt in self.working if not halt.is_done), None)

    @property
    def done(self) -> int:
        """How many stops lie behind."""
        return sum(halt.is_done for halt in self.working)

    @property
    def zones(self) -> tuple[str, ...]:
        """The cold zones that are on board."""
        needed = {zone for halt in self.halts for row in halt.deliveries for zone in row.zones}
        return tuple(zone for zone in COLD if zone in needed)


def require_driver(actor: Actor, tour: Tour) -> None:
    """Let through whoever drives the tour, and who plans tours; one without a driver is anybody's.

    Raises
    ------
    NotFoundError
        When it is another driver's.
    """
    if actor.may(Permission.PLAN_TOURS, hub_id=tour.hub_id):
        return
    if tour.driver_id not in (None, actor.person_id):
        raise NotFoundError


def list_driven_tours(*, actor: Actor, hub_id: int, today: date) -> list[ListedTour]:
    """Return the actor's tours from today on and those not done yet, soonest first.

    Raises
    ------
    NotPermittedError
        When ``actor`` does not drive for the hub.
    """
    require(actor, Permission.DRIVE, hub_id=hub_id)
    met = Q(stops__kind__in=(StopKind.COLLECT, StopKind.DELIVER))
    tours = (
        _own(actor, hub_id)
        .filter(Q(day__gte=today) | ~Q(status=TourStatus.DONE))
        .annotate(
            met=Count("stops", filter=met),
            behind=Count("stops", filter=met & Q(stops__left_at__isnull=False)),
        )
        .order_by("day", "number", "pk")
    )
    return [ListedTour(tour, tour.met, tour.behind) for tour in tours]


def get_driven_tour(*, actor: Actor, hub_id: int, public_id: UUID) -> DrivenTour:
    """Return a tour with all its stops, goods and people to call, in nine questions.

    Raises
    ------
    NotPermittedError
        When ``actor`` does not drive for the hub.
    NotFoundError
        When there is none, or it is another driver's.
    """
    require(actor, Permission.DRIVE, hub_id=hub_id)
    tour = _own(actor, hub_id).filter(public_id=public_id).first()
    if tour is None:
        raise NotFoundError
    carried, fetched = _carried(tour), _fetched(tour)
    stops = TourStop.objects.filter(tour=tour).select_related(
        "point__postcode", "producer__postcode"
    )
    return DrivenTour(
        tour,
        tuple(
            Halt(stop, tuple(carried[stop.pk]), tuple(fetched[stop.pk]))
            for stop in stops.order_by("position")
        ),
    )


def _own(actor: Actor, hub_id: int) -> "QuerySet[Tour]":
    tours = Tour.objects.filter(hub_id=hub_id).select_related("vehicle", "driver", "cycle")
    if actor.may(Permission.PLAN_TOURS, hub_id=hub_id):
        return tours
    return tours.filter(Q(driver=None) | Q(driver=actor.person_id))


def _carried(tour: Tour) -> dict[int, list[CarriedDelivery]]:
    rows = list(
        StopDelivery.objects.filter(stop__tour=tour)
        .select_related("delivery__unit")
        .order_by("delivery__unit__name", "pk")
    )
    lines: dict[int, list[OrderLine]] = defaultdict(list)
    for line in lines_of_orders([row.delivery.order_id for row in rows]):
        lines[line.order_id].append(line)
    out = carriers_out(hub_id=tour.hub_id, unit_ids=[row.delivery.unit_id for row in rows])
    handovers = _handovers(tour)
    carried: dict[int, list[CarriedDelivery]] = defaultdict(list)
    for row in rows:
        delivery = row.delivery
        carried[row.stop_id].append(
            CarriedDelivery(
                delivery,
                tuple(lines[delivery.order_id]),
                out.get((delivery.unit_id, DepositLedger.CRATE.value)),
                handovers.get(str(delivery.public_id)),
            )
        )
    return carried


def _handovers(tour: Tour) -> dict[str, TourOperation]:
    """Return the last handover of each delivery, by the delivery's public id."""
    done = TourOperation.objects.filter(tour=tour, kind=OperationKind.HAND_OVER, refused="")
    return {row.payload.get("delivery", ""): row for row in done.order_by("pk")}


def _fetched(tour: Tour) -> dict[int, list[Collection]]:
    rows = list(
        StopPurchase.objects.filter(stop__tour=tour)
        .select_related("purchase_order__producer")
        .order_by("pk")
    )
    lines: dict[int, list[PurchaseLine]] = defaultdict(list)
    for line in PurchaseLine.objects.filter(
        purchase_order__in=[row.purchase_order_id for row in rows]
    ).select_related("variant__product__group"):
        lines[line.purchase_order_id].append(line)
    fetched: dict[int, list[Collection]] = defaultdict(list)
    for row in rows:
        purchase = row.purchase_order
        fetched[row.stop_id].append(Collection(purchase, tuple(lines[purchase.pk])))
    return fetched
