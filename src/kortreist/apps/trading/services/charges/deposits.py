"""Deposits beside the goods: charged, given back and credited, and never turnover."""

from collections import defaultdict
from collections.abc import Iterable, Sequence

from kortreist.apps.registers.models import VatCategory
from kortreist.apps.trading.models import (
    ChargeKind,
    ChargeLine,
    ChargeReason,
    DepositMovement,
    Order,
    OrderCycle,
    OrderLine,
    PurchaseLine,
    Side,
)


def line_deposit(order: Order, line: OrderLine) -> Iterable[ChargeLine]:
    """Return what a buyer pays for the bottles of a line that came."""
    packs = line.delivered_count or 0
    if not line.deposit_ore or not packs:
        return
    yield ChargeLine(
        hub_id=order.hub_id,
        cycle_id=order.cycle_id,
        side=Side.BUYER,
        kind=ChargeKind.DEPOSIT,
        reason=ChargeReason.DRINK,
        order=order,
        order_line=line,
        producer_id=line.producer_id,
        seller_id=line.seller_id,
        seller_mode=line.seller_mode,
        count=packs,
        amount=packs,
        price_ore=line.deposit_ore,
        amount_ore=packs * line.deposit_ore,
        vat_category=line.deposit_vat_category,
        vat_rate_bp=line.deposit_vat_rate_bp,
    )


def purchase_deposit(cycle: OrderCycle, line: PurchaseLine, packs: int) -> Iterable[ChargeLine]:
    """Return what a producer gets for the bottles of goods that it is credited for."""
    if not line.deposit_ore or not packs:
        return
    yield ChargeLine(
        hub_id=cycle.hub_id,
        cycle=cycle,
        side=Side.PRODUCER,
        kind=ChargeKind.DEPOSIT,
        reason=ChargeReason.DRINK,
        purchase_line=line,
        producer_id=line.purchase_order.producer_id,
        seller_id=line.purchase_order.producer_id,
        seller_mode=line.seller_mode,
        count=packs,
        amount=packs,
        price_ore=line.deposit_ore,
        amount_ore=packs * line.deposit_ore,
        vat_category=line.deposit_vat_category,
        vat_rate_bp=line.deposit_vat_rate_bp,
    )


def movements_of(orders: Sequence[Order]) -> dict[int, list[DepositMovement]]:
    """Return the crates and pallets that moved with each order, in one query."""
    moved: dict[int, list[DepositMovement]] = defaultdict(list)
    for movement in DepositMovement.objects.filter(order__in=orders).order_by("pk"):
        moved[movement.order_id or 0].append(movement)
    return moved


def carrier_charges(
    order: Order, lines: Sequence[OrderLine], moved: Sequence[DepositMovement]
) -> Iterable[ChargeLine]:
    """Return the deposit on crates left at the door, and what is given back for those taken.

    What was taken and what was given back stand apart; a handover that was undone leaves nothing.
    """
    sums: dict[tuple[str, int, str, int, bool], int] = defaultdict(int)
    for each in moved:
        terms = (each.ledger, each.deposit_ore, each.vat_category, each.vat_rate_bp, each.is_back)
        sums[terms] += each.count
    is_outside = bool(lines) and lines[0].vat_category == VatCategory.OUTSIDE
    for (ledger, ore, category, rate_bp, _), count in sums.items():
        if not count or not ore:
            continue
        yield ChargeLine(
            hub_id=order.hub_id,
            cycle_id=order.cycle_id,
            side=Side.BUYER,
            kind=ChargeKind.DEPOSIT,
            reason=ledger,
            order=order,
            seller_id=lines[0].seller_id if lines else None,
            count=count,
            amount=count,
            price_ore=ore,
            amount_ore=count * ore,
            vat_category=VatCategory.OUTSIDE if is_outside else category,
            vat_rate_bp=0 if is_outside else rate_bp,
        )
