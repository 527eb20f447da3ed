"""What can go wrong when telling; codes are public and never renamed."""

from kortreist.kernel.errors import ConflictError, DomainError, InvalidInputError


class MessageNotSentError(DomainError):
    """The mail server or gateway could not be reached, or did not take the message (``reason``)."""

    default_code = "message_not_sent"


class ChannelNeededError(InvalidInputError):
    """Something that has to be known would reach nobody (``kind``)."""

    default_code = "channel_needed"


class NobodyToTellError(ConflictError):
    """There is no address to send to, or the party does not want to be told of this."""

    default_code = "nobody_to_tell"


class BounceUnreadableError(InvalidInputError):
    """It is no report of a mail server that a message could not be delivered."""

    default_code = "bounce_unreadable"
