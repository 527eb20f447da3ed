"""What can go wrong when telling; codes are public and never renamed."""

from kortreist.kernel.errors import DomainError


class MessageNotSentError(DomainError):
    """The mail server could not be reached, or did not take the message (``reason``)."""

    default_code = "message_not_sent"
