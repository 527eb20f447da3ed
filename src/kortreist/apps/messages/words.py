"""What kinds, channels, statuses and mishaps are called."""

from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from kortreist.apps.messages.models import Channel, Kind, Message, MessageStatus
from kortreist.apps.ui.statuses import Status

CHANNEL: Final[dict[str, Promise]] = {
    Channel.EMAIL: _("E-mail"),
    Channel.SMS: _("Text message"),
}
KIND: Final[dict[str, Promise]] = {
    Kind.OPENING: _("A round opens"),
    Kind.REMINDER: _("A round closes soon"),
    Kind.RECEIPT: _("Your order is sent"),
    Kind.CONFIRMATION: _("What you get"),
    Kind.SHORTAGE: _("There was too little"),
    Kind.WEIGHT: _("A weight is not as ordered"),
    Kind.STANDING: _("What came of a standing order"),
    Kind.DECLARATION: _("Ingredients or allergens have changed"),
    Kind.PRICES: _("An agreed price becomes dearer"),
    Kind.SURPLUS: _("Goods that are left over"),
    Kind.CLOSING_LIST: _("What is ordered when a round closes"),
    Kind.PURCHASE: _("Purchase orders"),
    Kind.RECALL: _("Recalled goods"),
    Kind.DEVIATION: _("Something was wrong with goods"),
    Kind.OTHER: _("Other news"),
}
STATUS: Final[dict[str, Status]] = {
    MessageStatus.WAITING: Status(_("Waiting"), "info", "clock"),
    MessageStatus.SENT: Status(_("Sent"), "success"),
    MessageStatus.FAILED: Status(_("Not sent"), "danger"),
    MessageStatus.BOUNCED: Status(_("Came back"), "danger"),
}
SENT_ANEW: Final = Status(_("Sent anew"), "neutral", "repeat")
MISHAP: Final[dict[str, Promise]] = {
    "no_address": _("There is no address to send it to. Write one, then send it again."),
    "unanswered": _(
        "It was handed over twice, and nobody answered. It may have arrived: ask before you send "
        "it again."
    ),
    "SMTPRecipientsRefused": _("The mail server knows no such address. Look for a slip in it."),
    "NumberRefusedError": _("No text message can reach this number. Look for a slip in it."),
    "GatewayError": _("Those who pass on our text messages do not answer. It is tried again."),
    "bounced": _("It came back: the receiver's mail server did not take it. Check the address."),
}
SERVER_AWAY: Final = _("The mail server does not answer, or does not take our mail.")
# The class of an address that a mail server's status is of (RFC 3463).
MAILBOX_FULL: Final = _("The mailbox is full. Ask them to make room, or use another address.")


def status_of(message: Message) -> Status:
    """Return how a message's status looks."""
    if message.resent_at and message.status in {MessageStatus.FAILED, MessageStatus.BOUNCED}:
        return SENT_ANEW
    return STATUS[message.status]


def mishap_of(message: Message) -> str:
    """Return what went wrong with a message and what helps, or nothing."""
    return str(MISHAP.get(message.error, SERVER_AWAY)) if message.error else ""


def fault_in_words(code: str) -> str:
    """Return what is wrong with an address, and what helps."""
    if code in {"5.2.2", "4.2.2"}:
        return str(MAILBOX_FULL)
    if code == "NumberRefusedError":
        return str(MISHAP[code])
    return str(MISHAP["bounced"] if "." in code else MISHAP["SMTPRecipientsRefused"])
