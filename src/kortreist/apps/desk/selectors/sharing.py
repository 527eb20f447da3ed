"""The ways a round could be shared out, side by side."""

from dataclasses import dataclass
from itertools import groupby
from operator import attrgetter

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

    @property
    def depends(self) -> bool:
        """Whether it matters to anybody which way is chosen."""
        return any(line.depends for line in self.lines)


@dataclass(frozen=True, slots=True)
class Column:
    """A run in the comparison: its letter, and how many lines it cuts."""

    letter: str
    run: AllocationRun
    cut: int


@dataclass(frozen=True, slots=True)
class Comparison:
    """The latest run of each policy that still holds, and the lines where anybody loses."""

    runs: tuple[AllocationRun, ...]
    lines: tuple[ComparedLine, ...]
    committed: AllocationRun | None

    @property
    def cut_counts(self) -> list[int]:
        """How many lines each run cuts."""
        return [
            sum(line.answers[place].given_packs < line.wanted for line in self.lines)
            for place in range(len(self.runs))
        ]

    @property
    def columns(self) -> list[Column]:
        """Each run with its letter and the number of lines it cuts."""
        rows = zip(LETTERS, self.runs, self.cut_counts, strict=False)
        return [Column(letter, run, cut) for letter, run, cut in rows]

    @property
    def goods(self) -> list[ComparedGoods]:
        """The lines goods by goods, those first where it matters which way is chosen."""
        found = [
            ComparedGoods(offer, tuple(lines))
            for offer, lines in groupby(self.lines, key=attrgetter("offer"))
        ]
        return sorted(found, key=lambda goods: not goods.depends)


def compare_runs(*, actor: Actor, cycle: OrderCycle) -> Comparison:
    """Return the runs that can be committed, or the one that was, with the lines they cut.

    Raises
    ------
    NotPermittedError
        When ``actor`` does not see the whole hub.
    """
    require(actor, Permission.SEE_HUB, hub_id=cycle.hub_id)
    runs = _standing_runs(cycle)
    answers = (
        AllocationLine.objects.filter(run__in=runs)
        .select_related(
            "order_line__offer__variant__product",
            "order_line__offer__producer",
            "order_line__order__unit",
        )
        .order_by("order_line__offer_id", "order_line_id")
    )
    by_line: dict[int, dict[int, AllocationLine]] = {}
    for answer in answers:
        by_line.setdefault(answer.order_line_id, {})[answer.run_id] = answer
    return Comparison(
        runs=tuple(runs),
        lines=tuple(_compared(found, runs) for found in by_line.values() if _is_cut(found, runs)),
        committed=next((run for run in runs if run.status == RunStatus.COMMITTED), None),
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


def _is_cut(found: dict[int, AllocationLine], runs: list[AllocationRun]) -> bool:
    return len(found) == len(runs) and any(
        answer.given_packs < answer.wanted_packs for answer in found.values()
    )


def _compared(found: dict[int, AllocationLine], runs: list[AllocationRun]) -> ComparedLine:
    answers = tuple(found[run.pk] for run in runs)
    return ComparedLine(answers[0].order_line, answers[0].wanted_packs, answers)
