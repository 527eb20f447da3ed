"""What a cycle's orders wish for, as the sharing-out reads it."""

from collections import defaultdict
from collections.abc import Collection, Sequence

from django.db.models import F, Sum

from kortreist.apps.actors.models import HubProducer
from kortreist.apps.catalogue.models import SupplyMode
from kortreist.apps.trading.models import (
    AllocationLine,
    AllocationRun,
    Offer,
    OrderCycle,
    OrderLine,
    OrderStatus,
    Policy,
    RunStatus,
)
from kortreist.engines.allocation import Item, Problem, Supplier, Wish
from kortreist.engines.shares import Policy as SharePolicy
from kortreist.kernel.quantity import Unit, line_net_ore

# How many earlier sharings-out the rotation remembers.
REMEMBERED_RUNS = 8

# What the hub's own stock is called where the sharing-out asks for a producer.
STOCK = 0


def wished_lines(*, hub_id: int, cycle_id: int) -> list[OrderLine]:
    """Return the lines of a cycle's placed orders, first placed first.

    Many lines are of one order or one offer, so those are read once each, not with every line.
    """
    return list(
        OrderLine.objects.filter(
            hub_id=hub_id,
            order__cycle_id=cycle_id,
            order__status=OrderStatus.PLACED,
            ordered_count__gt=0,
        )
        .defer("fee_parts")
        .prefetch_related("offer__variant", "order__unit")
        .order_by("order__placed_at", "pk")
    )


def problem_of(cycle: OrderCycle, lines: Sequence[OrderLine], policy: Policy) -> Problem:
    """Return the engine's problem for a cycle's lines, in a constant number of queries.

    What `reserve` lines were promised when they were placed is theirs: it goes to them first, and
    counts towards the producer's minimum. What the hub has in stock asks nothing of the producer.
    """
    offers = {line.offer_id: line.offer for line in lines}
    in_stock = _offers_in_stock(lines)
    variants = {line.variant_id for line in lines}
    cuts = cuts_before(cycle, variants) if policy == Policy.ROTATION else {}
    return Problem(
        wishes=tuple(
            Wish(
                line_id=line.pk,
                item_id=line.offer_id,
                wanted=line.ordered_count,
                minimum=0 if _is_promised(line.offer) else line.minimum_count,
                priority=line.order.unit.priority,
                placed=place,
                cut_before=cuts.get((line.order.unit_id, line.variant_id), 0),
            )
            for place, line in enumerate(lines)
        ),
        items=tuple(
            _item(offer, is_in_stock=pk in in_stock) for pk, offer in sorted(offers.items())
        ),
        producers=_suppliers(
            cycle.hub_id, [line for line in lines if line.offer_id not in in_stock]
        ),
        policy=SharePolicy(policy),
    )


def _is_promised(offer: Offer) -> bool:
    return offer.supply_mode == SupplyMode.RESERVE


def _offers_in_stock(lines: Sequence[OrderLine]) -> set[int]:
    """Return the offers whose wishes the hub's own stock can fill."""
    wished: dict[int, int] = defaultdict(int)
    for line in lines:
        wished[line.offer_id] += line.ordered_count
    return {line.offer_id for line in lines if wished[line.offer_id] <= line.offer.stock_packs}


def _item(offer: Offer, *, is_in_stock: bool) -> Item:
    variant = offer.variant
    # Stock has been bought in whole cases; what is left of a case goes back there.
    is_single = _is_promised(offer) or offer.stock_packs > 0
    return Item(
        item_id=offer.pk,
        producer_id=STOCK if is_in_stock else offer.producer_id,
        available=offer.offered_packs,
        case_packs=1 if is_single else variant.case_packs,
        value_ore=line_net_ore(
            amount=variant.content_amount,
            price_ore=offer.producer_price_ore,
            unit=Unit(variant.unit),
        ),
    )


def _suppliers(hub_id: int, lines: Sequence[OrderLine]) -> tuple[Supplier, ...]:
    promised: dict[int, int] = defaultdict(int)
    for line in lines:
        if _is_promised(line.offer):
            promised[line.producer_id] += 1
    minimums = dict(
        HubProducer.objects.filter(
            hub_id=hub_id, organisation_id__in={line.producer_id for line in lines}
        ).values_list("organisation_id", "minimum_ore")
    )
    # A producer that has promised anything first come is on the road in any case.
    return (
        Supplier(STOCK, 0),
        *(
            Supplier(producer_id, 0 if promised[producer_id] else minimum)
            for producer_id, minimum in sorted(minimums.items())
        ),
    )


def cuts_before(cycle: OrderCycle, variant_ids: Collection[int]) -> dict[tuple[int, int], int]:
    """Return the packs each unit was cut of some variants in the sharings-out before a cycle."""
    runs = (
        AllocationRun.objects.filter(
            hub_id=cycle.hub_id,
            status=RunStatus.COMMITTED,
            cycle__delivery_day__lt=cycle.delivery_day,
        )
        .order_by("-cycle__delivery_day", "-pk")
        .values_list("pk", flat=True)[:REMEMBERED_RUNS]
    )
    rows = (
        AllocationLine.objects.filter(run_id__in=list(runs), order_line__variant_id__in=variant_ids)
        .values_list("order_line__order__unit_id", "order_line__variant_id")
        .annotate(cut=Sum(F("wanted_packs") - F("given_packs")))
    )
    return {(unit_id, variant_id): cut for unit_id, variant_id, cut in rows}
