"""Telling a producer what was wrong with its goods, and kitchens what it means for theirs."""

from collections.abc import Mapping
from datetime import datetime

from django.urls import reverse
from django.utils import translation

from kortreist.apps.actors.models import BuyerUnit
from kortreist.apps.catalogue.models import Variant
from kortreist.apps.fulfilment.deviation_words import KIND, REMEDY, describe
from kortreist.apps.fulfilment.models import Deviation, PackedPart
from kortreist.apps.messages.services.notify import Params, notify_producer, notify_unit
from kortreist.apps.trading.models import OrderLine, OrderStatus

DEVIATION_SEEN = "deviation_seen"
DEVIATION_OF_GOODS = "deviation_of_goods"


def tell_producer(deviation: Deviation, *, now: datetime) -> int:
    """Tell the producer of its goods what was wrong; return how many messages it became."""
    if deviation.producer is None:
        return 0
    link = {}
    if deviation.purchase_order is not None:
        scope = {
            "hub": deviation.hub.public_id,
            "producer": deviation.producer.public_id,
            "purchase": deviation.purchase_order.public_id,
        }
        link["link"] = reverse("trading:purchase-detail", kwargs=scope)
    facts = {"producer": deviation.producer.name, **_goods(deviation), **link}
    told = notify_producer(
        hub_id=deviation.hub_id,
        key=_key(DEVIATION_SEEN, deviation, now),
        template=DEVIATION_SEEN,
        organisation=deviation.producer,
        params=_in_words(deviation, facts),
        now=now,
    )
    return len(told)


def tell_buyers(deviation: Deviation, *, now: datetime) -> int:
    """Tell those who have or are to have the goods; return how many messages it became."""
    goods, told = _goods(deviation), 0
    for unit in units_concerned(deviation):
        facts = {"unit": unit.name, **goods}
        told += len(
            notify_unit(
                hub_id=deviation.hub_id,
                key=f"{_key(DEVIATION_OF_GOODS, deviation, now)}:{unit.pk}",
                template=DEVIATION_OF_GOODS,
                unit=unit,
                params=_in_words(deviation, facts),
                now=now,
            )
        )
    return told


def units_concerned(deviation: Deviation) -> list[BuyerUnit]:
    """Return the units with the goods in their crates; else those that ordered them."""
    units = BuyerUnit.objects.filter(hub_id=deviation.hub_id).order_by("pk")
    if deviation.delivery is not None:
        return list(units.filter(pk=deviation.delivery.unit_id))
    if deviation.order_line_id:
        lines = OrderLine.objects.filter(pk=deviation.order_line_id)
        return list(units.filter(pk__in=lines.values("order__unit_id")))
    packed = PackedPart.objects.filter(lot=deviation.lot_id, count__gt=0)
    if deviation.lot_id and packed.exists():
        return list(units.filter(pk__in=packed.values("order_line__order__unit_id")))
    if deviation.purchase_line is None:
        return []
    ordered = OrderLine.objects.filter(
        offer_id=deviation.purchase_line.offer_id,
        order__status=OrderStatus.PLACED,
        confirmed_count__gt=0,
    )
    return list(units.filter(pk__in=ordered.values("order__unit_id")))


def _goods(deviation: Deviation) -> dict[str, object]:
    variant = _variant(deviation)
    order = deviation.purchase_order
    return {
        "name": variant.product.name if variant else {},
        "pack": variant.name if variant else {},
        "delivery_day": order.cycle.delivery_day.isoformat() if order else None,
        "remark": deviation.remark,
        "note": deviation.note,
    }


def _variant(deviation: Deviation) -> Variant | None:
    rows = Variant.objects.select_related("product")
    if deviation.purchase_line is not None:
        return rows.filter(pk=deviation.purchase_line.variant_id).first()
    if deviation.lot is not None:
        return rows.filter(pk=deviation.lot.variant_id).first()
    if deviation.order_line_id:
        lines = OrderLine.objects.filter(pk=deviation.order_line_id)
        return rows.filter(pk__in=lines.values("variant_id")).first()
    return None


def _in_words(deviation: Deviation, facts: Mapping[str, object]) -> Params:
    def in_language(language: str) -> Mapping[str, object]:
        with translation.override(language):
            return {
                **facts,
                "what": str(KIND[deviation.kind].word),
                "measured": describe(deviation),
                "remedy": str(REMEDY[deviation.chosen]),
            }

    return in_language


def _key(template: str, deviation: Deviation, now: datetime) -> str:
    return f"{template}:{deviation.pk}:{now.isoformat()}"
