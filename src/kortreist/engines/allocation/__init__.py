"""Sharing a cycle's scarce goods between its order lines, with a reason for every line."""

from kortreist.engines.allocation.cycle import allocate
from kortreist.engines.allocation.problem import (
    Allocation,
    Given,
    Item,
    Problem,
    Reason,
    ReasonCode,
    Supplier,
    Wish,
)

__all__ = [
    "Allocation",
    "Given",
    "Item",
    "Problem",
    "Reason",
    "ReasonCode",
    "Supplier",
    "Wish",
    "allocate",
]
