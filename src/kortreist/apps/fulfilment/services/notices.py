"""What each receiver and producer of a case is told, and the link it answers by."""

import hashlib
from base64 import urlsafe_b64encode
from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime

from django.urls import reverse
from django.utils import translation
from django.utils.crypto import salted_hmac

from kortreist.apps.actors.models import Hub
from kortreist.apps.fulfilment.models import Recall, RecallNotice
from kortreist.apps.fulfilment.recall_words import goods_lines, hazard_in, instruction_in
from kortreist.apps.fulfilment.selectors.trace import Origin, Trace, TracedUnit, trace_back
from kortreist.apps.messages.selectors.reach import Reach, read_reach
from kortreist.apps.messages.services.notify import Params, notify_producer, notify_unit
from kortreist.kernel.periods import oslo_date


def answer_token(notice: RecallNotice) -> str:
    """Return the secret in a notice's link; made anew each time, so that it is stored nowhere."""
    mac = salted_hmac("kortreist.recall.answer", str(notice.public_id), algorithm="sha256")
    return urlsafe_b64encode(mac.digest()).decode().rstrip("=")


def digest_of(token: str) -> str:
    """Return what a link's secret is known by."""
    return hashlib.sha256(token.encode()).hexdigest()


def make_notices(recall: Recall, trace: Trace) -> list[RecallNotice]:
    """Return unsaved notices: one for each unit with some of it, one for each producer of it.

    A producer's names its own lots and nobody else's.
    """
    by_unit: dict[int, list[TracedUnit]] = defaultdict(list)
    for row in trace.units:
        if not row.is_sent_back:
            by_unit[row.unit.pk].append(row)
    notices = [_of_unit(recall, rows) for rows in by_unit.values()]
    by_producer: dict[int, dict[int, Origin]] = defaultdict(dict)
    for root in trace.roots:
        for each in trace_back(root).origins:
            by_producer[each.producer.pk][each.lot.pk] = each
    notices += [_of_producer(recall, list(lots.values())) for lots in by_producer.values()]
    for notice in notices:
        notice.token_digest = digest_of(answer_token(notice))
    return notices


def send_notices(recall: Recall, notices: Sequence[RecallNotice], now: datetime) -> None:
    """Save a saved case's notices, and tell everybody."""
    for notice in notices:
        notice.recall, notice.told_at = recall, now
    RecallNotice.objects.bulk_create(notices, batch_size=500)
    reach = read_reach(hub_id=recall.hub_id, on=oslo_date(now))
    for notice in notices:
        template = "recall_producer" if notice.producer_id else "recall_unit"
        _tell(recall, notice, template, "", reach, now)


def send_reminders(recall: Recall, notices: Sequence[RecallNotice], now: datetime) -> None:
    """Ask those once more who have not answered."""
    reach = read_reach(hub_id=recall.hub_id, on=oslo_date(now))
    for notice in notices:
        notice.reminded_at = now
        _tell(recall, notice, "recall_reminder", f":{now:%Y%m%d%H%M}", reach, now)
    RecallNotice.objects.bulk_update(notices, ["reminded_at"], batch_size=500)


def _of_unit(recall: Recall, rows: Sequence[TracedUnit]) -> RecallNotice:
    return RecallNotice(
        hub_id=recall.hub_id,
        unit=rows[0].unit,
        count=sum(row.count for row in rows),
        amount=sum(row.traced_amount for row in rows),
        goods=[_received(row) for row in rows],
    )


def _received(row: TracedUnit) -> dict[str, object]:
    point, left_at = row.delivery.delivery_point, row.delivery.delivered_at
    variant = row.lot.variant
    return {
        "lot": row.lot.code,
        "name": variant.product.name,
        "pack": variant.name,
        "count": row.count,
        "amount": row.amount,
        "traced_amount": row.traced_amount,
        "unit": variant.unit,
        "day": oslo_date(left_at).isoformat() if left_at else None,
        "address": ", ".join(filter(None, (point.street, str(point.postcode)))),
    }


def _of_producer(recall: Recall, lots: Sequence[Origin]) -> RecallNotice:
    return RecallNotice(
        hub_id=recall.hub_id,
        producer=lots[0].producer,
        count=sum(each.lot.received_count for each in lots),
        amount=sum(each.lot.received_amount for each in lots),
        goods=[_brought(each) for each in lots],
    )


def _brought(each: Origin) -> dict[str, object]:
    lot = each.lot
    return {
        "lot": lot.code,
        "name": lot.variant.product.name,
        "pack": lot.variant.name,
        "count": lot.received_count,
        "amount": lot.received_amount,
        "traced_amount": lot.received_amount,
        "unit": lot.variant.unit,
        "day": oslo_date(lot.received_at).isoformat(),
        "address": "",
    }


def _tell(
    recall: Recall, notice: RecallNotice, template: str, suffix: str, reach: Reach, now: datetime
) -> None:
    key = f"{template}:{notice.public_id}{suffix}"
    params = _params(recall, notice)
    if notice.unit is not None:
        notify_unit(
            hub_id=recall.hub_id,
            key=key,
            template=template,
            unit=notice.unit,
            params=params,
            now=now,
            reach=reach,
        )
    elif notice.producer is not None:
        notify_producer(
            hub_id=recall.hub_id,
            key=key,
            template=template,
            organisation=notice.producer,
            params=params,
            now=now,
            reach=reach,
        )


def _params(recall: Recall, notice: RecallNotice) -> Params:
    name = notice.unit.name if notice.unit else notice.producer.name if notice.producer else ""
    link = reverse("fulfilment:recall-answer", kwargs={"token": answer_token(notice)})
    contact = _contact(recall.hub_id)

    def told(language: str) -> Mapping[str, object]:
        with translation.override(language):
            return {
                "unit": name,
                "producer": name,
                "party": name,
                "is_drill": recall.is_drill,
                "hazard": hazard_in(recall),
                "reason": recall.reason,
                "instruction": instruction_in(recall),
                "goods": goods_lines(notice.goods),
                "contact": contact,
                "link": link,
            }

    return told


def _contact(hub_id: int) -> str:
    """Return whom to call, as far as the hub has said."""
    hub = Hub.objects.select_related("organisation").get(pk=hub_id)
    return hub.organisation.phone or hub.organisation.email
