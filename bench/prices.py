"""Changing all of a hub's prices at once: worked out, set, and set back."""

from collections.abc import Callable, Mapping

from django.utils import timezone

from bench.assortment import BENCH, take_goods_in
from bench.figures import Stopwatch, counted_queries, peak_mb, seconds, work_seconds
from bench.growth import gather_statistics
from bench.plan import plan_hub
from bench.seeding import seed_hub
from kortreist.apps.catalogue.price_rules import PriceRule
from kortreist.apps.catalogue.selectors.wanted import Wanted
from kortreist.apps.catalogue.services.price_edits import (
    apply_price_edit,
    plan_by_rule,
    take_back_price_edit,
)

VARIANTS = 500
Figures = Mapping[str, object]


def measure_prices(*, variants: int = VARIANTS) -> Figures:
    """Raise the prices of so many packs and a few more by three per cent, and set them back."""
    seeded = seed_hub(plan_hub(units=8, lines=40, products=1))
    take_goods_in(seeded.hub.pk, next(iter(seeded.producers.values())), variants)
    gather_statistics()
    steps: dict[str, dict[str, float]] = {}
    scope = {"actor": BENCH, "hub_id": seeded.hub.pk, "now": timezone.now()}
    edit = _watched(
        steps,
        "plan",
        lambda: plan_by_rule(**scope, wanted=Wanted(), rule=PriceRule(300, 0, 10)),
    )
    _watched(steps, "apply", lambda: apply_price_edit(**scope, edit_id=edit.pk))
    _watched(steps, "take_back", lambda: take_back_price_edit(**scope, edit_id=edit.pk))
    return {
        "prices": edit.rows_count,
        "steps": steps,
        **{
            total: seconds(sum(step[total] for step in steps.values()))
            for total in ("seconds", "work_seconds", "queries")
        },
        "peak_mb": peak_mb(),
    }


def _watched(steps: dict[str, dict[str, float]], step: str, act: Callable):
    worked = work_seconds()
    with counted_queries() as asked, Stopwatch() as watch:
        done = act()
    steps[step] = {
        "seconds": seconds(watch.seconds),
        "work_seconds": seconds(work_seconds() - worked),
        "queries": asked.count,
    }
    return done
