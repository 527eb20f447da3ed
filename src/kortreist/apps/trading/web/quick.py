"""Quick entry: what a name or a number leads to, as rows for the list to order by."""

from dataclasses import dataclass

from django.utils import timezone

from kortreist.apps.trading.models import OrderCycle
from kortreist.apps.trading.selectors.order_table import order_table
from kortreist.apps.trading.selectors.shelf import ShelfRow, find_quickly
from kortreist.apps.trading.web.filling import Field
from kortreist.apps.trading.web.scope import UnitScope


@dataclass(frozen=True, slots=True)
class Found:
    """Goods that were found: how the shop shows them, and their row on the list."""

    shelf_row: ShelfRow
    field: Field

    @property
    def is_choice(self) -> bool:
        """Whether a number can be written for them."""
        return self.shelf_row.may_be_ordered and self.field.row.can_be_ordered


@dataclass(frozen=True, slots=True)
class Quick:
    """What was typed, and what it leads to."""

    url: str
    text: str
    found: tuple[Found, ...] = ()

    @property
    def is_asked(self) -> bool:
        """Whether anything was typed."""
        return bool(self.text)


def find_quick(scope: UnitScope, cycle: OrderCycle, text: str) -> Quick:
    """Return what a name or a number leads to in a round."""
    url, text = scope.url("table"), text.strip()[:100]
    rows = find_quickly(actor=scope.actor, unit=scope.unit, cycle=cycle, text=text)
    if not rows:
        return Quick(url, text)
    table = order_table(
        actor=scope.actor,
        unit=scope.unit,
        cycle=cycle,
        now=timezone.now(),
        also={row.offer.variant.public_id for row in rows},
    )
    listed = {row.variant.pk: row for row in table.rows}
    found = (
        Found(row, Field(listed[row.offer.variant_id], str(row.count or "")))
        for row in rows
        if row.offer.variant_id in listed
    )
    return Quick(url, text, tuple(found))
