"""Writing down why a quantity is what it is."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from kortreist.apps.actors.permissions import Actor
from kortreist.apps.trading.models import (
    LineChange,
    OrderLine,
    PurchaseChange,
    PurchaseLine,
    PurchaseStage,
    Stage,
)
from kortreist.kernel.quantity import Quantity


@dataclass(frozen=True, slots=True)
class Change:
    """One stage of a line as it was, and why it is now as the line has it."""

    line: OrderLine | PurchaseLine
    stage: Stage | PurchaseStage
    before: Quantity | None
    reason: str
    params: Mapping[str, object] = field(default_factory=dict)


def write_changes(changes: Iterable[Change], *, actor: Actor, now: datetime) -> None:
    """Add a row for each change, in a query for the order lines and one for the purchase lines."""
    sold: list[LineChange] = []
    bought: list[PurchaseChange] = []
    for change in changes:
        facts = _facts(change) | {"actor": actor.name, "at": now}
        if isinstance(change.line, OrderLine):
            sold.append(LineChange(line=change.line, **facts))
        else:
            bought.append(PurchaseChange(line=change.line, **facts))
    LineChange.objects.bulk_create(sold, batch_size=500)
    PurchaseChange.objects.bulk_create(bought, batch_size=500)


def _facts(change: Change) -> dict[str, object]:
    after = change.line.quantity(change.stage)
    return {
        "hub_id": change.line.hub_id,
        "stage": change.stage,
        "from_count": None if change.before is None else change.before.count,
        "from_amount": None if change.before is None else change.before.amount,
        "to_count": None if after is None else after.count,
        "to_amount": None if after is None else after.amount,
        "reason": change.reason,
        "params": dict(change.params),
    }
