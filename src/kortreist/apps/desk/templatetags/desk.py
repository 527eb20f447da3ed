"""Putting stages and findings into words in templates."""

from django import template

from kortreist.apps.desk import words
from kortreist.apps.desk.selectors.conductor import Finding
from kortreist.apps.desk.selectors.totals import Merit

register = template.Library()


@register.filter
def stage_name(stage: str) -> str:
    """Return what a stage is called."""
    return str(words.STAGE[stage])


@register.filter
def next_step(stage: str) -> str:
    """Return what the button that does a stage says."""
    return str(words.NEXT_STEP[stage])


@register.filter
def finding(row: Finding) -> str:
    """Return what is not as planned."""
    return words.finding_in_words(row)


@register.filter
def merit(code: str) -> str:
    """Return what a way of sharing out is best at."""
    return str(words.MERIT[Merit(code)])


@register.filter
def outcome(code: str) -> str:
    """Return what the hub may choose about a weight."""
    return str(words.OUTCOME[code])
