"""What the coordinator sees and does about shortages and weights, in constant queries."""

import pytest
from django.urls import reverse

from kortreist.apps.actors.models import RoleKind
from kortreist.apps.catalogue.models import Product
from kortreist.apps.desk.models import CycleStage
from kortreist.apps.desk.selectors.conductor import Standing, Wrong, stage_state
from kortreist.apps.desk.selectors.shortages import get_short_lines
from kortreist.apps.desk.services import comparison
from kortreist.apps.desk.services.conductor import undo_stage
from kortreist.apps.fulfilment.services.goods_in import receive_goods
from kortreist.apps.jobs.models import Job
from kortreist.apps.jobs.running import drain
from kortreist.apps.messages.models import Message
from kortreist.apps.trading.models import (
    AllocationRun,
    ChargeLine,
    OrderLine,
    Policy,
    PurchaseLine,
    PurchaseOrder,
    Substitution,
    WeightQuestion,
)
from kortreist.apps.trading.selectors.shortages import get_shortages
from kortreist.apps.trading.services.asking import ask_for_more
from kortreist.apps.trading.services.purchases import promise_purchase
from kortreist.kernel.errors import NotFoundError, NotPermittedError
from kortreist.kernel.quantity import Quantity
from tests import factories, rounds
from tests.apps.desk.walks import conduct, order_carrots, walk
from tests.apps.trading.conftest import build_market
from tests.conftest import NOON
from tests.price_lists import make_price_list
from tests.rounds import later


@pytest.fixture
def market(db):
    """Wishes of 30 and 20 for 40 carrots; 15 turnips of the same group, cheese of another."""
    market = order_carrots(build_market())
    market.turnips = rounds.make_offer(
        market.cycle, factories.make_variant(market.farm, "Nepe"), packs=15, price_ore=3200
    )
    Product.objects.update(allergens_stated=True)
    Product.objects.filter(name__nb="Geitost").update(group=factories.make_group("1"))
    return market


@pytest.fixture
def boss(market, client):
    client.force_login(factories.make_role(market.hub, RoleKind.COORDINATOR).person.user)
    return client


def url(market, name, **kwargs):
    scope = {"hub": market.hub.public_id, "cycle": market.cycle.public_id}
    return reverse(f"desk:{name}", kwargs=scope | kwargs)


def scope(market, **fields):
    return {"actor": market.boss, "hub_id": market.hub.pk, "now": NOON} | fields


def state_of(market):
    market.cycle.refresh_from_db()
    return stage_state(market.cycle, now=NOON)


def findings(state, stage):
    return {found.code: found.count for found in state.at(stage).findings}


@pytest.mark.both
def test_what_is_short_is_counted_live(market, query_count):
    far = factories.make_producer(market.hub, "Fjernt", terms={"minimum_ore": 100_000})
    swedes = rounds.make_offer(market.cycle, factories.make_variant(far, "Kålrot"), price_ore=3000)
    order = market.cycle.orders.first()
    rounds.make_line(order, swedes, 4)

    found = get_shortages(actor=market.boss, cycle=market.cycle)

    [carrots] = found.goods
    assert (carrots.wished, carrots.there, carrots.missing) == (50, 40, 10)
    assert [offer.pk for offer in carrots.alternatives] == [market.turnips.pk, swedes.pk]
    [short] = found.minimums
    assert (short.producer, short.reached_ore, short.missing_ore) == (far, 12_000, 88_000)
    few = query_count(lambda: get_shortages(actor=market.boss, cycle=market.cycle))
    for _ in range(4):
        rounds.make_line(
            rounds.make_order(market.cycle, factories.make_unit(market.hub)), market.carrots, 5
        )
    assert query_count(lambda: get_shortages(actor=market.boss, cycle=market.cycle)) == few == 4


def test_a_producer_is_asked_for_more_once_a_day(market, audit_codes):
    market.farm.email = "fjellgard@example.org"
    market.farm.save()

    assert ask_for_more(**scope(market), offer_id=market.carrots.pk) == 10
    ask_for_more(**scope(market, now=later()), offer_id=market.carrots.pk)

    assert audit_codes() == ["trading.offer.asked_for_more"] * 2
    message = Message.objects.get(template="more_wanted")
    assert (message.params["wished"], message.params["missing"]) == (50, 10)
    [row] = get_shortages(actor=market.boss, cycle=market.cycle).goods
    assert row.asked_at == later()
    with pytest.raises(NotPermittedError):
        ask_for_more(**scope(market, actor=market.farmer), offer_id=market.carrots.pk)
    other = factories.make_hub()
    with pytest.raises(NotFoundError):
        ask_for_more(
            **scope(market, actor=factories.coordinator(other), hub_id=other.pk),
            offer_id=market.carrots.pk,
        )


def test_one_message_tells_a_kitchen_everything(market):
    walk(market, until=CycleStage.ALLOCATE)

    message = Message.objects.get(address=market.unit.email, template="order_confirmed")
    [cut] = message.params["cut"]
    assert (cut["given"], cut["wanted"]) == (24, 30)
    assert cut["instead"]["name"] == {"nb": "Nepe"}
    assert (cut["instead"]["count"], cut["instead"]["net_ore"]) == (6, 21_120)
    assert message.params["has_questions"] is True
    assert message.params["is_corrected"] is False
    # and done again, nobody hears it twice
    conduct(market, "allocate")
    assert Message.objects.filter(template="order_confirmed").count() == 2


def test_a_new_sharing_out_says_that_it_corrects_the_old(market):
    walk(market, until=CycleStage.ALLOCATE)
    undo_stage(**scope(market), cycle_id=market.cycle.pk, stage=CycleStage.ALLOCATE)
    conduct(market, "allocate", policy=Policy.MAX_MIN)

    told = Message.objects.filter(address=market.unit.email).order_by("pk")
    assert [message.params["is_corrected"] for message in told] == [False, True]
    assert Substitution.objects.filter(status="withdrawn").count() == 2


def test_a_large_round_is_compared_by_the_worker(market, boss, monkeypatch):
    monkeypatch.setattr(comparison, "AT_ONCE", 1)
    walk(market, until=CycleStage.CLOSE)

    boss.post(url(market, "allocation-preview"))
    boss.post(url(market, "allocation-preview"))

    assert Job.objects.filter(name="desk.compare_policies").count() == 1
    page = boss.get(url(market, "allocation"))
    assert (page.context["progress"].done, page.context["progress"].total) == (0, 3)
    part = boss.get(url(market, "allocation-progress"), headers={"HX-Request": "true"})
    assert "<html" not in part.content.decode()
    drain()
    assert AllocationRun.objects.filter(cycle=market.cycle).count() == 3
    done = boss.get(url(market, "allocation-progress"), headers={"HX-Request": "true"})
    assert done.headers["HX-Redirect"] == url(market, "allocation")


def test_each_way_is_told_by_what_it_does(market, boss):
    walk(market, until=CycleStage.CLOSE)
    boss.post(url(market, "allocation-preview"))

    columns = boss.get(url(market, "allocation")).context["comparison"].columns

    told = {
        column.run.policy: (
            column.totals.units_cut,
            column.totals.largest_cut_bp,
            column.totals.fill_bp,
            column.totals.spread_bp,
            [merit.value for merit in column.merits],
        )
        for column in columns
    }
    assert told["proportional"] == (2, 2000, 8000, 0, ["smallest_cut", "most_even"])
    assert told["max_min"] == (1, 3333, 8000, 3334, ["fewest_units"])
    by_unit = boss.get(url(market, "allocation"), {"by": "unit"}).context["comparison"]
    assert [(row.wanted, row.given[:2]) for row in by_unit.units] == [
        (30, (24, 20)),
        (20, (16, 20)),
    ]


def test_answers_are_seen_and_more_is_offered_by_hand(market, boss):
    walk(market, until=CycleStage.ALLOCATE)
    first, second = Substitution.objects.order_by("pk")
    boss.post(url(market, "substitute-withdraw", substitution=first.public_id))

    page = boss.get(url(market, "shortages"))
    [row] = page.context["short"].lines
    assert (row.line.pk, row.missing) == (first.line_id, 6)
    assert findings(state_of(market), CycleStage.ORDER)[Wrong.SUBSTITUTES_WAITING] == 1
    boss.post(
        url(market, "substitute-propose"),
        {
            "line": row.line.public_id,
            "offer": market.turnips.public_id,
            "count": 2,
            "note": "Fin til suppe",
        },
    )
    own = Substitution.objects.get(origin="hub")
    assert (own.line_id, own.count, own.note) == (first.line_id, 2, "Fin til suppe")
    assert "Fin til suppe" not in boss.get(url(market, "shortages")).content.decode()
    assert second.pk != own.pk


def test_what_could_come_instead_is_priced_as_the_kitchen_pays(market, boss):
    walk(market, until=CycleStage.ALLOCATE)
    first = Substitution.objects.order_by("pk").first()
    boss.post(url(market, "substitute-withdraw", substitution=first.public_id))
    own = {"unit": first.line.order.unit}
    make_price_list(market.hub, (market.turnips.variant, 2750), reach=own)

    page = boss.get(url(market, "shortages"))

    [row] = page.context["short"].lines
    assert [(each.offer.pk, each.price_ore) for each in row.candidates] == [
        (market.turnips.pk, 2750)
    ]
    assert "27,50/kg" in page.content.decode().replace("\u00a0", " ")
    boss.post(
        url(market, "substitute-propose"),
        {"line": row.line.public_id, "offer": market.turnips.public_id, "count": 2},
    )
    assert Substitution.objects.get(origin="hub").net_ore == 2 * 2750


def test_what_did_not_come_is_found_at_goods_in(market):
    walk(market, until=CycleStage.ORDER)
    receive_goods(
        **scope(market),
        purchase_line_id=PurchaseLine.objects.get().pk,
        code="L1",
        best_before=None,
        quantity=Quantity.nominal(35, 1000),
    )

    short = get_short_lines(actor=market.boss, cycle=market.cycle)

    # 24 and 16 were promised of 40; of 35 they get 21 and 14
    assert sorted((row.missing, row.is_late) for row in short.lines) == [(2, True), (3, True)]


# What waits for a yes


def ask_about(market, **fields):
    line = OrderLine.objects.get(order__unit=market.unit, offer=market.carrots)
    return WeightQuestion.objects.create(
        hub=market.hub,
        line=line,
        count=24,
        usual_amount=24_000,
        measured_amount=29_000,
        asked_at=NOON,
        answer_by=later(24),
        **fields,
    )


def test_a_round_waits_for_the_buyers_yes_without_holding_the_producers_up(market, boss):
    walk(market, until=CycleStage.DELIVER)
    question = ask_about(market)

    run = conduct(market, "invoice")

    assert (run.outcome["documents"], run.outcome["waiting"]) == (1, 1)
    state = state_of(market)
    assert findings(state, CycleStage.INVOICE)[Wrong.WEIGHTS_WAITING] == 1
    assert state.at(CycleStage.INVOICE).standing == Standing.CURRENT
    assert state.next_stage.stage == CycleStage.SETTLE
    conduct(market, "settle")
    state = state_of(market)
    assert state.next_stage.stage == CycleStage.INVOICE
    assert state.next_stage.is_waiting
    page = boss.get(url(market, "cycle-detail")).content.decode()
    assert url(market, "weights") in page
    # when the hub lets it be paid for as ordered, it is invoiced by itself, and the money adds up
    boss.post(
        url(market, "weight-settle", weight=question.public_id),
        {"outcome": "nominal", "reason": "Vi skar for stort"},
    )
    assert state_of(market).next_stage.left == 1
    conduct(market, "invoice")
    state = state_of(market)
    assert state.next_stage is None
    assert state.identity.is_balanced


def test_taken_back_after_settling_the_money_still_adds_up(market, boss):
    walk(market, until=CycleStage.DELIVER)
    question = ask_about(market, status="refused")
    conduct(market, "invoice")
    conduct(market, "settle")

    boss.post(
        url(market, "weight-settle", weight=question.public_id),
        {"outcome": "taken_back", "reason": "Bilen tok den med"},
    )

    state = state_of(market)
    assert state.identity.is_balanced
    assert state.next_stage is None


# What the first rounds left undone


def test_a_claim_of_nothing_is_not_a_delivery_to_invoice(market):
    walk(market, until=CycleStage.SETTLE)
    line = OrderLine.objects.filter(offer=market.carrots).first()
    ChargeLine.objects.create(
        hub=market.hub,
        cycle=market.cycle,
        side="buyer",
        kind="goods",
        reason="claim",
        order=line.order,
        order_line=line,
        amount_ore=0,
    )

    assert state_of(market).figures.deliveries_not_invoiced == 0


def test_deliveries_with_nothing_to_bring_hold_nobody_up(market):
    walk(market, until=CycleStage.ORDER)
    purchase = PurchaseOrder.objects.get()
    promise_purchase(
        **scope(market, actor=market.farmer),
        purchase_order_id=purchase.pk,
        promises=dict.fromkeys(purchase.lines.values_list("pk", flat=True), 0),
    )

    state = state_of(market)
    assert (state.figures.not_packed, state.figures.not_delivered) == (0, 0)
    for stage in ("receive", "pack", "deliver"):
        conduct(market, stage)
    assert state_of(market).at(CycleStage.DELIVER).standing == Standing.DONE


def test_pages_ask_as_often_for_more(market, boss, query_count):
    walk(market, until=CycleStage.ALLOCATE)

    def cut_some(units):
        for _ in range(units):
            order = rounds.make_order(market.cycle, factories.make_unit(market.hub))
            rounds.make_line(order, market.carrots, 5, confirmed_count=2, confirmed_amount=2000)

    cut_some(1)
    few = query_count(lambda: boss.get(url(market, "shortages")))
    cut_some(4)

    assert query_count(lambda: boss.get(url(market, "shortages"))) == few
