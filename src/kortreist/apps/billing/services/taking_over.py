"""What a hub brings from the program it had before: what is owed, and how far its numbers came."""

from dataclasses import asdict, dataclass
from datetime import date, datetime

from django.db import transaction

from kortreist.apps.actors.models import HubProducer, InvoiceParty
from kortreist.apps.actors.permissions import Actor, Permission, require
from kortreist.apps.actors.services.audit import record
from kortreist.apps.actors.services.writing import write_changes
from kortreist.apps.billing.errors import (
    OpenItemDatesError,
    OpenItemPaidError,
    SeriesCountsBackError,
)
from kortreist.apps.billing.locks import lock_series
from kortreist.apps.billing.models import NumberSeries, OpenItem, OpenItemSide
from kortreist.apps.billing.selectors.open_items import open_items
from kortreist.kernel.errors import NotFoundError


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenItemFacts:
    """One document from elsewhere that is not paid; with a payer, or with a producer."""

    side: OpenItemSide
    number: str
    issued_on: date
    due_on: date
    amount_ore: int
    payer_id: int | None = None
    producer_id: int | None = None
    kid: str = ""


@transaction.atomic
def enter_open_item(*, actor: Actor, hub_id: int, facts: OpenItemFacts, now: datetime) -> OpenItem:
    """Note what somebody owed when the hub moved in; said again, what differs is corrected.

    Raises
    ------
    NotPermittedError
        When ``actor`` may not issue the hub's documents.
    NotFoundError
        When the payer or the producer is not the hub's.
    OpenItemDatesError
        When it fell due before it was issued.
    OpenItemPaidError
        When some of it was paid here since, and the amount is neither what was owed nor what is
        left of it.
    """
    require(actor, Permission.ISSUE_DOCUMENTS, hub_id=hub_id)
    _require_known(hub_id, facts)
    if facts.due_on < facts.issued_on:
        raise OpenItemDatesError
    items = OpenItem.objects.select_for_update(of=("self",)).filter(
        hub_id=hub_id,
        payer_id=facts.payer_id,
        producer_id=facts.producer_id,
        number=facts.number,
    )
    item = items.first()
    if item is None:
        item = OpenItem.objects.create(hub_id=hub_id, **asdict(facts))
        after = {"side": str(facts.side), "amount_ore": facts.amount_ore}
        record(actor, "billing.open_item.entered", item, hub_id=hub_id, now=now, after=after)
    else:
        values = asdict(facts) | {"amount_ore": _amount_said_again(item, facts.amount_ore)}
        write_changes(actor, "billing.open_item.changed", item, values, hub_id=hub_id, now=now)
    return item


def _amount_said_again(item: OpenItem, amount_ore: int) -> int:
    """Return what was owed, where it or what is left of it is told once more."""
    if not item.payments.filter(undone_at__isnull=True).exists():
        return amount_ore
    left_ore = open_items(hub_id=item.hub_id).values_list("left_ore", flat=True).get(pk=item.pk)
    if amount_ore not in (item.amount_ore, left_ore):
        raise OpenItemPaidError(left_ore=left_ore)
    return item.amount_ore


@transaction.atomic
def continue_series(
    *, actor: Actor, hub_id: int, issuer_id: int, kind: str, next_number: int, now: datetime
) -> NumberSeries:
    """Let a series go on where another program stopped; only before its first number is taken here.

    Raises
    ------
    NotPermittedError
        When ``actor`` may not issue the hub's documents.
    SeriesCountsBackError
        When documents have been issued in the series, or the number is below the one it stands at.
    """
    require(actor, Permission.ISSUE_DOCUMENTS, hub_id=hub_id)
    series = lock_series(issuer_id=issuer_id, kind=kind)
    if next_number == series.next_number:
        return series
    if series.documents.exists() or next_number < series.next_number:
        raise SeriesCountsBackError(next_number=series.next_number)
    before, series.next_number = series.next_number, next_number
    series.save(update_fields=["next_number"])
    record(
        actor,
        "billing.series.continued",
        series,
        hub_id=hub_id,
        now=now,
        before={"next_number": before},
        after={"next_number": next_number},
    )
    return series


def _require_known(hub_id: int, facts: OpenItemFacts) -> None:
    payers = InvoiceParty.objects.filter(hub_id=hub_id, pk=facts.payer_id or 0)
    producers = HubProducer.objects.filter(hub_id=hub_id, organisation_id=facts.producer_id or 0)
    is_known = payers.exists() if facts.side == OpenItemSide.RECEIVABLE else producers.exists()
    if not is_known:
        raise NotFoundError
