"""What is true of a hub's store: its approval, and when goods are to be in."""

import re
from datetime import datetime, time

from django.db import transaction

from kortreist.apps.actors.errors import StoreFactsError
from kortreist.apps.actors.locks import lock_hub
from kortreist.apps.actors.models import Hub
from kortreist.apps.actors.permissions import Actor, Permission, require
from kortreist.apps.actors.services.audit import record

# Mattilsynet's numbers: letters, digits, and what parts them.
APPROVAL = re.compile(r"[A-ZÆØÅ0-9]([A-ZÆØÅ0-9 ./-]{0,18}[A-ZÆØÅ0-9])?")
MOST_DAYS = 7


@transaction.atomic
def set_store_facts(
    *,
    actor: Actor,
    hub_id: int,
    approval_no: str,
    goods_in_days_before: int,
    goods_in_until: time | None,
    now: datetime,
) -> Hub:
    """Say by which number the store is approved for animal products, and when goods are late.

    Raises
    ------
    NotPermittedError
        When ``actor`` may not look after the hub.
    StoreFactsError
        When the number or the days cannot be right.
    """
    require(actor, Permission.MANAGE_PARTIES, hub_id=hub_id)
    approval_no = " ".join(approval_no.upper().split())
    if approval_no and not APPROVAL.fullmatch(approval_no):
        raise StoreFactsError(field="approval_no")
    if not 0 <= goods_in_days_before <= MOST_DAYS:
        raise StoreFactsError(field="goods_in_days_before")
    lock_hub(hub_id)
    hub = Hub.objects.get(pk=hub_id)
    before = _facts(hub)
    hub.approval_no = approval_no
    hub.goods_in_days_before, hub.goods_in_until = goods_in_days_before, goods_in_until
    if _facts(hub) == before:
        return hub
    hub.save(update_fields=["approval_no", "goods_in_days_before", "goods_in_until"])
    after = _facts(hub)
    record(actor, "actors.hub.store", hub, hub_id=hub_id, now=now, before=before, after=after)
    return hub


def _facts(hub: Hub) -> dict[str, object]:
    return {
        "approval_no": hub.approval_no,
        "goods_in_days_before": hub.goods_in_days_before,
        "goods_in_until": hub.goods_in_until and hub.goods_in_until.isoformat(),
    }
