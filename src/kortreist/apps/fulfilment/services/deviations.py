"""Writing down what was wrong, choosing what is done about it, and taking the choice back."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import TypeVar

from django.db import transaction
from django.db.models import Model

from kortreist.apps.actors.permissions import Actor, Permission, require
from kortreist.apps.actors.services.audit import record
from kortreist.apps.fulfilment.errors import (
    DeviationResolvedError,
    NothingToTellError,
    RemedyUnfitError,
)
from kortreist.apps.fulfilment.locks import lock_deviation
from kortreist.apps.fulfilment.models import (
    Delivery,
    Deviation,
    DeviationKind,
    DeviationStage,
    Lot,
    Remedy,
    Tour,
)
from kortreist.apps.fulfilment.remedies import Wrong, suggest
from kortreist.apps.fulfilment.selectors.deviations import fitting_remedies
from kortreist.apps.fulfilment.services.remedying import apply_remedy, take_back
from kortreist.apps.jobs.models import StoredFile
from kortreist.apps.jobs.services.files import store_file
from kortreist.apps.trading.locks import lock_purchase_lines
from kortreist.apps.trading.models import OrderLine, PurchaseLine
from kortreist.kernel.errors import NotFoundError

Row = TypeVar("Row", bound=Model)

LONGEST_NOTE = 300
RIGHT_AT: Mapping[str, Permission] = {
    DeviationStage.GOODS_IN: Permission.RECEIVE_GOODS,
    DeviationStage.STORAGE: Permission.RECEIVE_GOODS,
    DeviationStage.PACKING: Permission.PACK,
    DeviationStage.TOUR: Permission.DRIVE,
    DeviationStage.HANDOVER: Permission.DELIVER,
}


@dataclass(frozen=True, slots=True)
class DeviationEntry:
    """What somebody saw, and what it is about; ids of this hub's own.

    Parameters
    ----------
    facts
        Codes and whole numbers, as `deviation_words` puts them into words.
    photo
        A JPEG drawn anew by `formats.photos`.
    cause
        Told twice with the same, it is one: a phone's own id for it.
    """

    kind: str
    stage: str
    note: str = ""
    lot_id: int | None = None
    purchase_line_id: int | None = None
    order_line_id: int | None = None
    delivery_id: int | None = None
    tour_id: int | None = None
    facts: Mapping[str, object] = field(default_factory=dict)
    photo: bytes | None = None
    cause: str = ""


@transaction.atomic
def record_deviation(
    *, actor: Actor, hub_id: int, entry: DeviationEntry, now: datetime
) -> Deviation:
    """Write down what was wrong, with what is suggested.

    Raises
    ------
    NotPermittedError
        When ``actor`` does not work where it was seen; a driver may tell of tours and doors.
    NotFoundError
        When it is about something of another hub.
    NothingToTellError
        When the kind or the stage is unknown, or the note too long.
    """
    note = entry.note.strip()
    if entry.kind not in DeviationKind.values or entry.stage not in RIGHT_AT:
        raise NothingToTellError(field="kind", most=LONGEST_NOTE)
    if len(note) > LONGEST_NOTE:
        raise NothingToTellError(field="note", most=LONGEST_NOTE)
    _require_place(actor, hub_id, entry.stage)
    if entry.cause:
        known = Deviation.objects.filter(hub_id=hub_id, cause=entry.cause).first()
        if known is not None:
            return known
    about = _about(hub_id, entry)
    deviation = Deviation.objects.create(
        hub_id=hub_id,
        kind=entry.kind,
        stage=entry.stage,
        note=note,
        cause=entry.cause,
        facts=dict(entry.facts),
        photo=_stored(entry.photo),
        suggested=suggest(Wrong(entry.kind, entry.stage, about.storage, _over_dc(entry.facts))),
        actor=actor.name,
        at=now,
        **about.keys,
    )
    facts = {"kind": entry.kind, "stage": entry.stage}
    record(actor, "fulfilment.deviation.recorded", deviation, hub_id=hub_id, now=now, params=facts)
    return deviation


@transaction.atomic
def choose_remedy(
    *,
    actor: Actor,
    hub_id: int,
    deviation_id: int,
    remedy: str,
    remark: str = "",
    now: datetime,
) -> Deviation:
    """Choose what is done, and do it; the same choice again is the same.

    Raises
    ------
    NotPermittedError
        When ``actor`` may not receive goods at the hub.
    DeviationResolvedError
        When something else was chosen.
    RemedyUnfitError
        When it does not fit what this is about.
    """
    require(actor, Permission.RECEIVE_GOODS, hub_id=hub_id)
    deviation = _locked(hub_id, deviation_id)
    if not deviation.is_open:
        if deviation.chosen == remedy:
            return deviation
        raise DeviationResolvedError(chosen=deviation.chosen)
    if remedy not in fitting_remedies(deviation):
        raise RemedyUnfitError(remedy=remedy)
    deviation.chosen = Remedy(remedy)
    deviation.remark = remark.strip()[:LONGEST_NOTE]
    deviation.resolved_by, deviation.resolved_at = actor.name, now
    deviation.effects = apply_remedy(actor, deviation, now)
    deviation.save()
    record(
        actor,
        "fulfilment.deviation.resolved",
        deviation,
        hub_id=hub_id,
        now=now,
        params={"remedy": remedy, "suggested": deviation.suggested},
    )
    return deviation


@transaction.atomic
def undo_remedy(*, actor: Actor, hub_id: int, deviation_id: int, now: datetime) -> Deviation:
    """Open a deviation again, and take back what the remedy did; what was told stays told.

    Raises
    ------
    NotPermittedError
        When ``actor`` may not receive goods at the hub.
    DeviationKeptError
        When it cannot be taken back any more.
    """
    require(actor, Permission.RECEIVE_GOODS, hub_id=hub_id)
    deviation = _locked(hub_id, deviation_id)
    if deviation.is_open:
        return deviation
    before = deviation.chosen
    take_back(actor, deviation, now)
    deviation.chosen, deviation.remark, deviation.effects = "", "", {}
    deviation.resolved_by, deviation.resolved_at = "", None
    deviation.save()
    facts = {"remedy": before}
    record(actor, "fulfilment.deviation.reopened", deviation, hub_id=hub_id, now=now, params=facts)
    return deviation


def _require_place(actor: Actor, hub_id: int, stage: str) -> None:
    right = RIGHT_AT[stage]
    if right == Permission.DELIVER and not actor.may(right, hub_id=hub_id):
        right = Permission.DRIVE
    require(actor, right, hub_id=hub_id)


def _locked(hub_id: int, deviation_id: int) -> Deviation:
    """Lock what a remedy may change in the order that goods-in has: its line before itself."""
    rows = Deviation.objects.filter(hub_id=hub_id, pk=deviation_id)
    line_id = rows.values_list("purchase_line_id", flat=True).first()
    if line_id:
        lock_purchase_lines(hub_id=hub_id, line_ids=[line_id])
    deviation = lock_deviation(hub_id=hub_id, deviation_id=deviation_id)
    # What stood there before the lock may have gone; read it as it is now.
    return Deviation.objects.select_related(
        "hub", "lot", "purchase_line", "purchase_order__cycle", "producer", "delivery__unit"
    ).get(pk=deviation.pk)


@dataclass(frozen=True, slots=True)
class _About:
    keys: Mapping[str, int | None]
    storage: str


def _about(hub_id: int, entry: DeviationEntry) -> _About:
    """Return the row's keys, all of them the hub's, with what follows from them."""
    lot = _of_hub(Lot, hub_id, entry.lot_id, "variant__product", "purchase_line__purchase_order")
    line = _of_hub(
        PurchaseLine, hub_id, entry.purchase_line_id, "variant__product", "purchase_order"
    )
    line = line or (lot.purchase_line if lot else None)
    order_line = _of_hub(OrderLine, hub_id, entry.order_line_id, "variant__product")
    delivery = _of_hub(Delivery, hub_id, entry.delivery_id)
    tour = _of_hub(Tour, hub_id, entry.tour_id)
    goods = next((each.variant for each in (lot, line, order_line) if each is not None), None)
    return _About(
        {
            "lot_id": entry.lot_id,
            "purchase_line_id": line.pk if line else None,
            "purchase_order_id": line.purchase_order_id if line else None,
            "producer_id": goods.product.producer_id if goods else None,
            "order_line_id": order_line.pk if order_line else None,
            "delivery_id": delivery.pk if delivery else None,
            "tour_id": tour.pk if tour else None,
        },
        goods.product.storage if goods else "ambient",
    )


def _of_hub(model: type[Row], hub_id: int, pk: int | None, *related: str) -> Row | None:
    """Return a row of this hub's own, of any room below."""
    if pk is None:
        return None
    found: Row | None = (
        model._default_manager.filter(hub_id=hub_id, pk=pk).select_related(*related).first()
    )
    if found is None:
        raise NotFoundError
    return found


def _over_dc(facts: Mapping[str, object]) -> int:
    measured, limit = facts.get("temperature_dc"), facts.get("limit_dc")
    return measured - limit if isinstance(measured, int) and isinstance(limit, int) else 0


def _stored(photo: bytes | None) -> StoredFile | None:
    if photo is None:
        return None
    return store_file(content=photo, name="deviation.jpg", content_type="image/jpeg")
