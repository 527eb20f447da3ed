"""Placing standing orders when a round opens: each by itself, so that none stops the others."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Final

import structlog
from django.db import OperationalError, transaction

from kortreist.apps.actors.models import BuyerUnit
from kortreist.apps.actors.permissions import Actor
from kortreist.apps.actors.selectors.calendars import closed_among
from kortreist.apps.actors.services.audit import record
from kortreist.apps.trading.checks import Doorman
from kortreist.apps.trading.errors import CycleStateError, LinesRefusedError
from kortreist.apps.trading.locks import lock_order
from kortreist.apps.trading.models import (
    Order,
    OrderCycle,
    OrderStatus,
    RunOutcome,
    StandingException,
    StandingOrder,
    StandingRhythm,
    StandingRun,
)
from kortreist.apps.trading.rhythm import due_in, is_paused
from kortreist.apps.trading.services.cycles import hold_open_cycle
from kortreist.apps.trading.services.having import to_be_had
from kortreist.apps.trading.services.lines import (
    Offers,
    Wish,
    find_unit,
    offers_in,
    order_in,
    write_lines,
)
from kortreist.apps.trading.services.orders import place_order
from kortreist.apps.trading.services.standing_news import tell_hub, tell_units
from kortreist.kernel.errors import BusyError, DomainError

log = structlog.get_logger()

BEAT_EVERY: Final = 10


@dataclass(frozen=True, slots=True)
class LineReport:
    """What came of one line: wanted now, on the order before, added, and why not all."""

    variant: int
    wanted: int
    had: int
    added: int
    code: str = ""


def fill_standing_orders(
    *,
    actor: Actor,
    hub_id: int,
    cycle_id: int,
    now: datetime,
    lead_days: int | None = None,
    only: Collection[int] | None = None,
    beat: Callable[[], None] = lambda: None,
) -> list[StandingRun]:
    """Place a cycle's standing orders, and tell each unit and the hub what came of them.

    In turn by the units' priority, then the oldest first. Each is a transaction of its own; one
    that cannot be placed is noted with the reason. What is placed already is left alone, so that a
    job that died goes on where it stopped.

    Parameters
    ----------
    lead_days, only
        Those with this number of lead days, or with these ids; None is all.
    beat
        Called between orders.
    """
    cycle = OrderCycle.objects.select_related("rule").get(hub_id=hub_id, pk=cycle_id)
    due = due_in(cycle, _standing(hub_id, lead_days, only))
    known = set(
        StandingRun.objects.filter(cycle=cycle, standing_order__in=due).values_list(
            "standing_order_id", flat=True
        )
    )
    # Also in a round that has closed meanwhile: then each is told that it came too late.
    for number, standing in enumerate(due):
        if number % BEAT_EVERY == 0:
            beat()
        if standing.pk not in known:
            run_standing_order(actor=actor, standing=standing, cycle_id=cycle.pk, now=now)
    runs = list(
        StandingRun.objects.filter(hub_id=hub_id, cycle=cycle, standing_order__in=due)
        .select_related("standing_order__unit__hub", "order")
        .order_by("pk")
    )
    with transaction.atomic():
        batch = f"{cycle.pk}:{lead_days}:{min(only) if only else ''}"
        tell_units(cycle, runs, batch=batch, now=now)
        tell_hub(cycle, runs, batch=batch, now=now)
    return runs


def run_standing_order(
    *, actor: Actor, standing: StandingOrder, cycle_id: int, now: datetime
) -> StandingRun:
    """Place one standing order in a cycle, or write down why it could not be placed."""
    try:
        return _fill_anew(actor, standing, cycle_id, now)
    except (BusyError, OperationalError):
        raise
    except CycleStateError as error:
        result = _left_out_of(standing, cycle_id) or _failure("too_late", error.params)
        return _note(standing, cycle_id, result, actor=actor, now=now)
    except DomainError as error:
        return _note(standing, cycle_id, _failure(error.code, error.params), actor=actor, now=now)
    except Exception as error:
        log.exception("standing_order_broken", standing_order=standing.pk, exc_info=error)
        return _note(standing, cycle_id, _failure("unexpected", {}), actor=actor, now=now)


def _fill_anew(actor: Actor, standing: StandingOrder, cycle_id: int, now: datetime) -> StandingRun:
    """Place the order; where others took of the same goods meanwhile, look at what is left."""
    try:
        return _fill(actor, standing, cycle_id, now)
    except LinesRefusedError:
        return _fill(actor, standing, cycle_id, now)


@transaction.atomic
def _fill(actor: Actor, standing: StandingOrder, cycle_id: int, now: datetime) -> StandingRun:
    cycle = hold_open_cycle(hub_id=standing.hub_id, cycle_id=cycle_id, now=now)
    unit = find_unit(standing.hub_id, standing.unit_id)
    exception = _exception(standing, cycle.delivery_day)
    skipped = _why_skipped(standing, exception, unit, cycle.delivery_day)
    if skipped is not None:
        return _note(standing, cycle.pk, skipped, actor=actor, now=now)
    order = lock_order(hub_id=standing.hub_id, order_id=order_in(cycle, unit).pk)
    done = StandingRun.objects.filter(standing_order=standing, cycle=cycle).first()
    if done is not None:
        return done
    if _is_placed_elsewhere(standing, cycle):
        result = _Result(RunOutcome.SKIPPED, "other_round", {})
        return _note(standing, cycle.pk, result, actor=actor, now=now)
    offers = offers_in(cycle, variant__in=[line.variant_id for line in standing.lines.all()])
    reports, wishes = _wishes(standing, exception, order, unit, offers, now)
    if not wishes:
        return _note(
            standing, cycle.pk, _failure("nothing_to_be_had", {}, reports), actor=actor, now=now
        )
    write_lines(order, unit=unit, offers=offers, wishes=wishes, actor=actor, now=now)
    result = _send(actor, standing, order, reports, now)
    return _note(standing, cycle.pk, result, actor=actor, now=now, order=order)


def _left_out_of(standing: StandingOrder, cycle_id: int) -> "_Result | None":
    """Return why an order was not meant for a round at all; then it did not come too late."""
    cycle = OrderCycle.objects.get(hub_id=standing.hub_id, pk=cycle_id)
    unit = find_unit(standing.hub_id, standing.unit_id)
    day = cycle.delivery_day
    skipped = _why_skipped(standing, _exception(standing, day), unit, day)
    if skipped is None and _is_placed_elsewhere(standing, cycle):
        return _Result(RunOutcome.SKIPPED, "other_round", {})
    return skipped


def _exception(standing: StandingOrder, day: date) -> StandingException | None:
    return StandingException.objects.filter(standing_order=standing, day=day).first()


@dataclass(frozen=True, slots=True)
class _Result:
    outcome: RunOutcome
    code: str
    params: Mapping[str, object]
    lines: Sequence[LineReport] = ()


def _failure(code: str, params: Mapping[str, object], lines: Sequence[LineReport] = ()) -> _Result:
    return _Result(RunOutcome.FAILED, code, params, lines)


def _why_skipped(
    standing: StandingOrder, exception: StandingException | None, unit: BuyerUnit, day: date
) -> _Result | None:
    if exception is not None and exception.is_skipped:
        return _Result(RunOutcome.SKIPPED, "left_out", {})
    if is_paused(standing, day):
        return _Result(RunOutcome.SKIPPED, "paused", {})
    closed = closed_among(unit, [day])
    if day in closed:
        params = {"day": day.isoformat(), "reason": closed[day]}
        return _Result(RunOutcome.SKIPPED, "unit_closed", params)
    return None


def _is_placed_elsewhere(standing: StandingOrder, cycle: OrderCycle) -> bool:
    """Whether another round of the same day has it: a weekday's order comes once a day."""
    placed = StandingRun.objects.filter(
        standing_order=standing,
        cycle__delivery_day=cycle.delivery_day,
        outcome__in=(RunOutcome.ORDERED, RunOutcome.PARTLY, RunOutcome.IN_BASKET),
    )
    return standing.rhythm == StandingRhythm.WEEKS and placed.exists()


def _wishes(
    standing: StandingOrder,
    exception: StandingException | None,
    order: Order,
    unit: BuyerUnit,
    offers: Offers,
    now: datetime,
) -> tuple[list[LineReport], list[Wish]]:
    """Return what comes of each line, and what the order is to have of it: added, never lowered."""
    by_variant = offers.of_variants()
    doorman = Doorman(unit, offers.cycle.delivery_day)
    had = dict(order.lines.values_list("variant_id", "ordered_count"))
    this_once = exception.counts if exception else {}
    reports, wishes = [], []
    for line in standing.lines.all():
        wanted = this_once.get(str(line.variant_id), line.count)
        if not wanted:
            continue
        before = had.get(line.variant_id, 0)
        offer = by_variant.get(line.variant_id)
        is_taken = order.status == OrderStatus.PLACED
        waiting = 0 if is_taken else before
        added, code = to_be_had(offer, wanted, doorman=doorman, now=now, waiting=waiting)
        if added < min(wanted, line.minimum_count):
            added, code = 0, code if not added else "sold_out"
        reports.append(LineReport(line.variant_id, wanted, before, added, code))
        if offer is not None and added:
            wishes.append(Wish(offer.pk, before + added, minimum_count=line.minimum_count))
    return reports, wishes


def _send(
    actor: Actor,
    standing: StandingOrder,
    order: Order,
    reports: Sequence[LineReport],
    now: datetime,
) -> _Result:
    """Send the order, with what the unit had begun on; where it cannot, it waits in the basket."""
    is_whole = all(report.added >= report.wanted for report in reports)
    outcome = RunOutcome.ORDERED if is_whole else RunOutcome.PARTLY
    if order.status == OrderStatus.PLACED:
        return _Result(outcome, "", {}, reports)
    reference = order.reference or standing.unit.usual_reference
    try:
        place_order(
            actor=actor,
            hub_id=order.hub_id,
            order_id=order.pk,
            reference=reference,
            note=order.note,
            now=now,
            is_told=False,
        )
    except BusyError:
        raise
    except DomainError as error:
        return _Result(RunOutcome.IN_BASKET, error.code, error.params, reports)
    return _Result(outcome, "", {}, reports)


@transaction.atomic
def _note(
    standing: StandingOrder,
    cycle_id: int,
    result: _Result,
    *,
    actor: Actor,
    now: datetime,
    order: Order | None = None,
) -> StandingRun:
    report = {
        "params": {name: _plain(value) for name, value in result.params.items()},
        "lines": [asdict(line) for line in result.lines],
    }
    run, is_new = StandingRun.objects.get_or_create(
        standing_order=standing,
        cycle_id=cycle_id,
        defaults={
            "hub_id": standing.hub_id,
            "order": order,
            "outcome": result.outcome,
            "code": result.code,
            "report": report,
            "made_at": now,
        },
    )
    if is_new:
        record(
            actor,
            "trading.standing.placed",
            standing,
            hub_id=standing.hub_id,
            now=now,
            params={"outcome": result.outcome.value, "code": result.code, "cycle": cycle_id},
        )
    return run


def _plain(value: object) -> object:
    return value if isinstance(value, int | str | bool | dict | list) else str(value)


def _standing(
    hub_id: int, lead_days: int | None, only: Collection[int] | None
) -> list[StandingOrder]:
    found = StandingOrder.objects.filter(hub_id=hub_id, unit__archived_at__isnull=True)
    if lead_days is not None:
        found = found.filter(lead_days=lead_days)
    if only is not None:
        found = found.filter(pk__in=only)
    return list(found.select_related("unit").prefetch_related("lines").order_by("pk"))
