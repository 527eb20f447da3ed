"""Noting what is paid of what was owed when the hub moved in, and taking it back."""

from datetime import date, datetime

from django.db import transaction

from kortreist.apps.actors.permissions import Actor, Permission, require
from kortreist.apps.actors.services.audit import record
from kortreist.apps.billing.errors import OpenItemOverpaidError, OpenItemPaidOnError
from kortreist.apps.billing.locks import lock_open_item
from kortreist.apps.billing.models import OpenItem, OpenItemPayment
from kortreist.apps.billing.selectors.open_items import open_items
from kortreist.kernel.errors import NotFoundError
from kortreist.kernel.periods import oslo_date


@transaction.atomic
def pay_open_item(
    *,
    actor: Actor,
    hub_id: int,
    item_id: int,
    amount_ore: int,
    paid_on: date,
    now: datetime,
) -> OpenItemPayment:
    """Note that all or some of an open item was paid on a day.

    Raises
    ------
    NotPermittedError, NotFoundError
        When it is not the actor's to do, or the item none of the hub's.
    OpenItemPaidOnError
        When the day has not come, or was before the item was issued.
    OpenItemOverpaidError
        When it is nothing, or more than is left to pay.
    """
    require(actor, Permission.ISSUE_DOCUMENTS, hub_id=hub_id)
    item = lock_open_item(hub_id=hub_id, item_id=item_id)
    if not item.issued_on <= paid_on <= oslo_date(now):
        raise OpenItemPaidOnError(issued_on=item.issued_on)
    left = abs(_left(item))
    if not 0 < amount_ore <= left:
        raise OpenItemOverpaidError(left_ore=left)
    payment = OpenItemPayment.objects.create(
        hub_id=hub_id, item=item, amount_ore=amount_ore, paid_on=paid_on, noted_at=now
    )
    record(
        actor,
        "billing.open_item.paid",
        item,
        hub_id=hub_id,
        now=now,
        params={"amount_ore": amount_ore, "left_ore": left - amount_ore},
    )
    return payment


@transaction.atomic
def undo_payment(*, actor: Actor, hub_id: int, payment_id: int, now: datetime) -> OpenItemPayment:
    """Take back that something was paid; once more changes nothing.

    Raises
    ------
    NotPermittedError, NotFoundError
        When it is not the actor's to do, or the payment none of the hub's.
    """
    require(actor, Permission.ISSUE_DOCUMENTS, hub_id=hub_id)
    known = OpenItemPayment.objects.filter(hub_id=hub_id, pk=payment_id).first()
    if known is None:
        raise NotFoundError
    item = lock_open_item(hub_id=hub_id, item_id=known.item_id)
    payment = OpenItemPayment.objects.get(pk=payment_id)
    if payment.undone_at is not None:
        return payment
    payment.undone_at = now
    payment.save(update_fields=["undone_at"])
    record(
        actor,
        "billing.open_item.payment_undone",
        item,
        hub_id=hub_id,
        now=now,
        params={"amount_ore": payment.amount_ore},
    )
    return payment


def _left(item: OpenItem) -> int:
    return int(open_items(hub_id=item.hub_id).values_list("left_ore", flat=True).get(pk=item.pk))
