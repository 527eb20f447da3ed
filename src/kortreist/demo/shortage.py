"""What kitchens answer when there is too little, and when something weighs more than usual.

One takes what is offered instead and one does not; one says yes to a weight before the invoice, and
one only after it, so that its line comes on an invoice of its own.
"""

from collections.abc import Iterable

from django.db import transaction

from kortreist.apps.actors.permissions import Actor
from kortreist.apps.billing.services.invoices import issue_invoices
from kortreist.apps.catalogue.models import ChargeBy
from kortreist.apps.trading.errors import CreditLimitError, OutOfStockError
from kortreist.apps.trading.models import (
    CycleStatus,
    OrderLine,
    Substitution,
    SubstitutionStatus,
    WeightQuestion,
    WeightStatus,
)
from kortreist.apps.trading.services.substitutions import (
    accept_substitution,
    refuse_substitution,
)
from kortreist.apps.trading.services.weights import answer_weight
from kortreist.demo.rounds import Round

# So many pieces a cycle weigh more than was agreed.
UNUSUAL = 2


@transaction.atomic
def answer_substitutes(played: Round) -> None:
    """Let one kitchen take what is offered instead and another say no; the others stay silent."""
    rows = Substitution.objects.filter(cycle=played.cycle_id)
    if played.status != CycleStatus.ALLOCATED or rows.exclude(answered_at=None).exists():
        return
    offered = rows.filter(status=SubstitutionStatus.PROPOSED).select_related("line__order")
    ordered = iter(sorted(offered, key=lambda row: played.place_of(row.line)))
    _accept_one(played, ordered)
    for row in ordered:
        refuse_substitution(
            actor=_cook(played, row.line),
            hub_id=played.hub_id,
            substitution_id=row.pk,
            now=played.times.shared_out,
        )
        return


def unusual_lines(played: Round) -> dict[int, int]:
    """Return the order lines of one piece that will weigh too much, by their goods.

    The same ones whenever it is asked, from the sharing-out to the packing.
    """
    lines = OrderLine.objects.filter(
        order__cycle=played.cycle_id, confirmed_count=1, charge_by=ChargeBy.MEASURED
    ).select_related("order")
    first: dict[int, OrderLine] = {}
    for line in sorted(lines, key=played.place_of):
        first.setdefault(line.variant_id, line)
    chosen = sorted(first.values(), key=played.place_of)[:UNUSUAL]
    return {line.variant_id: line.pk for line in chosen}


def agree_before_invoicing(played: Round) -> None:
    """Let all but the last of those asked about a weight say yes in time."""
    waiting = _questions(played)
    if len(waiting) == len(unusual_lines(played)):
        _agree(played, waiting[:-1])


def agree_after_invoicing(played: Round) -> None:
    """Let the last one say yes too, and send what waited on an invoice of its own."""
    waiting = _questions(played)
    if waiting:
        _agree(played, waiting)
    issue_invoices(**played.by(played.cast.accountant, played.times.claimed))


def _accept_one(played: Round, offered: Iterable[Substitution]) -> None:
    for row in offered:
        try:
            accept_substitution(
                actor=_cook(played, row.line),
                hub_id=played.hub_id,
                substitution_id=row.pk,
                now=played.times.shared_out,
            )
        except (CreditLimitError, OutOfStockError):
            continue
        return


def _questions(played: Round) -> list[WeightQuestion]:
    rows = WeightQuestion.objects.filter(
        line__order__cycle=played.cycle_id, status=WeightStatus.WAITING
    ).select_related("line__order")
    return sorted(rows, key=lambda row: played.place_of(row.line))


def _agree(played: Round, questions: Iterable[WeightQuestion]) -> None:
    for row in questions:
        answer_weight(
            actor=_cook(played, row.line),
            hub_id=played.hub_id,
            question_id=row.pk,
            takes=True,
            now=played.times.invoiced,
        )


def _cook(played: Round, line: OrderLine) -> Actor:
    return played.cast.buyer(played.setting.units[line.order.unit_id])
