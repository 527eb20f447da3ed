"""Sending what stands in the outbox."""

from collections.abc import Callable, Mapping
from datetime import datetime
from email.utils import formataddr, parseaddr
from smtplib import SMTPException, SMTPRecipientsRefused
from typing import Final

from django.conf import settings
from django.core.mail import EmailMultiAlternatives

from kortreist.apps.jobs.errors import CannotSucceedError
from kortreist.apps.messages import links, sms
from kortreist.apps.messages.errors import MessageNotSentError
from kortreist.apps.messages.kinds import NEEDED
from kortreist.apps.messages.models import Channel, Message, MessageStatus
from kortreist.apps.messages.rendering import render
from kortreist.apps.messages.services.faults import note_fault

# From here on a mail server's answer is final.
REFUSED = 500
# Handed over so often without an answer, it has most likely arrived.
MOST_UNANSWERED = 2
UNANSWERED = "unanswered"


def deliver_message(*, message_id: int, is_last_try: bool, now: datetime) -> None:
    """Send one message and mark it as sent, each in a transaction of its own.

    Claimed by the lease of the job that calls this, counted, sent outside any transaction, then
    marked. A crash between sending and marking sends it once more when the job is taken up again;
    after a second one it is given up as unanswered, for a person to look at. So a message is told
    at most twice, and never left out in silence. Both copies carry the same Message-ID, by which
    most mail programs show only one, or the same reference, by which a gateway can know it.

    Raises
    ------
    MessageNotSentError
        When it may succeed later; the reason is the kind of failure, without the address.
    CannotSucceedError
        When the address was refused for good, or nobody knows whether the message arrived.
    """
    message = Message.objects.select_related("hub__organisation").get(pk=message_id)
    if message.status in {MessageStatus.SENT, MessageStatus.BOUNCED}:
        return
    _count_attempt(message)
    try:
        HAND_OVER[message.channel](message)
    except (SMTPException, OSError, sms.GatewayError, sms.NumberRefusedError) as error:
        is_final = _is_refused(error)
        _note_failure(message, error, is_given_up=is_final or is_last_try)
        if is_final:
            note_fault(message, code=_code(error), now=now)
        # Without the cause: mail servers repeat the address in theirs, and it would be logged.
        failure = CannotSucceedError if is_final else MessageNotSentError
        raise failure(reason=type(error).__name__) from None
    Message.objects.filter(pk=message.pk).update(
        status=MessageStatus.SENT, sent_at=now, error="", unanswered=0
    )


def _count_attempt(message: Message) -> None:
    if message.unanswered >= MOST_UNANSWERED:
        # Counted anew when somebody decides that it is to be tried again.
        message.unanswered, message.status, message.error = 0, MessageStatus.FAILED, UNANSWERED
        message.save(update_fields=["unanswered", "status", "error"])
        raise CannotSucceedError(reason=UNANSWERED)
    message.unanswered += 1
    message.save(update_fields=["unanswered"])


def _send_email(message: Message) -> None:
    _compose(message).send()


def _send_sms(message: Message) -> None:
    sms.send(to=message.address, text=render(message).body, reference=str(message.public_id))


HAND_OVER: Final[Mapping[str, Callable[[Message], None]]] = {
    Channel.EMAIL: _send_email,
    Channel.SMS: _send_sms,
}


def _compose(message: Message) -> EmailMultiAlternatives:
    letter = render(message)
    _, sender = parseaddr(settings.DEFAULT_FROM_EMAIL)
    reply_to = message.hub.organisation.email
    mail = EmailMultiAlternatives(
        subject=letter.subject,
        body=letter.body,
        from_email=formataddr((message.hub.name, sender)),
        to=[message.address],
        reply_to=[reply_to] if reply_to else None,
        headers={
            "Message-ID": message_id_of(message),
            "Auto-Submitted": "auto-generated",
            "Content-Language": message.language,
            **_ways_out(message),
        },
    )
    mail.attach_alternative(letter.html, "text/html")
    return mail


def message_id_of(message: Message) -> str:
    """Return what mail servers know a message by: the same, however often it is sent."""
    _, sender = parseaddr(settings.DEFAULT_FROM_EMAIL)
    return f"<{message.public_id}@{sender.partition('@')[2] or 'localhost'}>"


def _ways_out(message: Message) -> dict[str, str]:
    """Return the headers by which mail programs turn a kind of news off (RFC 8058)."""
    link = "" if message.kind in NEEDED else links.unsubscribe_link(message)
    if not link:
        return {}
    return {
        "List-Unsubscribe": f"<{link}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
    }


def _note_failure(message: Message, error: Exception, *, is_given_up: bool) -> None:
    status = MessageStatus.FAILED if is_given_up else MessageStatus.WAITING
    Message.objects.filter(pk=message.pk).update(
        status=status, error=type(error).__name__, unanswered=0
    )


def _is_refused(error: Exception) -> bool:
    if isinstance(error, SMTPRecipientsRefused):
        return all(code >= REFUSED for code, _ in error.recipients.values())
    return isinstance(error, sms.NumberRefusedError)


def _code(error: Exception) -> str:
    if isinstance(error, SMTPRecipientsRefused):
        return str(max(code for code, _ in error.recipients.values()))
    return type(error).__name__
