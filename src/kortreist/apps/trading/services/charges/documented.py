"""Charges that stand on issued documents."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from datetime import datetime

from django.db import transaction

from kortreist.apps.actors.permissions import Actor
from kortreist.apps.trading.errors import AlreadyDocumentedError
from kortreist.apps.trading.models import (
    ChargeKind,
    ChargeLine,
    ChargeReason,
    PurchaseStage,
    Side,
    Stage,
)
from kortreist.apps.trading.services.quantities import (
    StageEntry,
    set_order_stages,
    set_purchase_stages,
)
from kortreist.kernel.quantity import Quantity


@transaction.atomic
def mark_documented(
    *, actor: Actor, hub_id: int, charge_ids: Collection[int], now: datetime
) -> None:
    """Note that charges stand on issued documents; for billing, in the issuing transaction.

    The order lines' invoiced and the purchase lines' credited quantities follow.

    Raises
    ------
    AlreadyDocumentedError
        When one of them stands on a document already, or is gone.
    """
    free = ChargeLine.objects.filter(
        hub_id=hub_id, pk__in=set(charge_ids), documented_at__isnull=True
    )
    # Claims and discounts give money back; what was invoiced or credited stays what it was.
    given_back = (ChargeReason.CLAIM, ChargeReason.DISCOUNT)
    goods = list(free.filter(kind=ChargeKind.GOODS).exclude(reason__in=given_back).order_by("pk"))
    marked = free.update(documented_at=now)
    if marked != len(set(charge_ids)):
        raise AlreadyDocumentedError
    sold = [charge for charge in goods if charge.side == Side.BUYER]
    bought = [charge for charge in goods if charge.side == Side.PRODUCER]
    set_order_stages(
        actor=actor,
        hub_id=hub_id,
        stage=Stage.INVOICED,
        entries=[
            StageEntry(charge.order_line_id or 0, _quantity(charge), "invoiced") for charge in sold
        ],
        now=now,
    )
    set_purchase_stages(
        actor=actor,
        hub_id=hub_id,
        stage=PurchaseStage.CREDITED,
        entries=[
            StageEntry(line_id, quantity, "credited")
            for line_id, quantity in _credited(bought).items()
        ],
        now=now,
    )


def _credited(bought: Sequence[ChargeLine]) -> dict[int, Quantity]:
    """Return what each line has been credited in all: goods on consignment come bit by bit."""
    credited: dict[int, Quantity] = defaultdict(Quantity.none)
    rows = ChargeLine.objects.filter(
        purchase_line__in={charge.purchase_line_id for charge in bought},
        side=Side.PRODUCER,
        kind=ChargeKind.GOODS,
        documented_at__isnull=False,
    ).exclude(reason=ChargeReason.CLAIM)
    for charge in rows.order_by("purchase_line_id"):
        credited[charge.purchase_line_id or 0] += _quantity(charge)
    return dict(credited)


def _quantity(charge: ChargeLine) -> Quantity:
    return Quantity(charge.count, charge.amount)
