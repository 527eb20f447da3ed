"""What a new lot may be made of: whose it is, how it is kept, what is in it, how much there is."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from kortreist.apps.catalogue.declared import Content, content_of
from kortreist.apps.catalogue.models import Variant
from kortreist.apps.fulfilment.entries import MakeEntry
from kortreist.apps.fulfilment.errors import (
    ConsignmentMixedError,
    LongerDateError,
    LossReasonMissingError,
    LotExpiredError,
    LotShortError,
    LotTwiceError,
    LotWithdrawnError,
    MoreThanWentInError,
    SettledAsWasteError,
    UndeclaredError,
    UnitMixedError,
    UnknownReasonError,
    ZoneChangedError,
)
from kortreist.apps.fulfilment.models import Lot, MakingLoss
from kortreist.apps.trading.models import Ownership, PurchaseLine
from kortreist.kernel.quantity import Quantity
from kortreist.kernel.rounding import share_of

# How much more or less the scale may say than what went in, in basis points, before it is asked.
SCALE_BP: Final = 200
# What a declaration lists; each must hold all that went in.
LISTS: Final = ("allergens", "cereals", "nuts", "not_for")


@dataclass(frozen=True, slots=True)
class Taken:
    """Packs of a locked lot that go into a new one."""

    lot: Lot
    line: PurchaseLine | None
    count: int
    amount: int
    cost_ore: int


def require_fit(
    taken: Sequence[Taken], variant: Variant, quantity: Quantity, entry: MakeEntry, *, on: date
) -> date | None:
    """Let a making through that can be right, and return the new lot's date."""
    if len({each.lot.pk for each in taken}) < len(taken):
        raise LotTwiceError
    for each in taken:
        _require_usable(each, on)
        _require_alike(each.lot, variant)
        require_declared(each.lot, variant)
    _require_conserved(sum(each.amount for each in taken), quantity.amount, variant, entry)
    return _date(taken, entry)


def require_declared(lot: Lot, variant: Variant) -> None:
    """Let a lot into goods that declare all that it does, or raise UndeclaredError."""
    inside = lot.declaration.content if lot.declaration else content_of(lot.variant.product)
    declared = content_of(variant.product)
    missing = [code for name in LISTS for code in _codes(inside, name) - _codes(declared, name)]
    traces = _codes(declared, "traces") | _codes(declared, "allergens")
    missing += _codes(inside, "traces") - traces
    is_unknown = bool(declared["allergens_stated"]) and not inside.get("allergens_stated")
    if missing or is_unknown:
        raise UndeclaredError(lot=lot.code, missing=sorted(set(missing)))


def _require_usable(each: Taken, on: date) -> None:
    lot = each.lot
    if lot.withdrawn_at is not None:
        raise LotWithdrawnError(lot=lot.code)
    if lot.ownership == Ownership.CONSIGNMENT:
        raise ConsignmentMixedError(lot=lot.code)
    if lot.best_before is not None and lot.best_before < on:
        raise LotExpiredError(lot=lot.code, best_before=lot.best_before)
    is_settled = each.line is not None and each.line.credited_count is not None
    if not lot.is_stock and is_settled:
        raise SettledAsWasteError(lot=lot.code)
    if each.count > lot.packs_left:
        raise LotShortError(lot=lot.code, wanted=each.count, left=lot.packs_left)


def _require_alike(lot: Lot, variant: Variant) -> None:
    if lot.variant.unit != variant.unit:
        raise UnitMixedError(lot=lot.code)
    if lot.variant.product.storage != variant.product.storage:
        raise ZoneChangedError(lot=lot.code)


def _require_conserved(went_in: int, came_out: int, variant: Variant, entry: MakeEntry) -> None:
    if entry.loss_reason and entry.loss_reason not in MakingLoss.values:
        raise UnknownReasonError(reason=entry.loss_reason)
    slack = share_of(went_in, SCALE_BP)
    figures = {"in_amount": went_in, "out_amount": came_out, "unit": variant.unit}
    if came_out > went_in + slack and not entry.accept_more:
        raise MoreThanWentInError(field="count", **figures)
    if came_out < went_in - slack and not entry.loss_reason:
        raise LossReasonMissingError(field="loss_reason", lost_amount=went_in - came_out, **figures)


def _date(taken: Sequence[Taken], entry: MakeEntry) -> date | None:
    dates = [each.lot.best_before for each in taken if each.lot.best_before]
    earliest = min(dates, default=None)
    if entry.best_before is None:
        return earliest
    if earliest is not None and entry.best_before > earliest:
        raise LongerDateError(field="best_before", best_before=earliest)
    return entry.best_before


def _codes(content: Content, name: str) -> set[str]:
    codes = content.get(name)
    return {str(code) for code in codes} if isinstance(codes, list) else set()
