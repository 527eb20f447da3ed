"""Reading what was told."""

from django.db.models import QuerySet

from kortreist.apps.actors.permissions import Actor, Permission, require
from kortreist.apps.messages.models import Message


def list_messages(*, actor: Actor, hub_id: int) -> QuerySet[Message]:
    """Return a hub's messages, the latest first, for those who look after its parties.

    Raises
    ------
    NotFoundError, NotPermittedError
        When ``actor`` may not manage the hub's parties.
    """
    require(actor, Permission.MANAGE_PARTIES, hub_id=hub_id)
    return Message.objects.filter(hub_id=hub_id).order_by("-pk")
