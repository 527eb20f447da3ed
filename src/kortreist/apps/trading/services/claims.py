"""Giving back what was charged for goods that were not as they should be."""

from datetime import datetime

from django.db import transaction
from django.db.models import Sum

from kortreist.apps.actors.permissions import Actor, Permission, require
from kortreist.apps.actors.services.audit import record
from kortreist.apps.trading.errors import ClaimTooLargeError
from kortreist.apps.trading.locks import lock_lines
from kortreist.apps.trading.models import (
    ChargeKind,
    ChargeLine,
    ChargeReason,
    OrderLine,
    PurchaseLine,
    Side,
)
from kortreist.apps.trading.prices import price_quantity
from kortreist.apps.trading.stockroom import stockroom
from kortreist.kernel.quantity import Quantity


@transaction.atomic
def add_claim(
    *,
    actor: Actor,
    hub_id: int,
    order_line_id: int,
    quantity: Quantity,
    borne_by: Side,
    now: datetime,
) -> list[ChargeLine]:
    """Give back what was charged for part of an invoiced line, at the hub's or the producer's cost.

    The lines added mirror the sale: the buyer's charge in full, and against it either the
    producer's credit with the rest borne by the hub, or all of it borne by the hub.

    Raises
    ------
    NotPermittedError
        When ``actor`` may not issue documents at the hub.
    NotFoundError
        When the line is not the hub's.
    ClaimTooLargeError
        When more is claimed than was invoiced and not yet given back, or nothing.
    """
    require(actor, Permission.ISSUE_DOCUMENTS, hub_id=hub_id)
    line = lock_lines(hub_id=hub_id, line_ids=[order_line_id])[0]
    before = _claimed(line)
    _require_room(line, before, quantity)
    net_ore, producer_ore = _given_back(line, before.amount, quantity.amount)
    borne_ore = -net_ore
    lines = [_claim(line, Side.BUYER, ChargeKind.GOODS, net_ore, quantity)]
    if borne_by == Side.PRODUCER:
        lines.append(_claim(line, Side.PRODUCER, ChargeKind.GOODS, producer_ore, quantity))
        borne_ore += producer_ore
    if borne_ore:
        lines.append(_claim(line, Side.HUB, ChargeKind.BORNE, borne_ore, quantity))
    made = ChargeLine.objects.bulk_create(lines)
    record(
        actor,
        "trading.line.claimed",
        line,
        hub_id=hub_id,
        now=now,
        params={
            "packs": quantity.count,
            "amount": quantity.amount,
            "borne_by": borne_by.value,
        },
    )
    return made


def _claimed(line: OrderLine) -> Quantity:
    """Return what was claimed of a line before."""
    claimed = line.charges.filter(side=Side.BUYER, reason=ChargeReason.CLAIM).aggregate(
        count=Sum("count"), amount=Sum("amount")
    )
    return Quantity(claimed["count"] or 0, claimed["amount"] or 0)


def _require_room(line: OrderLine, before: Quantity, quantity: Quantity) -> None:
    packs_left = (line.invoiced_count or 0) - before.count
    amount_left = (line.invoiced_amount or 0) - before.amount
    if not quantity.amount or quantity.count > packs_left or quantity.amount > amount_left:
        raise ClaimTooLargeError(packs=packs_left, amount=amount_left)


def _given_back(line: OrderLine, before: int, amount: int) -> tuple[int, int]:
    """Return the buyer's and the producer's part of one more claim, in øre below zero.

    What all claims come to is rounded, not each: so that a line that was claimed bit by bit gives
    back what was invoiced for it, and never an øre more.
    """
    earlier, now = price_quantity(line, before), price_quantity(line, before + amount)
    return earlier.net_ore - now.net_ore, earlier.producer_ore - now.producer_ore


def _claim(
    line: OrderLine, side: Side, kind: ChargeKind, amount_ore: int, quantity: Quantity
) -> ChargeLine:
    fresh = PurchaseLine.objects.filter(offer_id=line.offer_id).first()
    purchase = fresh or stockroom().source_of(line.pk)
    is_buyers = side == Side.BUYER
    taxed = line if is_buyers else purchase
    return ChargeLine(
        hub_id=line.hub_id,
        cycle_id=line.offer.cycle_id,
        side=side,
        kind=kind,
        reason=ChargeReason.CLAIM,
        order_id=line.order_id,
        order_line=line,
        producer_id=line.producer_id,
        seller_id=line.seller_id if is_buyers else line.producer_id,
        seller_mode=line.seller_mode,
        count=quantity.count,
        amount=quantity.amount,
        unit=line.unit,
        price_ore=line.buyer_price_ore if is_buyers else line.producer_price_ore,
        amount_ore=amount_ore,
        vat_category=taxed.vat_category if taxed and side != Side.HUB else "",
        vat_rate_bp=taxed.vat_rate_bp if taxed and side != Side.HUB else 0,
    )
