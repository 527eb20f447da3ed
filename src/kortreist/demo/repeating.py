"""Rounds that repeat, what producers have every week, and when they must know, in a demonstration.

All of it illustrative, chosen by place in the region's own lists, so that any region has it.
"""

from datetime import date, datetime, time, timedelta

from kortreist.apps.actors.facts import DeliveryPointFacts
from kortreist.apps.actors.permissions import Actor
from kortreist.apps.actors.selectors.parties import pickup_points
from kortreist.apps.actors.services.buyers import create_delivery_point
from kortreist.apps.actors.services.calendar import set_producer_closing
from kortreist.apps.catalogue.models import Listing, SupplyMode
from kortreist.apps.catalogue.services.rhythms import set_rhythm
from kortreist.apps.trading.facts import RuleFacts
from kortreist.apps.trading.models import CycleRule, RuleKind, WhenHoliday
from kortreist.apps.trading.services.rules import create_rule
from kortreist.demo.dates import WEEKDAYS, timetable
from kortreist.demo.description import Region
from kortreist.kernel.periods import OSLO, oslo_date

# Every so manieth pack is there every week; every so manieth producer must know early.
RHYTHM_ONE_IN = 9
CLOSING_ONE_IN = 7
MOST_RHYTHMS = 16
# The days of the small round beside the large one.
SMALL_ROUND = {"mon": "wed", "tue": "thu", "wed": "mon", "thu": "mon", "fri": "tue"}


def let_rounds_repeat(
    region: Region, *, actor: Actor, hub_id: int, after: date, now: datetime
) -> None:
    """Set up what repeats, once; rounds begin after the day given, that of the open round.

    Rounds made here wait for the clock: the demonstration's own figures do not change.
    """
    if CycleRule.objects.filter(hub_id=hub_id).exists():
        return
    for facts in (_large_round(region, after), _small_round(region, after)):
        create_rule(actor=actor, hub_id=hub_id, facts=facts, now=now)
    _say_what_is_there_every_week(actor=actor, hub_id=hub_id, now=now)
    _close_some_lists_early(region, actor=actor, hub_id=hub_id, now=now)
    _set_up_pickup(region, actor=actor, hub_id=hub_id, now=now)


def _large_round(region: Region, after: date) -> RuleFacts:
    """Return the region's own week as a rule."""
    times = timetable(region, after)
    opens, closes = times.opens.astimezone(OSLO), times.closes.astimezone(OSLO)
    return RuleFacts(
        name="Ukerunden",
        weekdays=frozenset({after.isoweekday()}),
        opens_days_before=(after - opens.date()).days,
        opens_time=opens.time(),
        closes_days_before=(after - closes.date()).days,
        closes_time=closes.time(),
        when_holiday=WhenHoliday.DAY_BEFORE,
        surplus_hours_before=4,
        valid_from=after + timedelta(days=1),
    )


def _small_round(region: Region, after: date) -> RuleFacts:
    """Return orders on any of a few days, from two weeks on."""
    weekday = SMALL_ROUND.get(region.cycle.delivery.weekday, "mon")
    return RuleFacts(
        name="Lagervarer",
        kind=RuleKind.ANY_DAY,
        weekdays=frozenset({WEEKDAYS.index(weekday) + 1}),
        opens_days_before=7,
        opens_time=time(8),
        closes_days_before=1,
        closes_time=time(10),
        valid_from=after + timedelta(days=8),
    )


def _say_what_is_there_every_week(*, actor: Actor, hub_id: int, now: datetime) -> None:
    listings = Listing.objects.filter(hub_id=hub_id, is_visible=True, variant__archived_at=None)
    rows = listings.select_related("variant__product").order_by("variant_id")
    chosen = [row for row in rows if not row.variant.product.is_alcohol][::RHYTHM_ONE_IN]
    for place, listing in enumerate(chosen[:MOST_RHYTHMS]):
        set_rhythm(
            actor=actor,
            hub_id=hub_id,
            variant_id=listing.variant_id,
            packs=6 + 4 * (place % 4),
            weekdays=frozenset(),
            supply_mode=SupplyMode.RESERVE if place % 2 else SupplyMode.SHARE,
            valid_from=oslo_date(now),
            now=now,
        )


def _close_some_lists_early(region: Region, *, actor: Actor, hub_id: int, now: datetime) -> None:
    from_start = Listing.objects.filter(hub_id=hub_id).order_by("variant__product__producer_id")
    producers = list(from_start.values_list("variant__product__producer_id", flat=True).distinct())
    closes = region.cycle.closes
    before = (WEEKDAYS.index(closes.weekday) - 1) % 7
    for producer_id in producers[CLOSING_ONE_IN - 1 :: CLOSING_ONE_IN]:
        set_producer_closing(
            actor=actor,
            hub_id=hub_id,
            organisation_id=producer_id,
            weekday=before + 1,
            at=time(12),
            now=now,
        )


def _set_up_pickup(region: Region, *, actor: Actor, hub_id: int, now: datetime) -> None:
    if pickup_points(hub_id=hub_id).exists() or not region.units:
        return
    facts = DeliveryPointFacts(
        name="Hentested ved lageret (eksempel)",
        postcode=region.units[0].postcode,
        opens_at=time(12),
        closes_at=time(17),
        instructions="Ring på ved lasterampa.",
        is_pickup=True,
    )
    create_delivery_point(actor=actor, hub_id=hub_id, facts=facts, now=now)
