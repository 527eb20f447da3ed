"""Telling each unit once what came of its standing orders, and the hub what went wrong."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import partial
from typing import Final

from django.urls import reverse
from django.utils import translation

from kortreist.apps.actors.models import Hub
from kortreist.apps.catalogue.models import Variant
from kortreist.apps.messages.selectors.reach import read_reach
from kortreist.apps.messages.services.notify import notify_unit
from kortreist.apps.messages.services.outbox import post_message
from kortreist.apps.trading.models import OrderCycle, RunOutcome, StandingRun
from kortreist.apps.trading.standing_words import goods_of, line_in_words, outcome_in_words
from kortreist.kernel.periods import oslo_date

PLACED: Final = "standing_orders_placed"
FAILED: Final = "standing_orders_failed"
TROUBLE: Final = frozenset({RunOutcome.FAILED, RunOutcome.IN_BASKET})
# What the unit has asked for itself is no news.
NO_NEWS: Final = frozenset({"left_out", "paused", "other_round"})


def tell_units(
    cycle: OrderCycle, runs: Sequence[StandingRun], *, batch: str, now: datetime
) -> None:
    """Tell each unit once what came of each of its standing orders."""
    by_unit: dict[int, list[StandingRun]] = defaultdict(list)
    for run in runs:
        if run.code not in NO_NEWS:
            by_unit[run.standing_order.unit_id].append(run)
    goods = goods_of(runs)
    reach = read_reach(hub_id=cycle.hub_id, on=oslo_date(now))
    for unit_id, theirs in sorted(by_unit.items()):
        notify_unit(
            hub_id=cycle.hub_id,
            key=f"{PLACED}:{batch}:{unit_id}",
            template=PLACED,
            unit=theirs[0].standing_order.unit,
            params=partial(_facts, cycle, theirs, goods),
            now=now,
            reach=reach,
        )


def _facts(
    cycle: OrderCycle, runs: Sequence[StandingRun], goods: Mapping[int, Variant], language: str
) -> dict[str, object]:
    """Return what a unit is told, with its sentences in a language."""
    unit = runs[0].standing_order.unit
    with translation.override(language):
        orders = [
            {
                "name": run.standing_order.name,
                "outcome": outcome_in_words(run),
                "lines": [line_in_words(line, goods) for line in run.report.get("lines", [])],
            }
            for run in runs
        ]
    scope = {"hub": unit.hub.public_id, "unit": unit.public_id}
    return {
        "unit": unit.name,
        "cycle": cycle.number,
        "delivery_day": cycle.delivery_day.isoformat(),
        "closes_at": cycle.closes_at.isoformat(),
        "orders": orders,
        "link": reverse("trading:basket", kwargs=scope) + f"?cycle={cycle.public_id}",
    }


def tell_hub(cycle: OrderCycle, runs: Sequence[StandingRun], *, batch: str, now: datetime) -> None:
    """Post the hub one list of what could not be placed, and why."""
    failed = [run for run in runs if run.outcome in TROUBLE]
    if not failed:
        return
    hub = Hub.objects.select_related("organisation").get(pk=cycle.hub_id)
    with translation.override(hub.language):
        reasons = [
            {
                "unit": run.standing_order.unit.name,
                "name": run.standing_order.name,
                "why": outcome_in_words(run),
            }
            for run in failed
        ]
    post_message(
        hub_id=cycle.hub_id,
        key=f"{FAILED}:{batch}",
        template=FAILED,
        address=hub.organisation.email,
        language=hub.language,
        params={
            "cycle": cycle.number,
            "delivery_day": cycle.delivery_day.isoformat(),
            "placed": len(runs) - len(failed),
            "failed": reasons,
            "link": reverse(
                "trading:standing-runs",
                kwargs={"hub": hub.public_id, "cycle": cycle.public_id},
            ),
        },
        now=now,
    )
