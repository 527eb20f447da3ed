"""Closing a cycle, sharing out, and writing the purchase orders, at sizes that grow."""

import os
from collections.abc import Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from multiprocessing import get_context
from statistics import fmean

from django.db import connections
from django.db.models import F

from bench.figures import Stopwatch, middle, peak_mb, seconds, work_seconds
from bench.growth import BUYERS, GOODS, HUB, PRODUCERS, STRIDE, copy_rows, gather_statistics
from bench.ordering import Ordered, seed_cycle
from bench.plan import plan_hub
from bench.seeding import seed_hub
from kortreist.apps.actors.permissions import Actor
from kortreist.apps.catalogue.models import SupplyMode
from kortreist.apps.trading.models import (
    AllocationLine,
    AllocationRun,
    Offer,
    Order,
    Policy,
    PurchaseLine,
    PurchaseOrder,
    RunStatus,
)
from kortreist.apps.trading.services.allocation import commit_allocation, preview_allocation
from kortreist.apps.trading.services.cycles import close_cycle
from kortreist.apps.trading.services.purchases import write_purchase_orders

COORDINATOR = Actor.system("bench")
Figures = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Taken:
    """How long the stages of one cycle took, how much work it was, and the memory it needed."""

    stages: Mapping[str, float]
    work: float
    peak_mb: float

    @property
    def seconds(self) -> float:
        return sum(self.stages.values())


def measure_hubs(
    *, hubs: int, processes: int = 1, plan: Mapping[str, int] | None = None
) -> Figures:
    """Run the cycles of so many hubs of the base size, in one process or shared by several.

    Another hub is run before, so that nothing measured is done for the first time.
    """
    base = _seed(plan or {})
    with Stopwatch() as seeding:
        copy_rows([*HUB, *PRODUCERS, *BUYERS, *GOODS], times=hubs)
        _vary_supply()
    gather_statistics()
    run = partial(run_cycle, base.seeded.hub.pk, base.cycle.pk, base.times.closes)
    run(0)
    with Stopwatch() as watch:
        if processes == 1:
            taken = [run(copy) for copy in range(1, hubs + 1)]
            memory = peak_mb()
        else:
            taken, memory = _run_in_pool(run, hubs, processes)
    return {
        "processes": processes,
        **_describe(hubs, taken, watch.seconds),
        "peak_mb": memory,
        "seeding_seconds": seconds(seeding.seconds),
    }


def measure_large_cycle(*, times: int, goods_too: bool) -> Figures:
    """Run one cycle of so many times the lines.

    With ``goods_too`` there are as many times the producers and goods, so that as many kitchens
    want each; otherwise so many times the kitchens want the same goods, of which there is more.
    """
    base = _seed({})
    copy_rows([*PRODUCERS, *BUYERS, *GOODS] if goods_too else BUYERS, times=times - 1)
    if not goods_too:
        Offer.objects.update(
            offered_packs=F("offered_packs") * times, reserved_packs=F("reserved_packs") * times
        )
    gather_statistics()
    taken = run_cycle(base.seeded.hub.pk, base.cycle.pk, base.times.closes, 0)
    return {"processes": 1, **_describe(1, [taken], taken.seconds), "peak_mb": peak_mb()}


def run_cycle(hub_id: int, cycle_id: int, now: datetime, copy: int) -> Taken:
    """Close, share out and purchase in one of the copies of a hub; tell how long each took."""
    about = {
        "actor": COORDINATOR,
        "hub_id": hub_id + copy * STRIDE,
        "now": now,
    }
    cycle_id += copy * STRIDE
    before = work_seconds()
    with Stopwatch() as closing:
        close_cycle(**about, cycle_id=cycle_id)
    with Stopwatch() as thinking:
        run = preview_allocation(**about, cycle_id=cycle_id, policy=Policy.PROPORTIONAL)
    with Stopwatch() as promising:
        commit_allocation(**about, run_id=run.pk)
    with Stopwatch() as ordering:
        write_purchase_orders(**about, cycle_id=cycle_id)
    stages = {
        "close": closing.seconds,
        "preview": thinking.seconds,
        "commit": promising.seconds,
        "purchase_orders": ordering.seconds,
    }
    return Taken(stages, work_seconds() - before, peak_mb())


def _seed(size: Mapping[str, int]) -> Ordered:
    plan = plan_hub(**size)
    return seed_cycle(seed_hub(plan), plan)


def _run_in_pool(run: "partial[Taken]", hubs: int, processes: int) -> tuple[list[Taken], float]:
    """Give the hubs to processes, each with a connection of its own; the most memory of all."""
    connections.close_all()
    with ProcessPoolExecutor(processes, mp_context=get_context("fork")) as pool:
        told = list(pool.map(partial(_run_in_process, run), range(1, hubs + 1)))
    peaks: dict[int, float] = {}
    for process, taken in told:
        peaks[process] = max(peaks.get(process, 0), taken.peak_mb)
    return [taken for _, taken in told], round(peak_mb() + sum(peaks.values()), 1)


def _run_in_process(run: "partial[Taken]", copy: int) -> tuple[int, Taken]:
    return os.getpid(), run(copy)


def _vary_supply() -> None:
    """Give each hub of five another supply of what is shared out, from 80 % to 120 %."""
    for step in range(5):
        Offer.objects.filter(supply_mode=SupplyMode.SHARE).annotate(
            turn=F("hub_id") / STRIDE % 5
        ).filter(turn=step).update(offered_packs=F("offered_packs") * (80 + 10 * step) / 100)


def _describe(hubs: int, taken: Sequence[Taken], elapsed: float) -> Figures:
    """Return how many of everything a hub has, and what a hub's cycle took."""
    given = AllocationLine.objects.filter(run__status=RunStatus.COMMITTED)
    runs = AllocationRun.objects.filter(status=RunStatus.COMMITTED)
    seen = runs.count()
    return {
        "hubs": hubs,
        "producers": PurchaseOrder.objects.count() // seen,
        "buyers": Order.objects.count() // seen,
        "lines": given.count() // seen,
        "lines_cut": given.filter(given_packs__lt=F("wanted_packs")).count() // seen,
        "purchase_lines": PurchaseLine.objects.count() // seen,
        "methods": sorted(set(runs.values_list("report__method", flat=True))),
        "median_seconds": middle([each.seconds for each in taken]),
        "mean_seconds": seconds(elapsed / hubs),
        "median_work_seconds": middle([each.work for each in taken]),
        "mean_work_seconds": seconds(fmean(each.work for each in taken)),
        "median_stages": {
            stage: middle([each.stages[stage] for each in taken]) for stage in taken[0].stages
        },
        "each_seconds": [seconds(each.seconds) for each in taken[:5]],
    }
