"""What is to be told: written down with the change it tells of, sent afterwards by a job."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from kortreist.apps.jobs.services import enqueue
from kortreist.apps.messages.kinds import kind_of
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
    """Put a message to an address in the outbox, and promise the job that sends it.

    For services of the rooms above, which have asked permission, in the transaction of the change
    it tells of. The same key is told once, however often it is posted; None without an address.
    `notify_unit` and `notify_producer` find the addresses themselves.

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
    message, _ = post(
        hub_id=hub_id,
        key=key,
        template=template,
        params=params,
        now=now,
        address=address,
        language=language,
        kind=kind_of(template),
    )
    return message


@transaction.atomic
def post(
    *,
    hub_id: int,
    key: str,
    params: Mapping[str, object],
    language: str,
    now: datetime,
    **fields: object,
) -> tuple[Message, bool]:
    """Put a message in the outbox with its job; return it, and whether it is new."""
    values = fields | {"language": language_for(language), "params": dict(params)}
    message, is_new = Message.objects.get_or_create(
        key=key, defaults={"hub_id": hub_id, "made_at": now, **values}
    )
    if is_new:
        enqueue(
            DELIVER,
            key=str(message.public_id),
            payload={"message_id": message.pk},
            hub_id=hub_id,
        )
    return message, is_new
