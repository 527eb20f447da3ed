"""How far a cycle has come, read from what the rooms have written: never from a note of its own."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from kortreist.apps.actors.permissions import Actor, Permission, require
from kortreist.apps.desk.models import CycleStage, StageRun
from kortreist.apps.desk.selectors.figures import CycleFigures, figures_of
from kortreist.apps.trading.models import (
    CycleStatus,
    OrderCycle,
)
from kortreist.apps.trading.selectors.cycles import overdue
from kortreist.apps.trading.selectors.identity import cycle_identities
from kortreist.engines.pricing import IdentityReport


class Wrong(StrEnum):
    """What a coordinator wants to know of at a stage; the words are the page's."""

    OVERDUE = "overdue"
    NOT_PLACED = "not_placed"
    CUT = "cut"
    NOT_PROMISED = "not_promised"
    RECEIVED_SHORT = "received_short"
    RECEIVED_OVER = "received_over"
    PACKED_SHORT = "packed_short"
    OUTSIDE_TOLERANCE = "outside_tolerance"
    RETURNED = "returned"
    SUBSTITUTES_WAITING = "substitutes_waiting"
    WEIGHTS_WAITING = "weights_waiting"
    WEIGHTS_REFUSED = "weights_refused"
    CLAIM_NOT_CREDITED = "claim_not_credited"
    NOT_WEIGHED_UP = "not_weighed_up"
    DOES_NOT_BALANCE = "does_not_balance"


# What stops the stage it is at; the others are only good to know.
STOPS = frozenset({Wrong.OVERDUE, Wrong.DOES_NOT_BALANCE})


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that is not as planned, and how many of it; for money, by how many øre."""

    code: Wrong
    count: int


class Standing(StrEnum):
    """Where a stage stands, as `ui.components.Step` has it."""

    DONE = "done"
    CURRENT = "current"
    PROBLEM = "problem"
    TODO = "todo"


@dataclass(frozen=True, slots=True)
class StageState:
    """One stage of a cycle.

    ``left`` is what still waits there: lines to receive, deliveries to pack or hand over,
    deliveries to invoice, producers to settle with. ``run`` is the conductor's last try at it.
    ``is_waiting``: all that is left waits for a buyer's yes, and what follows need not.
    """

    stage: CycleStage
    standing: Standing
    left: int
    findings: tuple[Finding, ...]
    run: StageRun | None
    is_waiting: bool = False


@dataclass(frozen=True, slots=True)
class CycleState:
    """All stages of a cycle, its figures and its money."""

    cycle: OrderCycle
    stages: tuple[StageState, ...]
    figures: CycleFigures
    identity: IdentityReport

    @property
    def next_stage(self) -> StageState | None:
        """The first stage that is not done; one that waits for a buyer's yes only comes last."""
        left = [row for row in self.stages if row.standing != Standing.DONE]
        return next((row for row in left if not row.is_waiting), left[0] if left else None)

    def at(self, stage: CycleStage) -> StageState:
        """Return one stage of the nine."""
        return next(row for row in self.stages if row.stage == stage)


def get_stage_state(*, actor: Actor, cycle: OrderCycle, now: datetime) -> CycleState:
    """Return how far a cycle has come, for those who see the hub."""
    require(actor, Permission.SEE_HUB, hub_id=cycle.hub_id)
    return stage_state(cycle, now=now)


def stage_state(cycle: OrderCycle, *, now: datetime) -> CycleState:
    """Return how far a cycle has come, in fourteen queries however large it is."""
    return stage_states([cycle], hub_id=cycle.hub_id, now=now)[0]


def stage_states(
    cycles: Sequence[OrderCycle], *, hub_id: int, now: datetime
) -> tuple[CycleState, ...]:
    """Return how far several cycles of a hub have come, in fourteen queries as for one."""
    ids = [cycle.pk for cycle in cycles]
    figures = figures_of(hub_id=hub_id, cycle_ids=ids)
    identities = cycle_identities(hub_id=hub_id, cycle_ids=ids)
    runs: dict[int, dict[str, StageRun]] = defaultdict(dict)
    for run in StageRun.objects.filter(cycle__in=ids):
        runs[run.cycle_id][run.stage] = run
    return tuple(
        _state(cycle, figures[cycle.pk], identities[cycle.pk], runs[cycle.pk], now)
        for cycle in cycles
    )


def _state(
    cycle: OrderCycle,
    figures: CycleFigures,
    identity: IdentityReport,
    runs: Mapping[str, StageRun],
    now: datetime,
) -> CycleState:
    findings = _findings(cycle, figures, identity, now)
    left = _left(cycle, figures)
    stages: list[StageState] = []
    is_reached = True
    for stage in CycleStage:
        found = tuple(row for row in findings.get(stage, ()) if row.count)
        waits = stage == CycleStage.INVOICE and _only_waits(figures, is_reached=is_reached)
        is_done = is_reached and not waits and _is_done(cycle, stage, left)
        stages.append(
            StageState(
                stage=stage,
                standing=_standing(found, is_done=is_done, is_reached=is_reached),
                left=left.get(stage, 0),
                findings=found,
                run=runs.get(stage),
                is_waiting=waits,
            )
        )
        is_reached = is_done or waits
    return CycleState(cycle, tuple(stages), figures, identity)


def _left(cycle: OrderCycle, figures: CycleFigures) -> dict[CycleStage, int]:
    if cycle.status != CycleStatus.ORDERED:
        return {}
    return {
        CycleStage.RECEIVE: figures.purchase_lines_waiting,
        CycleStage.PACK: figures.not_packed,
        CycleStage.DELIVER: figures.not_delivered,
        CycleStage.INVOICE: figures.deliveries_not_invoiced or figures.weights_open,
        CycleStage.SETTLE: figures.producers_not_settled or figures.not_weighed_up,
    }


def _is_done(cycle: OrderCycle, stage: CycleStage, left: dict[CycleStage, int]) -> bool:
    passed = {
        CycleStage.OPEN: cycle.status != CycleStatus.DRAFT,
        CycleStage.CLOSE: cycle.status not in {CycleStatus.DRAFT, CycleStatus.OPEN},
        CycleStage.ALLOCATE: cycle.status in {CycleStatus.ALLOCATED, CycleStatus.ORDERED},
        CycleStage.ORDER: cycle.status == CycleStatus.ORDERED,
    }
    return passed[stage] if stage in passed else not left.get(stage, 1)


def _only_waits(figures: CycleFigures, *, is_reached: bool) -> bool:
    return is_reached and bool(figures.weights_open) and not figures.deliveries_not_invoiced


def _standing(found: tuple[Finding, ...], *, is_done: bool, is_reached: bool) -> Standing:
    if is_reached and any(row.code in STOPS for row in found):
        return Standing.PROBLEM
    if is_done:
        return Standing.DONE
    return Standing.CURRENT if is_reached else Standing.TODO


def _findings(
    cycle: OrderCycle, figures: CycleFigures, identity: IdentityReport, now: datetime
) -> dict[CycleStage, Iterator[Finding]]:
    is_weighed_up = bool(figures.purchase_lines) and not figures.not_weighed_up
    is_charged = is_weighed_up and not figures.not_delivered
    wrong = {
        CycleStage.CLOSE: {
            Wrong.OVERDUE: int(overdue(cycle, now)),
            Wrong.NOT_PLACED: figures.baskets,
        },
        CycleStage.ALLOCATE: {Wrong.CUT: figures.lines_cut},
        CycleStage.ORDER: {
            Wrong.SUBSTITUTES_WAITING: figures.substitutes_waiting,
            Wrong.NOT_PROMISED: figures.purchases_not_promised,
        },
        CycleStage.RECEIVE: {
            Wrong.RECEIVED_SHORT: figures.received_short,
            Wrong.RECEIVED_OVER: figures.received_over,
        },
        CycleStage.PACK: {
            Wrong.OUTSIDE_TOLERANCE: figures.outside_tolerance,
            Wrong.PACKED_SHORT: figures.packed_short,
        },
        CycleStage.DELIVER: {Wrong.RETURNED: figures.returned},
        CycleStage.INVOICE: {
            Wrong.WEIGHTS_WAITING: figures.weights_waiting,
            Wrong.WEIGHTS_REFUSED: figures.weights_refused,
            Wrong.CLAIM_NOT_CREDITED: figures.claims_not_credited,
        },
        CycleStage.SETTLE: {
            Wrong.DOES_NOT_BALANCE: identity.difference_ore if is_charged else 0,
            Wrong.NOT_WEIGHED_UP: figures.not_weighed_up if is_charged else 0,
        },
    }
    return {
        stage: (Finding(code, count) for code, count in codes.items())
        for stage, codes in wrong.items()
    }
