"""Sharing out what a cycle has too little of, by a stated policy and with a reason for all."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from kortreist.apps.actors.permissions import Actor, Permission, require
from kortreist.apps.actors.services.audit import record
from kortreist.apps.catalogue.models import SupplyMode
from kortreist.apps.trading.errors import RunOutdatedError
from kortreist.apps.trading.locks import lock_cycle, lock_lines
from kortreist.apps.trading.models import (
    AllocationLine,
    AllocationRun,
    CycleStatus,
    OrderCycle,
    OrderLine,
    Policy,
    RunStatus,
    Stage,
)
from kortreist.apps.trading.selectors.wishes import problem_of, wished_lines
from kortreist.apps.trading.services.cycles import expect_status, move_cycle
from kortreist.apps.trading.services.instead import take_back_accepted
from kortreist.apps.trading.services.quantities import save_pairs, write_pair
from kortreist.apps.trading.services.trail import Change, write_changes
from kortreist.engines.allocation import Allocation, allocate
from kortreist.kernel.errors import NotFoundError
from kortreist.kernel.quantity import Quantity


def preview_allocation(
    *, actor: Actor, hub_id: int, cycle_id: int, policy: Policy, now: datetime
) -> AllocationRun:
    """Work out who gets what, and keep the answer for a look before anything is promised.

    The thinking is done outside any transaction; the answer is written only if the cycle is still
    as it was read.

    Raises
    ------
    NotPermittedError
        When ``actor`` may not share out at the hub.
    CycleStateError
        When the cycle is not closed.
    RunOutdatedError
        When the cycle changed while this was worked out.
    """
    require(actor, Permission.ALLOCATE, hub_id=hub_id)
    cycle = OrderCycle.objects.filter(hub_id=hub_id, pk=cycle_id).first()
    if cycle is None:
        raise NotFoundError
    expect_status(cycle, CycleStatus.CLOSED)
    lines = wished_lines(hub_id=hub_id, cycle_id=cycle_id)
    answer = allocate(problem_of(cycle, lines, policy))
    return _keep(cycle, policy, lines, answer, actor=actor, now=now)


@transaction.atomic
def commit_allocation(*, actor: Actor, hub_id: int, run_id: int, now: datetime) -> AllocationRun:
    """Promise the buyers what a run gives them.

    Committing a committed run changes nothing.

    Raises
    ------
    NotPermittedError
        When ``actor`` may not share out at the hub.
    CycleStateError
        When the cycle is not closed.
    RunOutdatedError
        When the cycle has changed since the run was made.
    """
    require(actor, Permission.ALLOCATE, hub_id=hub_id)
    known = AllocationRun.objects.filter(hub_id=hub_id, pk=run_id).first()
    if known is None:
        raise NotFoundError
    cycle = lock_cycle(hub_id=hub_id, cycle_id=known.cycle_id)
    run = AllocationRun.objects.get(pk=known.pk)
    if run.status == RunStatus.COMMITTED:
        return run
    expect_status(cycle, CycleStatus.CLOSED)
    if run.status != RunStatus.PREVIEW or run.cycle_version != cycle.version:
        raise RunOutdatedError
    given = dict(run.lines.values_list("order_line_id", "given_packs"))
    lines = lock_lines(hub_id=hub_id, line_ids=given.keys())
    changes = []
    for line in lines:
        before = line.quantity(Stage.CONFIRMED)
        write_pair(line, Stage.CONFIRMED, Quantity.nominal(given[line.pk], line.content_amount))
        if before != line.quantity(Stage.CONFIRMED):
            changes.append(Change(line, Stage.CONFIRMED, before, "shared_out", {"run": run.pk}))
    save_pairs(lines, Stage.CONFIRMED)
    write_changes(changes, actor=actor, now=now)
    run.status, run.committed_at = RunStatus.COMMITTED, now
    run.save(update_fields=["status", "committed_at"])
    move_cycle(cycle, CycleStatus.ALLOCATED, actor=actor, code="allocated", now=now)
    return run


@transaction.atomic
def undo_allocation(*, actor: Actor, hub_id: int, cycle_id: int, now: datetime) -> OrderCycle:
    """Take a sharing-out back, as long as no purchase order stands on it.

    Undoing where nothing is shared out changes nothing.

    Raises
    ------
    NotPermittedError
        When ``actor`` may not share out at the hub.
    CycleStateError
        When purchase orders have been sent.
    """
    require(actor, Permission.ALLOCATE, hub_id=hub_id)
    cycle = lock_cycle(hub_id=hub_id, cycle_id=cycle_id)
    if cycle.status == CycleStatus.CLOSED:
        return cycle
    expect_status(cycle, CycleStatus.ALLOCATED)
    run = AllocationRun.objects.get(cycle=cycle, status=RunStatus.COMMITTED)
    came_instead = take_back_accepted(cycle, actor=actor, now=now)
    shared = run.lines.exclude(order_line__offer__supply_mode=SupplyMode.RESERVE).exclude(
        order_line__in=came_instead
    )
    lines = lock_lines(hub_id=hub_id, line_ids=shared.values_list("order_line_id", flat=True))
    changes = [
        Change(line, Stage.CONFIRMED, line.quantity(Stage.CONFIRMED), "sharing_undone")
        for line in lines
    ]
    for line in lines:
        write_pair(line, Stage.CONFIRMED, None)
    save_pairs(lines, Stage.CONFIRMED)
    write_changes(changes, actor=actor, now=now)
    run.status, run.undone_at = RunStatus.UNDONE, now
    run.save(update_fields=["status", "undone_at"])
    return move_cycle(cycle, CycleStatus.CLOSED, actor=actor, code="sharing_undone", now=now)


@transaction.atomic
def _keep(
    cycle: OrderCycle,
    policy: Policy,
    lines: Sequence[OrderLine],
    answer: Allocation,
    *,
    actor: Actor,
    now: datetime,
) -> AllocationRun:
    locked = lock_cycle(hub_id=cycle.hub_id, cycle_id=cycle.pk)
    if (locked.version, locked.status) != (cycle.version, cycle.status):
        raise RunOutdatedError
    run = AllocationRun.objects.create(
        hub_id=cycle.hub_id,
        cycle=cycle,
        cycle_version=cycle.version,
        policy=policy,
        made_at=now,
        report={
            "method": answer.method,
            "bound": answer.bound,
            "achieved": answer.achieved,
            "gap_bp": answer.gap_bp,
            "more_never_means_less": answer.monotone_claimed,
        },
    )
    wanted = {line.pk: line.ordered_count for line in lines}
    AllocationLine.objects.bulk_create(
        (
            AllocationLine(
                hub_id=cycle.hub_id,
                run=run,
                order_line_id=given.line_id,
                wanted_packs=wanted[given.line_id],
                given_packs=given.given,
                reasons=[
                    {"code": str(reason.code), "params": dict(reason.params)}
                    for reason in given.reasons
                ],
            )
            for given in answer.lines
        ),
        batch_size=500,
    )
    record(
        actor,
        "trading.allocation.previewed",
        run,
        hub_id=cycle.hub_id,
        now=now,
        params={"policy": policy.value},
    )
    return run
