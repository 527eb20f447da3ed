"""Packed goods that weigh much more or less than usual: asking the buyer, and what follows.

As long as a question is open its line stands on no invoice; everything else of the order does.
"""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta

from django.db import transaction

from kortreist.apps.actors.permissions import Actor, Permission, require
from kortreist.apps.actors.services.audit import event, record, record_many
from kortreist.apps.trading.errors import (
    ReasonMissingError,
    WeightOutcomeError,
    WeightQuestionClosedError,
)
from kortreist.apps.trading.locks import lock_lines, lock_order, lock_weight_question
from kortreist.apps.trading.models import (
    OPEN_QUESTIONS,
    OrderLine,
    Stage,
    WeightOutcome,
    WeightQuestion,
    WeightStatus,
)
from kortreist.apps.trading.services.charges import recharge_line
from kortreist.apps.trading.services.quantities import StageEntry, set_order_stages
from kortreist.apps.trading.services.telling import tell_weights
from kortreist.apps.trading.services.trail import Change, write_changes
from kortreist.kernel.errors import NotFoundError
from kortreist.kernel.quantity import Quantity

ANSWER_WITHIN = timedelta(hours=24)
LONGEST_REASON = 200


@transaction.atomic
def ask_about_weights(
    *, actor: Actor, hub_id: int, line_ids: Collection[int], now: datetime
) -> list[WeightQuestion]:
    """Ask the buyers of lines just packed whether they take what lies outside the tolerance.

    For the packing, which has locked the lines and asked permission. An earlier question about the
    same line ends with what it was about; a weight the buyer has said yes to is not asked again.
    """
    lines = list(
        OrderLine.objects.filter(hub_id=hub_id, pk__in=set(line_ids))
        .select_related("variant__product", "order__unit", "order__cycle")
        .order_by("pk")
    )
    # What the hub chose about pieces that are not in the crate any more ends as well.
    _end(actor, hub_id, [line.pk for line in lines], now, also=(WeightStatus.SETTLED,))
    outside = [line for line in lines if line.is_outside_tolerance]
    known = set(
        WeightQuestion.objects.filter(line__in=outside, status=WeightStatus.ACCEPTED).values_list(
            "line_id", "measured_amount"
        )
    )
    asked = WeightQuestion.objects.bulk_create(
        [_question(line, now) for line in outside if (line.pk, line.packed_amount) not in known],
        batch_size=500,
    )
    record_many(
        event(
            actor,
            "trading.weight.asked",
            question,
            hub_id=hub_id,
            now=now,
            params={"line": question.line_id, "amount": question.measured_amount},
        )
        for question in asked
    )
    tell_weights(asked, now=now)
    return asked


@transaction.atomic
def drop_weight_questions(
    *, actor: Actor, hub_id: int, line_ids: Collection[int], now: datetime
) -> int:
    """End the open questions about lines that were unpacked or came back; return how many."""
    return _end(actor, hub_id, line_ids, now)


@transaction.atomic
def answer_weight(
    *, actor: Actor, hub_id: int, question_id: int, takes: bool, now: datetime
) -> WeightQuestion:
    """Take the buyer's answer: yes is paid for as weighed, no leaves the next step to the hub.

    A no may become a yes as long as the hub has not chosen; the same answer again changes nothing.

    Raises
    ------
    NotFoundError
        When the question is not the actor's to know of.
    WeightQuestionClosedError
        When it is answered for good.
    """
    known = _known(hub_id, question_id)
    require(actor, Permission.ORDER, hub_id=hub_id, unit_id=known.line.order.unit_id)
    line, question = _locked(hub_id, known)
    status = WeightStatus.ACCEPTED if takes else WeightStatus.REFUSED
    if question.status == status:
        return question
    if question.status not in OPEN_QUESTIONS:
        raise WeightQuestionClosedError(status=question.status)
    question.status = status
    question.answered_at, question.answered_by = now, actor.name
    question.save(update_fields=["status", "answered_at", "answered_by"])
    _note(line, f"weight_{status}", question, actor=actor, now=now)
    return question


@transaction.atomic
def settle_weight(
    *,
    actor: Actor,
    hub_id: int,
    question_id: int,
    outcome: WeightOutcome,
    reason: str,
    now: datetime,
) -> WeightQuestion:
    """Choose for the buyer, with a reason that the buyer sees.

    ``nominal``: paid for as ordered, and the hub bears the difference as a stored line. A no can
    not be turned into ``measured``. ``taken_back``: what was delivered came back. Another piece is
    no choice here: the line is packed anew, which ends the question.

    Raises
    ------
    NotPermittedError
        When ``actor`` may not issue documents at the hub.
    ReasonMissingError
        When no reason is given.
    WeightQuestionClosedError
        When it is answered for good.
    WeightOutcomeError
        When the choice does not fit what was packed, delivered or answered.
    """
    require(actor, Permission.ISSUE_DOCUMENTS, hub_id=hub_id)
    reason = reason.strip()[:LONGEST_REASON]
    if not reason:
        raise ReasonMissingError(field="reason")
    line, question = _locked(hub_id, _known(hub_id, question_id))
    if question.status not in OPEN_QUESTIONS:
        raise WeightQuestionClosedError(status=question.status)
    _require_fit(line, question, outcome)
    question.status, question.outcome, question.reason = WeightStatus.SETTLED, outcome, reason
    question.settled_at, question.settled_by = now, actor.name
    question.save(update_fields=["status", "outcome", "reason", "settled_at", "settled_by"])
    if outcome == WeightOutcome.TAKEN_BACK:
        entry = StageEntry(line.pk, Quantity.none(), "weight_taken_back", {"reason": reason})
        set_order_stages(
            actor=actor, hub_id=hub_id, stage=Stage.DELIVERED, entries=[entry], now=now
        )
    else:
        _note(line, f"weight_{outcome}", question, actor=actor, now=now)
    recharge_line(line.pk, actor=actor, hub_id=hub_id, now=now)
    return question


def _question(line: OrderLine, now: datetime) -> WeightQuestion:
    count = line.packed_count or 0
    return WeightQuestion(
        hub_id=line.hub_id,
        line=line,
        count=count,
        usual_amount=count * line.content_amount,
        measured_amount=line.packed_amount or 0,
        asked_at=now,
        answer_by=now + ANSWER_WITHIN,
    )


def _known(hub_id: int, question_id: int) -> WeightQuestion:
    question = (
        WeightQuestion.objects.filter(hub_id=hub_id, pk=question_id)
        .select_related("line__order")
        .first()
    )
    if question is None:
        raise NotFoundError
    return question


def _locked(hub_id: int, known: WeightQuestion) -> tuple[OrderLine, WeightQuestion]:
    """Lock the order, which every charge of it follows, then the line and the question."""
    lock_order(hub_id=hub_id, order_id=known.line.order_id)
    [line] = lock_lines(hub_id=hub_id, line_ids=[known.line_id])
    return line, lock_weight_question(hub_id=hub_id, question_id=known.pk)


def _require_fit(line: OrderLine, question: WeightQuestion, outcome: WeightOutcome) -> None:
    is_delivered = bool(line.delivered_count)
    fits = {
        WeightOutcome.MEASURED: question.status != WeightStatus.REFUSED,
        # Less than ordered is never paid for as if it were all there.
        WeightOutcome.NOMINAL: question.is_heavier,
        WeightOutcome.TAKEN_BACK: is_delivered,
    }
    if not fits[outcome]:
        raise WeightOutcomeError(outcome=outcome.value)


def _note(
    line: OrderLine, reason: str, question: WeightQuestion, *, actor: Actor, now: datetime
) -> None:
    """Write on the line's own trail that somebody decided, though no quantity changed."""
    facts = {"amount": question.measured_amount, "reason": question.reason}
    write_changes(
        [Change(line, Stage.PACKED, line.quantity(Stage.PACKED), reason, facts)],
        actor=actor,
        now=now,
    )
    record(
        actor, "trading.weight.answered", question, hub_id=line.hub_id, now=now,
        after={"status": question.status, "outcome": question.outcome},
    )  # fmt: skip


def _end(
    actor: Actor,
    hub_id: int,
    line_ids: Collection[int],
    now: datetime,
    *,
    also: Collection[WeightStatus] = (),
) -> int:
    found: Sequence[WeightQuestion] = list(
        WeightQuestion.objects.filter(
            hub_id=hub_id, line__in=set(line_ids), status__in=(*OPEN_QUESTIONS, *also)
        ).order_by("pk")
    )
    if not found:
        return 0
    WeightQuestion.objects.filter(pk__in=[row.pk for row in found]).update(
        status=WeightStatus.WITHDRAWN, settled_at=now, settled_by=actor.name
    )
    record_many(
        event(actor, "trading.weight.withdrawn", row, hub_id=hub_id, now=now) for row in found
    )
    return len(found)
