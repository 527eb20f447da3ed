"""The weights of a round that lie outside what was agreed, and what the hub may choose."""

from dataclasses import dataclass
from datetime import datetime

from django.core.paginator import Page, Paginator

from kortreist.apps.actors.permissions import Actor
from kortreist.apps.trading.models import (
    OrderCycle,
    WeightOutcome,
    WeightQuestion,
    WeightStatus,
)
from kortreist.apps.trading.selectors.weights import difference_ore, is_overdue, list_weights

PAGE_LENGTH = 50


@dataclass(frozen=True, slots=True)
class WeightRow:
    """A question, what the weight costs more, and the ways out that fit."""

    question: WeightQuestion
    difference_ore: int
    is_overdue: bool
    outcomes: tuple[WeightOutcome, ...]
    can_be_repacked: bool


@dataclass(frozen=True, slots=True)
class WeightPage:
    """A page of questions, those that wait for the hub first."""

    page: "Page[WeightQuestion]"
    rows: tuple[WeightRow, ...]


def get_weights(
    *, actor: Actor, cycle: OrderCycle, now: datetime, number: int | str = 1
) -> WeightPage:
    """Return a page of a round's questions about weights, in two queries.

    Raises
    ------
    NotPermittedError
        When ``actor`` does not see the whole hub.
    """
    questions = list_weights(actor=actor, hub_id=cycle.hub_id, cycle_id=cycle.pk)
    page = Paginator(questions, PAGE_LENGTH).get_page(number)
    return WeightPage(page, tuple(_row(question, now) for question in page))


def _row(question: WeightQuestion, now: datetime) -> WeightRow:
    return WeightRow(
        question=question,
        difference_ore=difference_ore(question),
        is_overdue=is_overdue(question, now),
        outcomes=tuple(_outcomes(question)) if question.is_open else (),
        can_be_repacked=question.is_open and question.line.delivered_count is None,
    )


def _outcomes(question: WeightQuestion) -> list[WeightOutcome]:
    found = []
    if question.is_heavier:
        found.append(WeightOutcome.NOMINAL)
    if question.status == WeightStatus.WAITING:
        found.append(WeightOutcome.MEASURED)
    if question.line.delivered_count:
        found.append(WeightOutcome.TAKEN_BACK)
    return found
