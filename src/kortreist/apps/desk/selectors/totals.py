"""What each way of sharing out comes to: who loses, how much, how evenly, and how they differ."""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from django.db.models import Sum

from kortreist.apps.actors.models import BuyerUnit
from kortreist.apps.trading.models import AllocationLine, AllocationRun

WHOLE_BP = 10_000


class Merit(StrEnum):
    """What a way of sharing out is best at, of those that stand side by side."""

    FEWEST_UNITS = "fewest_units"
    SMALLEST_CUT = "smallest_cut"
    MOST_EVEN = "most_even"
    MOST_FILLED = "most_filled"


@dataclass(frozen=True, slots=True)
class Totals:
    """What a run does to the kitchens, in shares of ten thousand.

    ``largest_cut_bp`` is what the line that loses most loses of its wish; ``fill_bp`` what is given
    of all that was wished for; ``spread_bp`` how far the best served kitchen lies from the worst,
    over the goods there is too little of.
    """

    units_cut: int
    lines_cut: int
    packs_missing: int
    largest_cut_bp: int
    fill_bp: int
    spread_bp: int


@dataclass(frozen=True, slots=True)
class UnitRow:
    """A kitchen, what it wished of the scarce goods, and what each run gives it."""

    unit: BuyerUnit
    wanted: int
    given: tuple[int, ...]

    @property
    def depends(self) -> bool:
        """Whether it matters to the kitchen which way is chosen."""
        return len(set(self.given)) > 1

    @property
    def best(self) -> int:
        """The most that any run gives it."""
        return max(self.given)


@dataclass(frozen=True, slots=True)
class UnitSums:
    """Packs wished and given of the scarce goods, by unit and run."""

    wanted: Mapping[int, int]
    given: Mapping[int, Mapping[int, int]]


def unit_sums(hub_id: int, runs: Sequence[AllocationRun], offer_ids: set[int]) -> UnitSums:
    """Add up what units wished and got of some goods under each run, in one query."""
    wanted: dict[int, int] = {}
    given: dict[int, dict[int, int]] = defaultdict(dict)
    rows = (
        AllocationLine.objects.filter(hub_id=hub_id, run__in=runs, order_line__offer__in=offer_ids)
        .order_by()
        .values_list("order_line__order__unit_id", "run_id")
        .annotate(wished=Sum("wanted_packs"), got=Sum("given_packs"))
    )
    for unit_id, run_id, wished, got in rows:
        wanted[unit_id] = wished
        given[unit_id][run_id] = got
    return UnitSums(wanted, given)


def unit_rows(sums: UnitSums, runs: Sequence[AllocationRun]) -> list[UnitRow]:
    """Return the kitchens that lose under any run, those first that the choice matters most to."""
    losing = [
        pk
        for pk, wished in sums.wanted.items()
        if any(sums.given[pk].get(run.pk, 0) < wished for run in runs)
    ]
    units = BuyerUnit.objects.in_bulk(losing)
    rows = [
        UnitRow(units[pk], sums.wanted[pk], tuple(sums.given[pk].get(run.pk, 0) for run in runs))
        for pk in losing
    ]
    return sorted(rows, key=lambda row: (min(row.given) - max(row.given), row.unit.name))


def run_totals(
    run: AllocationRun,
    cuts: Sequence[tuple[int, int, int]],
    sums: UnitSums,
    *,
    filled: tuple[int, int],
) -> Totals:
    """Return what a run comes to.

    Parameters
    ----------
    cuts
        (unit id, packs wished, packs given) of each line that some run cuts.
    filled
        Packs given and packs wished in all.
    """
    losses = [(unit, wanted, given) for unit, wanted, given in cuts if given < wanted]
    shares = [
        sums.given[unit].get(run.pk, 0) * WHOLE_BP // wanted
        for unit, wanted in sums.wanted.items()
        if wanted
    ]
    given, wanted = filled
    return Totals(
        units_cut=len({unit for unit, _, _ in losses}),
        lines_cut=len(losses),
        packs_missing=sum(wish - got for _, wish, got in losses),
        largest_cut_bp=max(((wish - got) * WHOLE_BP // wish for _, wish, got in losses), default=0),
        fill_bp=given * WHOLE_BP // wanted if wanted else WHOLE_BP,
        spread_bp=max(shares) - min(shares) if shares else 0,
    )


MERITS: Mapping[Merit, Callable[[Totals], int]] = {
    Merit.FEWEST_UNITS: lambda totals: totals.units_cut,
    Merit.SMALLEST_CUT: lambda totals: totals.largest_cut_bp,
    Merit.MOST_EVEN: lambda totals: totals.spread_bp,
    Merit.MOST_FILLED: lambda totals: -totals.fill_bp,
}


def merits_of(totals: Sequence[Totals]) -> list[tuple[Merit, ...]]:
    """Return what each is best at; what all do alike tells nobody anything."""
    found: list[list[Merit]] = [[] for _ in totals]
    for merit, measure in MERITS.items():
        values = [measure(each) for each in totals]
        if len(set(values)) < 2:
            continue
        for place, value in enumerate(values):
            if value == min(values):
                found[place].append(merit)
    return [tuple(each) for each in found]
