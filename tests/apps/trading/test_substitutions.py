"""Something else for what there was too little of: fit for the buyer, and never sold twice."""

from datetime import timedelta

import pytest

from kortreist.apps.catalogue.models import Product, SupplyMode
from kortreist.apps.trading.errors import (
    AlreadyOnOrderError,
    CratesClosedError,
    NothingMissingError,
    OutOfStockError,
    SubstitutionClosedError,
)
from kortreist.apps.trading.models import (
    AllocationLine,
    CycleStatus,
    Offer,
    OrderLine,
    Policy,
    Stage,
    Substitution,
)
from kortreist.apps.trading.services.allocation import (
    commit_allocation,
    preview_allocation,
    undo_allocation,
)
from kortreist.apps.trading.services.purchases import promise_purchase, write_purchase_orders
from kortreist.apps.trading.services.substitutions import (
    ANSWER_WITHIN,
    accept_substitution,
    expire_substitutions,
    propose_substitution,
    propose_substitutions,
    refuse_substitution,
    withdraw_substitution,
)
from kortreist.kernel.errors import NotFoundError, NotPermittedError
from tests import factories, rounds
from tests.conftest import NOON
from tests.rounds import later


def make_short_market(market):
    """Two kitchens wish 30 and 20 carrots of 40; 15 turnips of the same group lie there."""
    Product.objects.update(allergens_stated=True)
    Product.objects.filter(name__nb="Geitost").update(group=factories.make_group("1"))
    market.carrots.offered_packs = 40
    market.carrots.save()
    market.turnips = rounds.make_offer(
        market.cycle,
        factories.make_variant(market.farm, "Nepe"),
        packs=15,
        price_ore=3200,
    )
    Product.objects.filter(name__nb="Nepe").update(allergens_stated=True)
    market.lines = [
        rounds.make_line(rounds.make_order(market.cycle, unit), market.carrots, count)
        for unit, count in ((market.unit, 30), (market.other, 20))
    ]
    market.cooks = [factories.buyer_actor(market.unit), factories.buyer_actor(market.other)]
    market.cycle.status = CycleStatus.CLOSED
    market.cycle.save()
    share_out(market)
    return market


@pytest.fixture
def short(market):
    return make_short_market(market)


def scope(market, **fields):
    return {"actor": market.boss, "hub_id": market.hub.pk, "now": NOON} | fields


def share_out(market):
    run = preview_allocation(**scope(market), cycle_id=market.cycle.pk, policy=Policy.PROPORTIONAL)
    return commit_allocation(**scope(market), run_id=run.pk)


def propose_all(market, **fields):
    return propose_substitutions(**scope(market, **fields), cycle_id=market.cycle.pk)


def offer_turnips(market, line=0, count=6):
    return propose_substitution(
        **scope(market),
        line_id=market.lines[line].pk,
        offer_id=market.turnips.pk,
        count=count,
    )


def say_yes(market, proposal, cook=0, **fields):
    return accept_substitution(
        **scope(market, actor=market.cooks[cook]) | fields, substitution_id=proposal.pk
    )


def taken(offer):
    return sum(line.confirmed_count or 0 for line in OrderLine.objects.filter(offer=offer))


@pytest.mark.both
def test_each_cut_line_is_offered_the_best_of_what_is_left(short, audit_codes):
    made = propose_all(short)

    # 24 of 30 and 16 of 20 carrots were given, so 6 and 4 are missing
    assert [(row.line_id, row.offer_id, row.count) for row in made] == [
        (short.lines[0].pk, short.turnips.pk, 6),
        (short.lines[1].pk, short.turnips.pk, 4),
    ]
    # 6 kg at 35.20 instead of 33.00
    assert [(row.net_ore, row.instead_of_ore, row.difference_ore) for row in made] == [
        (21_120, 19_800, 1_320),
        (14_080, 13_200, 880),
    ]
    assert {row.answer_by for row in made} == {NOON + ANSWER_WITHIN}
    assert audit_codes()[-2:] == ["trading.substitution.proposed"] * 2
    assert propose_all(short) == []


def test_what_is_offered_to_one_is_not_offered_to_the_next(short):
    short.turnips.offered_packs = 7
    short.turnips.save()

    assert [row.count for row in propose_all(short)] == [6, 1]


@pytest.mark.parametrize(
    ("fields", "why"),
    [
        ({"allergens": ["milk"]}, "an allergen that carrots have not"),
        ({"traces": ["nuts"]}, "traces that carrots have not"),
        ({"allergens_stated": False}, "nobody has said which allergens"),
        ({"not_for_kinds": ["kindergarten"]}, "not for kindergartens"),
        ({"is_alcohol": True}, "alcohol is not pressed on anybody"),
    ],
)
def test_what_does_not_suit_is_not_offered(short, fields, why):
    Product.objects.filter(name__nb="Nepe").update(**fields)

    assert propose_all(short) == [], why


def test_another_group_is_no_substitute(short):
    Product.objects.filter(name__nb="Nepe").update(group=factories.make_group("1"))

    assert propose_all(short) == []


def test_what_stands_on_the_order_already_is_no_substitute(short):
    rounds.make_line(short.lines[0].order, short.turnips, 1, stages=("confirmed",))

    assert [row.line_id for row in propose_all(short)] == [short.lines[1].pk]
    with pytest.raises(AlreadyOnOrderError):
        offer_turnips(short)


def test_goods_of_a_producer_that_does_not_come_are_not_offered(short):
    far = factories.make_producer(short.hub, terms={"minimum_ore": 100_000})
    Offer.objects.filter(pk=short.turnips.pk).update(producer=far)

    assert propose_all(short) == []


def test_nearest_price_is_offered_first(short):
    dear = rounds.make_offer(
        short.cycle, factories.make_variant(short.farm, "Skorsonerrot"), price_ore=9000
    )
    Product.objects.filter(name__nb="Skorsonerrot").update(allergens_stated=True)

    assert {row.offer_id for row in propose_all(short)} == {short.turnips.pk}
    short.turnips.offered_packs = 0
    short.turnips.save()
    Substitution.objects.all().delete()
    assert {row.offer_id for row in propose_all(short)} == {dear.pk}


@pytest.mark.both
def test_a_yes_becomes_a_line_with_its_reason(short, audit_codes):
    proposal = offer_turnips(short)

    said = say_yes(short, proposal)

    line = said.new_line
    assert (line.offer_id, line.order_id) == (short.turnips.pk, short.lines[0].order_id)
    assert line.quantity(Stage.ORDERED) == line.quantity(Stage.CONFIRMED)
    assert (line.ordered_count, line.ordered_amount, line.buyer_price_ore) == (6, 6000, 3520)
    assert [(change.stage, change.reason) for change in line.changes.all()] == [
        ("ordered", "substituted"),
        ("confirmed", "substituted"),
    ]
    assert line.changes.first().params == {"instead_of": short.lines[0].pk}
    assert (said.status, said.answered_by) == ("accepted", short.cooks[0].name)
    assert audit_codes()[-1] == "trading.substitution.accepted"
    # and once more changes nothing
    assert say_yes(short, proposal).new_line_id == line.pk
    assert OrderLine.objects.filter(offer=short.turnips).count() == 1


def test_a_yes_to_what_others_took_is_told_what_is_left(short):
    first, second = offer_turnips(short, 0, 10), offer_turnips(short, 1, 10)
    say_yes(short, first)

    with pytest.raises(OutOfStockError) as caught:
        say_yes(short, second, cook=1)

    assert caught.value.params["left"] == 5
    second.refresh_from_db()
    assert (second.status, taken(short.turnips)) == ("proposed", 10)
    # then fewer are taken
    say_yes(short, second, cook=1, count=5)
    assert taken(short.turnips) == 15


def test_goods_sold_first_come_are_taken_from_what_is_left(short):
    Offer.objects.filter(pk=short.turnips.pk).update(supply_mode=SupplyMode.RESERVE)

    say_yes(short, offer_turnips(short))

    short.turnips.refresh_from_db()
    assert short.turnips.reserved_packs == 6


def test_a_no_takes_nothing(short):
    proposal = offer_turnips(short)

    said = refuse_substitution(**scope(short, actor=short.cooks[0]), substitution_id=proposal.pk)

    assert said.status == "refused"
    assert taken(short.turnips) == 0
    with pytest.raises(SubstitutionClosedError):
        say_yes(short, proposal)


def test_a_late_yes_is_too_late(short):
    proposal = offer_turnips(short)

    with pytest.raises(SubstitutionClosedError):
        say_yes(short, proposal, now=NOON + ANSWER_WITHIN)

    assert expire_substitutions(actor=factories.SYSTEM, now=NOON + ANSWER_WITHIN) == 1
    proposal.refresh_from_db()
    assert proposal.status == "expired"
    assert expire_substitutions(actor=factories.SYSTEM, now=later(48)) == 0


def test_a_new_proposal_takes_the_old_one_back(short):
    old = propose_all(short)[0]

    new = offer_turnips(short, count=3)

    old.refresh_from_db()
    assert (old.status, new.status, new.origin) == ("withdrawn", "proposed", "hub")


def test_the_hub_takes_back_only_what_nobody_answered(short):
    proposal = offer_turnips(short)
    say_yes(short, proposal)

    with pytest.raises(SubstitutionClosedError):
        withdraw_substitution(**scope(short), substitution_id=proposal.pk)


def test_what_lacks_nothing_gets_nothing_instead(short):
    line = rounds.make_line(short.lines[0].order, short.cheese, 1, stages=("confirmed",))

    with pytest.raises(NothingMissingError):
        propose_substitution(**scope(short), line_id=line.pk, offer_id=short.turnips.pk, count=1)


def test_only_the_buyer_answers_and_only_the_hub_offers(short):
    proposal = offer_turnips(short)

    with pytest.raises(NotFoundError):
        say_yes(short, proposal, cook=1)
    with pytest.raises(NotPermittedError):
        propose_all(short, actor=factories.packing_team(short.hub))
    proposal.refresh_from_db()
    assert proposal.status == "proposed"


def test_a_sharing_out_taken_back_takes_its_substitutes_along(short):
    Offer.objects.filter(pk=short.turnips.pk).update(supply_mode=SupplyMode.RESERVE)
    line = say_yes(short, offer_turnips(short)).new_line
    waiting = offer_turnips(short, line=1, count=2)

    undo_allocation(**scope(short), cycle_id=short.cycle.pk)

    line.refresh_from_db()
    waiting.refresh_from_db()
    short.turnips.refresh_from_db()
    assert (line.ordered_count, line.confirmed_count) == (0, None)
    assert (waiting.status, short.turnips.reserved_packs) == ("withdrawn", 0)
    # and the next sharing-out offers anew, on the same line if it must
    share_out(short)
    again = say_yes(short, propose_all(short)[0]).new_line
    assert again.pk == line.pk
    assert taken(short.turnips) == 6


def test_purchase_orders_close_what_nobody_answered_and_buy_what_was_accepted(short):
    say_yes(short, offer_turnips(short))
    waiting = offer_turnips(short, line=1, count=2)

    write_purchase_orders(**scope(short), cycle_id=short.cycle.pk)

    waiting.refresh_from_db()
    assert waiting.status == "expired"
    assert short.turnips.purchase_line.ordered_count == 6


def test_a_short_promise_is_shared_with_a_substitute_too(short):
    line = say_yes(short, offer_turnips(short)).new_line
    [purchase] = write_purchase_orders(**scope(short), cycle_id=short.cycle.pk)

    promise_purchase(
        **scope(short, actor=short.farmer),
        purchase_order_id=purchase.pk,
        promises={short.turnips.purchase_line.pk: 4},
    )

    line.refresh_from_db()
    assert line.confirmed_count == 4
    assert AllocationLine.objects.get(order_line=line).reasons[0]["code"] == "substituted"


def test_what_did_not_come_is_replaced_by_what_did(short):
    # given turnips for the other kitchen, of which two more came than were bought
    say_yes(short, offer_turnips(short, line=1, count=4), cook=1)
    write_purchase_orders(**scope(short), cycle_id=short.cycle.pk)
    bought = short.turnips.purchase_line
    bought.received_count, bought.received_amount = 6, 6000
    bought.save()
    # when five of the carrots were missing after all
    made = propose_all(short, now=later(20))
    assert [(row.line_id, row.count) for row in made] == [(short.lines[0].pk, 2)]
    say_yes(short, made[0], now=later(21))
    # then nothing more than came is promised
    assert taken(short.turnips) == 6


def test_closed_crates_take_nothing_more(short):
    write_purchase_orders(**scope(short), cycle_id=short.cycle.pk)
    rounds.make_purchase_line(short.turnips, 6, received=True)
    proposal = offer_turnips(short, count=2)
    OrderLine.objects.filter(pk=short.lines[0].pk).update(packed_count=24, packed_amount=24_000)

    with pytest.raises(CratesClosedError):
        say_yes(short, proposal)

    assert taken(short.turnips) == 0


def test_the_goods_are_on_the_road_before_the_answer_is_due(short):
    evening = NOON + timedelta(days=1, hours=9)

    [first, _] = propose_all(short, now=evening)

    # the delivery day begins at midnight in Oslo
    assert first.answer_by.isoformat() == "2026-11-25T23:00:00+00:00"
