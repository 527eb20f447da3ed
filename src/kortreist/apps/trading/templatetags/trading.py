"""Putting orders and lines into words in templates."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django import template
from django.utils import timezone

from kortreist.apps.catalogue import words as catalogue_words
from kortreist.apps.trading import notice_words, standing_words, words
from kortreist.apps.trading.models import (
    CycleStatus,
    LineChange,
    OrderCycle,
    OrderLine,
    RunOutcome,
    Stage,
    StandingOrder,
    Substitution,
    WeightQuestion,
)
from kortreist.apps.trading.prices import promised_steps
from kortreist.apps.trading.selectors.notices import ReadRow
from kortreist.apps.trading.selectors.weights import difference_ore
from kortreist.apps.ui.statuses import Status
from kortreist.apps.ui.words import WEEKDAYS
from kortreist.engines.pricing import step_at
from kortreist.kernel.quantity import Unit, line_net_ore

register = template.Library()


@register.filter
def cycle_status(cycle: OrderCycle, is_delivered: bool = False) -> Status:  # noqa: FBT001, FBT002
    """Return how far a cycle, or a unit's order in it, has come, for a badge."""
    return words.DELIVERED if is_delivered else words.CYCLE[CycleStatus(cycle.status)]


@register.filter
def reasons(stored: list[Mapping[str, Any]]) -> list[str]:  # Any: JSON as it was stored
    """Return why a line got what it got, as sentences."""
    return words.answers_in_words(stored)


@register.filter
def change_reason(code: str) -> str:
    """Return why a quantity changed."""
    return words.change_in_words(code)


@register.filter
def change_who(change: LineChange) -> str:
    """Return who changed a quantity: a role, never a person's name."""
    return words.who_changed(change)


@register.filter
def substitution_state(row: Substitution) -> str:
    """Return what the buyer said to something else, or that nobody said anything."""
    return str(words.SUBSTITUTION[row.status])


@register.filter
def weight_state(question: WeightQuestion) -> str:
    """Return what was said of an unusual weight, and by whom."""
    return words.weight_in_words(question)


@register.filter
def weight_difference(question: WeightQuestion) -> int:
    """Return what a weight costs more than usual; below zero where it costs less."""
    return difference_ore(question)


@register.filter
def without_sign(ore: int) -> int:
    """Return how far from zero an amount is."""
    return abs(ore)


@register.filter
def stage_name(stage: str) -> str:
    """Return what a stage is called."""
    return str(words.STAGE[Stage(stage)])


@register.filter
def fee_name(kind: str) -> str:
    """Return what a fee pays for."""
    return str(words.FEE[kind])


@register.filter
def policy_name(policy: str) -> str:
    """Return what a policy is called."""
    return str(words.POLICY[policy])


@register.filter
def policy_help(policy: str) -> str:
    """Return what a policy means for those who order."""
    return str(words.POLICY_HELP[policy])


@register.filter
def line_net(line: OrderLine) -> int:
    """Return what a line comes to at the last stage it has reached, in øre ex VAT."""
    return line_net_ore(
        amount=line.latest.amount, price_ore=line.buyer_price_ore, unit=Unit(line.unit)
    )


@register.filter
def before_of(changed: Mapping[int, int], line: OrderLine) -> int | None:
    """Return what a line's price was when it was put into the basket, if it was another."""
    return changed.get(line.pk)


@register.filter
def own_price(line: OrderLine) -> str:
    """Return why a line has a price of the buyer's own; empty for the ordinary one."""
    step = step_at(promised_steps(line), line.ordered_count)
    if step.price_list_id is None:
        return ""
    return str(words.CAMPAIGN_PRICE if step.is_campaign else words.OWN_PRICE)


@register.filter
def next_step(line: OrderLine) -> tuple[int, int] | None:
    """Return from how many packs on a line's price is lower than now, and what it is then."""
    for step in promised_steps(line):
        if step.from_packs > line.ordered_count and step.price_ore < line.buyer_price_ore:
            return step.from_packs, step.price_ore
    return None


@register.filter
def run_status(outcome: str) -> Status:
    """Return what came of a standing order, for a badge."""
    return standing_words.OUTCOME[RunOutcome(outcome)]


@register.filter
def rhythm_in_words(standing: StandingOrder) -> str:
    """Return when a standing order is placed, in a line."""
    return standing_words.rhythm_in_words(standing)


@register.filter
def ledger_name(ledger: str) -> str:
    """Return what a ledger of deposits is of."""
    return str(catalogue_words.LEDGER[ledger])


@register.filter
def movement_name(reason: str) -> str:
    """Return why crates or pallets moved."""
    return str(words.MOVEMENT[reason])


@register.filter
def is_past(moment: datetime | None) -> bool:
    """Whether a moment has come."""
    return moment is not None and moment <= timezone.now()


@register.filter
def notice_remarks(row: ReadRow) -> list[str]:
    """Return what to look at twice in a reading, as sentences."""
    return notice_words.remarks_in_words(row)


@register.filter
def weekday_names(numbers: Iterable[int]) -> str:
    """Return weekdays by their names, Monday is 1."""
    names = dict(WEEKDAYS)
    return ", ".join(str(names[number]) for number in numbers)


@register.filter
def left_out_reason(why: str) -> str:
    """Return why goods of a round are not carried over."""
    return str(notice_words.LEFT_OUT[why])
