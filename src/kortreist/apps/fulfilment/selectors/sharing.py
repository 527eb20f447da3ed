"""What each line may have of what is there, and from which lots: proposals, never promises."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import NamedTuple

from kortreist.apps.catalogue.models import ChargeBy, SupplyMode
from kortreist.apps.catalogue.selectors.agreements import least_life_days
from kortreist.apps.fulfilment.entries import PartEntry
from kortreist.apps.fulfilment.models import Lot
from kortreist.apps.fulfilment.selectors.goods_in import lots_of_lines
from kortreist.apps.fulfilment.selectors.supply import FromStock, stock_for_offers, supply_of
from kortreist.apps.trading.models import (
    AllocationRun,
    OrderCycle,
    OrderLine,
    Policy,
    PurchaseLine,
    RunStatus,
)
from kortreist.apps.trading.selectors.wishes import cuts_before
from kortreist.engines.lasting import Supply, deal_lasting, share_lasting
from kortreist.engines.shares import Claim
from kortreist.engines.shares import Policy as SharePolicy
from kortreist.kernel.rounding import divide_rounded


class Ground(StrEnum):
    """Why a line is proposed what it is."""

    AS_CONFIRMED = "as_confirmed"
    SHARED = "shared"
    WAITING = "waiting"
    # There is enough, but not of what lasts as long as the buyer was promised.
    TOO_OLD = "too_old"


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
    delivery_day: date
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
    """Return a proposal for each line of some offers yet to be packed, in at most eleven queries.

    The lots are dealt out line by line in the order of ordering, so that proposals never count
    the same pack twice. What an offer may have from stock lies among what came fresh: what expires
    first goes first, to those it lasts long enough for by their agreements.
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
        stock = from_stock.get(offer_id, FromStock())
        is_expected = purchase is None or purchase.received_count is None
        proposals |= _share(claimants, fresh, stock, law, is_expected=is_expected)
    return proposals


@dataclass(frozen=True, slots=True)
class _Law:
    """How a hub's cycles were shared out: the policy, who was cut before, what must last."""

    policies: Mapping[int, str]
    cuts: Mapping[tuple[int, int], int]
    # Days that must be left at the door, by order line.
    least: Mapping[int, int]

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
        return cls(policies, cuts, _least(hub_id, lines))

    def share(self, lines: Sequence[Waiting], supply: Supply) -> dict[int, int]:
        policy = SharePolicy(self.policies.get(lines[0].cycle_id, Policy.PROPORTIONAL))
        return share_lasting(
            [self._claim(line, place) for place, line in enumerate(lines)],
            supply,
            least=self.least,
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
            "offer__cycle__delivery_day",
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


def _least(hub_id: int, lines: Sequence[Waiting]) -> dict[int, int]:
    """Return the days that must be left of each line's goods, where that was agreed."""
    units_on = defaultdict(set)
    for line in lines:
        units_on[line.delivery_day].add(line.unit_id)
    agreed = {
        day: least_life_days(hub_id=hub_id, unit_ids=units, on=day)
        for day, units in units_on.items()
    }
    return {line.pk: agreed[line.delivery_day].get(line.unit_id, 0) for line in lines}


def _share(
    lines: Sequence[Waiting],
    fresh: Sequence[Lot],
    stock: FromStock,
    law: _Law,
    *,
    is_expected: bool,
) -> dict[int, Proposal]:
    supply = supply_of(fresh, stock, day=lines[0].delivery_day)
    wanted = sum(line.confirmed_count for line in lines)
    is_enough = wanted <= supply.packs()
    counts = law.share(lines, supply)
    dealt = deal_lasting(counts, supply, least=law.least)
    lots = {lot.pk: lot for lot in sorted((*stock.lots, *fresh), key=_turn)}
    return {
        line.pk: Proposal(
            line,
            counts[line.pk],
            _ground(line, counts[line.pk], is_enough=is_enough, is_expected=is_expected),
            tuple(_suggestion(line, lots[pk], packs) for pk, packs in dealt[line.pk]),
            tuple(lots.values()),
        )
        for line in lines
    }


def _ground(line: Waiting, count: int, *, is_enough: bool, is_expected: bool) -> Ground:
    if not is_enough:
        return Ground.WAITING if is_expected else Ground.SHARED
    if count == line.confirmed_count:
        return Ground.AS_CONFIRMED
    return Ground.WAITING if is_expected else Ground.TOO_OLD


def _turn(lot: Lot) -> tuple[bool, date, int]:
    return (lot.use_first_at is None, lot.best_before or date.max, lot.pk)


def _suggestion(line: Waiting, lot: Lot, count: int) -> Suggestion:
    amount = count * line.content_amount
    if line.charge_by == ChargeBy.MEASURED:
        amount = divide_rounded(lot.received_amount * count, lot.received_count)
    return Suggestion(lot, count, amount)
