"""Sending what stands in the outbox."""

from datetime import datetime
from email.utils import formataddr, parseaddr
from smtplib import SMTPException, SMTPRecipientsRefused

from django.conf import settings
from django.core.mail import EmailMessage

from kortreist.apps.jobs.errors import CannotSucceedError
from kortreist.apps.messages.errors import MessageNotSentError
from kortreist.apps.messages.models import Message, MessageStatus
from kortreist.apps.messages.rendering import render

# From here on a mail server's answer is final.
REFUSED = 500


def deliver_message(*, message_id: int, is_last_try: bool, now: datetime) -> None:
    """Send one message and mark it as sent, each in a transaction of its own.

    Claimed by the lease of the job that calls this, sent outside any transaction, then marked. A
    crash between sending and marking sends it once more when the job is taken up again: at worst
    one message is told twice, never none. Both copies carry the same Message-ID, by which most
    mail programs show only one.

    Raises
    ------
    MessageNotSentError
        When it may succeed later; the reason is the kind of failure, without the address.
    CannotSucceedError
        When the mail server has refused the address for good.
    """
    message = Message.objects.select_related("hub__organisation").get(pk=message_id)
    if message.status == MessageStatus.SENT:
        return
    try:
        _compose(message).send()
    except (SMTPException, OSError) as error:
        is_final = _is_refused(error)
        _note_failure(message, error, is_given_up=is_final or is_last_try)
        # Without the cause: mail servers repeat the address in theirs, and it would be logged.
        failure = CannotSucceedError if is_final else MessageNotSentError
        raise failure(reason=type(error).__name__) from None
    Message.objects.filter(pk=message.pk).update(status=MessageStatus.SENT, sent_at=now, error="")


def _compose(message: Message) -> EmailMessage:
    letter = render(message)
    _, sender = parseaddr(settings.DEFAULT_FROM_EMAIL)
    domain = sender.partition("@")[2] or "localhost"
    reply_to = message.hub.organisation.email
    return EmailMessage(
        subject=letter.subject,
        body=letter.body,
        from_email=formataddr((message.hub.name, sender)),
        to=[message.address],
        reply_to=[reply_to] if reply_to else None,
        headers={
            "Message-ID": f"<{message.public_id}@{domain}>",
            "Auto-Submitted": "auto-generated",
            "Content-Language": message.language,
        },
    )


def _note_failure(message: Message, error: Exception, *, is_given_up: bool) -> None:
    status = MessageStatus.FAILED if is_given_up else MessageStatus.WAITING
    Message.objects.filter(pk=message.pk).update(status=status, error=type(error).__name__)


def _is_refused(error: Exception) -> bool:
    return isinstance(error, SMTPRecipientsRefused) and all(
        code >= REFUSED for code, _ in error.recipients.values()
    )
