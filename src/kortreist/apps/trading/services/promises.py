"""What a producer's promise means for the buyers: the same law again, on what will come."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime

from django.db.models import QuerySet

from kortreist.apps.actors.permissions import Actor
from kortreist.apps.catalogue.models import SupplyMode
from kortreist.apps.trading.errors import PackingBegunError
from kortreist.apps.trading.locks import lock_lines, lock_offers, lock_orders
from kortreist.apps.trading.models import (
    AllocationRun,
    OrderCycle,
    OrderLine,
    Policy,
    PurchaseLine,
    RunStatus,
    Stage,
)
from kortreist.apps.trading.selectors.wishes import cuts_before
from kortreist.apps.trading.services.instead import require_crates_open
from kortreist.apps.trading.services.quantities import save_pairs, write_pair
from kortreist.apps.trading.services.telling import NewPromise, tell_new_promises
from kortreist.apps.trading.services.trail import Change, write_changes
from kortreist.engines.shares import Claim, share_out
from kortreist.engines.shares import Policy as SharePolicy
from kortreist.kernel.quantity import Quantity


def follow_promises(
    cycle: OrderCycle,
    lines: Sequence[PurchaseLine],
    promised: Mapping[int, int],
    *,
    actor: Actor,
    now: datetime,
) -> None:
    """Share what is promised of each line out to its buyers, by the law of the cycle's own run.

    What the hub sells of it from stock comes on top.

    For the services of purchase orders, which hold the cycle and the purchase lines.

    Raises
    ------
    PackingBegunError
        When a buyer whose share changes has it in the crates already.
    CratesClosedError
        When a buyer who had been told of none would get some, and the crates are closed.
    """
    run = AllocationRun.objects.get(cycle=cycle, status=RunStatus.COMMITTED)
    given = dict(
        run.lines.filter(order_line__offer_id__in=[line.offer_id for line in lines]).values_list(
            "order_line_id", "given_packs"
        )
    )
    sold = lock_lines(hub_id=cycle.hub_id, line_ids=list(given))
    offers = lock_offers(hub_id=cycle.hub_id, offer_ids=[line.offer_id for line in lines])
    claims = _claims(cycle, run, given)
    served_by: dict[int, list[OrderLine]] = defaultdict(list)
    for line in sold:
        served_by[line.offer_id].append(line)
    changed: list[OrderLine] = []
    changes = []
    promises = []
    for purchase_line in lines:
        served = served_by[purchase_line.offer_id]
        packs = share_out(
            [claims[line.pk] for line in served],
            packs=promised[purchase_line.pk] + offers[purchase_line.offer_id].stock_packs,
            policy=SharePolicy(run.policy),
        )
        for line in served:
            before = line.quantity(Stage.CONFIRMED)
            after = Quantity.nominal(packs[line.pk], line.content_amount)
            if before != after:
                write_pair(line, Stage.CONFIRMED, after)
                promises.append(NewPromise(line, before.count if before else 0, after.count))
                reason = "producer_short" if packs[line.pk] < given[line.pk] else "promise_kept"
                changed.append(line)
                changes.append(Change(line, Stage.CONFIRMED, before, reason))
    require_unpacked(OrderLine.objects.filter(pk__in=[line.pk for line in changed]))
    _require_open_crates(cycle.hub_id, promises)
    save_pairs(changed, Stage.CONFIRMED)
    write_changes(changes, actor=actor, now=now)
    tell_new_promises(promises, now=now)


def require_unpacked(lines: QuerySet[OrderLine]) -> None:
    """Raise PackingBegunError when some of the lines have been packed."""
    packed = lines.filter(packed_count__isnull=False).count()
    if packed:
        raise PackingBegunError(packed=packed)


def _require_open_crates(hub_id: int, promises: Sequence[NewPromise]) -> None:
    """Let nothing come back on an order whose crates were closed without it."""
    back = {row.line.order_id for row in promises if not row.before and row.after}
    if back:
        lock_orders(hub_id=hub_id, order_ids=back)
        require_crates_open(hub_id, back)


def _claims(cycle: OrderCycle, run: AllocationRun, given: Mapping[int, int]) -> dict[int, Claim]:
    """Return what each order line that was given something may claim of what is promised."""
    rows = list(
        OrderLine.objects.filter(pk__in=given)
        .select_related("offer", "order__unit")
        .defer("fee_parts", "offer__fee_parts")
        .order_by("order__placed_at", "pk")
    )
    is_rotating = run.policy == Policy.ROTATION
    cuts = cuts_before(cycle, {line.variant_id for line in rows}) if is_rotating else {}
    return {
        line.pk: Claim(
            line.pk,
            wanted=given[line.pk],
            priority=line.order.unit.priority,
            placed=place,
            minimum=0
            if line.offer.supply_mode == SupplyMode.RESERVE
            else min(line.minimum_count, given[line.pk]),
            cut_before=cuts.get((line.order.unit_id, line.variant_id), 0),
        )
        for place, line in enumerate(rows)
    }
