"""What each line may have of what is there, and from which lots: proposals, never promises."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from kortreist.apps.catalogue.models import ChargeBy, SupplyMode
from kortreist.apps.fulfilment.entries import PartEntry
from kortreist.apps.fulfilment.models import Lot
from kortreist.apps.fulfilment.selectors.goods_in import lots_of_lines
from kortreist.apps.fulfilment.selectors.supply import first_to_expire, stock_for_offers
from kortreist.apps.trading.models import (
    AllocationRun,
    OrderCycle,
    OrderLine,
    Policy,
    PurchaseLine,
    RunStatus,
)
from kortreist.apps.trading.selectors.wishes import cuts_before
from kortreist.engines.shares import Claim, share_out
from kortreist.engines.shares import Policy as SharePolicy
from kortreist.kernel.rounding import divide_rounded


class Ground(StrEnum):
    """Why a line is proposed what it is."""

    AS_CONFIRMED = "as_confirmed"
    SHARED = "shared"
    WAITING = "waiting"


@dataclass(frozen=True, slots=True)
class Suggestion:
    """Packs of one lot for a line; the weight is the lot's usual one, to be overwritten."""

    lot: Lot
    count: int
    amount: int

    @property
    def entry(self) -> PartEntry:
        """The suggestion as the packing service takes it."""
        return PartEntry(self.lot.pk, self.count, self.amount)


class Waiting(NamedTuple):
    """An order line yet to be packed, and what decides what it may have."""

    pk: int
    offer_id: int
    variant_id: int
    cycle_id: int
    unit_id: int
    priority: int
    supply_mode: str
    charge_by: str
    content_amount: int
    minimum_count: int
    confirmed_count: int


@dataclass(frozen=True, slots=True)
class Proposal:
    """How many packs a line may have, why, and from which of the lots that are there."""

    line: Waiting
    count: int
    ground: Ground
    parts: tuple[Suggestion, ...]
    lots: tuple[Lot, ...]


def share_short(purchase_line: PurchaseLine) -> dict[int, int]:
    """Return how the packs that are there are shared between the order lines yet to be packed.

    By the law the cycle was shared out with: its policy, the units' priority, who ordered first.
    """
    proposals = propose(hub_id=purchase_line.hub_id, offer_ids=[purchase_line.offer_id])
    return {line_id: proposal.count for line_id, proposal in proposals.items()}


def suggest_parts(line: OrderLine) -> list[PartEntry]:
    """Return the lots to take a line's packs from, first to expire first."""
    proposals = propose(hub_id=line.hub_id, offer_ids=[line.offer_id])
    proposal = proposals.get(line.pk)
    return [part.entry for part in proposal.parts] if proposal else []


def propose_cycle(*, hub_id: int, cycle_id: int) -> dict[int, Proposal]:
    """Return a proposal for every line of a cycle that is yet to be packed."""
    offers = OrderLine.objects.filter(
        hub_id=hub_id, order__cycle_id=cycle_id, confirmed_count__gt=0, packed_count__isnull=True
    ).values_list("offer_id", flat=True)
    return propose(hub_id=hub_id, offer_ids=set(offers))


def propose(*, hub_id: int, offer_ids: Collection[int]) -> dict[int, Proposal]:
    """Return a proposal for each line of some offers yet to be packed, in at most nine queries.

    The lots are dealt out line by line in the order of ordering, so that proposals never count
    the same pack twice. What an offer may have from stock lies among what came fresh: what expires
    first goes first.
    """
    lines = _lines_to_pack(hub_id, offer_ids)
    purchases = {row.offer_id: row for row in PurchaseLine.objects.filter(offer__in=offer_ids)}
    lots = lots_of_lines(hub_id=hub_id, purchase_line_ids=[row.pk for row in purchases.values()])
    by_offer: dict[int, list[Waiting]] = defaultdict(list)
    for line in lines:
        by_offer[line.offer_id].append(line)
    from_stock = stock_for_offers(hub_id=hub_id, offer_ids=by_offer)
    law = _Law.of(hub_id, lines)
    proposals: dict[int, Proposal] = {}
    for offer_id, claimants in by_offer.items():
        purchase = purchases.get(offer_id)
        fresh = [lot for lot in lots[purchase.pk] if _is_usable(lot)] if purchase else []
        piles = first_to_expire(fresh, from_stock.get(offer_id, {}))
        is_expected = purchase is None or purchase.received_count is None
        wanted = sum(line.confirmed_count for line in claimants)
        is_waiting = is_expected and wanted > sum(piles.values())
        proposals |= _share(claimants, piles, law, is_waiting=is_waiting)
    return proposals


@dataclass(frozen=True, slots=True)
class _Law:
    """How a hub's cycles were shared out: the policy, and who was cut before."""

    policies: Mapping[int, str]
    cuts: Mapping[tuple[int, int], int]

    @classmethod
    def of(cls, hub_id: int, lines: Sequence[Waiting]) -> "_Law":
        runs = AllocationRun.objects.filter(
            hub_id=hub_id,
            cycle__in={line.cycle_id for line in lines},
            status=RunStatus.COMMITTED,
        )
        policies = dict(runs.values_list("cycle_id", "policy"))
        rotating = [cycle for cycle, policy in policies.items() if policy == Policy.ROTATION]
        variants = {line.variant_id for line in lines}
        cuts: dict[tuple[int, int], int] = {}
        for cycle in OrderCycle.objects.in_bulk(rotating).values():
            cuts |= cuts_before(cycle, variants)
        return cls(policies, cuts)

    def share(self, lines: Sequence[Waiting], packs: int) -> dict[int, int]:
        policy = SharePolicy(self.policies.get(lines[0].cycle_id, Policy.PROPORTIONAL))
        return share_out(
            [self._claim(line, place) for place, line in enumerate(lines)],
            packs=packs,
            policy=policy,
        )

    def _claim(self, line: Waiting, place: int) -> Claim:
        is_promised = line.supply_mode == SupplyMode.RESERVE
        return Claim(
            line_id=line.pk,
            wanted=line.confirmed_count,
            priority=line.priority,
            placed=place,
            minimum=0 if is_promised else min(line.minimum_count, line.confirmed_count),
            cut_before=self.cuts.get((line.unit_id, line.variant_id), 0),
        )


def _lines_to_pack(hub_id: int, offer_ids: Collection[int]) -> list[Waiting]:
    rows = (
        OrderLine.objects.filter(
            hub_id=hub_id,
            offer__in=set(offer_ids),
            confirmed_count__gt=0,
            packed_count__isnull=True,
        )
        .order_by("order__placed_at", "pk")
        .values_list(
            "pk",
            "offer_id",
            "variant_id",
            "offer__cycle_id",
            "order__unit_id",
            "order__unit__priority",
            "offer__supply_mode",
            "charge_by",
            "content_amount",
            "minimum_count",
            "confirmed_count",
        )
    )
    return list(map(Waiting._make, rows))


def _is_usable(lot: Lot) -> bool:
    return lot.withdrawn_at is None and lot.packs_left > 0


def _share(
    lines: Sequence[Waiting], piles: Mapping[Lot, int], law: _Law, *, is_waiting: bool
) -> dict[int, Proposal]:
    packs = sum(piles.values())
    wanted = {line.pk: line.confirmed_count for line in lines}
    is_enough = sum(wanted.values()) <= packs
    counts = wanted if is_enough else law.share(lines, packs)
    ground = Ground.AS_CONFIRMED if is_enough else Ground.SHARED
    left = dict(piles)
    return {
        line.pk: Proposal(
            line,
            counts[line.pk],
            Ground.WAITING if is_waiting else ground,
            tuple(_deal(line, counts[line.pk], left)),
            tuple(piles),
        )
        for line in lines
    }


def _deal(line: Waiting, count: int, left: dict[Lot, int]) -> list[Suggestion]:
    """Take packs off the lots, first to expire first."""
    parts = []
    for lot, packs in left.items():
        taken = min(count, packs)
        if taken:
            parts.append(Suggestion(lot, taken, _usual_amount(line, lot, taken)))
            left[lot] -= taken
            count -= taken
    return parts


def _usual_amount(line: Waiting, lot: Lot, count: int) -> int:
    if line.charge_by == ChargeBy.MEASURED:
        return divide_rounded(lot.received_amount * count, lot.received_count)
    return count * line.content_amount
