"""Reading what was told."""

from kortreist.apps.messages.selectors.log import list_messages

__all__ = ["list_messages"]
