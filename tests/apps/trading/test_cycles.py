from datetime import date, timedelta

import pytest

from kortreist.apps.catalogue.models import SupplyMode
from kortreist.apps.trading.errors import AlreadyPromisedError, CycleStateError, CycleTimesError
from kortreist.apps.trading.models import CycleStatus, Offer, OrderCycle
from kortreist.apps.trading.services.cycles import (
    close_cycle,
    create_cycle,
    open_cycle,
    reopen_cycle,
)
from kortreist.apps.trading.services.offers import state_availability
from kortreist.kernel.errors import NotFoundError, NotPermittedError
from tests import factories, rounds
from tests.conftest import NOON

DAY = date(2026, 11, 26)


def create(market, **fields):
    times = {
        "opens_at": NOON,
        "closes_at": NOON + timedelta(days=1),
        "delivery_day": DAY + timedelta(days=7),
    }
    return create_cycle(
        **{"actor": market.boss, "hub_id": market.hub.pk, "now": NOON} | times | fields
    )


def state(market, variant, packs, **fields):
    fields = {"actor": market.farmer, "cycle_id": market.cycle.pk, "now": NOON} | fields
    return state_availability(hub_id=market.hub.pk, variant_id=variant.pk, packs=packs, **fields)


def test_cycles_are_numbered_one_after_another(market, audit_codes):
    assert [create(market).number, create(market).number] == [2, 3]
    assert audit_codes() == ["trading.cycle.created"] * 2


@pytest.mark.parametrize(
    "times",
    [
        {"closes_at": NOON},
        {"closes_at": NOON - timedelta(hours=1)},
        {"delivery_day": date(2026, 11, 24)},
    ],
)
def test_impossible_times_are_refused(market, times):
    with pytest.raises(CycleTimesError):
        create(market, **times)

    assert OrderCycle.objects.count() == 1


def test_opening_takes_up_what_producers_have_said(market):
    # given a draft cycle whose farm has said 12 carrots, with 10 % for packing
    factories.make_fee(market.hub)
    cycle = create(market)
    factories.make_availability(
        market.hub, market.carrots.variant, packs=12, day=cycle.delivery_day
    )
    # when
    open_cycle(actor=market.boss, hub_id=market.hub.pk, cycle_id=cycle.pk, now=NOON)
    # then
    offer = Offer.objects.get(cycle=cycle)
    assert (offer.offered_packs, offer.producer_price_ore, offer.buyer_price_ore) == (
        12,
        3000,
        3300,
    )
    assert [part[1:] for part in offer.fee_parts] == [["packing", 300]]


def test_stages_go_forward_and_back_in_order(market, audit_codes):
    scope = {"actor": market.boss, "hub_id": market.hub.pk, "cycle_id": market.cycle.pk}
    assert close_cycle(**scope, now=NOON).status == CycleStatus.CLOSED
    assert close_cycle(**scope, now=NOON).status == CycleStatus.CLOSED
    with pytest.raises(CycleStateError):
        open_cycle(**scope, now=NOON)
    assert reopen_cycle(**scope, now=NOON).status == CycleStatus.OPEN
    assert audit_codes() == ["trading.cycle.closed", "trading.cycle.reopened"]


def test_cycle_reopened_after_its_time_is_open_an_hour_longer(market):
    scope = {"actor": market.boss, "hub_id": market.hub.pk, "cycle_id": market.cycle.pk}
    close_cycle(**scope, now=NOON)
    next_day = NOON + timedelta(days=1)

    cycle = reopen_cycle(**scope, now=next_day)

    assert cycle.closes_at == next_day + timedelta(hours=1)


def test_cook_may_not_close_the_cycle(market, audit_codes):
    with pytest.raises(NotPermittedError):
        close_cycle(actor=market.cook, hub_id=market.hub.pk, cycle_id=market.cycle.pk, now=NOON)

    market.cycle.refresh_from_db()
    assert market.cycle.status == CycleStatus.OPEN
    assert audit_codes() == []


def test_another_hubs_coordinator_finds_no_cycle(market):
    stranger = factories.coordinator(factories.make_hub())

    with pytest.raises(NotFoundError):
        close_cycle(actor=stranger, hub_id=market.hub.pk, cycle_id=market.cycle.pk, now=NOON)


def test_producer_states_a_new_offer_and_corrects_it(market, audit_codes):
    variant = factories.make_variant(market.farm, "Nepe")
    factories.make_listing(market.hub, variant, 2500)

    first = state(market, variant, 8)
    second = state(market, variant, 6)

    assert (first.pk, first.supply_mode) == (second.pk, SupplyMode.SHARE)
    assert second.offered_packs == 6
    assert audit_codes().count("trading.offer.stated") == 2


def test_stock_cannot_fall_below_what_is_promised(market):
    Offer.objects.filter(pk=market.cheese.pk).update(reserved_packs=4)

    with pytest.raises(AlreadyPromisedError) as caught:
        state(market, market.cheese.variant, 3)

    assert caught.value.params == {"promised": 4}
    market.cheese.refresh_from_db()
    assert market.cheese.offered_packs == 10
    assert state(market, market.cheese.variant, 4).offered_packs == 4


def test_goods_somebody_has_ordered_stay_supplied_as_they_were(market):
    # given a kitchen's wish for carrots, which takes no stock
    order = rounds.make_order(market.cycle, market.unit)
    rounds.make_line(order, market.carrots, 30)

    with pytest.raises(AlreadyPromisedError) as caught:
        state(market, market.carrots.variant, 10, supply_mode=SupplyMode.RESERVE)

    assert caught.value.params == {"promised": 30}
    market.carrots.refresh_from_db()
    assert (market.carrots.supply_mode, market.carrots.offered_packs) == (SupplyMode.SHARE, 50)


def test_producer_cannot_state_a_neighbours_goods(market):
    neighbour = factories.make_producer(market.hub)
    actor = factories.producer_actor(market.hub, neighbour)

    with pytest.raises(NotFoundError):
        state(market, market.carrots.variant, 1, actor=actor)

    market.carrots.refresh_from_db()
    assert market.carrots.offered_packs == 50


def test_nothing_is_stated_for_a_closed_cycle(market):
    market.cycle.status = CycleStatus.CLOSED
    market.cycle.save()

    with pytest.raises(CycleStateError):
        state(market, market.carrots.variant, 1)
