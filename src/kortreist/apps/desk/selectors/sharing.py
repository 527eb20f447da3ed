"""The ways a round could be shared out, side by side."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from operator import attrgetter

from django.core.paginator import Page, Paginator
from django.db.models import F

from kortreist.apps.actors.permissions import Actor, Permission, require
from kortreist.apps.trading.models import (
    AllocationLine,
    AllocationRun,
    Offer,
    OrderCycle,
    OrderLine,
    RunStatus,
)

# Short names of runs that stand side by side.
LETTERS = "ABCDEFGH"
PAGE_LENGTH = 100


@dataclass(frozen=True, slots=True)
class ComparedLine:
    """A line that some policy would cut: the wish, and what each run gives."""

    line: OrderLine
    wanted: int
    answers: tuple[AllocationLine, ...]

    @property
    def offer(self) -> Offer:
        """What the line is of."""
        return self.line.offer

    @property
    def depends(self) -> bool:
        """Whether it matters to the line which way is chosen."""
        return len({answer.given_packs for answer in self.answers}) > 1

    @property
    def lettered(self) -> list[tuple[str, AllocationLine]]:
        """Each run's answer with the run's letter."""
        return list(zip(LETTERS, self.answers, strict=False))


@dataclass(frozen=True, slots=True)
class ComparedGoods:
    """Goods there is too little of, and the lines where anybody loses."""

    offer: Offer
    lines: tuple[ComparedLine, ...]


@dataclass(frozen=True, slots=True)
class Column:
    """A run in the comparison: its letter, and how many lines it cuts."""

    letter: str
    run: AllocationRun
    cut: int


@dataclass(frozen=True, slots=True)
class Comparison:
    """The latest run of each policy that still holds, and a page of the lines where anybody loses.

    ``cut_counts`` is how many lines each run cuts, of all and not only of the page.
    """

    runs: tuple[AllocationRun, ...]
    cut_counts: tuple[int, ...]
    committed: AllocationRun | None
    page: "Page[int]"
    goods: tuple[ComparedGoods, ...]

    @property
    def columns(self) -> list[Column]:
        """Each run with its letter and the number of lines it cuts."""
        rows = zip(LETTERS, self.runs, self.cut_counts, strict=False)
        return [Column(letter, run, cut) for letter, run, cut in rows]


def compare_runs(*, actor: Actor, cycle: OrderCycle, number: int | str = 1) -> Comparison:
    """Return the runs that can be committed, or the one that was, with a page of lines they cut.

    Goods where it matters which way is chosen come first.

    Raises
    ------
    NotPermittedError
        When ``actor`` does not see the whole hub.
    """
    require(actor, Permission.SEE_HUB, hub_id=cycle.hub_id)
    runs = _standing_runs(cycle)
    cuts = _cuts(cycle.hub_id, runs)
    page = Paginator(_in_turn(cuts), PAGE_LENGTH).get_page(number)
    return Comparison(
        runs=tuple(runs),
        cut_counts=tuple(
            sum(cut.given[run.pk] < cut.wanted for cut in cuts.values()) for run in runs
        ),
        committed=next((run for run in runs if run.status == RunStatus.COMMITTED), None),
        page=page,
        goods=_goods(list(page), runs),
    )


@dataclass(slots=True)
class _Cut:
    """A line that some run cuts: of what, the wish, and what each run gives."""

    offer_id: int
    wanted: int
    given: dict[int, int]

    @property
    def depends(self) -> bool:
        return len(set(self.given.values())) > 1


def _cuts(hub_id: int, runs: Sequence[AllocationRun]) -> dict[int, _Cut]:
    """Return what every run gives to each line that any of them cuts, in one query."""
    answers = AllocationLine.objects.filter(hub_id=hub_id, run__in=runs)
    cut = answers.filter(given_packs__lt=F("wanted_packs")).order_by()
    rows = (
        answers.filter(order_line__in=cut.values("order_line"))
        .order_by()
        .values_list(
            "order_line_id", "order_line__offer_id", "wanted_packs", "run_id", "given_packs"
        )
    )
    cuts: dict[int, _Cut] = {}
    for line_id, offer_id, wanted, run_id, given in rows:
        cuts.setdefault(line_id, _Cut(offer_id, wanted, {})).given[run_id] = given
    return {key: found for key, found in cuts.items() if len(found.given) == len(runs)}


def _in_turn(cuts: Mapping[int, _Cut]) -> list[int]:
    """Return the lines goods by goods, those first where it matters which way is chosen."""
    depending = {cut.offer_id for cut in cuts.values() if cut.depends}
    return sorted(
        cuts, key=lambda line: (cuts[line].offer_id not in depending, cuts[line].offer_id, line)
    )


def _goods(line_ids: Sequence[int], runs: Sequence[AllocationRun]) -> tuple[ComparedGoods, ...]:
    lines = OrderLine.objects.select_related(
        "offer__variant__product", "offer__producer", "order__unit"
    ).in_bulk(line_ids)
    answers: dict[int, dict[int, AllocationLine]] = defaultdict(dict)
    for answer in AllocationLine.objects.filter(run__in=runs, order_line__in=line_ids):
        answers[answer.order_line_id][answer.run_id] = answer
    rows = [_compared(lines[line_id], answers[line_id], runs) for line_id in line_ids]
    by_offer = groupby(rows, key=attrgetter("offer.pk"))
    return tuple(
        ComparedGoods(found[0].offer, found) for _, each in by_offer if (found := tuple(each))
    )


def _standing_runs(cycle: OrderCycle) -> list[AllocationRun]:
    committed = AllocationRun.objects.filter(cycle=cycle, status=RunStatus.COMMITTED).first()
    if committed is not None:
        return [committed]
    previews = AllocationRun.objects.filter(
        cycle=cycle, status=RunStatus.PREVIEW, cycle_version=cycle.version
    ).order_by("pk")
    # The latest of each policy, in the order they were made.
    return list({run.policy: run for run in previews}.values())


def _compared(
    line: OrderLine, found: Mapping[int, AllocationLine], runs: Sequence[AllocationRun]
) -> ComparedLine:
    answers = tuple(found[run.pk] for run in runs)
    return ComparedLine(line, answers[0].wanted_packs, answers)
