"""What was not as it should be, the worst first; and what can be done about each."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.core.paginator import Page, Paginator
from django.db.models import Case, F, IntegerField, Q, QuerySet, Value, When

from kortreist.apps.actors.permissions import Actor, Permission, require
from kortreist.apps.fulfilment.deviation_words import GRAVEST
from kortreist.apps.fulfilment.models import (
    Delivery,
    Deviation,
    DeviationKind,
    DeviationStage,
    Lot,
    Remedy,
)
from kortreist.kernel.errors import NotFoundError

PAGE_LENGTH = 50
GRAVE = frozenset(
    {
        DeviationKind.WARM,
        DeviationKind.EXPIRED,
        DeviationKind.MISSING,
        DeviationKind.DAMAGED,
        DeviationKind.WRONG_GOODS,
        DeviationKind.REFUSED,
        DeviationKind.NOBODY_THERE,
    }
)
GRAVEST_FIRST = Case(
    *(When(kind=kind, then=Value(turn)) for turn, kind in enumerate(GRAVEST)),
    default=Value(len(GRAVEST)),
    output_field=IntegerField(),
)
# What was settled is shown so long, unless all of it is asked for.
SHOWN_DAYS = 14
RELATED = (
    "hub",
    "lot__variant__product",
    "purchase_line__variant__product",
    "purchase_order__cycle",
    "producer",
    "order_line__variant__product",
    "delivery__unit",
    "delivery__cycle",
    "place",
    "tour",
    "photo",
)


@dataclass(frozen=True, slots=True)
class DeviationSigns:
    """How many wait for a choice, and how many of those are grave; for the homes."""

    open: int
    grave: int


def list_deviations(
    *,
    actor: Actor,
    hub_id: int,
    cycle_id: int | None = None,
    only_open: bool = False,
    number: int = 1,
    now: datetime,
) -> "Page[Deviation]":
    """Return a page of deviations: the open ones first, the gravest of those on top.

    What was settled long ago is left out.
    """
    require(actor, Permission.RECEIVE_GOODS, hub_id=hub_id)
    rows = _rows(hub_id).filter(
        Q(resolved_at__isnull=True) | Q(resolved_at__gte=now - timedelta(days=SHOWN_DAYS))
    )
    if only_open:
        rows = rows.filter(resolved_at__isnull=True)
    if cycle_id is not None:
        rows = rows.filter(Q(purchase_order__cycle_id=cycle_id) | Q(delivery__cycle_id=cycle_id))
    ordered = rows.order_by(F("resolved_at").desc(nulls_first=True), GRAVEST_FIRST, "-pk")
    return Paginator(ordered, PAGE_LENGTH).get_page(number)


def deviation_signs(*, hub_id: int, cycle_id: int | None = None) -> DeviationSigns:
    """Return how many wait for a choice, in one query; for pages that lead to the list."""
    rows = Deviation.objects.filter(hub_id=hub_id, resolved_at__isnull=True)
    if cycle_id is not None:
        rows = rows.filter(Q(purchase_order__cycle_id=cycle_id) | Q(delivery__cycle_id=cycle_id))
    kinds = list(rows.values_list("kind", flat=True))
    return DeviationSigns(len(kinds), sum(kind in GRAVE for kind in kinds))


def get_deviation(*, actor: Actor, hub_id: int, public_id: UUID) -> Deviation:
    """Return a deviation with all that it is about.

    Raises
    ------
    NotFoundError
        When there is none like it at the hub.
    """
    require(actor, Permission.RECEIVE_GOODS, hub_id=hub_id)
    found = _rows(hub_id).filter(public_id=public_id).first()
    if found is None:
        raise NotFoundError
    return found


def deviations_of_lot(lot: Lot) -> list[Deviation]:
    """Return what was wrong with a lot from `trace.get_lot`."""
    return list(_rows(lot.hub_id).filter(lot=lot).order_by("-pk"))


def deviations_of_delivery(delivery: Delivery) -> list[Deviation]:
    """Return what was wrong with a delivery; the caller may see it."""
    return list(_rows(delivery.hub_id).filter(delivery=delivery).order_by("-pk"))


def deviations_of_purchase(*, hub_id: int, purchase_order_id: int) -> list[Deviation]:
    """Return what was wrong with what a producer brought; the caller may see the order."""
    rows = _rows(hub_id).filter(purchase_order_id=purchase_order_id)
    return list(rows.order_by(F("resolved_at").desc(nulls_first=True), GRAVEST_FIRST, "-pk"))


def fitting_remedies(deviation: Deviation) -> list[Remedy]:
    """Return what can be done about a deviation, what is suggested first."""
    fitting = [Remedy.ACCEPT, *_of_lot(deviation)]
    if deviation.producer_id:
        fitting.append(Remedy.ASK_PRODUCER)
    if deviation.lot_id or deviation.purchase_line_id or deviation.delivery_id:
        fitting.append(Remedy.TELL_BUYER)
    if deviation.delivery_id:
        fitting.append(Remedy.BRING_AGAIN)
    return sorted(fitting, key=lambda remedy: (remedy != deviation.suggested,))


def lots_of(deviation: Deviation) -> list[Lot]:
    """Return the lots it is about: its own, else those a place or a tour was too warm for."""
    ids = deviation.facts.get("lot_ids") if deviation.lot is None else [deviation.lot_id]
    if not isinstance(ids, list) or not ids:
        return []
    return list(Lot.objects.filter(hub_id=deviation.hub_id, pk__in=ids).order_by("pk"))


def _of_lot(deviation: Deviation) -> Collection[Remedy]:
    lot = deviation.lot
    if lot is None:
        are_left = any(each.packs_left for each in lots_of(deviation))
        return (Remedy.USE_FIRST, Remedy.HOLD) if are_left else ()
    found = []
    if lot.packs_left:
        found += [Remedy.USE_FIRST, Remedy.HOLD, Remedy.WRITE_OFF]
    line = deviation.purchase_line
    is_new = deviation.stage == DeviationStage.GOODS_IN and not lot.packed_count
    if is_new and line is not None and line.credited_count is None:
        found.append(Remedy.RETURN)
    return found


def _rows(hub_id: int) -> "QuerySet[Deviation]":
    return Deviation.objects.filter(hub_id=hub_id).select_related(*RELATED)
