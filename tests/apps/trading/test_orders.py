from datetime import timedelta

import pytest

from kortreist.apps.actors.models import AuditEvent, ClosedDay
from kortreist.apps.catalogue.models import SupplyMode
from kortreist.apps.jobs.models import Job
from kortreist.apps.messages.models import Message
from kortreist.apps.trading.errors import (
    CreditLimitError,
    CycleStateError,
    EmptyOrderError,
    LinesRefusedError,
    NotAMultipleError,
    OfferClosedError,
    OutOfStockError,
    QuantityOutOfRangeError,
    ReferenceFormatError,
    ReferenceMissingError,
    StaleFormError,
    UnitClosedError,
)
from kortreist.apps.trading.models import (
    CycleStatus,
    LineChange,
    Offer,
    Order,
    OrderLine,
    OrderStatus,
)
from kortreist.apps.trading.selectors.repeating import differences
from kortreist.apps.trading.services.baskets import repeat_order, set_line
from kortreist.apps.trading.services.cycles import close_cycle
from kortreist.apps.trading.services.lines import Wish, set_lines
from kortreist.apps.trading.services.orders import cancel_order, place_order
from kortreist.kernel.errors import NotFoundError
from tests import factories, rounds
from tests.conftest import NOON


def put(market, offer, count, **fields):
    fields = {"actor": market.cook, "unit_id": market.unit.pk, "now": NOON} | fields
    return set_line(hub_id=market.hub.pk, offer_id=offer.pk, count=count, **fields)


def place(market, order=None, **fields):
    order = order or Order.objects.get(unit=market.unit)
    fields = {"actor": market.cook, "reference": "", "now": NOON} | fields
    return place_order(hub_id=market.hub.pk, order_id=order.pk, **fields)


def test_basket_promises_nothing(market):
    line = put(market, market.cheese, 3)

    assert (line.ordered_count, line.ordered_amount) == (3, 900)
    assert line.confirmed_count is None
    market.cheese.refresh_from_db()
    assert market.cheese.reserved_packs == 0


def test_zero_takes_the_line_off_a_basket(market):
    put(market, market.cheese, 3)

    assert put(market, market.cheese, 0) is None
    assert not OrderLine.objects.exists()


def test_placing_takes_reserved_stock_and_only_notes_wishes(market, audit_codes):
    # given cheese first come and carrots to be shared
    put(market, market.cheese, 3)
    put(market, market.carrots, 80)
    # when
    order = place(market)
    # then the cheese is confirmed, the carrots are not
    cheese, carrots = OrderLine.objects.order_by("pk")
    assert order.status == OrderStatus.PLACED
    assert (cheese.confirmed_count, cheese.confirmed_amount) == (3, 900)
    assert carrots.confirmed_count is None
    market.cheese.refresh_from_db()
    assert market.cheese.reserved_packs == 3
    # and each line says why
    reasons = LineChange.objects.values_list("line_id", "stage", "to_count", "reason")
    assert list(reasons.order_by("pk")) == [
        (cheese.pk, "ordered", 3, "placed"),
        (carrots.pk, "ordered", 80, "placed"),
        (cheese.pk, "confirmed", 3, "reserved"),
    ]
    assert audit_codes() == ["trading.order.placed"]


def test_kitchen_is_told_what_it_ordered(market):
    put(market, market.cheese, 3)
    put(market, market.carrots, 2)
    place(market)

    message = Message.objects.get()
    assert message.address == market.unit.email
    assert [line["count"] for line in message.params["lines"]] == [3, 2]
    assert message.params["may_be_cut"] is True
    assert Job.objects.filter(name="messages.deliver").count() == 1


def test_placing_snapshots_price_seller_and_vat(market):
    put(market, market.cheese, 1)
    place(market)

    line = OrderLine.objects.get()
    assert (line.producer_price_ore, line.buyer_price_ore) == (24000, 26400)
    assert (line.vat_category, line.vat_rate_bp) == ("S", 1500)
    assert line.seller == market.hub.organisation
    assert line.origin_municipality == "5025"


def test_placing_twice_is_placing_once(market, audit_codes):
    put(market, market.cheese, 3)
    first = place(market)
    again = place(market)

    assert again.version == first.version
    market.cheese.refresh_from_db()
    assert market.cheese.reserved_packs == 3
    assert audit_codes() == ["trading.order.placed"]


def test_loser_is_told_what_is_left_and_nothing_is_placed(market):
    # given both want 6 of 10
    other_cook = factories.buyer_actor(market.other)
    put(market, market.cheese, 6)
    put(market, market.carrots, 1)
    put(market, market.cheese, 6, actor=other_cook, unit_id=market.other.pk)
    place(market, Order.objects.get(unit=market.other), actor=other_cook)
    # when
    with pytest.raises(OutOfStockError) as caught:
        place(market)
    # then
    assert caught.value.params["left"] == 4
    order = Order.objects.get(unit=market.unit)
    assert order.status == OrderStatus.BASKET
    assert not order.lines.exclude(confirmed_count=None).exists()
    assert not LineChange.objects.filter(line__order=order).exists()
    assert Message.objects.count() == 1
    market.cheese.refresh_from_db()
    assert market.cheese.reserved_packs == 6


def test_basket_says_at_once_that_too_little_is_left(market):
    with pytest.raises(OutOfStockError) as caught:
        put(market, market.cheese, 11)

    assert caught.value.params["left"] == 10
    assert not OrderLine.objects.exists()


@pytest.mark.parametrize(("count", "left"), [(5, 5), (1, 9), (0, 10)])
def test_changing_a_placed_line_moves_the_stock_with_it(market, count, left):
    put(market, market.cheese, 3)
    place(market)

    put(market, market.cheese, count)

    market.cheese.refresh_from_db()
    assert market.cheese.packs_left == left
    line = OrderLine.objects.get()
    assert (line.ordered_count, line.confirmed_count) == (count, count)
    changes = line.changes.order_by("pk").values_list("stage", "to_count", "reason")
    assert list(changes)[-2:] == [
        ("ordered", count, "changed"),
        ("confirmed", count, "reserved"),
    ]


def test_raising_a_placed_line_past_the_stock_changes_nothing(market):
    put(market, market.cheese, 3)
    place(market)

    with pytest.raises(OutOfStockError) as caught:
        put(market, market.cheese, 11)

    assert caught.value.params["left"] == 10
    assert OrderLine.objects.get().ordered_count == 3
    market.cheese.refresh_from_db()
    assert market.cheese.reserved_packs == 3


def test_cancelled_order_gives_its_stock_back_and_can_be_placed_again(market):
    put(market, market.cheese, 3)
    order = place(market)

    cancel_order(actor=market.cook, hub_id=market.hub.pk, order_id=order.pk, now=NOON)

    market.cheese.refresh_from_db()
    assert market.cheese.reserved_packs == 0
    assert place(market).status == OrderStatus.PLACED
    market.cheese.refresh_from_db()
    assert market.cheese.reserved_packs == 3


@pytest.mark.parametrize("count", [-1, 100_000, 10**12])
def test_impossible_number_is_refused(market, count):
    with pytest.raises(QuantityOutOfRangeError):
        put(market, market.carrots, count)

    assert not OrderLine.objects.exists()


def test_only_whole_multiples_are_sold(market):
    market.carrots.variant.order_multiple = 5
    market.carrots.variant.save()

    with pytest.raises(NotAMultipleError) as caught:
        put(market, market.carrots, 7)

    assert caught.value.params == {"multiple": 5}


@pytest.mark.parametrize("status", [CycleStatus.DRAFT, CycleStatus.CLOSED, CycleStatus.ORDERED])
def test_nothing_is_ordered_outside_the_open_cycle(market, status):
    put(market, market.carrots, 1)
    market.cycle.status = status
    market.cycle.save()

    with pytest.raises(CycleStateError):
        put(market, market.carrots, 2)
    with pytest.raises(CycleStateError):
        place(market)

    assert OrderLine.objects.get().ordered_count == 1
    assert Order.objects.get().status == OrderStatus.BASKET


def test_nothing_is_ordered_after_the_closing_time(market):
    put(market, market.carrots, 1)
    too_late = market.cycle.closes_at

    with pytest.raises(CycleStateError):
        place(market, now=too_late)
    with pytest.raises(CycleStateError):
        put(market, market.carrots, 2, now=too_late)

    assert OrderLine.objects.get().ordered_count == 1


def test_closing_leaves_unplaced_baskets_behind(market):
    put(market, market.carrots, 1)
    close_cycle(actor=market.boss, hub_id=market.hub.pk, cycle_id=market.cycle.pk, now=NOON)

    assert Order.objects.get().status == OrderStatus.BASKET


def test_stale_form_is_refused(market):
    put(market, market.carrots, 1)
    version = Order.objects.get().version
    put(market, market.carrots, 2)

    with pytest.raises(StaleFormError):
        place(market, expected_version=version)

    assert Order.objects.get().status == OrderStatus.BASKET


def test_empty_basket_is_not_sent(market):
    put(market, market.carrots, 1)
    put(market, market.carrots, 0)

    with pytest.raises(EmptyOrderError):
        place(market)


def test_closed_kitchen_is_not_delivered_to(market):
    ClosedDay.objects.create(
        unit=market.unit, day=market.cycle.delivery_day, reason="planleggingsdag"
    )
    put(market, market.carrots, 1)

    with pytest.raises(UnitClosedError):
        place(market)


def test_payers_reference_rule_is_checked_in_the_basket(market):
    payer = market.unit.payer
    payer.reference_pattern, payer.when_empty, payer.reference_hint = r"B\d{6}", "refuse", "B…"
    payer.save()
    put(market, market.carrots, 1)

    with pytest.raises(ReferenceMissingError):
        place(market, reference="  ")
    with pytest.raises(ReferenceFormatError):
        place(market, reference="123")

    assert place(market, reference=" B123456 ").reference == "B123456"


def test_credit_limit_counts_all_that_is_ordered_and_not_invoiced(market):
    # given a limit that covers one cheese (300 g at 264,00 a kilo = 79,20), not two
    payer = market.unit.payer
    payer.credit_limit_ore = 10_000
    payer.save()
    put(market, market.cheese, 2)
    with pytest.raises(CreditLimitError):
        place(market)
    market.cheese.refresh_from_db()
    assert market.cheese.reserved_packs == 0
    # when
    put(market, market.cheese, 1)
    place(market)
    # then the second is refused on the placed order as well
    with pytest.raises(CreditLimitError):
        put(market, market.cheese, 2)
    assert OrderLine.objects.get().ordered_count == 1


def test_other_units_basket_is_not_there(market):
    put(market, market.carrots, 1)
    stranger = factories.buyer_actor(market.other)

    with pytest.raises(NotFoundError):
        put(market, market.carrots, 5, actor=stranger)
    with pytest.raises(NotFoundError):
        place(market, actor=stranger)

    assert OrderLine.objects.get().ordered_count == 1
    assert not AuditEvent.objects.exists()


def test_kitchen_that_has_left_the_hub_orders_nothing(market):
    put(market, market.carrots, 1)
    market.unit.archived_at = NOON
    market.unit.save()

    with pytest.raises(NotFoundError):
        place(market)

    assert Order.objects.get().status == OrderStatus.BASKET


def test_another_hubs_offer_is_not_there(market):
    elsewhere = factories.make_hub()
    cycle = rounds.make_cycle(elsewhere)
    farm = factories.make_producer(elsewhere)
    offer = rounds.make_offer(cycle, factories.make_variant(farm))

    with pytest.raises(NotFoundError):
        put(market, offer, 1)


def test_last_order_is_repeated_with_what_can_be_had(market):
    # given last round's order of carrots and cheese, and cheese sold out this time
    put(market, market.carrots, 4)
    put(market, market.cheese, 2)
    place(market)
    cycle = rounds.make_cycle(
        market.hub, delivery_day=market.cycle.delivery_day + timedelta(days=7)
    )
    rounds.make_offer(cycle, market.carrots.variant)
    # when
    repeated = repeat(market, cycle)
    # then
    assert repeated.order.cycle == cycle
    assert [line.ordered_count for line in repeated.order.lines.all()] == [4]
    assert repeated.missing == (market.cheese.variant_id,)


def test_order_past_a_lowered_limit_can_still_be_made_smaller(market):
    put(market, market.cheese, 3)
    place(market)
    payer = market.unit.payer
    payer.credit_limit_ore = 10_000
    payer.save()

    put(market, market.cheese, 2)
    with pytest.raises(CreditLimitError):
        put(market, market.cheese, 3)

    assert OrderLine.objects.get().ordered_count == 2


def repeat(market, cycle):
    return repeat_order(
        actor=market.cook,
        hub_id=market.hub.pk,
        unit_id=market.unit.pk,
        cycle_id=cycle.pk,
        now=NOON,
    )


def next_round(market):
    put(market, market.carrots, 4)
    place(market)
    return rounds.make_cycle(market.hub, delivery_day=market.cycle.delivery_day + timedelta(days=7))


def test_sent_order_is_not_overwritten_by_the_last_one(market):
    # given another number of carrots, sent in the next round already
    cycle = next_round(market)
    carrots = rounds.make_offer(cycle, market.carrots.variant)
    put(market, carrots, 7)
    sent = place(market, Order.objects.get(cycle=cycle))
    # when
    repeated = repeat(market, cycle)
    # then
    assert (repeated.order.pk, repeated.missing) == (sent.pk, ())
    assert repeated.order.version == sent.version
    assert [line.ordered_count for line in repeated.order.lines.all()] == [7]


@pytest.mark.parametrize("change", ["sold by the dozen", "not for children"])
def test_goods_that_may_no_longer_be_ordered_so_are_left_out(market, change):
    # given
    cycle = next_round(market)
    rounds.make_offer(cycle, market.carrots.variant)
    if change == "sold by the dozen":
        type(market.carrots.variant).objects.update(order_multiple=12)
    else:
        type(market.carrots.variant.product).objects.update(is_alcohol=True)
    # when
    repeated = repeat(market, cycle)
    # then
    assert repeated.missing == (market.carrots.variant_id,)
    assert not repeated.order.lines.exists()


def test_repeating_takes_what_is_left_and_lowers_nothing(market):
    # given last round's carrots and cheese, three cheeses left now, and carrots in the basket
    put(market, market.carrots, 4, minimum_count=2, note="små")
    put(market, market.cheese, 5)
    place(market)
    cycle = rounds.make_cycle(
        market.hub, delivery_day=market.cycle.delivery_day + timedelta(days=7)
    )
    carrots = rounds.make_offer(cycle, market.carrots.variant, price_ore=3300)
    cheese = rounds.make_offer(
        cycle, market.cheese.variant, packs=3, supply_mode=SupplyMode.RESERVE
    )
    put(market, carrots, 9)
    # when
    repeated = repeat(market, cycle)
    # then
    counts = dict(repeated.order.lines.values_list("offer_id", "ordered_count"))
    assert counts == {carrots.pk: 9, cheese.pk: 3}
    line = repeated.order.lines.get(offer=carrots)
    assert (line.minimum_count, line.note) == (2, "små")
    # and both what is fewer and what is dearer is told
    told = differences(unit=market.unit, cycle=cycle, now=NOON)
    assert {
        each.line.variant_id: (each.is_gone, each.is_fewer, each.is_dearer, each.is_cheaper)
        for each in told
    } == {
        market.carrots.variant_id: (False, False, True, False),
        market.cheese.variant_id: (False, True, False, True),
    }


def test_number_changed_keeps_the_minimum_and_the_note(market):
    put(market, market.carrots, 4, minimum_count=2, note="små")
    put(market, market.carrots, 6)

    line = OrderLine.objects.get()
    assert (line.ordered_count, line.minimum_count, line.note) == (6, 2, "små")
    # and the minimum never passes the number
    put(market, market.carrots, 1)
    assert OrderLine.objects.get().minimum_count == 1


def test_offer_whose_producer_had_to_know_stands_as_it_is(market):
    put(market, market.carrots, 4)
    Offer.objects.filter(pk=market.carrots.pk).update(closes_at=NOON)

    with pytest.raises(OfferClosedError):
        put(market, market.carrots, 5)

    assert OrderLine.objects.get().ordered_count == 4


def set_many(market, wishes, **fields):
    return set_lines(
        actor=market.cook,
        hub_id=market.hub.pk,
        unit_id=market.unit.pk,
        cycle_id=market.cycle.pk,
        wishes=[Wish(offer.pk, count) for offer, count in wishes],
        now=NOON,
        **fields,
    )


@pytest.mark.both
def test_many_lines_are_written_at_once(market):
    put(market, market.carrots, 4)

    order = set_many(market, [(market.carrots, 0), (market.cheese, 3)])

    assert [(line.offer, line.ordered_count) for line in order.lines.all()] == [(market.cheese, 3)]
    assert order.version == 3


def test_one_wrong_line_stops_them_all_and_each_is_named(market):
    Offer.objects.filter(pk=market.cheese.pk).update(reserved_packs=9)
    put(market, market.carrots, 4)

    with pytest.raises(LinesRefusedError) as caught:
        set_many(market, [(market.carrots, 8), (market.cheese, 3)])

    faults = caught.value.faults
    assert {pk: fault.code for pk, fault in faults.items()} == {market.cheese.pk: "out_of_stock"}
    assert faults[market.cheese.pk].params["left"] == 1
    assert OrderLine.objects.get().ordered_count == 4
    assert Order.objects.get().version == 2


def test_many_lines_of_a_sent_order_take_and_give_back_stock(market):
    put(market, market.cheese, 5)
    place(market)

    set_many(market, [(market.carrots, 8), (market.cheese, 2)])

    assert Offer.objects.get(pk=market.cheese.pk).reserved_packs == 2
    lines = {line.offer_id: line for line in OrderLine.objects.all()}
    assert lines[market.cheese.pk].confirmed_count == 2
    assert lines[market.carrots.pk].confirmed_count is None
    assert AuditEvent.objects.filter(code="trading.order.changed").count() == 1


def test_stale_list_writes_nothing(market):
    order = set_many(market, [(market.carrots, 4)])
    with pytest.raises(StaleFormError):
        set_many(market, [(market.carrots, 5)], expected_version=order.version - 1)
    assert OrderLine.objects.get().ordered_count == 4
