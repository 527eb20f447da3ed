"""Days, places and closing times: what a kitchen chooses between, and until when."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from django.core import mail

from kortreist.apps.actors.errors import PeriodError
from kortreist.apps.actors.models import ClosedDay, HubProducer
from kortreist.apps.actors.services.calendar import (
    close_unit_between,
    set_delivery_weekdays,
    set_producer_closing,
)
from kortreist.apps.catalogue.models import Product
from kortreist.apps.messages.models import Channel, Kind, Message, Preference
from kortreist.apps.trading.errors import (
    OfferClosedError,
    PickupPointError,
    SurplusTooLateError,
    UnitClosedError,
)
from kortreist.apps.trading.models import CycleStatus, Offer, Order, OrderLine, SurplusNotice
from kortreist.apps.trading.selectors.cloning import LeftOutFor
from kortreist.apps.trading.selectors.surplus import list_told, unclaimed, waiting_to_be_told
from kortreist.apps.trading.services.baskets import set_line
from kortreist.apps.trading.services.cloning import clone_cycle
from kortreist.apps.trading.services.offers import state_availability
from kortreist.apps.trading.services.orders import cancel_order, place_order
from kortreist.apps.trading.services.places import choose_place
from kortreist.apps.trading.services.surplus import offer_surplus
from tests import factories, rounds
from tests.conftest import NOON

THURSDAY = date(2026, 11, 26)


def put(market, offer, count, now=NOON):
    return set_line(
        actor=market.cook,
        hub_id=market.hub.pk,
        unit_id=market.unit.pk,
        offer_id=offer.pk,
        count=count,
        now=now,
    )


def send(market, now=NOON):
    order = Order.objects.get(unit=market.unit, cycle=market.cycle)
    return place_order(
        actor=market.cook, hub_id=market.hub.pk, order_id=order.pk, reference="", now=now
    )


def state(market, offer, packs=50):
    return state_availability(
        actor=market.farmer,
        hub_id=market.hub.pk,
        cycle_id=market.cycle.pk,
        variant_id=offer.variant_id,
        packs=packs,
        now=NOON,
    )


def close_with(market, **fields):
    return set_producer_closing(
        actor=market.farmer,
        hub_id=market.hub.pk,
        organisation_id=market.farm.pk,
        now=NOON,
        **fields,
    )


# Closing times


@pytest.mark.parametrize(
    ("closing", "lead_days", "expected"),
    [
        # the round closes on Tuesday at 21 in Oslo
        ({}, 0, None),
        ({"weekday": 2, "at": time(13)}, 0, datetime(2026, 11, 24, 12, 0, tzinfo=UTC)),
        ({"days_before": 2, "at": time(13)}, 0, datetime(2026, 11, 24, 12, 0, tzinfo=UTC)),
        ({"days_before": 1, "at": time(13)}, 0, None),
        # a Thursday's own weekday is the Thursday before
        ({"weekday": 4, "at": time(13)}, 0, datetime(2026, 11, 19, 12, 0, tzinfo=UTC)),
        ({}, 2, None),
        ({}, 3, datetime(2026, 11, 23, 20, 0, tzinfo=UTC)),
        (
            {"weekday": 2, "at": time(13)},
            3,
            datetime(2026, 11, 23, 20, 0, tzinfo=UTC),
        ),
    ],
)
def test_an_offer_closes_when_the_producer_must_know(market, closing, lead_days, expected):
    close_with(market, **closing)
    Product.objects.filter(pk=market.carrots.variant.product_id).update(lead_days=lead_days)
    Offer.objects.filter(pk=market.carrots.pk).delete()

    assert state(market, market.carrots).closes_at == expected


@pytest.mark.parametrize(
    "wrong",
    [
        {"days_before": 1},
        {"weekday": 2},
        {"at": time(12)},
        {"days_before": 1, "weekday": 2, "at": time(12)},
        {"weekday": 8, "at": time(12)},
    ],
)
def test_a_closing_is_one_rule_with_its_hour(market, wrong):
    with pytest.raises(PeriodError):
        close_with(market, **wrong)

    assert HubProducer.objects.get(organisation=market.farm).closing_time is None


def test_after_its_closing_an_offer_is_neither_raised_lowered_nor_taken_back(market):
    closes_at = NOON + timedelta(hours=1)
    Offer.objects.filter(pk=market.carrots.pk).update(closes_at=closes_at)
    put(market, market.carrots, 4)
    order = send(market)

    for count in (5, 3, 0):
        with pytest.raises(OfferClosedError):
            put(market, market.carrots, count, now=closes_at)
    with pytest.raises(OfferClosedError):
        cancel_order(actor=market.cook, hub_id=market.hub.pk, order_id=order.pk, now=closes_at)

    assert OrderLine.objects.get().ordered_count == 4
    # what closes with the round can still be had
    assert put(market, market.cheese, 2, now=closes_at).ordered_count == 2


def test_a_basket_with_closed_goods_is_not_sent_but_can_be_emptied_of_them(market):
    closes_at = NOON + timedelta(hours=1)
    Offer.objects.filter(pk=market.carrots.pk).update(closes_at=closes_at)
    put(market, market.carrots, 4)
    put(market, market.cheese, 1)

    with pytest.raises(OfferClosedError):
        send(market, now=closes_at)
    put(market, market.carrots, 0, now=closes_at)

    assert send(market, now=closes_at).lines.get().offer == market.cheese


# Calendars and places


def test_a_unit_closed_for_the_summer_orders_nothing(market):
    put(market, market.cheese, 1)
    days = close_unit_between(
        actor=market.cook,
        hub_id=market.hub.pk,
        unit_id=market.unit.pk,
        first=THURSDAY - timedelta(days=1),
        last=THURSDAY + timedelta(days=1),
        reason="Planleggingsdager",
        now=NOON,
    )

    assert days == 3
    with pytest.raises(UnitClosedError):
        send(market)


def test_closed_ranges_are_whole_and_not_endless(market):
    for last in (THURSDAY - timedelta(days=1), THURSDAY + timedelta(days=200)):
        with pytest.raises(PeriodError):
            close_unit_between(
                actor=market.cook,
                hub_id=market.hub.pk,
                unit_id=market.unit.pk,
                first=THURSDAY,
                last=last,
                now=NOON,
            )

    assert not ClosedDay.objects.exists()


def test_a_unit_takes_deliveries_on_its_own_weekdays(market):
    put(market, market.cheese, 1)
    set_delivery_weekdays(
        actor=market.cook,
        hub_id=market.hub.pk,
        unit_id=market.unit.pk,
        weekdays=frozenset({2}),
        now=NOON,
    )

    with pytest.raises(UnitClosedError):
        send(market)


def choose(market, point):
    return choose_place(
        actor=market.cook,
        hub_id=market.hub.pk,
        order_id=Order.objects.get(unit=market.unit).pk,
        delivery_point_id=point.pk,
        now=NOON,
    )


def test_an_order_goes_to_the_pickup_point_that_was_chosen(market):
    put(market, market.cheese, 1)
    point = factories.make_delivery_point(market.hub, "Torget", is_pickup=True)
    choose(market, point)

    assert send(market).delivery_point == point


def test_a_pickup_point_that_is_closed_meanwhile_is_the_own_door(market):
    put(market, market.cheese, 1)
    point = factories.make_delivery_point(market.hub, "Torget", is_pickup=True)
    choose(market, point)
    point.is_pickup = False
    point.save()

    assert send(market).delivery_point == market.unit.delivery_point


def test_nobody_has_it_brought_to_anothers_door(market):
    put(market, market.cheese, 1)
    elsewhere = factories.make_delivery_point(factories.make_hub(), is_pickup=True)
    for point in (market.other.delivery_point, elsewhere):
        with pytest.raises(PickupPointError):
            choose(market, point)

    assert Order.objects.get().delivery_point == market.unit.delivery_point


# One like it


def test_a_clone_keeps_everything_and_says_what_is_gone(market):
    summer = factories.make_variant(market.farm, "Jordbær")
    summer.product.season_from_week, summer.product.season_until_week = 26, 32
    summer.product.save()
    gone = factories.make_variant(market.farm, "Flatbrød", archived_at=NOON)
    hidden = factories.make_variant(market.farm, "Saft")
    for variant, is_visible in ((summer, True), (gone, True), (hidden, False)):
        factories.make_listing(market.hub, variant, is_visible=is_visible)
        rounds.make_offer(market.cycle, variant)
    market.cheese.variant.listings.update(producer_price_ore=25000)

    clone, carried = clone_cycle(
        actor=market.boss,
        hub_id=market.hub.pk,
        cycle_id=market.cycle.pk,
        opens_at=market.cycle.opens_at + timedelta(days=7),
        closes_at=market.cycle.closes_at + timedelta(days=7),
        delivery_day=THURSDAY + timedelta(days=7),
        now=NOON,
    )

    assert clone.status == CycleStatus.DRAFT
    assert {
        (offer.variant_id, offer.offered_packs, offer.supply_mode) for offer in clone.offers.all()
    } == {
        (offer.variant_id, offer.offered_packs, offer.supply_mode)
        for offer in (market.carrots, market.cheese)
    }
    assert {(row.offer.variant, row.why) for row in carried.left_out} == {
        (summer, LeftOutFor.SEASON_OVER),
        (gone, LeftOutFor.ARCHIVED),
        (hidden, LeftOutFor.DELISTED),
    }
    (repriced,) = carried.repriced
    assert (repriced.from_ore, repriced.to_ore) == (24000, 25000)
    assert clone.offers.get(variant=market.cheese.variant).producer_price_ore == 25000


def test_a_clone_takes_no_packs_of_the_stock_along(market):
    # given cheese of which four packs came from stock, and bread that only lies there
    Offer.objects.filter(pk=market.cheese.pk).update(offered_packs=14, stock_packs=4)
    bread = factories.make_variant(market.farm, "Flatbrød")
    factories.make_listing(market.hub, bread)
    rounds.make_offer(market.cycle, bread, packs=6, stock_packs=6)
    set_producer_closing(
        actor=market.boss,
        hub_id=market.hub.pk,
        organisation_id=market.farm.pk,
        days_before=2,
        at=time(12),
        now=NOON,
    )
    market.cycle.surplus_at = market.cycle.closes_at - timedelta(hours=6)
    market.cycle.save()
    # when
    closes_at = market.cycle.closes_at + timedelta(days=7)
    clone, carried = clone_cycle(
        actor=market.boss,
        hub_id=market.hub.pk,
        cycle_id=market.cycle.pk,
        opens_at=market.cycle.opens_at + timedelta(days=7),
        closes_at=closes_at,
        delivery_day=THURSDAY + timedelta(days=7),
        now=NOON,
        name="Torsdag",
    )
    # then what is fresh is kept, whole, with the producer's closing as it is now
    rows = clone.offers.values_list("variant", "offered_packs", "stock_packs", "reserved_packs")
    assert set(rows) == {
        (market.carrots.variant_id, 50, 0, 0),
        (market.cheese.variant_id, 10, 0, 0),
    }
    assert {row.offer.variant: row.why for row in carried.left_out} == {
        bread: LeftOutFor.FROM_STOCK
    }
    assert all(offer.closes_at is not None for offer in clone.offers.all())
    clone.refresh_from_db()
    assert (clone.name, clone.surplus_at) == ("Torsdag", closes_at - timedelta(hours=6))
    assert (clone.surplus_told_at, clone.closed_by_clock_at) == (None, None)


# What is left


@pytest.fixture
def tended(market):
    """The kitchen bought carrots two weeks ago, the other one beer."""
    before = rounds.make_cycle(
        market.hub, CycleStatus.ORDERED, delivery_day=THURSDAY - timedelta(days=14)
    )
    beer = factories.make_variant(market.farm, "Øl")
    beer.product.is_alcohol = True
    beer.product.save()
    for unit, variant in ((market.unit, market.carrots.variant), (market.other, beer)):
        offer = rounds.make_offer(before, variant)
        rounds.make_line(rounds.make_order(before, unit), offer, 2)
    rounds.make_offer(market.cycle, beer)
    other_group = factories.make_group("9")
    for variant in (market.cheese.variant, beer):
        variant.product.group = other_group
        variant.product.save()
    return market


def offer(market, now=NOON):
    return offer_surplus(actor=market.boss, hub_id=market.hub.pk, cycle_id=market.cycle.pk, now=now)


def test_what_is_left_is_offered_once_to_who_tends_to_buy_it(tended):
    notices = offer(tended)

    assert [(row.unit, row.goods) for row in notices] == [
        (tended.unit, [[tended.carrots.pk, 50]]),
        # who bought beer hears of cheese of the same group, never of beer
        (tended.other, [[tended.cheese.pk, 10]]),
    ]
    assert offer(tended) == []
    assert SurplusNotice.objects.count() == 2
    assert Message.objects.filter(template="surplus_offered").count() == 2
    assert mail.outbox == []


def test_what_is_not_for_a_kind_of_kitchen_is_not_offered_to_it(tended):
    # given both like it, and only one may have it
    carrots = tended.carrots.variant.product
    carrots.not_for, carrots.not_for_stated = ["raw_milk"], True
    carrots.not_for_kinds = [tended.unit.kind]
    carrots.save()
    tended.other.kind = "hotel"
    tended.other.save()
    before = Offer.objects.exclude(cycle=tended.cycle).get(variant=tended.carrots.variant)
    rounds.make_line(Order.objects.get(unit=tended.other), before, 2)

    told = {row.unit: [pk for pk, _ in row.goods] for row in offer(tended)}

    assert tended.unit not in told
    assert tended.carrots.pk in told[tended.other]


def prefer(market, unit, **channels):
    Preference.objects.create(
        hub=market.hub,
        unit=unit,
        kind=Kind.SURPLUS,
        **{"by_email": False, "by_sms": False} | channels,
    )


def test_who_has_turned_such_news_off_is_not_told(tended):
    prefer(tended, tended.other)
    left = unclaimed(tended.cycle, now=NOON)
    scope = {"actor": tended.boss, "cycle": tended.cycle, "now": NOON}
    assert waiting_to_be_told(**scope, left=left) == 1

    assert [row.unit for row in offer(tended)] == [tended.unit]
    assert Message.objects.get().unit == tended.unit
    assert waiting_to_be_told(**scope, left=left) == 0


def test_who_has_no_address_of_its_own_is_told_through_its_people(tended):
    tended.unit.email = ""
    tended.unit.save()
    cook = factories.make_person(email="kokk@example.no")
    factories.make_role(tended.hub, "buyer", person=cook, unit=tended.unit)

    offer(tended)

    told = Message.objects.get(unit=tended.unit)
    assert (told.address, told.person) == ("kokk@example.no", cook)
    assert f"cycle={tended.cycle.public_id}" in told.params["link"]


def test_surplus_comes_by_text_message_to_who_wants_it_so(tended, settings):
    settings.SMS_GATEWAY = "kortreist.apps.messages.sms.FileGateway"
    tended.unit.phone = "99 00 00 01"
    tended.unit.save()
    prefer(tended, tended.unit, by_sms=True)

    offer(tended)

    assert Message.objects.get(unit=tended.unit).channel == Channel.SMS


def test_who_is_closed_or_has_it_already_is_not_told(tended):
    put(tended, tended.carrots, 1)
    ClosedDay.objects.create(unit=tended.other, day=THURSDAY)

    assert offer(tended) == []


def test_the_coordinator_sees_what_came_of_it(tended):
    offer(tended)
    put(tended, tended.carrots, 3)
    send(tended)

    rows = list_told(actor=tended.boss, cycle=tended.cycle)
    assert {(row.notice.unit, row.ordered_packs) for row in rows} == {
        (tended.unit, 3),
        (tended.other, 0),
    }


def test_nothing_is_offered_in_a_round_that_takes_no_orders(tended):
    with pytest.raises(SurplusTooLateError):
        offer(tended, now=tended.cycle.closes_at)

    assert not SurplusNotice.objects.exists()
