"""Weights outside what was agreed: asked, answered, and paid for as was said."""

import pytest

from kortreist.apps.catalogue.models import ChargeBy
from kortreist.apps.messages.models import Message
from kortreist.apps.trading.errors import (
    ReasonMissingError,
    WeightOutcomeError,
    WeightQuestionClosedError,
)
from kortreist.apps.trading.models import (
    ChargeKind,
    ChargeLine,
    Side,
    Stage,
    WeightOutcome,
    WeightQuestion,
    WeightStatus,
)
from kortreist.apps.trading.services.charges import charge_orders
from kortreist.apps.trading.services.weights import (
    answer_weight,
    ask_about_weights,
    drop_weight_questions,
    settle_weight,
)
from kortreist.kernel.errors import NotFoundError, NotPermittedError
from kortreist.kernel.quantity import Quantity
from tests import factories, rounds
from tests.conftest import NOON

pytestmark = pytest.mark.django_db


@pytest.fixture
def heavy(market):
    """One cheese of about 3 kg that weighed 3.4, ten per cent to either side agreed, delivered."""
    variant = factories.make_variant(
        market.farm,
        "Kvitost",
        content_amount=3000,
        charge_by=ChargeBy.MEASURED,
        tolerance_bp=1000,
    )
    offer = rounds.make_offer(market.cycle, variant, price_ore=20_000)
    order = rounds.make_order(market.cycle, market.unit)
    market.line = rounds.make_line(order, offer, 1, stages=("confirmed",))
    weigh(market, 3400)
    return market


def weigh(market, grams, *, delivered=True):
    line = market.line
    line.packed_count, line.packed_amount = 1, grams
    if delivered:
        line.delivered_count, line.delivered_amount = 1, grams
    line.save()


def scope(market, **fields):
    return {"actor": market.boss, "hub_id": market.hub.pk, "now": NOON} | fields


def ask(market):
    return ask_about_weights(**scope(market), line_ids=[market.line.pk])


def say(market, question, takes, **fields):
    fields = {"actor": market.cook} | fields
    return answer_weight(**scope(market, **fields), question_id=question.pk, takes=takes)


def settle(market, question, outcome, reason="Vi fant ingen mindre", **fields):
    return settle_weight(
        **scope(market, **fields),
        question_id=question.pk,
        outcome=WeightOutcome(outcome),
        reason=reason,
    )


def charges(market):
    return {
        (charge.side, charge.kind, charge.reason): charge.amount_ore
        for charge in ChargeLine.objects.filter(order_line=market.line)
    }


@pytest.mark.both
def test_the_buyer_is_asked_about_what_lies_outside(heavy, audit_codes):
    [question] = ask(heavy)

    assert (question.count, question.usual_amount, question.measured_amount) == (1, 3000, 3400)
    assert (question.status, question.is_heavier) == ("waiting", True)
    assert audit_codes() == ["trading.weight.asked"]
    message = Message.objects.get(address=heavy.unit.email)
    assert (message.template, message.params["measured"]) == ("weight_changed", 3400)
    # 3.4 and 3.0 kg at 220.00
    assert (message.params["measured_ore"], message.params["usual_ore"]) == (74_800, 66_000)


@pytest.mark.parametrize("grams", [2700, 3000, 3300])
def test_nobody_is_asked_within_the_tolerance(heavy, grams):
    weigh(heavy, grams)

    assert ask(heavy) == []
    assert not Message.objects.exists()


def test_packed_anew_ends_the_question_and_may_ask_another(heavy):
    [first] = ask(heavy)
    weigh(heavy, 2500)

    [second] = ask(heavy)

    first.refresh_from_db()
    assert (first.status, second.measured_amount, second.is_heavier) == ("withdrawn", 2500, False)
    weigh(heavy, 3100)
    assert ask(heavy) == []
    assert WeightQuestion.objects.filter(status="withdrawn").count() == 2


def test_what_the_buyer_said_yes_to_is_not_asked_again(heavy):
    [question] = ask(heavy)
    say(heavy, question, takes=True)

    assert ask(heavy) == []


@pytest.mark.both
def test_yes_is_paid_for_as_weighed(heavy):
    [question] = ask(heavy)
    charge_orders(**scope(heavy), order_ids=[heavy.line.order_id])

    said = say(heavy, question, takes=True)

    assert (said.status, said.answered_by) == ("accepted", heavy.cook.name)
    assert charges(heavy)[Side.BUYER, ChargeKind.GOODS, "sold"] == 74_800
    assert [(row.reason, row.to_amount) for row in heavy.line.changes.all()] == [
        ("weight_accepted", 3400)
    ]
    assert say(heavy, question, takes=True).answered_at == NOON
    with pytest.raises(WeightQuestionClosedError):
        say(heavy, question, takes=False)


def test_no_leaves_it_to_the_hub_and_may_become_a_yes(heavy):
    [question] = ask(heavy)

    assert say(heavy, question, takes=False).status == WeightStatus.REFUSED
    assert say(heavy, question, takes=True).status == WeightStatus.ACCEPTED


@pytest.mark.both
def test_paid_for_as_ordered_the_hub_bears_the_rest(heavy):
    [question] = ask(heavy)
    charge_orders(**scope(heavy), order_ids=[heavy.line.order_id])
    before = charges(heavy)
    say(heavy, question, takes=False)

    settle(heavy, question, "nominal")

    after = charges(heavy)
    assert after == before | {
        # 3.0 kg at 220.00, and 0.4 kg more that nobody pays for
        (Side.BUYER, ChargeKind.GOODS, "sold"): 66_000,
        (Side.HUB, ChargeKind.BORNE, "weight_as_ordered"): 8_800,
    }
    goods = ChargeLine.objects.get(order_line=heavy.line, side=Side.BUYER)
    assert (goods.count, goods.amount) == (1, 3000)
    # and a new charging of the order comes to the same
    charge_orders(**scope(heavy), order_ids=[heavy.line.order_id])
    assert charges(heavy) == after


def test_taken_back_nothing_is_charged(heavy):
    [question] = ask(heavy)
    charge_orders(**scope(heavy), order_ids=[heavy.line.order_id])
    say(heavy, question, takes=False)

    settle(heavy, question, "taken_back", reason="Bilen tok den med")

    heavy.line.refresh_from_db()
    assert heavy.line.quantity(Stage.DELIVERED) == Quantity.none()
    assert heavy.line.changes.last().params == {"reason": "Bilen tok den med"}
    assert charges(heavy) == {}


@pytest.mark.parametrize(
    ("grams", "is_no", "delivered", "outcome"),
    [
        (3400, True, True, "measured"),
        (2500, True, True, "nominal"),
        (3400, True, False, "taken_back"),
    ],
)
def test_a_choice_that_does_not_fit_is_refused(heavy, grams, is_no, delivered, outcome):
    weigh(heavy, grams)
    [question] = ask(heavy)
    if is_no:
        say(heavy, question, takes=False)
    if not delivered:
        heavy.line.delivered_count = heavy.line.delivered_amount = None
        heavy.line.save()

    with pytest.raises(WeightOutcomeError):
        settle(heavy, question, outcome)

    question.refresh_from_db()
    assert question.status == WeightStatus.REFUSED


def test_a_choice_needs_its_reason_and_somebody_who_may(heavy, audit_codes):
    [question] = ask(heavy)
    with pytest.raises(ReasonMissingError):
        settle(heavy, question, "nominal", reason="  ")
    with pytest.raises(NotPermittedError):
        settle(heavy, question, "nominal", actor=factories.packing_team(heavy.hub))
    with pytest.raises(NotFoundError):
        say(heavy, question, takes=True, actor=factories.buyer_actor(heavy.other))

    question.refresh_from_db()
    assert question.status == WeightStatus.WAITING
    assert audit_codes() == ["trading.weight.asked"]


def test_what_came_back_is_not_asked_about(heavy):
    ask(heavy)

    assert drop_weight_questions(**scope(heavy), line_ids=[heavy.line.pk]) == 1
    assert WeightQuestion.objects.get().status == WeightStatus.WITHDRAWN
