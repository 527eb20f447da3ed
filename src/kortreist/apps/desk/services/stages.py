"""What each stage asks of the rooms, and what came of it; every step is harmless when repeated.

Receiving, packing and delivering are people's work: the conductor only notes that it is done.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TypedDict

from django.db import transaction
from django.db.models import F, Sum

from kortreist.apps.actors.permissions import Actor, Permission
from kortreist.apps.billing.models import Document, DocumentKind
from kortreist.apps.billing.services.invoices import issue_invoices
from kortreist.apps.billing.services.settlements import issue_settlements
from kortreist.apps.desk.errors import StageNotUndoableError, StageUnfinishedError
from kortreist.apps.desk.models import CycleStage
from kortreist.apps.desk.selectors.figures import cycle_figures
from kortreist.apps.desk.services.news import tell_buyers, tell_producers
from kortreist.apps.fulfilment.models import Lot
from kortreist.apps.fulfilment.services.packing import plan_deliveries, withdraw_deliveries
from kortreist.apps.trading.models import (
    AllocationRun,
    OrderCycle,
    Policy,
    RunStatus,
)
from kortreist.apps.trading.selectors.identity import cycle_identity
from kortreist.apps.trading.services.allocation import (
    commit_allocation,
    preview_allocation,
    undo_allocation,
)
from kortreist.apps.trading.services.cycles import close_cycle, open_cycle, reopen_cycle
from kortreist.apps.trading.services.purchases import (
    withdraw_purchase_orders,
    write_purchase_orders,
)
from kortreist.apps.trading.services.substitutions import propose_substitutions
from kortreist.apps.trading.services.weighing import weigh_up_purchases

Outcome = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Turn:
    """One stage of one cycle, by whom and when; the policy is for sharing out."""

    actor: Actor
    hub_id: int
    cycle: OrderCycle
    now: datetime
    policy: Policy | None = None

    @property
    def args(self) -> "Args":
        """What every service of a cycle is told."""
        return Args(actor=self.actor, hub_id=self.hub_id, cycle_id=self.cycle.pk, now=self.now)


class Args(TypedDict):
    """Who, where and when, as the rooms' services take it."""

    actor: Actor
    hub_id: int
    cycle_id: int
    now: datetime


def _open(turn: Turn) -> Outcome:
    cycle = open_cycle(**turn.args)
    return {"offers": cycle.offers.count()}


def _close(turn: Turn) -> Outcome:
    close_cycle(**turn.args)
    figures = cycle_figures(turn.cycle)
    return {"orders": figures.orders, "lines": figures.lines, "baskets": figures.baskets}


def _allocate(turn: Turn) -> Outcome:
    run = _committed(turn) or _previewed(turn)
    with transaction.atomic():
        run = commit_allocation(actor=turn.actor, hub_id=turn.hub_id, run_id=run.pk, now=turn.now)
        propose_substitutions(**turn.args)
        told = tell_buyers(run, now=turn.now)
    return {
        "policy": run.policy,
        "lines": run.lines.count(),
        "cut": run.lines.filter(given_packs__lt=F("wanted_packs")).count(),
        "gap_bp": run.report.get("gap_bp", 0),
        "told": told,
    }


def _committed(turn: Turn) -> AllocationRun | None:
    return AllocationRun.objects.filter(
        hub_id=turn.hub_id, cycle=turn.cycle, status=RunStatus.COMMITTED
    ).first()


def _previewed(turn: Turn) -> AllocationRun:
    """Return the preview that somebody has looked at, if it still holds; else a new one."""
    fresh = OrderCycle.objects.get(pk=turn.cycle.pk)
    previews = AllocationRun.objects.filter(
        hub_id=turn.hub_id,
        cycle=fresh,
        status=RunStatus.PREVIEW,
        cycle_version=fresh.version,
    )
    if turn.policy is not None:
        previews = previews.filter(policy=turn.policy)
    return previews.order_by("-pk").first() or preview_allocation(
        **turn.args, policy=turn.policy or Policy.PROPORTIONAL
    )


@transaction.atomic
def _order(turn: Turn) -> Outcome:
    purchases = write_purchase_orders(**turn.args)
    deliveries = plan_deliveries(**turn.args)
    told = tell_producers(turn.cycle, purchases, now=turn.now)
    return {"purchases": len(purchases), "deliveries": len(deliveries), "told": told}


def _receive(turn: Turn) -> Outcome:
    figures = cycle_figures(turn.cycle)
    _require_none(CycleStage.RECEIVE, figures.purchase_lines_waiting)
    # Who is to get nothing after all has no delivery any more.
    plan_deliveries(**turn.args)
    lots = Lot.objects.filter(
        hub_id=turn.hub_id, purchase_line__purchase_order__cycle=turn.cycle
    ).count()
    return {"lots": lots, "short": figures.received_short, "over": figures.received_over}


def _pack(turn: Turn) -> Outcome:
    # A promise of nothing may have come after the goods that were waited for.
    plan_deliveries(**turn.args)
    figures = cycle_figures(turn.cycle)
    _require_none(CycleStage.PACK, figures.not_packed)
    return {
        "deliveries": figures.deliveries.packed,
        "crates": figures.deliveries.crates,
        "short": figures.packed_short,
        "outside_tolerance": figures.outside_tolerance,
    }


def _deliver(turn: Turn) -> Outcome:
    plan_deliveries(**turn.args)
    figures = cycle_figures(turn.cycle)
    _require_none(CycleStage.DELIVER, figures.not_delivered)
    return {"deliveries": figures.deliveries.delivered, "returned": figures.returned}


def _invoice(turn: Turn) -> Outcome:
    issue_invoices(**turn.args)
    waiting = cycle_figures(turn.cycle).weights_waiting
    return {**_documents(turn, DocumentKind.INVOICE), "waiting": waiting}


@transaction.atomic
def _settle(turn: Turn) -> Outcome:
    weigh_up_purchases(**turn.args)
    issue_settlements(**turn.args)
    identity = cycle_identity(hub_id=turn.hub_id, cycle_id=turn.cycle.pk)
    return {
        **_documents(turn, DocumentKind.SETTLEMENT),
        "charged_ore": identity.charged,
        "credited_ore": identity.credited,
        "difference_ore": identity.difference_ore,
    }


def _documents(turn: Turn, kind: DocumentKind) -> dict[str, object]:
    documents = Document.objects.filter(hub_id=turn.hub_id, cycle=turn.cycle, kind=kind)
    sums = documents.aggregate(net_ore=Sum("net_ore", default=0), vat_ore=Sum("vat_ore", default=0))
    return {"documents": documents.count(), **sums}


def _require_none(stage: CycleStage, left: int) -> None:
    if left:
        raise StageUnfinishedError(stage=stage.value, left=left)


def _reopen(turn: Turn) -> None:
    reopen_cycle(**turn.args)


def _undo_allocation(turn: Turn) -> None:
    undo_allocation(**turn.args)


def _withdraw(turn: Turn) -> None:
    withdraw_deliveries(**turn.args)
    withdraw_purchase_orders(**turn.args)


def _refuse(turn: Turn) -> None:
    raise StageNotUndoableError(cycle=turn.cycle.pk)


@dataclass(frozen=True, slots=True)
class Step:
    """How a stage is done and taken back, and what one must be allowed for either."""

    permission: Permission
    run: Callable[[Turn], Outcome]
    undo: Callable[[Turn], None] = _refuse


STEPS: Mapping[CycleStage, Step] = {
    CycleStage.OPEN: Step(Permission.MANAGE_CYCLES, _open),
    CycleStage.CLOSE: Step(Permission.MANAGE_CYCLES, _close, _reopen),
    CycleStage.ALLOCATE: Step(Permission.ALLOCATE, _allocate, _undo_allocation),
    CycleStage.ORDER: Step(Permission.PURCHASE, _order, _withdraw),
    CycleStage.RECEIVE: Step(Permission.RECEIVE_GOODS, _receive),
    CycleStage.PACK: Step(Permission.PACK, _pack),
    CycleStage.DELIVER: Step(Permission.DELIVER, _deliver),
    CycleStage.INVOICE: Step(Permission.ISSUE_DOCUMENTS, _invoice),
    CycleStage.SETTLE: Step(Permission.ISSUE_DOCUMENTS, _settle),
}
