"""The ways a round could be shared out, side by side."""

from dataclasses import dataclass

from kortreist.apps.actors.permissions import Actor, Permission, require
from kortreist.apps.trading.models import (
    AllocationLine,
    AllocationRun,
    OrderCycle,
    OrderLine,
    RunStatus,
)


@dataclass(frozen=True, slots=True)
class ComparedLine:
    """A line that some policy would cut: the wish, and what each run gives."""

    line: OrderLine
    wanted: int
    answers: tuple[AllocationLine, ...]


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
    def columns(self) -> list[tuple[AllocationRun, int]]:
        """Each run with the number of lines it cuts."""
        return list(zip(self.runs, self.cut_counts, strict=True))


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
        .select_related("order_line__variant__product", "order_line__order__unit")
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
