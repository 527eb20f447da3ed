"""How warm it was: in a place, on a tour, and all along the way of a lot."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Count, F, Max, Min, OuterRef, Q, QuerySet, Subquery

from kortreist.apps.actors.permissions import Actor, Permission, require
from kortreist.apps.catalogue.models import Product
from kortreist.apps.catalogue.selectors.rules import MOST_OF_STORAGE_DC, handlings_of
from kortreist.apps.fulfilment.models import (
    Delivery,
    LoadUnitPart,
    Lot,
    PackedPart,
    StockMovement,
    StockPlace,
    StopDelivery,
    TemperatureReading,
    Tour,
)
from kortreist.apps.fulfilment.selectors.freshness import PACKS_LEFT
from kortreist.kernel.errors import NotFoundError
from kortreist.kernel.periods import oslo_date

LOOK_BACK = timedelta(days=14)


@dataclass(frozen=True, slots=True)
class Where:
    """What was measured: a place, a tour's compartment, a delivery or a crate of the hub's."""

    hub_id: int
    storage: str
    place: StockPlace | None = None
    tour: Tour | None = None
    delivery_id: int | None = None
    load_unit_id: int | None = None

    @property
    def keys(self) -> dict[str, int | None]:
        """The keys of a reading there."""
        return {
            "place_id": self.place.pk if self.place else None,
            "tour_id": self.tour.pk if self.tour else None,
            "delivery_id": self.delivery_id,
            "load_unit_id": self.load_unit_id,
        }


@dataclass(frozen=True, slots=True)
class LimitedLot:
    """A lot that lay there, and how warm it may be at most."""

    lot: Lot
    limit_dc: int | None


@dataclass(frozen=True, slots=True)
class Limits:
    """The strictest limit there, and whose it is; without goods, what the cold is meant to be."""

    limit_dc: int | None
    lots: tuple[LimitedLot, ...]

    def above(self, peak_dc: int) -> list[Lot]:
        """Return the lots that so much warmth was too much for."""
        return [row.lot for row in self.lots if row.limit_dc is not None and peak_dc > row.limit_dc]


@dataclass(frozen=True, slots=True)
class Climate:
    """How it stands with a place or a tour, for the list."""

    thing: StockPlace | Tour
    temperature_dc: int | None
    at: datetime | None
    limit_dc: int | None

    @property
    def is_over(self) -> bool:
        """Whether it was too warm when it was last measured."""
        return (
            self.limit_dc is not None
            and self.temperature_dc is not None
            and self.temperature_dc > self.limit_dc
        )


@dataclass(frozen=True, slots=True)
class Leg:
    """A lot's stay somewhere: how many readings, the coldest, the warmest, the limit then."""

    kind: str
    place: str
    tour_day: date | None
    tour_number: int | None
    since: datetime
    until: datetime
    readings: int
    least_dc: int
    most_dc: int
    limit_dc: int | None

    @property
    def is_over(self) -> bool:
        """Whether it was ever too warm."""
        return self.limit_dc is not None and self.most_dc > self.limit_dc


def get_tour(*, actor: Actor, hub_id: int, public_id: UUID) -> Tour:
    """Return a tour for those who receive goods or drive.

    Raises
    ------
    NotFoundError
        When there is none like it at the hub.
    """
    if not actor.may(Permission.DRIVE, hub_id=hub_id):
        require(actor, Permission.RECEIVE_GOODS, hub_id=hub_id)
    tour = Tour.objects.filter(hub_id=hub_id, public_id=public_id).first()
    if tour is None:
        raise NotFoundError
    return tour


def list_climates(*, actor: Actor, hub_id: int, now: datetime) -> tuple[list[Climate], ...]:
    """Return places in use and late tours with what was measured last, in two queries."""
    require(actor, Permission.RECEIVE_GOODS, hub_id=hub_id)
    places = StockPlace.objects.filter(hub_id=hub_id, archived_at__isnull=True).order_by("name")
    since = oslo_date(now) - LOOK_BACK
    tours = Tour.objects.filter(hub_id=hub_id, day__gte=since).order_by("-day", "pk")
    return _with_last(places, "place"), _with_last(tours, "tour")


def limits_there(where: Where, *, since: datetime, until: datetime) -> Limits:
    """Return the limits of what lay somewhere in a stretch of time, in at most three queries."""
    lots = list(_lots_there(where, since, until).select_related("variant__product"))
    products: dict[int, Product] = {
        lot.variant.product_id: lot.variant.product
        for lot in lots
        if where.place is not None or lot.variant.product.storage == where.storage
    }
    handlings = handlings_of(products.values(), on=oslo_date(until))
    rows = tuple(
        LimitedLot(lot, handlings[lot.variant.product_id].max_temperature_dc)
        for lot in lots
        if lot.variant.product_id in handlings
    )
    known = [row.limit_dc for row in rows if row.limit_dc is not None]
    meant = MOST_OF_STORAGE_DC.get(where.storage)  # type: ignore[call-overload]  # a Storage's text
    return Limits(min([*known, *([] if meant is None else [meant])], default=None), rows)


def readings_of(where: Where, *, since: datetime | None = None) -> "QuerySet[TemperatureReading]":
    """Return what was measured somewhere, oldest first; the caller may see the place."""
    keys = {name: pk for name, pk in where.keys.items() if pk is not None}
    rows = TemperatureReading.objects.filter(hub_id=where.hub_id, **keys)
    if where.tour is not None:
        rows = rows.filter(storage=where.storage)
    if since is not None:
        rows = rows.filter(at__gte=since)
    return rows.order_by("at", "pk")


def history_of_lot(lot: Lot) -> list[Leg]:
    """Return how warm it was wherever a lot from `trace.get_lot` has been, in five queries."""
    stays = _stays(lot)
    tours = _tours_of(lot)
    wanted = Q(lot=lot)
    for place_id, since, until in stays:
        wanted |= Q(place=place_id, at__gte=since, at__lte=until)
    if tours:
        wanted |= Q(tour__in=tours, storage=lot.variant.product.storage)
    rows = (
        TemperatureReading.objects.filter(wanted, hub_id=lot.hub_id)
        .order_by()
        .values("place", "tour", "place__name", "tour__number", "tour__day", "limit_dc")
        .annotate(
            since=Min("at"),
            until=Max("at"),
            readings=Count("pk"),
            least=Min("temperature_dc"),
            most=Max("temperature_dc"),
        )
    )
    return sorted((_leg(row) for row in rows), key=lambda leg: leg.since)


def _leg(row: Mapping[str, Any]) -> Leg:  # Any: a row of values
    kind = "place" if row["place"] else "tour" if row["tour"] else "goods_in"
    return Leg(
        kind,
        row["place__name"] or "",
        row["tour__day"],
        row["tour__number"],
        row["since"],
        row["until"],
        row["readings"],
        row["least"],
        row["most"],
        row["limit_dc"],
    )


def _stays(lot: Lot) -> list[tuple[int, datetime, datetime]]:
    """Return the places a lot lay on, from when until when."""
    stays: list[tuple[int, datetime, datetime]] = []
    here: tuple[int, datetime] | None = None
    end = datetime.max.replace(tzinfo=lot.received_at.tzinfo)
    moves = StockMovement.objects.filter(lot=lot).exclude(to_place=F("from_place"))
    for move in moves.order_by("pk"):
        if move.to_place_id is None and move.from_place_id is None:
            continue
        if here is not None:
            stays.append((*here, move.at))
        here = (move.to_place_id, move.at) if move.to_place_id else None
    if here is None and not stays and lot.place_id and lot.stocked_at:
        here = (lot.place_id, lot.stocked_at)
    if here is not None:
        stays.append((*here, end))
    return stays


def _tours_of(lot: Lot) -> list[int]:
    orders = PackedPart.objects.filter(lot=lot).values("order_line__order_id")
    stops = StopDelivery.objects.filter(delivery__order__in=orders)
    return list(stops.order_by().values_list("stop__tour_id", flat=True).distinct())


def _lots_there(where: Where, since: datetime, until: datetime) -> "QuerySet[Lot]":
    lots = Lot.objects.filter(hub_id=where.hub_id)
    if where.place is not None:
        moved = StockMovement.objects.filter(
            Q(to_place=where.place) | Q(from_place=where.place), at__gte=since, at__lte=until
        )
        left = lots.annotate(left=PACKS_LEFT).filter(place=where.place, left__gt=0)
        there = left.filter(stocked_at__lte=until).values("pk")
        return lots.filter(Q(pk__in=there) | Q(pk__in=moved.values("lot_id")))
    parts = PackedPart.objects.filter(hub_id=where.hub_id)
    if where.load_unit_id is not None:
        loaded = LoadUnitPart.objects.filter(load_unit=where.load_unit_id)
        parts = parts.filter(pk__in=loaded.values("part_id"))
    elif where.delivery_id is not None:
        orders = Delivery.objects.filter(pk=where.delivery_id).values("order_id")
        parts = parts.filter(order_line__order__in=orders)
    else:
        stops = StopDelivery.objects.filter(stop__tour=where.tour)
        parts = parts.filter(order_line__order__in=stops.values("delivery__order_id"))
    return lots.filter(pk__in=parts.values("lot_id"))


def _with_last(things: "QuerySet", key: str) -> list[Climate]:  # type: ignore[type-arg]
    last = TemperatureReading.objects.filter(**{key: OuterRef("pk")}).order_by("-at", "-pk")
    rows: Sequence = things.annotate(  # type: ignore[type-arg]
        last_dc=Subquery(last.values("temperature_dc")[:1]),
        last_at=Subquery(last.values("at")[:1]),
        last_limit=Subquery(last.values("limit_dc")[:1]),
    )
    return [Climate(row, row.last_dc, row.last_at, row.last_limit) for row in rows]
