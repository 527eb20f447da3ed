"""Reading standing orders: a unit's own, the dates to come, and what came of a round's."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import Case, Prefetch, QuerySet, When

from kortreist.apps.actors.models import BuyerUnit
from kortreist.apps.actors.permissions import Actor, Permission, require
from kortreist.apps.actors.selectors.calendars import closed_among
from kortreist.apps.catalogue.models import Variant
from kortreist.apps.trading.models import (
    CycleRule,
    CycleStatus,
    Favourite,
    OrderCycle,
    RunOutcome,
    StandingException,
    StandingLine,
    StandingOrder,
    StandingRun,
)
from kortreist.apps.trading.rhythm import is_due, is_paused
from kortreist.apps.trading.selectors.order_table import usual_counts
from kortreist.kernel.errors import NotFoundError
from kortreist.kernel.periods import oslo_date

SHOWN_DATES = 6
SHOWN_RUNS = 8
# What stands highest on a list of runs: what somebody has to do something about.
TROUBLE_FIRST = (RunOutcome.FAILED, RunOutcome.IN_BASKET, RunOutcome.PARTLY)


@dataclass(frozen=True, slots=True)
class ComingDate:
    """A delivery that a standing order belongs to."""

    cycle: OrderCycle
    is_paused: bool
    closed_reason: str | None
    exception: StandingException | None
    run: StandingRun | None

    @property
    def is_left_out(self) -> bool:
        """Whether the unit has asked to leave it out."""
        return self.exception is not None and self.exception.is_skipped

    @property
    def is_changed(self) -> bool:
        """Whether other numbers hold this once."""
        return self.exception is not None and not self.exception.is_skipped

    @property
    def can_be_changed(self) -> bool:
        """Whether it is still to be placed."""
        return self.run is None and self.closed_reason is None and not self.is_paused


@dataclass(frozen=True, slots=True)
class StandingCard:
    """A standing order on its unit's list."""

    standing: StandingOrder
    coming: tuple[ComingDate, ...]
    last_run: StandingRun | None
    has_ended: bool

    @property
    def is_paused(self) -> bool:
        """Whether the next delivery is left out by a pause."""
        return bool(self.coming) and self.coming[0].is_paused


@dataclass(frozen=True, slots=True)
class StandingPage:
    """One standing order with its dates, its runs and what can be put on it."""

    card: StandingCard
    runs: tuple[StandingRun, ...]


def list_standing(*, actor: Actor, unit: BuyerUnit, now: datetime) -> list[StandingCard]:
    """Return a unit's standing orders, those that go on first, in a constant number of queries."""
    require(actor, Permission.ORDER, hub_id=unit.hub_id, unit_id=unit.pk)
    today = oslo_date(now)
    cards = _cards(list(_standing(unit)), unit, today)
    return sorted(cards, key=lambda card: card.has_ended)


def get_standing(*, actor: Actor, unit: BuyerUnit, public_id: UUID, now: datetime) -> StandingPage:
    """Return one of a unit's standing orders.

    Raises
    ------
    NotFoundError
        When there is none, or it is not the actor's to know of.
    """
    require(actor, Permission.ORDER, hub_id=unit.hub_id, unit_id=unit.pk)
    standing = _standing(unit).filter(public_id=public_id).first()
    if standing is None:
        raise NotFoundError
    (card,) = _cards([standing], unit, oslo_date(now))
    runs = standing.runs.select_related("cycle", "order").order_by("-pk")[:SHOWN_RUNS]
    return StandingPage(card, tuple(runs))


def goods_to_stand(*, unit: BuyerUnit, now: datetime, also: set[int]) -> list[Variant]:
    """Return what a unit may put on a standing order: favourites, the usual, and ``also``."""
    favourites = Favourite.objects.filter(hub_id=unit.hub_id, unit=unit)
    ids = {*favourites.values_list("variant_id", flat=True), *usual_counts(unit=unit, now=now)}
    return list(
        Variant.objects.filter(pk__in=ids | also)
        .select_related("product")
        .order_by("product__sort_key", "content_amount", "pk")
    )


def rules_to_follow(*, hub_id: int) -> list[CycleRule]:
    """Return the hub's rules for rounds that go on."""
    return list(CycleRule.objects.filter(hub_id=hub_id, removed_at__isnull=True))


def list_runs(*, actor: Actor, hub_id: int, cycle_id: int) -> QuerySet[StandingRun]:
    """Return what came of a cycle's standing orders, those that need help first."""
    require(actor, Permission.SEE_HUB, hub_id=hub_id)
    turn = Case(
        *(When(outcome=outcome, then=place) for place, outcome in enumerate(TROUBLE_FIRST)),
        default=len(TROUBLE_FIRST),
    )
    return (
        StandingRun.objects.filter(hub_id=hub_id, cycle_id=cycle_id)
        .select_related("standing_order__unit", "order")
        .order_by(turn, "standing_order__unit__name", "pk")
    )


def _standing(unit: BuyerUnit) -> QuerySet[StandingOrder]:
    lines = StandingLine.objects.select_related("variant__product").order_by("pk")
    return (
        StandingOrder.objects.filter(hub_id=unit.hub_id, unit=unit)
        .select_related("rule")
        .prefetch_related(Prefetch("lines", lines), "exceptions")
    )


def _cards(standing: list[StandingOrder], unit: BuyerUnit, today: date) -> list[StandingCard]:
    cycles = list(
        OrderCycle.objects.filter(
            hub_id=unit.hub_id,
            status__in=(CycleStatus.DRAFT, CycleStatus.OPEN),
            delivery_day__gte=today,
        )
        .select_related("rule")
        .order_by("delivery_day", "pk")
    )
    closed = closed_among(unit, [cycle.delivery_day for cycle in cycles])
    runs = {
        (run.standing_order_id, run.cycle_id): run
        for run in StandingRun.objects.filter(standing_order__in=standing, cycle__in=cycles)
    }
    last = {
        run.standing_order_id: run
        for run in StandingRun.objects.filter(hub_id=unit.hub_id, standing_order__in=standing)
        .select_related("cycle")
        .order_by("pk")
    }
    return [
        StandingCard(
            standing=each,
            coming=tuple(_coming(each, cycles, closed, runs)),
            last_run=last.get(each.pk),
            has_ended=each.until_day is not None and each.until_day <= today,
        )
        for each in standing
    ]


def _coming(
    standing: StandingOrder,
    cycles: list[OrderCycle],
    closed: dict[date, str],
    runs: dict[tuple[int, int], StandingRun],
) -> list[ComingDate]:
    exceptions = {each.day: each for each in standing.exceptions.all()}
    due = [cycle for cycle in cycles if is_due(standing, cycle)][:SHOWN_DATES]
    return [
        ComingDate(
            cycle=cycle,
            is_paused=is_paused(standing, cycle.delivery_day),
            closed_reason=closed.get(cycle.delivery_day),
            exception=exceptions.get(cycle.delivery_day),
            run=runs.get((standing.pk, cycle.pk)),
        )
        for cycle in due
    ]
