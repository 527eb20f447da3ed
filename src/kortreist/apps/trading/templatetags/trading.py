"""Putting orders and lines into words in templates."""

from collections.abc import Mapping
from typing import Any

from django import template

from kortreist.apps.trading import words
from kortreist.apps.trading.models import CycleStatus, OrderCycle, OrderLine, Stage
from kortreist.apps.ui.statuses import Status
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
