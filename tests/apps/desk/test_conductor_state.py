from datetime import timedelta

import pytest

from kortreist.apps.catalogue.models import ChargeBy
from kortreist.apps.desk.models import CycleStage
from kortreist.apps.desk.selectors.conductor import (
    Standing,
    Wrong,
    get_stage_state,
    stage_state,
    stage_states,
)
from kortreist.apps.desk.selectors.homes import hub_home
from kortreist.apps.fulfilment.entries import HandoverEntry
from kortreist.apps.fulfilment.models import Delivery
from kortreist.apps.fulfilment.services.deliveries import deliver_cycle
from kortreist.apps.trading.models import CycleStatus, OrderLine, OrderStatus, PurchaseLine, Side
from kortreist.apps.trading.services.claims import add_claim
from kortreist.kernel.errors import NotFoundError, NotPermittedError
from kortreist.kernel.quantity import Quantity
from tests import factories, rounds
from tests.apps.desk import walks
from tests.apps.trading.conftest import build_market
from tests.conftest import NOON
from tests.rounds import DELIVERY_DAY

DONE, CURRENT, PROBLEM, TODO = Standing.DONE, Standing.CURRENT, Standing.PROBLEM, Standing.TODO


@pytest.fixture
def market(db):
    return walks.order_carrots(build_market())


def state_of(market, now=NOON):
    market.cycle.refresh_from_db()
    return stage_state(market.cycle, now=now)


def findings(state, stage):
    return {row.code: row.count for row in state.at(stage).findings}


@pytest.mark.both
def test_each_stage_is_current_until_it_is_done(market):
    for place, stage in enumerate(CycleStage):
        if place:
            state = state_of(market)
            assert state.next_stage.stage == stage
            assert [row.standing for row in state.stages] == (
                [DONE] * place + [CURRENT] + [TODO] * (8 - place)
            )
        walks.walk_on(market, stage)

    state = state_of(market)
    assert state.next_stage is None
    assert {row.standing for row in state.stages} == {DONE}
    assert state.identity.difference_ore == 0
    assert {kind: many for kind, many in state.figures.documents.items() if many} == {
        "invoice": 2,
        "settlement": 1,
    }


def test_a_cycle_that_is_set_up_waits_to_be_opened(market):
    market.cycle.status = CycleStatus.DRAFT
    market.cycle.save()
    assert state_of(market).next_stage.stage == CycleStage.OPEN


def test_a_cycle_that_should_have_closed_is_a_problem(market):
    rounds.make_order(market.cycle, factories.make_unit(market.hub), OrderStatus.BASKET)
    waiting = rounds.make_order(market.cycle, factories.make_unit(market.hub), OrderStatus.BASKET)
    rounds.make_line(waiting, market.carrots, 2)

    state = state_of(market, now=market.cycle.closes_at + timedelta(minutes=1))

    assert state.at(CycleStage.CLOSE).standing == PROBLEM
    # an empty basket is nobody's worry
    assert findings(state, CycleStage.CLOSE) == {Wrong.OVERDUE: 1, Wrong.NOT_PLACED: 1}


def test_what_is_left_for_people_is_counted(market):
    walks.walk(market, until=CycleStage.ORDER)
    left = {row.stage: row.left for row in state_of(market).stages if row.left}
    assert left == {CycleStage.RECEIVE: 1, CycleStage.PACK: 2, CycleStage.DELIVER: 2}


def test_what_was_cut_and_not_promised_is_told(market):
    walks.walk(market, until=CycleStage.ORDER)
    state = state_of(market)
    assert findings(state, CycleStage.ALLOCATE) == {Wrong.CUT: 2}
    assert findings(state, CycleStage.ORDER) == {Wrong.NOT_PROMISED: 1}
    # good to know, and no reason to stop
    assert state.at(CycleStage.ALLOCATE).standing == DONE


@pytest.mark.parametrize(
    ("promised", "received", "found"),
    [
        (None, 39, {Wrong.RECEIVED_SHORT: 1}),
        (None, 41, {Wrong.RECEIVED_OVER: 1}),
        (30, 30, {}),
        (30, 29, {Wrong.RECEIVED_SHORT: 1}),
        (30, 31, {Wrong.RECEIVED_OVER: 1}),
    ],
)
def test_goods_in_is_held_against_the_promise(market, promised, received, found):
    walks.walk(market, until=CycleStage.ORDER)
    PurchaseLine.objects.update(
        promised_count=promised,
        promised_amount=promised and promised * 1000,
        received_count=received,
        received_amount=received * 1000,
    )
    assert findings(state_of(market), CycleStage.RECEIVE) == found


def test_nobody_waits_for_what_was_not_promised(market):
    walks.walk(market, until=CycleStage.ORDER)
    PurchaseLine.objects.update(promised_count=0, promised_amount=0)
    assert state_of(market).at(CycleStage.RECEIVE).standing == DONE


@pytest.mark.both
@pytest.mark.parametrize(
    ("packed_g", "outside"), [(21_599, 1), (21_600, 0), (26_400, 0), (26_401, 1)]
)
def test_a_weight_outside_its_tolerance_is_told(market, packed_g, outside):
    walks.walk(market, until=CycleStage.RECEIVE)
    line = OrderLine.objects.order_by("pk").first()
    OrderLine.objects.filter(pk=line.pk).update(
        charge_by=ChargeBy.MEASURED, tolerance_bp=1000, packed_count=24, packed_amount=packed_g
    )
    assert findings(state_of(market), CycleStage.PACK).get(Wrong.OUTSIDE_TOLERANCE, 0) == outside


def test_what_came_back_is_told(market):
    walks.walk(market, until=CycleStage.PACK)
    first, second = Delivery.objects.order_by("pk")
    line = OrderLine.objects.filter(order=first.order_id).get()
    deliver_cycle(
        actor=market.boss,
        hub_id=market.hub.pk,
        cycle_id=market.cycle.pk,
        entries=[
            HandoverEntry(first.pk, {line.pk: Quantity(1, 1000)}),
            HandoverEntry(second.pk),
        ],
        now=NOON,
    )
    assert findings(state_of(market), CycleStage.DELIVER) == {Wrong.RETURNED: 1}


def test_a_claim_opens_what_was_settled_again(market):
    walks.walk(market, until=CycleStage.SETTLE)
    add_claim(
        actor=market.boss,
        hub_id=market.hub.pk,
        order_line_id=OrderLine.objects.order_by("pk").first().pk,
        quantity=Quantity(1, 1000),
        borne_by=Side.PRODUCER,
        now=NOON,
    )

    state = state_of(market)

    assert findings(state, CycleStage.INVOICE) == {Wrong.CLAIM_NOT_CREDITED: 1}
    assert state.next_stage.stage == CycleStage.SETTLE
    walks.conduct(market, "settle")
    assert state_of(market).next_stage is None


def test_money_that_does_not_add_up_is_a_problem(market):
    walks.walk(market, until=CycleStage.SETTLE)
    charge = market.cycle.charges.filter(kind="fee").first()
    charge.amount_ore += 1
    charge.save()
    state = state_of(market)
    assert findings(state, CycleStage.SETTLE) == {Wrong.DOES_NOT_BALANCE: -1}
    assert state.at(CycleStage.SETTLE).standing == PROBLEM


def test_the_number_of_queries_does_not_grow(market, query_count):
    walks.walk(market, until=CycleStage.SETTLE)
    market.cycle.refresh_from_db()
    small = query_count(lambda: stage_state(market.cycle, now=NOON))
    for _ in range(5):
        order = rounds.make_order(market.cycle, factories.make_unit(market.hub))
        rounds.make_line(order, market.carrots, 2)
    assert query_count(lambda: stage_state(market.cycle, now=NOON)) == small == 14


def test_several_rounds_are_read_as_one_is(market, query_count):
    # given a finished round, and others that have come less far
    walks.walk(market, until=CycleStage.SETTLE)
    market.cycle.refresh_from_db()
    few = query_count(lambda: hub_home(actor=market.boss, hub_id=market.hub.pk, now=NOON))
    weeks = (DELIVERY_DAY + timedelta(weeks=1), DELIVERY_DAY + timedelta(weeks=2))
    others = [rounds.make_cycle(market.hub, delivery_day=day) for day in weeks]
    for cycle in others:
        offer = rounds.make_offer(cycle, market.carrots.variant, packs=3)
        rounds.make_line(rounds.make_order(cycle, factories.make_unit(market.hub)), offer, 2)
    cycles = [market.cycle, *others]
    # when
    states = stage_states(cycles, hub_id=market.hub.pk, now=NOON)
    # then each is told as it is by itself
    for cycle, state in zip(cycles, states, strict=True):
        assert state == stage_state(cycle, now=NOON)
    assert len({state.figures.lines for state in states}) == 2
    # and no more is asked for three rounds than for one
    assert query_count(lambda: stage_states(cycles, hub_id=market.hub.pk, now=NOON)) == 14
    home = query_count(lambda: hub_home(actor=market.boss, hub_id=market.hub.pk, now=NOON))
    assert home == few


def test_only_those_who_see_the_hub_see_how_far_it_is(market):
    for actor, refusal in (
        (factories.outsider(), NotFoundError),
        (factories.coordinator(factories.make_hub()), NotFoundError),
        (factories.packing_team(market.hub), NotPermittedError),
    ):
        with pytest.raises(refusal):
            get_stage_state(actor=actor, cycle=market.cycle, now=NOON)
    assert get_stage_state(actor=market.boss, cycle=market.cycle, now=NOON).next_stage
