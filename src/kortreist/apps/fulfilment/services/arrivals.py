"""What is seen of fresh lots: how warm they were, how old, and what was broken."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime

from kortreist.apps.actors.models import Hub
from kortreist.apps.actors.permissions import Actor
from kortreist.apps.catalogue.selectors.rules import handlings_of
from kortreist.apps.fulfilment.entries import ReceiptEntry
from kortreist.apps.fulfilment.models import (
    Deviation,
    DeviationKind,
    DeviationStage,
    Lot,
    ReadingSource,
    Remedy,
    TemperatureReading,
)
from kortreist.apps.fulfilment.services.noticing import Sight, about_line, follow, late_of
from kortreist.apps.jobs.services.files import store_file
from kortreist.apps.trading.models import PurchaseLine, PurchaseOrder
from kortreist.kernel.periods import oslo_date

BATCH = 500


def notice_arrivals(
    actor: Actor,
    hub_id: int,
    arrived: Sequence[tuple[Lot, ReceiptEntry, PurchaseLine]],
    orders: Mapping[int, PurchaseOrder],
    now: datetime,
) -> None:
    """Keep what was measured of fresh lots, and see what is wrong with them."""
    hub = Hub.objects.get(pk=hub_id)
    products = {line.variant.product.pk: line.variant.product for _, _, line in arrived}
    limits = {
        pk: handling.max_temperature_dc
        for pk, handling in handlings_of(products.values(), on=oslo_date(now)).items()
    }
    of_lot = [(lot, limits[line.variant.product_id], line) for lot, _, line in arrived]
    _keep_readings(actor, of_lot, now)
    # Goods that come bit by bit are late once, with the first that is.
    known = set(
        Deviation.objects.filter(
            hub_id=hub_id, cause__in=[f"late:{pk}" for pk in orders]
        ).values_list("cause", flat=True)
    )
    sights = [each for each in late_of(hub, orders.values(), now) if each.cause not in known]
    for lot, entry, line in arrived:
        order = orders[line.purchase_order_id]
        sights += _of_lot(actor, lot, entry, line, order, limits[line.variant.product_id], now)
    follow(actor, hub_id, sights, gone=(), now=now)


def _keep_readings(
    actor: Actor, lots: Sequence[tuple[Lot, int | None, PurchaseLine]], now: datetime
) -> None:
    TemperatureReading.objects.bulk_create(
        [
            TemperatureReading(
                hub_id=lot.hub_id,
                source=ReadingSource.MANUAL,
                storage=line.variant.product.storage,
                temperature_dc=lot.temperature_dc,
                limit_dc=limit,
                lot=lot,
                actor=actor.name,
                at=now,
            )
            for lot, limit, line in lots
            if lot.temperature_dc is not None
        ],
        batch_size=BATCH,
    )


def _of_lot(
    actor: Actor,
    lot: Lot,
    entry: ReceiptEntry,
    line: PurchaseLine,
    order: PurchaseOrder,
    limit_dc: int | None,
    now: datetime,
) -> Iterator[Sight]:
    """Yield what is wrong with one lot."""
    stage, storage = DeviationStage.GOODS_IN, line.variant.product.storage
    about = about_line(line, order) | {"lot_id": lot.pk}
    measured = lot.temperature_dc
    if limit_dc is not None and measured is not None and measured > limit_dc:
        facts = {"lot": lot.code, "temperature_dc": measured, "limit_dc": limit_dc}
        over = measured - limit_dc
        yield Sight(
            f"warm:{lot.pk}", DeviationKind.WARM, stage, about, facts, storage, over_dc=over
        )
    if lot.best_before is not None:
        yield from _of_date(actor, lot, lot.best_before, about, storage, order, now)
    if entry.damage is not None and entry.damage.count:
        yield Sight(
            f"damaged:{lot.pk}",
            DeviationKind.DAMAGED,
            stage,
            about,
            {"lot": lot.code, "count": entry.damage.count, "of": lot.received_count},
            storage,
            note=entry.damage.note[:300],
            photo_id=_stored(entry.damage.photo),
        )


def _of_date(
    actor: Actor,
    lot: Lot,
    best_before: date,
    about: Mapping[str, int | None],
    storage: str,
    order: PurchaseOrder,
    now: datetime,
) -> Iterator[Sight]:
    facts = {"lot": lot.code, "best_before": best_before.isoformat()}
    stage = DeviationStage.GOODS_IN
    if best_before < oslo_date(now):
        held = {
            "chosen": Remedy.HOLD,
            "resolved_by": actor.name,
            "resolved_at": now,
            "effects": {"withdrew": [lot.pk]},
        }
        cause = f"date:{lot.pk}"
        yield Sight(cause, DeviationKind.EXPIRED, stage, about, facts, storage, done=held)
    elif best_before < order.cycle.delivery_day:
        facts["delivery_day"] = order.cycle.delivery_day.isoformat()
        yield Sight(f"date:{lot.pk}", DeviationKind.SHORT_DATED, stage, about, facts, storage)


def _stored(photo: bytes | None) -> int | None:
    if photo is None:
        return None
    return store_file(content=photo, name="damage.jpg", content_type="image/jpeg").pk
