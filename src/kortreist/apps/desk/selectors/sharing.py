"""The ways a round could be shared out, side by side."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from operator import attrgetter

from django.core.paginator import Page, Paginator
from django.db.models import F, Sum

from kortreist.apps.actors.permissions import Actor, Permission, require
from kortreist.apps.desk.selectors.totals import (
    Merit,
    Totals,
    UnitRow,
    UnitSums,
    merits_of,
    run_totals,
    unit_rows,
    unit_sums,
)
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
    """A run in the comparison: its letter, what it comes to, and what it is best at."""

    letter: str
    run: AllocationRun
    totals: Totals
    merits: tuple[Merit, ...]

    @property
    def cut(self) -> int:
        """How many lines it cuts."""
        return self.totals.lines_cut


@dataclass(frozen=True, slots=True)
class Comparison:
    """The latest run of each policy that still holds, and a page of those who lose.

    The page is of lines, goods by goods, or of kitchens; ``totals`` are of all and not only of the
    page.
    """

    runs: tuple[AllocationRun, ...]
    totals: tuple[Totals, ...]
    committed: AllocationRun | None
    page: "Page[int] | Page[UnitRow]"
    goods: tuple[ComparedGoods, ...]
    units: tuple[UnitRow, ...]
    differs: bool

    @property
    def columns(self) -> list[Column]:
        """Each run with its letter, what it comes to, and what it is best at."""
        rows = zip(LETTERS, self.runs, self.totals, merits_of(self.totals), strict=False)
        return [Column(*row) for row in rows]

    @property
    def is_alike(self) -> bool:
        """Whether all runs come to the same, so that the choice matters to nobody."""
        return len(self.runs) > 1 and not self.differs


def compare_runs(
    *, actor: Actor, cycle: OrderCycle, number: int | str = 1, by_unit: bool = False
) -> Comparison:
    """Return the runs that can be committed, or the one that was, with a page of those who lose.

    Goods, or kitchens, for which it matters which way is chosen come first.

    Raises
    ------
    NotPermittedError
        When ``actor`` does not see the whole hub.
    """
    require(actor, Permission.SEE_HUB, hub_id=cycle.hub_id)
    runs = _standing_runs(cycle)
    cuts = _cuts(cycle.hub_id, runs)
    sums = unit_sums(cycle.hub_id, runs, {cut.offer_id for cut in cuts.values()})
    page: Page[int] | Page[UnitRow]
    if by_unit:
        page = Paginator(unit_rows(sums, runs), PAGE_LENGTH).get_page(number)
    else:
        page = Paginator(_in_turn(cuts), PAGE_LENGTH).get_page(number)
    return Comparison(
        runs=tuple(runs),
        totals=_totals(cycle.hub_id, runs, cuts, sums),
        committed=next((run for run in runs if run.status == RunStatus.COMMITTED), None),
        page=page,
        goods=() if by_unit else _goods([row for row in page if isinstance(row, int)], runs),
        units=tuple(row for row in page if isinstance(row, UnitRow)),
        differs=any(cut.depends for cut in cuts.values()),
    )


def _totals(
    hub_id: int, runs: Sequence[AllocationRun], cuts: Mapping[int, "_Cut"], sums: UnitSums
) -> tuple[Totals, ...]:
    filled = {
        run_id: (given, wanted)
        for run_id, given, wanted in AllocationLine.objects.filter(hub_id=hub_id, run__in=runs)
        .order_by()
        .values_list("run_id")
        .annotate(given=Sum("given_packs"), wanted=Sum("wanted_packs"))
    }
    return tuple(
        run_totals(
            run,
            [(cut.unit_id, cut.wanted, cut.given[run.pk]) for cut in cuts.values()],
            sums,
            filled=filled.get(run.pk, (0, 0)),
        )
        for run in runs
    )


@dataclass(slots=True)
class _Cut:
    """A line that some run cuts: of what, for whom, the wish, and what each run gives."""

    offer_id: int
    unit_id: int
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
            "order_line_id",
            "order_line__offer_id",
            "order_line__order__unit_id",
            "wanted_packs",
            "run_id",
            "given_packs",
        )
    )
    cuts: dict[int, _Cut] = {}
    for line_id, offer_id, unit_id, wanted, run_id, given in rows:
        cuts.setdefault(line_id, _Cut(offer_id, unit_id, wanted, {})).given[run_id] = given
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
