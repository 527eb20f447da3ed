"""Addresses that do not work, from the first refusal until they are mended."""

from datetime import datetime

from django.db import transaction

from kortreist.apps.actors.permissions import Actor, Permission, require
from kortreist.apps.actors.services.audit import record
from kortreist.apps.messages.models import AddressFault, Message
from kortreist.kernel.errors import NotFoundError


@transaction.atomic
def note_fault(message: Message, *, code: str, now: datetime) -> AddressFault:
    """Note that a message's address does not work; known already, it is noted once."""
    fault, _ = AddressFault.objects.get_or_create(
        hub_id=message.hub_id,
        channel=message.channel,
        address=message.address.casefold(),
        mended_at=None,
        defaults={"code": code[:60], "message": message, "seen_at": now},
    )
    return fault


@transaction.atomic
def mend_fault(*, actor: Actor, hub_id: int, fault_id: int, now: datetime) -> AddressFault:
    """Take an address into use again, because it is said to work now.

    Raises
    ------
    NotFoundError, NotPermittedError
        When it is none of the hub's, or ``actor`` may not manage the hub's parties.
    """
    require(actor, Permission.MANAGE_PARTIES, hub_id=hub_id)
    rows = AddressFault.objects.select_for_update(of=("self",)).filter(hub_id=hub_id)
    fault = rows.filter(pk=fault_id).first()
    if fault is None:
        raise NotFoundError
    if fault.mended_at is None:
        fault.mended_at = now
        fault.save(update_fields=["mended_at"])
        record(actor, "messages.fault.mended", fault, hub_id=hub_id, now=now)
    return fault
