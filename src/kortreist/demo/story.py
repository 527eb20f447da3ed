"""The demonstrated cycle for people to read: where the money went, and who was cut and why."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any  # of a column of JSON

from django.db.models import F, QuerySet, Sum

from kortreist.apps.fulfilment.models import PlanStatus, TourPlan
from kortreist.apps.trading.models import (
    AllocationLine,
    ChargeKind,
    ChargeLine,
    RunStatus,
    Side,
)
from kortreist.apps.trading.words import FEE, answers_in_words
from kortreist.apps.ui.content import choose


@dataclass(frozen=True, slots=True)
class Cut:
    """A line that got less than its wish, with the reasons in the reader's language."""

    goods: str
    unit: str
    wanted: int
    given: int
    why: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Story:
    """What a cycle came to, part by part; money in øre, ex VAT."""

    # What producers are credited, the largest first, claims taken off.
    producers: tuple[tuple[str, int], ...]
    # Packing, transport and so on, in that order; then freight, margin, and what the hub bears.
    parts: tuple[tuple[str, int], ...]
    cuts: tuple[Cut, ...]
    # The chosen tours beside every producer driving alone; empty where the hub has no vehicle.
    tours: Mapping[str, Any]


def story_of(*, hub_id: int, cycle_id: int, examples: int = 2) -> Story:
    """Return a cycle's story, with so many of its cuts told."""
    charges = ChargeLine.objects.filter(hub_id=hub_id, cycle=cycle_id).order_by()
    return Story(
        producers=tuple(
            charges.filter(side=Side.PRODUCER)
            # Deposits are given back, and no part of what a producer gets.
            .exclude(kind=ChargeKind.DEPOSIT)
            .values_list("producer__name")
            .annotate(ore=Sum("amount_ore"))
            .order_by("-ore", "producer__name")
        ),
        parts=(
            *_fees(charges.filter(side=Side.HUB, kind=ChargeKind.FEE)),
            ("Freight", _sum(charges.filter(side=Side.HUB, kind=ChargeKind.FREIGHT))),
            ("Hub's margin", _sum(charges.filter(side=Side.HUB, kind=ChargeKind.MARGIN))),
            ("Borne by the hub", -_sum(charges.filter(side=Side.HUB, kind=ChargeKind.BORNE))),
        ),
        cuts=_cuts(hub_id, cycle_id, examples),
        tours=_tours(hub_id, cycle_id),
    )


def _tours(hub_id: int, cycle_id: int) -> Mapping[str, Any]:
    plans = TourPlan.objects.filter(hub_id=hub_id, cycle=cycle_id, status=PlanStatus.CHOSEN)
    chosen = plans.values_list("comparison", flat=True).first()
    return chosen or {}


def _fees(charges: QuerySet[ChargeLine]) -> list[tuple[str, int]]:
    sums = dict(charges.values_list("reason").annotate(ore=Sum("amount_ore")))
    return [(str(words), sums[reason]) for reason, words in FEE.items() if reason in sums]


def _sum(charges: QuerySet[ChargeLine]) -> int:
    return int(charges.aggregate(ore=Sum("amount_ore", default=0))["ore"])


def _cuts(hub_id: int, cycle_id: int, examples: int) -> tuple[Cut, ...]:
    """Return the deepest cuts, each of other goods, that still left something."""
    lines = (
        AllocationLine.objects.filter(
            hub_id=hub_id,
            run__cycle=cycle_id,
            run__status=RunStatus.COMMITTED,
            given_packs__gt=0,
            given_packs__lt=F("wanted_packs"),
        )
        .select_related("order_line__variant__product", "order_line__order__unit")
        .order_by(F("given_packs") - F("wanted_packs"), "pk")
    )
    chosen: dict[int, AllocationLine] = {}
    for line in lines:
        chosen.setdefault(line.order_line.variant_id, line)
    return tuple(_cut(line) for line in list(chosen.values())[:examples])


def _cut(line: AllocationLine) -> Cut:
    variant = line.order_line.variant
    goods = ", ".join(
        text for text in (choose(variant.product.name).text, choose(variant.name).text) if text
    )
    return Cut(
        goods=goods,
        unit=line.order_line.order.unit.name,
        wanted=line.wanted_packs,
        given=line.given_packs,
        why=tuple(answers_in_words(line.reasons)),
    )
