"""Lines that get less than was ordered, with what could come instead and what buyers answered."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.core.paginator import Page, Paginator
from django.db.models import F, Q

from kortreist.apps.actors.permissions import Actor, Permission, require
from kortreist.apps.catalogue.selectors.shop import texts_of
from kortreist.apps.fulfilment.selectors.sharing import propose
from kortreist.apps.trading.models import (
    CycleStatus,
    OrderCycle,
    OrderLine,
    PurchaseLine,
    Substitution,
    SubstitutionStatus,
)
from kortreist.apps.trading.selectors.substitutes import (
    Candidate,
    Pantry,
    cut_lines_of,
    list_substitutions,
)

PAGE_LENGTH, OFFERED_LENGTH = 50, 100
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
    """A page of lines nobody has found anything for, and a page of what was offered so far."""

    # Keys of lines, and packs missing.
    page: "Page[tuple[int, int]]"
    lines: tuple[ShortLine, ...]
    offered: "Page[Substitution]"


def get_short_lines(
    *, actor: Actor, cycle: OrderCycle, number: int | str = 1, offered: int | str = 1
) -> ShortPage:
    """Return the lines of a shared-out cycle that lack something, in a constant number of queries.

    Parameters
    ----------
    number, offered
        Which page of the lines, and which of what was offered instead.

    Raises
    ------
    NotPermittedError
        When ``actor`` does not see the whole hub.
    """
    require(actor, Permission.SEE_HUB, hub_id=cycle.hub_id)
    proposals = list_substitutions(actor=actor, hub_id=cycle.hub_id, cycle_id=cycle.pk)
    is_settled = Q(status__in=(SubstitutionStatus.PROPOSED, SubstitutionStatus.ACCEPTED))
    settled = set(proposals.filter(is_settled).order_by().values_list("line_id", flat=True))
    late = missing_of(cycle)
    short = _cut(cycle) | dict(_in_turn(late))
    rows = [(pk, packs) for pk, packs in short.items() if pk not in settled]
    page = Paginator(rows, PAGE_LENGTH).get_page(number)
    return ShortPage(
        page,
        _lines(cycle, late, list(page.object_list)),
        Paginator(proposals, OFFERED_LENGTH).get_page(offered),
    )


def missing_of(cycle: OrderCycle) -> dict[int, int]:
    """Return packs by line that were promised and did not come, or were packed too few of."""
    if cycle.status != CycleStatus.ORDERED:
        return {}
    # Of what has not come nobody knows yet whether it will be enough.
    come = PurchaseLine.objects.filter(
        hub_id=cycle.hub_id, purchase_order__cycle=cycle, received_count__isnull=False
    )
    offers = set(come.values_list("offer_id", flat=True))
    proposed = propose(hub_id=cycle.hub_id, offer_ids=offers)
    missing = {pk: row.line.confirmed_count - row.count for pk, row in proposed.items()}
    packed = OrderLine.objects.filter(
        hub_id=cycle.hub_id,
        order__cycle=cycle,
        packed_count__lt=F("confirmed_count"),
        delivered_count__isnull=True,
    ).values_list("pk", "confirmed_count", "packed_count")
    missing |= {pk: (confirmed or 0) - (packs or 0) for pk, confirmed, packs in packed}
    return {pk: packs for pk, packs in missing.items() if packs > 0}


def _cut(cycle: OrderCycle) -> dict[int, int]:
    """Return packs by line that the sharing-out did not give."""
    rows = cut_lines_of(cycle).values_list("pk", "ordered_count", "confirmed_count")
    return {pk: ordered - (confirmed or 0) for pk, ordered, confirmed in rows}


def _in_turn(late: dict[int, int]) -> Iterator[tuple[int, int]]:
    rows = OrderLine.objects.filter(pk__in=late).order_by("offer_id", "pk")
    for pk in rows.values_list("pk", flat=True):
        yield pk, late[pk]


def _lines(
    cycle: OrderCycle, late: dict[int, int], rows: Sequence[tuple[int, int]]
) -> tuple[ShortLine, ...]:
    """Read the lines of one page, and what could come instead of them."""
    lines = (
        OrderLine.objects.select_related("variant__product", "order__unit__payer", "producer")
        .defer("fee_parts", "producer__story", *texts_of())
        .in_bulk([pk for pk, _ in rows])
    )
    pantry = Pantry.of(
        cycle,
        {line.order_id for line in lines.values()},
        groups={line.variant.product.group_id for line in lines.values()},
    )
    return tuple(
        ShortLine(
            lines[pk],
            packs,
            pk in late,
            tuple(pantry.candidates(lines[pk], packs)[:SHOWN_CANDIDATES]),
        )
        for pk, packs in rows
    )
