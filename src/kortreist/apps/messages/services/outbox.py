"""What is to be told: written down with the change it tells of, sent afterwards by a job."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from kortreist.apps.jobs.services import enqueue
from kortreist.apps.messages.models import Message
from kortreist.apps.messages.rendering import language_for, require_facts

DELIVER = "messages.deliver"


@transaction.atomic
def post_message(
    *,
    hub_id: int,
    key: str,
    template: str,
    address: str,
    language: str,
    params: Mapping[str, object],
    now: datetime,
) -> Message | None:
    """Put a message in the outbox, and promise the job that sends it; None without an address.

    For services of the rooms above, which have asked permission, in the transaction of the change
    it tells of. The same key is told once, however often it is posted.

    Parameters
    ----------
    key
        What makes it this news and no other, as in ``order_confirmed:12:345``.
    template
        One of `rendering.FACTS`.
    params
        JSON-like facts for the text; what its template needs must be there.

    Raises
    ------
    LookupError
        When no such news is written, or a fact it tells is missing: a mistake in the program.
    """
    require_facts(template, params)
    if not address:
        return None
    message, is_new = Message.objects.get_or_create(
        key=key,
        defaults={
            "hub_id": hub_id,
            "template": template,
            "address": address,
            "language": language_for(language),
            "params": dict(params),
            "made_at": now,
        },
    )
    if is_new:
        enqueue(
            DELIVER,
            key=str(message.public_id),
            payload={"message_id": message.pk},
            hub_id=hub_id,
        )
    return message
