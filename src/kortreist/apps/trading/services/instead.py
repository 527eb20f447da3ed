"""A line that comes on an order instead of another: taken from what is left, and taken back."""

from collections.abc import Collection
from datetime import datetime

from django.db.models import Count, F, Q

from kortreist.apps.actors.permissions import Actor
from kortreist.apps.actors.services.audit import record
from kortreist.apps.catalogue.models import SupplyMode
from kortreist.apps.trading.checks import require_credit
from kortreist.apps.trading.errors import CratesClosedError, OutOfStockError
from kortreist.apps.trading.locks import lock_lines, lock_offers
from kortreist.apps.trading.models import (
    AllocationLine,
    AllocationRun,
    Offer,
    Order,
    OrderCycle,
    OrderLine,
    RunStatus,
    Stage,
    Substitution,
    SubstitutionStatus,
)
from kortreist.apps.trading.prices import steps_for
from kortreist.apps.trading.selectors.leftovers import packs_free
from kortreist.apps.trading.services.quantities import save_pairs, write_pair
from kortreist.apps.trading.services.trail import Change, write_changes
from kortreist.apps.trading.snapshots import take_snapshot, terms_of
from kortreist.kernel.quantity import Quantity

INSTEAD = "substituted"


def put_on_order(
    cycle: OrderCycle,
    order: Order,
    offer: Offer,
    packs: int,
    *,
    instead_of: OrderLine,
    actor: Actor,
    now: datetime,
) -> OrderLine:
    """Take packs of an offer for a locked order and confirm them; ``offer`` brings its goods along.

    Raises
    ------
    OutOfStockError
        When fewer are left.
    CreditLimitError
        When it would take the payer past its limit.
    """
    _take(cycle, offer, packs)
    line = OrderLine.objects.filter(order=order, offer=offer).first() or OrderLine(
        hub_id=order.hub_id,
        order=order,
        offer=offer,
        variant_id=offer.variant_id,
        producer_id=offer.producer_id,
    )
    line.ordered_count = packs
    steps = steps_for(order.unit, cycle, [offer])
    take_snapshot(line, offer, terms_of(cycle), steps[offer.variant_id])
    quantity = Quantity.nominal(packs, line.content_amount)
    ordered_before, confirmed_before = None, None
    if line.pk:
        ordered_before, confirmed_before = Quantity.none(), line.quantity(Stage.CONFIRMED)
    line.minimum_count = 0
    line.ordered_count, line.ordered_amount = quantity.count, quantity.amount
    write_pair(line, Stage.CONFIRMED, quantity)
    line.save()
    order.version += 1
    order.save(update_fields=["version"])
    require_credit(order)
    _remember(cycle, line, packs)
    why = {"instead_of": instead_of.pk}
    write_changes(
        [
            Change(line, Stage.ORDERED, ordered_before, INSTEAD, why),
            Change(line, Stage.CONFIRMED, confirmed_before, INSTEAD, why),
        ],
        actor=actor,
        now=now,
    )
    return line


def take_back_accepted(cycle: OrderCycle, *, actor: Actor, now: datetime) -> set[int]:
    """Take back all proposals of a cycle with the sharing-out they stood on; return their lines.

    For the service that undoes it, which holds the cycle.
    """
    rows = list(
        cycle.substitutions.filter(
            status__in=(SubstitutionStatus.PROPOSED, SubstitutionStatus.ACCEPTED)
        ).order_by("pk")
    )
    ids = {row.new_line_id for row in rows if row.new_line_id}
    lines = lock_lines(hub_id=cycle.hub_id, line_ids=ids)
    changes = [
        Change(line, stage, line.quantity(stage), "substitution_undone")
        for line in lines
        for stage in (Stage.ORDERED, Stage.CONFIRMED)
    ]
    _give_back(cycle.hub_id, lines)
    for line in lines:
        line.ordered_count = line.ordered_amount = 0
        write_pair(line, Stage.CONFIRMED, None)
    save_pairs(lines, Stage.ORDERED, Stage.CONFIRMED)
    write_changes(changes, actor=actor, now=now)
    Substitution.objects.filter(pk__in=[row.pk for row in rows]).update(
        status=SubstitutionStatus.WITHDRAWN
    )
    for row in rows:
        record(actor, "trading.substitution.withdrawn", row, hub_id=cycle.hub_id, now=now)
    return {line.pk for line in lines}


def require_crates_open(hub_id: int, order_ids: Collection[int]) -> None:
    """Raise CratesClosedError when all of an order's goods are packed: nothing more goes along.

    Crates are closed as soon as every line is packed, and not before, so this is told by the lines.
    """
    rows = (
        OrderLine.objects.filter(hub_id=hub_id, order__in=order_ids, confirmed_count__gt=0)
        .order_by()
        .values("order_id")
        .annotate(
            packed=Count("pk", filter=Q(packed_count__isnull=False)),
            waiting=Count("pk", filter=Q(packed_count__isnull=True)),
        )
    )
    if any(row["packed"] and not row["waiting"] for row in rows):
        raise CratesClosedError


def _take(cycle: OrderCycle, offer: Offer, packs: int) -> None:
    """Take packs under the offer's lock; what was read before it does not count."""
    locked = lock_offers(hub_id=cycle.hub_id, offer_ids=[offer.pk])[offer.pk]
    left = packs_free(cycle, [locked])[locked.pk]
    if packs > left:
        raise OutOfStockError(wanted=packs, left=left, offer=offer.pk)
    if locked.supply_mode == SupplyMode.RESERVE:
        Offer.objects.filter(pk=locked.pk).update(reserved_packs=F("reserved_packs") + packs)


def _give_back(hub_id: int, lines: Collection[OrderLine]) -> None:
    offers = lock_offers(hub_id=hub_id, offer_ids=[line.offer_id for line in lines])
    for line in lines:
        if offers[line.offer_id].supply_mode == SupplyMode.RESERVE:
            Offer.objects.filter(pk=line.offer_id).update(
                reserved_packs=F("reserved_packs") - (line.confirmed_count or 0)
            )


def _remember(cycle: OrderCycle, line: OrderLine, packs: int) -> None:
    """Put the line on the cycle's run, so that a later, shorter promise is shared with it too."""
    run = AllocationRun.objects.filter(cycle=cycle, status=RunStatus.COMMITTED).first()
    if run is not None:
        AllocationLine.objects.update_or_create(
            run=run,
            order_line=line,
            defaults={
                "hub_id": cycle.hub_id,
                "wanted_packs": packs,
                "given_packs": packs,
                "reasons": [{"code": INSTEAD, "params": {}}],
            },
        )
