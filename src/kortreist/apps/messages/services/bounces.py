"""Taking in mails that came back."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from kortreist.apps.messages.bounces import Bounce, read_report
from kortreist.apps.messages.errors import BounceUnreadableError
from kortreist.apps.messages.models import Channel, Message, MessageStatus
from kortreist.apps.messages.services.faults import note_fault

BOUNCED = "bounced"


@dataclass(frozen=True, slots=True)
class TakenIn:
    """What a report came to: addresses that failed, and how many receivers were none of ours."""

    failed: int
    unknown: int


@transaction.atomic
def take_in_bounce(*, data: bytes, now: datetime) -> TakenIn:
    """Mark the message that a mail server's report is about as come back; once more does nothing.

    For the command that a mail server hands its reports to. Only a message of ours, sent to the
    very address the report names, is marked: everything else in the report is ignored.

    Raises
    ------
    BounceUnreadableError
        When it is no report of the kind.
    """
    bounces = read_report(data)
    if not bounces:
        raise BounceUnreadableError
    final = [bounce for bounce in bounces if bounce.is_final]
    failed = sum(_take_in(bounce, now) for bounce in final)
    return TakenIn(failed, len(final) - failed)


def _take_in(bounce: Bounce, now: datetime) -> bool:
    rows = Message.objects.select_for_update(of=("self",)).filter(
        public_id__in=bounce.message_ids, channel=Channel.EMAIL
    )
    message = next((row for row in rows if row.address.casefold() == bounce.recipient), None)
    if message is None:
        return False
    if message.status == MessageStatus.SENT:
        message.status, message.error = MessageStatus.BOUNCED, BOUNCED
        message.save(update_fields=["status", "error"])
        note_fault(message, code=bounce.status, now=now)
    return True
