"""Which deposit goes with a pack, and how deposits become charge lines."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from kortreist.apps.actors.selectors.grants import in_force
from kortreist.apps.catalogue.models import DepositKind, DepositLedger, Variant
from kortreist.apps.registers.models import VatCategory
from kortreist.apps.trading.models import OrderLine, PurchaseLine


@dataclass(frozen=True, slots=True)
class Deposit:
    """A deposit as it stands on a day: for one bottle, crate or pallet."""

    code: str
    ledger: str
    ore: int
    vat_category: str
    vat_rate_bp: int

    def taxed_as(self, goods_category: str) -> tuple[str, int]:
        """Return its VAT beside goods; a seller outside VAT charges none on anything."""
        if goods_category == VatCategory.OUTSIDE:
            return VatCategory.OUTSIDE.value, 0
        return self.vat_category, self.vat_rate_bp


def deposits_on(*, hub_id: int, on: date) -> dict[str, Deposit]:
    """Return a hub's deposits on a day by code, in one query."""
    kinds = DepositKind.objects.filter(in_force(on), hub_id=hub_id).order_by("valid_from")
    return {
        kind.code: Deposit(
            kind.code, kind.ledger, kind.amount_ore, kind.vat_category, kind.vat_rate_bp
        )
        for kind in kinds
    }


def carrier(deposits: dict[str, Deposit], ledger: DepositLedger) -> Deposit | None:
    """Return the hub's own crate or pallet, the first by code; None where it counts none."""
    return next(
        (deposits[code] for code in sorted(deposits) if deposits[code].ledger == ledger), None
    )


def put_deposit(
    line: OrderLine | PurchaseLine, variant: Variant, deposits: dict[str, Deposit]
) -> None:
    """Copy the deposit of a pack onto a line that is yet to be saved, its VAT with the goods'."""
    deposit = deposits.get(variant.deposit_code) if variant.deposit_code else None
    if deposit is None:
        line.deposit_code, line.deposit_ore = "", 0
        line.deposit_vat_category, line.deposit_vat_rate_bp = "", 0
        return
    line.deposit_code = deposit.code
    line.deposit_ore = deposit.ore * variant.deposit_count
    line.deposit_vat_category, line.deposit_vat_rate_bp = deposit.taxed_as(line.vat_category)


def deposit_ore(lines: Sequence[OrderLine]) -> int:
    """Return the deposit on an order's packs at the last stage each line has reached."""
    return sum(line.deposit_ore * line.latest.count for line in lines)
