"""Setting a stage's quantity on many lines at once, for the rooms above.

Packing, delivering, receiving and invoicing happen upstairs; what they find is written here, and
only here. The callers have asked permission for what they do.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TypeVar

from django.db import connection, transaction

from kortreist.apps.actors.permissions import Actor
from kortreist.apps.actors.services.audit import event, record_many
from kortreist.apps.trading.errors import AlreadyDocumentedError
from kortreist.apps.trading.locks import lock_lines, lock_purchase_lines
from kortreist.apps.trading.models import (
    Order,
    OrderLine,
    PurchaseLine,
    PurchaseStage,
    Stage,
)
from kortreist.apps.trading.services.trail import Change, write_changes
from kortreist.kernel.quantity import Quantity

Line = TypeVar("Line", OrderLine, PurchaseLine)

# Lines written by one statement.
BATCH = 1_000


@dataclass(frozen=True, slots=True)
class StageEntry:
    """What a line's quantity at a stage is to be, and why; None takes the stage back."""

    line_id: int
    quantity: Quantity | None
    reason: str
    params: Mapping[str, object] = field(default_factory=dict)


@transaction.atomic
def set_order_stages(
    *, actor: Actor, hub_id: int, stage: Stage, entries: Sequence[StageEntry], now: datetime
) -> list[OrderLine]:
    """Set one stage on order lines; what is the same already is left alone.

    Raises
    ------
    NotFoundError
        When a line is not the hub's.
    AlreadyDocumentedError
        When a line has been invoiced and an earlier stage would change.
    """
    lines = lock_lines(hub_id=hub_id, line_ids=[entry.line_id for entry in entries])
    if stage != Stage.INVOICED and any(line.invoiced_count is not None for line in lines):
        raise AlreadyDocumentedError
    changed, changes = _apply(lines, stage, entries)
    save_pairs(changed, stage)
    write_changes(changes, actor=actor, now=now)
    record_many(
        event(
            actor,
            f"trading.order.{stage}",
            Order(pk=order_id),
            hub_id=hub_id,
            now=now,
            params={"lines": count},
        )
        for order_id, count in Counter(line.order_id for line in changed).items()
    )
    return lines


@transaction.atomic
def set_purchase_stages(
    *,
    actor: Actor,
    hub_id: int,
    stage: PurchaseStage,
    entries: Sequence[StageEntry],
    now: datetime,
) -> list[PurchaseLine]:
    """Set one stage on purchase lines; what is the same already is left alone.

    Raises
    ------
    NotFoundError
        When a line is not the hub's.
    AlreadyDocumentedError
        When a line stands on a settlement and an earlier stage would change.
    """
    lines = lock_purchase_lines(hub_id=hub_id, line_ids=[entry.line_id for entry in entries])
    if stage != PurchaseStage.CREDITED and any(line.credited_count is not None for line in lines):
        raise AlreadyDocumentedError
    changed, changes = _apply(lines, stage, entries)
    save_pairs(changed, stage)
    write_changes(changes, actor=actor, now=now)
    return lines


def _apply(
    lines: Sequence[Line], stage: Stage | PurchaseStage, entries: Iterable[StageEntry]
) -> tuple[list[Line], list[Change]]:
    by_id = {entry.line_id: entry for entry in entries}
    changed: list[Line] = []
    changes: list[Change] = []
    for line in lines:
        entry = by_id[line.pk]
        before = line.quantity(stage)
        if before == entry.quantity:
            continue
        write_pair(line, stage, entry.quantity)
        changed.append(line)
        changes.append(Change(line, stage, before, entry.reason, entry.params))
    return changed, changes


def write_pair(
    line: OrderLine | PurchaseLine, stage: Stage | PurchaseStage, quantity: Quantity | None
) -> None:
    """Set a stage's two columns on a line that is yet to be saved."""
    setattr(line, f"{stage}_count", None if quantity is None else quantity.count)
    setattr(line, f"{stage}_amount", None if quantity is None else quantity.amount)


def save_pairs(
    lines: Sequence[OrderLine] | Sequence[PurchaseLine], *stages: Stage | PurchaseStage
) -> None:
    """Write some stages' columns of locked lines, many lines in a statement.

    `bulk_update` writes the same with a CASE for each line and column, which takes many times as
    long and is most of what sharing out a cycle of thousands of lines would take.
    """
    if not lines:
        return
    columns = [f"{stage}_{part}" for stage in stages for part in ("count", "amount")]
    table = connection.ops.quote_name(lines[0]._meta.db_table)
    # Casts, because a column of nothing but NULL has no type of its own.
    setting = ", ".join(
        f"{column} = CAST(told.column{place} AS bigint)"
        for place, column in enumerate(columns, start=2)
    )
    row = f"({', '.join(['%s'] * (len(columns) + 1))})"
    with connection.cursor() as cursor:
        for start in range(0, len(lines), BATCH):
            batch = lines[start : start + BATCH]
            cursor.execute(
                f"UPDATE {table} SET {setting} "  # noqa: S608 - names of the model's own columns
                f"FROM (VALUES {', '.join([row] * len(batch))}) AS told "
                f"WHERE {table}.id = told.column1",
                [
                    value
                    for line in batch
                    for value in (line.pk, *(getattr(line, column) for column in columns))
                ],
            )
