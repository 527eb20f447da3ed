"""Balances of deposits: what each party has of the hub's crates and pallets, and of bottles."""

from collections.abc import Collection
from dataclasses import dataclass

from django.db.models import F, Q, QuerySet, Sum
from django.db.models.functions import Coalesce

from kortreist.apps.actors.permissions import Actor, Permission, require
from kortreist.apps.catalogue.models import DepositLedger
from kortreist.apps.trading.models import ChargeKind, ChargeLine, DepositMovement, Side


@dataclass(frozen=True, slots=True)
class LedgerBalance:
    """One ledger of one party.

    For crates and pallets `count` is what the party has of the hub's, below zero what the hub has
    of the party's; for bottles how many packs with deposit it has bought or sold. `ore` is the
    deposit the party has paid the hub for it, below zero what the hub has paid the party.
    """

    ledger: str
    out: int
    back: int
    count: int
    ore: int


def carriers_out(*, hub_id: int, unit_ids: Collection[int]) -> dict[tuple[int, str], int]:
    """Return how many of each ledger units have, by unit and ledger; one query."""
    rows = (
        DepositMovement.objects.filter(hub_id=hub_id, unit__in=set(unit_ids))
        .order_by()
        .values_list("unit_id", "ledger")
        .annotate(out=Sum("count"))
    )
    return {(unit_id, ledger): out for unit_id, ledger, out in rows}


def unit_balances(*, actor: Actor, hub_id: int, unit_id: int) -> list[LedgerBalance]:
    """Return a unit's three ledgers, in three queries at most.

    Raises
    ------
    NotFoundError
        When the unit is not the actor's to know of.
    """
    if not actor.may(Permission.SEE_HUB, hub_id=hub_id):
        require(actor, Permission.ORDER, hub_id=hub_id, unit_id=unit_id)
    bottles = ChargeLine.objects.filter(hub_id=hub_id, side=Side.BUYER, order__unit=unit_id)
    return _balances(bottles, DepositMovement.objects.filter(hub_id=hub_id, unit=unit_id), sign=1)


def producer_balances(*, actor: Actor, hub_id: int, producer_id: int) -> list[LedgerBalance]:
    """Return a producer's three ledgers, in three queries at most.

    Raises
    ------
    NotFoundError
        When the producer is not the actor's to know of.
    """
    if not actor.may(Permission.SEE_HUB, hub_id=hub_id):
        require(actor, Permission.SEE_OWN_SALES, hub_id=hub_id, organisation_id=producer_id)
    bottles = ChargeLine.objects.filter(hub_id=hub_id, side=Side.PRODUCER, producer=producer_id)
    moved = DepositMovement.objects.filter(hub_id=hub_id, producer=producer_id)
    return _balances(bottles, moved, sign=-1)


def unit_movements(*, hub_id: int, unit_id: int) -> QuerySet[DepositMovement]:
    """Return what moved between the hub and a unit, latest first; the caller asked who asks."""
    moved = DepositMovement.objects.filter(hub_id=hub_id, unit=unit_id)
    return moved.select_related("cycle").order_by("-pk")


def producer_movements(*, hub_id: int, producer_id: int) -> QuerySet[DepositMovement]:
    """Return what moved between the hub and a producer, latest first; as `unit_movements`."""
    moved = DepositMovement.objects.filter(hub_id=hub_id, producer=producer_id)
    return moved.select_related("cycle").order_by("-pk")


def _balances(
    bottles: QuerySet[ChargeLine], moved: QuerySet[DepositMovement], *, sign: int
) -> list[LedgerBalance]:
    drinks = bottles.filter(kind=ChargeKind.DEPOSIT, reason=DepositLedger.DRINK).aggregate(
        count=Coalesce(Sum("count"), 0), ore=Coalesce(Sum("amount_ore"), 0)
    )
    is_out = Q(count__gt=0) & ~Q(reason="undone") | Q(count__lt=0, reason="undone")
    rows = {
        row["ledger"]: row
        for row in moved.order_by()
        .values("ledger")
        .annotate(
            out=Coalesce(Sum("count", filter=is_out), 0),
            back=Coalesce(Sum("count", filter=~is_out), 0),
            ore=Sum(F("count") * F("deposit_ore")),
        )
    }
    bottle = LedgerBalance(
        DepositLedger.DRINK.value, drinks["count"], 0, drinks["count"], sign * drinks["ore"]
    )
    carriers = [
        LedgerBalance(ledger, row["out"], -row["back"], row["out"] + row["back"], row["ore"])
        for ledger in (DepositLedger.CRATE.value, DepositLedger.PALLET.value)
        if (row := rows.get(ledger)) is not None
    ]
    return [*([bottle] if bottle.count else []), *carriers]
