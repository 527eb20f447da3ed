"""Sending something once more, because somebody asked."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from kortreist.apps.actors.permissions import Actor, Permission, require
from kortreist.apps.actors.services.audit import record
from kortreist.apps.messages.errors import NobodyToTellError
from kortreist.apps.messages.models import Channel, Kind, Message, MessageStatus
from kortreist.apps.messages.selectors.reach import Receiver, read_reach
from kortreist.apps.messages.services.outbox import post
from kortreist.kernel.errors import NotFoundError
from kortreist.kernel.periods import oslo_date


@transaction.atomic
def resend_message(*, actor: Actor, hub_id: int, public_id: UUID, now: datetime) -> list[Message]:
    """Send a message anew, to where its party is reached by now; asked twice, it is sent once.

    Raises
    ------
    NotFoundError, NotPermittedError
        When it is none of the hub's, or ``actor`` may not manage the hub's parties.
    NobodyToTellError
        When there is no address, or the party does not want to be told of this any more.
    """
    require(actor, Permission.MANAGE_PARTIES, hub_id=hub_id)
    rows = Message.objects.select_for_update(of=("self",)).filter(hub_id=hub_id)
    message = rows.filter(public_id=public_id).first()
    if message is None:
        raise NotFoundError
    again = Message.objects.filter(hub_id=hub_id, key__startswith=f"again:{message.public_id}:")
    waiting = list(again.filter(status=MessageStatus.WAITING))
    if waiting:
        return waiting
    receivers = _receivers(message, now)
    if not receivers:
        raise NobodyToTellError
    number = again.count()
    sent = [
        _post_again(message, receiver, f"again:{message.public_id}:{number + each}", now)
        for each, receiver in enumerate(receivers)
    ]
    message.resent_at = now
    message.save(update_fields=["resent_at"])
    record(actor, "messages.message.resent", message, hub_id=hub_id, now=now)
    return sent


def _receivers(message: Message, now: datetime) -> list[Receiver]:
    kind = Kind(message.kind)
    on = oslo_date(now)
    if message.unit:
        reach = read_reach(hub_id=message.hub_id, on=on, unit_id=message.unit_id)
        return reach.unit(message.unit, kind)
    if message.organisation:
        reach = read_reach(hub_id=message.hub_id, on=on, organisation_id=message.organisation_id)
        return reach.producer(message.organisation, kind)
    same = Receiver(Channel(message.channel), message.address, message.language, message.person_id)
    return [same] if message.address else []


def _post_again(message: Message, receiver: Receiver, key: str, now: datetime) -> Message:
    made, _ = post(
        hub_id=message.hub_id,
        key=key,
        template=message.template,
        params=message.params,
        language=receiver.language,
        now=now,
        kind=message.kind,
        channel=receiver.channel,
        address=receiver.address,
        unit_id=message.unit_id,
        organisation_id=message.organisation_id,
        person_id=receiver.person_id,
    )
    return made
