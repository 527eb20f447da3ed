"""A place as it is counted: what lies there, without saying how much."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Count, F, Max, Q, QuerySet

from kortreist.apps.actors.permissions import Actor, Permission, require
from kortreist.apps.fulfilment.models import Lot, MovementKind, StockMovement, StockPlace
from kortreist.apps.fulfilment.selectors.freshness import PACKS_LEFT
from kortreist.kernel.errors import NotFoundError


@dataclass(frozen=True, slots=True)
class CountRow:
    """A lot to count; ``seen`` is what last happened to it."""

    lot: Lot
    seen: int


@dataclass(frozen=True, slots=True)
class Counted:
    """A lot that was counted, and what should have lain there."""

    movement: StockMovement
    expected: int

    @property
    def counted(self) -> int:
        """What lay there."""
        return self.expected + self.movement.count


def get_place(*, actor: Actor, hub_id: int, public_id: UUID) -> StockPlace:
    """Return a place.

    Raises
    ------
    NotFoundError
        When there is none like it at the hub.
    """
    require(actor, Permission.RECEIVE_GOODS, hub_id=hub_id)
    place = StockPlace.objects.filter(hub_id=hub_id, public_id=public_id).first()
    if place is None:
        raise NotFoundError
    return place


def places_to_count(*, actor: Actor, hub_id: int) -> "QuerySet[StockPlace]":
    """Return the places in use with how many lots lie there and when each was last counted."""
    require(actor, Permission.RECEIVE_GOODS, hub_id=hub_id)
    places = StockPlace.objects.filter(hub_id=hub_id, archived_at__isnull=True)
    lies_there = Q(
        lots__received_count__gt=F("lots__packed_count") + F("lots__gone_count"),
    )
    return places.annotate(
        lots_there=Count("lots", filter=lies_there, distinct=True),
        counted_at=Max("lots__movements__at", filter=Q(lots__movements__kind=MovementKind.COUNTED)),
    ).order_by("name")


def lots_to_count(place: StockPlace) -> list[CountRow]:
    """Return what should lie on a place, by goods and date; the caller has asked for the place."""
    lots = (
        Lot.objects.filter(hub_id=place.hub_id, place=place)
        .annotate(left=PACKS_LEFT, seen=Max("movements__pk"))
        .filter(left__gt=0)
        .select_related("variant__product", "producer")
        .order_by("variant__product__sort_key", "best_before", "pk")
    )
    return [CountRow(lot, lot.seen or 0) for lot in lots]


def counted_since(place: StockPlace, since: datetime) -> list[Counted]:
    """Return what was counted on a place, those that differ first."""
    rows = (
        StockMovement.objects.filter(
            hub_id=place.hub_id,
            kind=MovementKind.COUNTED,
            lot__place=place,
            at__gte=since,
            undoes=None,
            undone_by=None,
        )
        .select_related("lot__variant__product")
        .order_by("pk")
    )
    later = _later_packs([row.lot_id for row in rows])
    counted = [
        Counted(row, _left_after(row, later.get(row.lot_id, [])) - row.count) for row in rows
    ]
    return sorted(counted, key=lambda each: (not each.movement.count, each.movement.pk))


def _later_packs(lot_ids: list[int]) -> dict[int, list[tuple[int, int]]]:
    packs: dict[int, list[tuple[int, int]]] = {}
    rows = StockMovement.objects.filter(lot__in=lot_ids).values_list("lot_id", "pk", "count")
    for lot_id, pk, count in rows.order_by("pk"):
        packs.setdefault(lot_id, []).append((pk, count))
    return packs


def _left_after(movement: StockMovement, rows: list[tuple[int, int]]) -> int:
    """Return what a lot's ledger adds up to, with a movement and all before it."""
    return sum(count for pk, count in rows if pk <= movement.pk)
