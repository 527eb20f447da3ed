"""Building a demonstration region: founded once, then two cycles lived through.

A third is at work, with goods come in and waiting to be packed, and in a fourth one can order.

Every stage is all or none, or made of parts that are, and leaves rows that tell it is done. So a
start that was cut off anywhere, also by SIGKILL, is continued by the next, and ends with the same
figures as one that was not. Nothing is written but through the rooms' services.
"""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from functools import cached_property
from time import perf_counter
from typing import Protocol

from django.db import connection, transaction

from kortreist.apps.catalogue.services.groups import load_product_groups
from kortreist.apps.desk.errors import DemonstrationSeedError
from kortreist.apps.desk.models import CycleStage, Demonstration
from kortreist.apps.desk.selectors.demonstrations import find_demonstration
from kortreist.apps.desk.services.demonstrations import (
    begin_demonstration,
    finish_demonstration,
    remember_rows,
)
from kortreist.apps.registers.services.loading import load_registers
from kortreist.apps.trading.models import CycleStatus, OrderCycle
from kortreist.apps.trading.services.cycles import create_cycle
from kortreist.demo import (
    claims,
    driving,
    handling,
    mixing,
    ordering,
    shortage,
    stock,
    wanting,
)
from kortreist.demo.cast import SYSTEM, Cast
from kortreist.demo.dates import (
    Timetable,
    delivered_before,
    delivered_next,
    timetable,
    timetable_at_work,
)
from kortreist.demo.declared import change_recipes, furnish_goods
from kortreist.demo.description import Region
from kortreist.demo.driving import furnish_tours
from kortreist.demo.figures import Figures, figures_of
from kortreist.demo.goods import add_goods
from kortreist.demo.parties import Founder
from kortreist.demo.pricing import price_goods
from kortreist.demo.repeating import let_rounds_repeat
from kortreist.demo.rounds import Round, Setting
from kortreist.demo.sheets import leave_sheets
from kortreist.demo.telling import tell_and_owe
from kortreist.kernel.periods import oslo_moment

# Of the kitchens, one in so many takes part in the earlier cycle, or has ordered in the open one.
EARLIER_ONE_IN = 5
AT_WORK_ONE_IN = 6
NEXT_ONE_IN = 5
# How many in ten thousand of the farms have been by with their goods, in the cycle at work.
COME_IN_BP = 6_000


class Watcher(Protocol):
    """Somebody who wants to know how far the building has come."""

    def begin(self, stage: str) -> None:
        """Hear that a stage begins."""

    def advance(self, done: int, of: int) -> None:
        """Hear how many of a stage's parts are done."""

    def end(self, stage: str, seconds: float) -> None:
        """Hear that a stage ended."""


class Nobody:
    """A watcher that does not look."""

    def begin(self, stage: str) -> None:
        """Take no notice."""

    def advance(self, done: int, of: int) -> None:
        """Take no notice."""

    def end(self, stage: str, seconds: float) -> None:
        """Take no notice."""


@dataclass(frozen=True, slots=True)
class Built:
    """What was built, and how long each stage took this time."""

    hub_id: int
    cycle_id: int
    figures: Figures
    seconds: dict[str, float] = field(default_factory=dict)


def build_demonstration(
    region: Region, *, today: date, seed: int | None = None, watcher: Watcher | None = None
) -> Built:
    """Build a region, or what is missing of it.

    Parameters
    ----------
    today
        Dates are reckoned from here: the cycle that is shown was delivered before, the one that
        is open closes after.
    seed
        Left out, the description's own, or the one it was begun with.

    Raises
    ------
    DemonstrationSeedError
        When the region was begun with another seed.
    """
    watcher = watcher or Nobody()
    site = _Site(region, today, seed, watcher)
    seconds = {}
    for stage, build in STAGES.items():
        watcher.begin(stage)
        started = perf_counter()
        build(site)
        _look_at_what_is_there()
        seconds[stage] = perf_counter() - started
        watcher.end(stage, seconds[stage])
    noted = site.noted
    cycle_id = noted.rows["cycle"]["shown"]
    figures = figures_of(region=noted.region, hub_id=noted.hub_id, cycle_id=cycle_id)
    return Built(noted.hub_id, cycle_id, figures, seconds)


def _look_at_what_is_there() -> None:
    """Let PostgreSQL know how much there is by now; it finds out by itself, but only in a while."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")


@dataclass
class _Site:
    """One start of the building, and what it knows so far."""

    region: Region
    today: date
    seed: int | None
    watcher: Watcher

    @property
    def known(self) -> Demonstration | None:
        return find_demonstration(self.region.header.code)

    @property
    def noted(self) -> Demonstration:
        return Demonstration.objects.get(region=self.region.header.code)

    @cached_property
    def setting(self) -> Setting:
        noted = self.noted
        return Setting.of(
            self.region,
            Cast(self.region, noted.rows["person"], on=self.today),
            hub_id=noted.hub_id,
            seed=noted.seed,
            rows=noted.rows,
        )

    def times(self, delivery_day: date) -> Timetable:
        return timetable(self.region, delivery_day)

    @property
    def shown_day(self) -> date:
        return delivered_before(self.region, self.noted.today)

    @property
    def earlier_day(self) -> date:
        return delivered_before(self.region, self.shown_day)

    def cycle(self, name: str) -> OrderCycle | None:
        pk = self.noted.rows.get("cycle", {}).get(name)
        return OrderCycle.objects.filter(pk=pk).first()

    @transaction.atomic
    def create(self, name: str, times: Timetable) -> OrderCycle:
        """Make one of the demonstration's cycles, and note under which name."""
        cycle = create_cycle(
            actor=self.setting.cast.coordinator,
            hub_id=self.noted.hub_id,
            opens_at=times.opens,
            closes_at=times.closes,
            delivery_day=times.delivery_day,
            now=times.stated,
        )
        remember_rows(
            actor=SYSTEM, demonstration_id=self.noted.pk, rows={"cycle": {name: cycle.pk}}
        )
        return cycle

    def played(self, name: str) -> Round:
        """Return one of the demonstration's cycles, to be played on."""
        cycle = OrderCycle.objects.get(pk=self.noted.rows["cycle"][name])
        times = replace(self.times(cycle.delivery_day), opens=cycle.opens_at)
        return Round(self.setting, cycle.pk, times)


def _load_registers(site: _Site) -> None:
    now = oslo_moment(site.today, time())
    load_registers(now=now)
    load_product_groups(now=now)


@transaction.atomic
def _found(site: _Site) -> None:
    """Make the hub and everybody around it, all or none."""
    known = site.known
    if known is not None:
        if site.seed not in {None, known.seed}:
            raise DemonstrationSeedError(seed=known.seed)
        return
    now = _founded_at(site.region, site.today)
    founder = Founder(site.region, actor=SYSTEM, today=site.today, now=now)
    demonstration = begin_demonstration(
        actor=SYSTEM,
        hub_id=founder.found_hub(),
        region=site.region.header.code,
        seed=site.region.demonstration.seed if site.seed is None else site.seed,
        today=site.today,
        now=now,
    )
    rows = founder.add_parties()
    furnish_tours(
        site.region,
        actor=SYSTEM,
        hub_id=demonstration.hub_id,
        units=rows["unit"],
        now=now,
    )
    remember_rows(actor=SYSTEM, demonstration_id=demonstration.pk, rows=rows)


def _founded_at(region: Region, today: date) -> datetime:
    earlier = delivered_before(region, delivered_before(region, today))
    return timetable(region, earlier).stated - timedelta(days=3)


@transaction.atomic
def _add_goods(site: _Site) -> None:
    """Put all goods on the shelf, all or none."""
    noted = site.noted
    if "variant" in noted.rows:
        return
    variants = add_goods(
        site.region,
        actor=SYSTEM,
        hub_id=noted.hub_id,
        producers=noted.rows["producer"],
        since=noted.today - timedelta(days=365),
        now=_founded_at(site.region, noted.today),
    )
    furnish_goods(
        site.region,
        actor=SYSTEM,
        hub_id=noted.hub_id,
        variants=variants,
        today=noted.today,
        now=_founded_at(site.region, noted.today),
    )
    price_goods(
        site.region,
        actor=SYSTEM,
        hub_id=noted.hub_id,
        variants=variants,
        today=noted.today,
        now=_founded_at(site.region, noted.today),
    )
    remember_rows(actor=SYSTEM, demonstration_id=noted.pk, rows={"variant": variants})


def _live_earlier(site: _Site) -> None:
    """Live through a small cycle from end to end, so that there is a last time."""
    if site.cycle("earlier") is None:
        site.create("earlier", site.times(site.earlier_day))
    played = site.played("earlier")
    if played.is_done(CycleStage.SETTLE):
        return
    stock.stock_up(played)
    _open(played)
    ordering.take_orders(
        played,
        takes_part=lambda place, code: not place % EARLIER_ONE_IN or played.cast.has_buyer(code),
        until=played.times.closes,
        progress=site.watcher.advance,
    )
    for stage in LATER:
        stage(played)
    stock.taste(played)


def _open_shown(site: _Site) -> None:
    if site.cycle("shown") is None:
        site.create("shown", site.times(site.shown_day))
    _open(site.played("shown"))


def _take_orders(site: _Site) -> None:
    played = site.played("shown")
    ordering.take_orders(
        played,
        takes_part=lambda _place, _code: True,
        until=played.times.closes,
        progress=site.watcher.advance,
    )


def _set_to_work(site: _Site) -> None:
    """Have a small cycle at work: some farms have been by, nothing is packed yet."""
    if site.noted.finished_at is not None:
        return
    times = timetable_at_work(site.noted.today)
    if site.cycle("at_work") is None:
        mixing.mix_and_drill(site.played("shown"))
        site.create("at_work", times)
    played = replace(site.played("at_work"), times=times)
    _open(played)
    ordering.take_orders(
        played,
        takes_part=lambda place, code: place % AT_WORK_ONE_IN == 2 or played.cast.has_buyer(code),
        until=times.closes,
        progress=site.watcher.advance,
    )
    for stage in (_close, _share_out, _purchase):
        stage(played)
    handling.receive(played, share_bp=COME_IN_BP)


def _open_next(site: _Site) -> None:
    """Have a cycle that is open now, in which a few have ordered; on a later day, a later one."""
    day = delivered_next(site.region, site.today)
    cycle = site.cycle("next")
    if cycle is None or cycle.delivery_day < day:
        times = site.times(day)
        midnight = oslo_moment(site.today, time())
        opens = min(times.opens, midnight)
        site.create("next", replace(times, opens=opens, stated=min(times.stated, opens)))
    played = site.played("next")
    if played.status in {CycleStatus.DRAFT, CycleStatus.OPEN}:
        _open(played)
        wanting.want_again(played)
        wanting.place_standing(played)
        ordering.take_orders(
            played,
            takes_part=lambda place, code: (
                place % NEXT_ONE_IN == 1 and not played.cast.has_buyer(code)
            ),
            until=oslo_moment(site.today, time()),
            progress=site.watcher.advance,
        )
    let_rounds_repeat(
        site.region,
        actor=SYSTEM,
        hub_id=site.noted.hub_id,
        after=day,
        now=oslo_moment(site.today, time()),
    )
    change_recipes(
        site.region,
        actor=SYSTEM,
        hub_id=site.noted.hub_id,
        variants=site.noted.rows["variant"],
        now=oslo_moment(site.today, time()),
    )
    leave_sheets(
        actor=SYSTEM,
        hub_id=site.noted.hub_id,
        producer_id=min(site.noted.rows["producer"].values()),
        today=site.today,
        now=oslo_moment(site.today, time()),
    )
    tell_and_owe(
        played,
        producers=site.noted.rows["producer"],
        bonus_until=site.shown_day,
        now=oslo_moment(site.today, time()),
    )
    finish_demonstration(
        actor=SYSTEM,
        demonstration_id=site.noted.pk,
        now=oslo_moment(site.today, time()),
    )


def _open(played: Round) -> None:
    ordering.state_goods(played)
    played.conduct(CycleStage.OPEN)


def _close(played: Round) -> None:
    played.conduct(CycleStage.CLOSE)


def _share_out(played: Round) -> None:
    played.conduct(CycleStage.ALLOCATE)
    shortage.answer_substitutes(played)


def _purchase(played: Round) -> None:
    played.conduct(CycleStage.ORDER)
    handling.promise(played)


def _plan_tours(played: Round) -> None:
    driving.plan(played)
    driving.fetch(played)


def _receive(played: Round) -> None:
    handling.receive(played)
    played.conduct(CycleStage.RECEIVE)


def _pack(played: Round) -> None:
    handling.pack(played)
    played.conduct(CycleStage.PACK)


def _deliver(played: Round) -> None:
    driving.deliver(played)
    handling.deliver(played)
    played.conduct(CycleStage.DELIVER)


def _invoice(played: Round) -> None:
    shortage.agree_before_invoicing(played)
    played.conduct(CycleStage.INVOICE)
    shortage.agree_after_invoicing(played)
    claims.claim(played)


def _settle(played: Round) -> None:
    played.conduct(CycleStage.SETTLE)


# What follows when the ordering is over.
LATER: tuple[Callable[[Round], None], ...] = (
    _close,
    _share_out,
    _purchase,
    _plan_tours,
    _receive,
    _pack,
    _deliver,
    _invoice,
    _settle,
)


def _of_shown(play: Callable[[Round], None]) -> Callable[[_Site], None]:
    """Return a stage that plays a part of the cycle that is shown, unless all of it was played."""

    def stage(site: _Site) -> None:
        played = site.played("shown")
        if not played.is_done(CycleStage.SETTLE):
            play(played)

    return stage


STAGES: dict[str, Callable[[_Site], None]] = {
    "registers": _load_registers,
    "parties": _found,
    "goods": _add_goods,
    "earlier_cycle": _live_earlier,
    "availability": _open_shown,
    "orders": _take_orders,
    "closing": _of_shown(_close),
    "allocation": _of_shown(_share_out),
    "purchase_orders": _of_shown(_purchase),
    "tours": _of_shown(_plan_tours),
    "goods_in": _of_shown(_receive),
    "packing": _of_shown(_pack),
    "deliveries": _of_shown(_deliver),
    "invoices": _of_shown(_invoice),
    "settlements": _of_shown(_settle),
    "cycle_at_work": _set_to_work,
    "next_cycle": _open_next,
}
