"""What is told, to whom and how they want it, and the addresses that did not work."""

from kortreist.apps.messages.models.faults import AddressFault
from kortreist.apps.messages.models.kinds import Channel, Kind
from kortreist.apps.messages.models.outbox import Message, MessageStatus
from kortreist.apps.messages.models.preferences import Preference

__all__ = ["AddressFault", "Channel", "Kind", "Message", "MessageStatus", "Preference"]
