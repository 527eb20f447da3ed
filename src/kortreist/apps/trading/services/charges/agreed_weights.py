"""Which lines are paid for as ordered, though the scale said more."""

from collections.abc import Collection

from kortreist.apps.trading.models import OrderLine, WeightOutcome, WeightQuestion, WeightStatus


def as_ordered(line_ids: Collection[int]) -> set[int]:
    """Return those of some lines that the hub lets the buyer have at the usual weight."""
    return set(
        WeightQuestion.objects.filter(
            line__in=line_ids, status=WeightStatus.SETTLED, outcome=WeightOutcome.NOMINAL
        ).values_list("line_id", flat=True)
    )


def billed_amount(line: OrderLine) -> int:
    """Return what such a line is paid for: the usual weight of what was delivered, never more."""
    usual = (line.delivered_count or 0) * line.content_amount
    return min(usual, line.delivered_amount or 0)
