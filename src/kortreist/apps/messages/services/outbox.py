"""Messages as promises: written in the transaction of the change they tell of."""

from collections.abc import Mapping
from datetime import datetime

from kortreist.apps.messages.models import Message


def post_message(
    *,
    hub_id: int,
    key: str,
    template: str,
    address: str,
    language: str,
    params: Mapping[str, object],
    now: datetime,
) -> Message:
    """Promise a message to one address; the same key again is the same message.

    Parameters
    ----------
    key
        Names the news for good, so that it is never told twice.
    params
        The facts that the template makes its sentences from: JSON-like, nothing personal.
    """
    message, _ = Message.objects.get_or_create(
        key=key,
        defaults={
            "hub_id": hub_id,
            "template": template,
            "address": address,
            "language": language,
            "params": dict(params),
            "made_at": now,
        },
    )
    return message
