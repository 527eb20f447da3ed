"""Lines that get less than was ordered, with what could come instead and what buyers answered."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.core.paginator import Page, Paginator
from django.db.models import F

from kortreist.apps.actors.permissions import Actor, Permission, require
from kortreist.apps.fulfilment.selectors.sharing import Ground, propose_cycle
from kortreist.apps.trading.models import (
    CycleStatus,
    OrderCycle,
    OrderLine,
    Substitution,
    SubstitutionStatus,
)
from kortreist.apps.trading.selectors.substitutes import (
    Candidate,
    Pantry,
    cut_lines_of,
    list_substitutions,
)

PAGE_LENGTH = 50
SHOWN_CANDIDATES = 5


@dataclass(frozen=True, slots=True)
class ShortLine:
    """A line that lacks packs, and the best of what could come instead."""

    line: OrderLine
    missing: int
    is_late: bool
    candidates: tuple[Candidate, ...]


@dataclass(frozen=True, slots=True)
class ShortPage:
    """A page of lines nobody has found anything for, and all that was offered so far."""

    page: "Page[tuple[OrderLine, int]]"
    lines: tuple[ShortLine, ...]
    proposals: tuple[Substitution, ...]

    @property
    def waiting(self) -> int:
        """Proposals without an answer."""
        return sum(row.is_open for row in self.proposals)


def get_short_lines(*, actor: Actor, cycle: OrderCycle, number: int | str = 1) -> ShortPage:
    """Return the lines of a shared-out cycle that lack something, in a constant number of queries.

    Raises
    ------
    NotPermittedError
        When ``actor`` does not see the whole hub.
    """
    require(actor, Permission.SEE_HUB, hub_id=cycle.hub_id)
    proposals = tuple(list_substitutions(actor=actor, hub_id=cycle.hub_id, cycle_id=cycle.pk))
    settled = {
        row.line_id
        for row in proposals
        if row.status in {SubstitutionStatus.PROPOSED, SubstitutionStatus.ACCEPTED}
    }
    late = missing_of(cycle)
    lines = {line.pk: line for line in cut_lines_of(cycle)} | _by_id(late)
    rows = [
        (line, late.get(pk) or line.ordered_count - (line.confirmed_count or 0))
        for pk, line in lines.items()
        if pk not in settled
    ]
    page = Paginator(rows, PAGE_LENGTH).get_page(number)
    shown = list(page.object_list)
    pantry = Pantry.of(cycle, {line.order_id for line, _ in shown})
    return ShortPage(page, tuple(_with(pantry, late, shown)), proposals)


def missing_of(cycle: OrderCycle) -> dict[int, int]:
    """Return packs by line that were promised and did not come, or were packed too few of."""
    if cycle.status != CycleStatus.ORDERED:
        return {}
    proposed = propose_cycle(hub_id=cycle.hub_id, cycle_id=cycle.pk)
    missing = {
        pk: row.line.confirmed_count - row.count
        for pk, row in proposed.items()
        if row.ground != Ground.WAITING
    }
    packed = OrderLine.objects.filter(
        hub_id=cycle.hub_id,
        order__cycle=cycle,
        packed_count__lt=F("confirmed_count"),
        delivered_count__isnull=True,
    ).values_list("pk", "confirmed_count", "packed_count")
    missing |= {pk: (confirmed or 0) - (packs or 0) for pk, confirmed, packs in packed}
    return {pk: packs for pk, packs in missing.items() if packs > 0}


def _by_id(late: dict[int, int]) -> dict[int, OrderLine]:
    lines = OrderLine.objects.filter(pk__in=late).select_related(
        "variant__product", "order__unit__payer", "producer"
    )
    return {line.pk: line for line in lines.order_by("offer_id", "pk")}


def _with(
    pantry: Pantry, late: dict[int, int], rows: Sequence[tuple[OrderLine, int]]
) -> list[ShortLine]:
    return [
        ShortLine(
            line, packs, line.pk in late, tuple(pantry.candidates(line, packs)[:SHOWN_CANDIDATES])
        )
        for line, packs in rows
    ]
