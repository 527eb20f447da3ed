"""What trading must know of the hub's stock, which lies in the room above.

That room opens this door when it starts; until then there is no stock. So a cycle opens, buys and
is weighed up in one way, whoever calls, and nothing here looks up.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Protocol

from kortreist.apps.trading.models import OrderCycle, PurchaseLine
from kortreist.kernel.quantity import Quantity


@dataclass(frozen=True, slots=True)
class Drawn:
    """What one offer's orders were packed of, from goods that were bought on another line.

    `cost_ore` is what they cost the hub, where it is more than the line's price: what the hub made
    of several lots, with what was lost in the making.
    """

    offer_id: int
    source: PurchaseLine
    quantity: Quantity
    cost_ore: int | None = None


class Stockroom(Protocol):
    """The door, as the room above fills it."""

    def lock_free_packs(
        self, cycle: OrderCycle, variant_ids: Collection[int] | None = None
    ) -> dict[int, int]:
        """Lock the stock, and return packs by variant that no other cycle counts on."""

    def drawn(self, cycle: OrderCycle) -> Sequence[Drawn]:
        """Return what was packed for a cycle from other cycles' goods."""

    def kept(self, cycle: OrderCycle) -> dict[int, Quantity]:
        """Return what a cycle's own orders left in stock, by purchase line."""

    def sold(self, cycle: OrderCycle) -> dict[int, Quantity]:
        """Return what a cycle's own orders were packed of its goods, by purchase line."""

    def source_of(self, order_line_id: int) -> PurchaseLine | None:
        """Return what an order line's goods were bought on, where they came from stock."""


class NoStock:
    """A hub that keeps nothing."""

    def lock_free_packs(
        self,
        cycle: OrderCycle,  # noqa: ARG002 - as the door has it
        variant_ids: Collection[int] | None = None,  # noqa: ARG002
    ) -> dict[int, int]:
        """Return nothing."""
        return {}

    def drawn(self, cycle: OrderCycle) -> Sequence[Drawn]:  # noqa: ARG002
        """Return nothing."""
        return ()

    def kept(self, cycle: OrderCycle) -> dict[int, Quantity]:  # noqa: ARG002
        """Return nothing."""
        return {}

    def sold(self, cycle: OrderCycle) -> dict[int, Quantity]:  # noqa: ARG002
        """Return nothing."""
        return {}

    def source_of(self, order_line_id: int) -> PurchaseLine | None:  # noqa: ARG002
        """Return nothing."""
        return None


_door: list[Stockroom] = [NoStock()]


def open_stockroom(room: Stockroom) -> None:
    """Say who keeps the stock; called once, when the room above starts."""
    _door[0] = room


def stockroom() -> Stockroom:
    """Return who keeps the stock."""
    return _door[0]
