"""What receivers say of goods that are taken back: by their link, or to somebody at the hub."""

from datetime import datetime
from typing import Final

from django.db import transaction

from kortreist.apps.actors.permissions import Actor, Permission, require
from kortreist.apps.actors.services.audit import record
from kortreist.apps.fulfilment.entries import AnswerEntry
from kortreist.apps.fulfilment.errors import (
    RecallClosedError,
    RecallCountError,
    UnknownReasonError,
)
from kortreist.apps.fulfilment.locks import lock_recall
from kortreist.apps.fulfilment.models import NoticeAnswer, RecallNotice
from kortreist.apps.fulfilment.services.notices import digest_of
from kortreist.kernel.errors import NotFoundError

BY_LINK: Final = Actor(name="link:recall")


@transaction.atomic
def answer_by_link(*, token: str, entry: AnswerEntry, now: datetime) -> RecallNotice:
    """Take the answer of whoever holds a notice's link; a later one takes its place.

    Raises
    ------
    NotFoundError
        When no notice has such a link.
    RecallClosedError
        When the case is closed.
    UnknownReasonError, RecallCountError
        When no such answer is known, or it is of more packs than were delivered.
    """
    notice = RecallNotice.objects.filter(token_digest=digest_of(token)).first()
    if notice is None:
        raise NotFoundError
    return _answer(BY_LINK, notice, entry, now)


@transaction.atomic
def note_answer(
    *, actor: Actor, hub_id: int, notice_id: int, entry: AnswerEntry, now: datetime
) -> RecallNotice:
    """Write down what a receiver said by telephone, or at the door.

    Raises
    ------
    NotPermittedError
        When ``actor`` may not recall goods at the hub.
    RecallClosedError, UnknownReasonError, RecallCountError
        As `answer_by_link` has them.
    """
    require(actor, Permission.RECALL, hub_id=hub_id)
    notice = RecallNotice.objects.filter(hub_id=hub_id, pk=notice_id).first()
    if notice is None:
        raise NotFoundError
    return _answer(actor, notice, entry, now)


def _answer(actor: Actor, notice: RecallNotice, entry: AnswerEntry, now: datetime) -> RecallNotice:
    recall = lock_recall(hub_id=notice.hub_id, recall_id=notice.recall_id)
    if not recall.is_open:
        raise RecallClosedError
    if entry.answer not in NoticeAnswer.values:
        raise UnknownReasonError(reason=entry.answer)
    if entry.count is not None and not 0 <= entry.count <= notice.count:
        raise RecallCountError(field="count", most=notice.count)
    before = notice.answer
    notice.answer, notice.answered_at, notice.answered_by = entry.answer, now, actor.name
    notice.answered_count = None if entry.answer == NoticeAnswer.NEVER_HAD else entry.count
    notice.note = entry.note.strip()[:300]
    notice.save(update_fields=["answer", "answered_at", "answered_by", "answered_count", "note"])
    record(
        actor,
        "fulfilment.recall.answered",
        notice,
        hub_id=notice.hub_id,
        now=now,
        before={"answer": before},
        after={"answer": notice.answer, "count": notice.answered_count},
    )
    return notice
