import pytest

from kortreist.apps.actors.models import BuyerUnit
from kortreist.apps.trading.errors import (
    AlreadyReceivedError,
    CycleStateError,
    PackingBegunError,
    PromiseTooLargeError,
)
from kortreist.apps.trading.models import (
    AllocationLine,
    CycleStatus,
    Order,
    OrderLine,
    Policy,
    PurchaseLine,
)
from kortreist.apps.trading.services.allocation import commit_allocation, preview_allocation
from kortreist.apps.trading.services.purchases import (
    promise_purchase,
    withdraw_purchase_orders,
    write_purchase_orders,
)
from kortreist.kernel.errors import NotFoundError
from tests import factories, rounds
from tests.conftest import NOON


@pytest.fixture
def shared(market):
    """30 and 20 of 40 carrots wished for by two kitchens and shared out: 24 and 16."""
    market.carrots.offered_packs = 40
    market.carrots.save()
    for unit, count in ((market.unit, 30), (market.other, 20)):
        rounds.make_line(rounds.make_order(market.cycle, unit), market.carrots, count)
    market.cycle.status = CycleStatus.CLOSED
    market.cycle.save()
    scope = {"actor": market.boss, "hub_id": market.hub.pk, "now": NOON}
    run = preview_allocation(**scope, cycle_id=market.cycle.pk, policy=Policy.PROPORTIONAL)
    commit_allocation(**scope, run_id=run.pk)
    return market


def scope(market, **fields):
    return {
        "actor": market.boss,
        "hub_id": market.hub.pk,
        "cycle_id": market.cycle.pk,
        "now": NOON,
    } | fields


def promise(market, packs, **fields):
    line = PurchaseLine.objects.get()
    fields = {"actor": market.farmer, "now": NOON} | fields
    return promise_purchase(
        hub_id=market.hub.pk,
        purchase_order_id=line.purchase_order_id,
        promises={line.pk: packs},
        **fields,
    )


def confirmed():
    return list(OrderLine.objects.order_by("pk").values_list("confirmed_count", flat=True))


def test_one_order_per_producer_for_all_that_was_confirmed(shared, audit_codes):
    orders = write_purchase_orders(**scope(shared))

    assert [order.producer for order in orders] == [shared.farm]
    line = PurchaseLine.objects.get()
    assert (line.ordered_count, line.ordered_amount) == (40, 40_000)
    assert (line.vat_category, line.vat_rate_bp) == ("S", 1500)
    assert audit_codes()[-2:] == ["trading.purchase.sent", "trading.cycle.ordered"]


def test_writing_twice_is_writing_once(shared):
    first = write_purchase_orders(**scope(shared))
    assert write_purchase_orders(**scope(shared)) == first
    assert PurchaseLine.objects.count() == 1


def test_whole_cases_are_bought(shared):
    variant = shared.carrots.variant
    variant.case_packs = 15
    variant.save()

    write_purchase_orders(**scope(shared))

    assert PurchaseLine.objects.get().ordered_count == 45


def test_unregistered_producer_has_no_vat(shared):
    shared.farm.vat_registered_from = None
    shared.farm.save()

    write_purchase_orders(**scope(shared))

    line = PurchaseLine.objects.get()
    assert (line.vat_category, line.vat_rate_bp) == ("O", 0)


def test_nothing_is_bought_before_it_is_shared_out(market):
    with pytest.raises(CycleStateError):
        write_purchase_orders(**scope(market))


def test_short_promise_is_shared_between_the_buyers(shared):
    write_purchase_orders(**scope(shared))

    promise(shared, 20)

    assert confirmed() == [12, 8]
    reasons = OrderLine.objects.first().changes.values_list("reason", flat=True)
    assert list(reasons.order_by("pk")) == ["shared_out", "producer_short"]


def test_short_promise_is_shared_by_the_same_law_as_the_cycle(shared):
    # given the second kitchen is served before the first
    BuyerUnit.objects.filter(pk=shared.other.pk).update(priority=1)
    BuyerUnit.objects.filter(pk=shared.unit.pk).update(priority=2)
    write_purchase_orders(**scope(shared))

    promise(shared, 20)
    assert confirmed() == [4, 16]

    # and less than six is of no use to the first
    OrderLine.objects.filter(order__unit=shared.unit).update(minimum_count=6)
    promise(shared, 21)
    assert confirmed() == [0, 16]


def test_short_promise_goes_first_to_who_ordered_first(shared):
    # given one pack for two who were promised as much, and the later order has the earlier line
    OrderLine.objects.update(confirmed_count=1, confirmed_amount=1_000)
    AllocationLine.objects.update(given_packs=1)
    Order.objects.filter(unit=shared.unit).update(placed_at=rounds.later())
    write_purchase_orders(**scope(shared))

    promise(shared, 1)

    assert confirmed() == [0, 1]


def test_better_promise_gives_back_what_a_short_one_took(shared):
    write_purchase_orders(**scope(shared))
    promise(shared, 20)

    promise(shared, 40)

    assert confirmed() == [24, 16]


def test_more_than_ordered_cannot_be_promised(shared):
    write_purchase_orders(**scope(shared))

    with pytest.raises(PromiseTooLargeError) as caught:
        promise(shared, 41)

    assert caught.value.params == {"ordered": 40}
    assert confirmed() == [24, 16]


def test_neighbour_cannot_answer_the_order(shared):
    write_purchase_orders(**scope(shared))
    neighbour = factories.make_producer(shared.hub)

    with pytest.raises(NotFoundError):
        promise(shared, 20, actor=factories.producer_actor(shared.hub, neighbour))

    assert PurchaseLine.objects.get().promised_count is None


def test_withdrawn_orders_can_be_written_again(shared):
    write_purchase_orders(**scope(shared))
    promise(shared, 20)

    withdraw_purchase_orders(**scope(shared))

    assert confirmed() == [24, 16]
    assert PurchaseLine.objects.get().ordered_count == 0
    write_purchase_orders(**scope(shared))
    assert PurchaseLine.objects.get().ordered_count == 40


def test_orders_stand_once_goods_have_come(shared):
    write_purchase_orders(**scope(shared))
    PurchaseLine.objects.update(received_count=1, received_amount=1000)

    with pytest.raises(AlreadyReceivedError):
        withdraw_purchase_orders(**scope(shared))

    assert PurchaseLine.objects.get().ordered_count == 40


def test_withdrawn_line_that_was_missing_is_waited_for_again(shared):
    # given goods that somebody said would not come
    write_purchase_orders(**scope(shared))
    promise(shared, 20)
    PurchaseLine.objects.update(received_count=0, received_amount=0)
    # when
    withdraw_purchase_orders(**scope(shared))
    # then each stage that changed says so
    line = PurchaseLine.objects.get()
    assert (line.promised_count, line.received_count) == (None, None)
    changes = line.changes.filter(reason="withdrawn").order_by("pk")
    assert list(changes.values_list("stage", "from_count", "to_count")) == [
        ("ordered", 40, 0),
        ("promised", 20, None),
        ("received", 0, None),
    ]
    # and the producer is asked anew
    write_purchase_orders(**scope(shared))
    promise(shared, 20)
    assert confirmed() == [12, 8]


def test_what_lies_in_crates_is_neither_withdrawn_nor_promised_away(shared):
    # given carrots packed from last week's lot, while this week's are on the road
    write_purchase_orders(**scope(shared))
    OrderLine.objects.filter(confirmed_count=24).update(packed_count=24, packed_amount=24_000)

    with pytest.raises(PackingBegunError) as caught:
        withdraw_purchase_orders(**scope(shared))
    assert caught.value.params == {"packed": 1}
    with pytest.raises(PackingBegunError):
        promise(shared, 20)

    assert confirmed() == [24, 16]
    line = PurchaseLine.objects.get()
    assert (line.ordered_count, line.promised_count) == (40, None)
    # but what the buyers were promised may be said to come
    promise(shared, 40)
    assert confirmed() == [24, 16]
