import pytest

from kortreist.apps.catalogue.models import FeeBasis, FeeKind
from kortreist.apps.trading.errors import AlreadyDocumentedError, ClaimTooLargeError
from kortreist.apps.trading.models import ChargeLine, OrderLine, PurchaseLine, Side, Stage
from kortreist.apps.trading.selectors.identity import cycle_identity
from kortreist.apps.trading.services.charges import charge_orders, mark_documented
from kortreist.apps.trading.services.claims import add_claim
from kortreist.apps.trading.services.quantities import StageEntry, set_order_stages
from kortreist.apps.trading.services.weighing import weigh_up_purchases
from kortreist.kernel.quantity import Quantity
from tests import factories, rounds
from tests.conftest import NOON

DONE = ("confirmed", "packed", "delivered")


@pytest.fixture
def delivered(market):
    """10 cheeses bought at 3,100 kg and delivered at 3,040: 4 to one kitchen, 5 to another."""
    factories.make_fee(
        market.hub,
        FeeKind.TRANSPORT,
        basis=FeeBasis.PER_DELIVERY,
        rate_bp=0,
        amount_ore=10_001,
    )
    market.purchase = rounds.make_purchase_line(
        market.cheese, 10, received_count=10, received_amount=3_100
    )
    market.lines = [
        rounds.make_line(rounds.make_order(market.cycle, unit), market.cheese, count, stages=DONE)
        for unit, count in ((market.unit, 4), (market.other, 5))
    ]
    for line, amount in zip(market.lines, (1_210, 1_530), strict=True):
        line.packed_amount = line.delivered_amount = amount
        line.save()
    return market


def scope(market):
    return {"actor": market.boss, "hub_id": market.hub.pk, "now": NOON}


def charge(market):
    orders = [line.order_id for line in market.lines]
    return charge_orders(**scope(market), order_ids=orders)


def weigh_up(market):
    return weigh_up_purchases(**scope(market), cycle_id=market.cycle.pk)


def identity(market):
    return cycle_identity(hub_id=market.hub.pk, cycle_id=market.cycle.pk)


def ore(**where):
    return list(
        ChargeLine.objects.filter(**where).order_by("pk").values_list("reason", "amount_ore")
    )


def test_delivered_weight_is_charged_and_split(delivered):
    charge(delivered)

    # 1,210 kg at 264,00 = 319,44; the producer's part at 240,00 = 290,40
    assert ore(side="buyer", kind="goods") == [("sold", 31_944), ("sold", 40_392)]
    assert ore(kind="fee") == [("packing", 2_904), ("packing", 3_672)]
    assert ore(side="buyer", kind="freight") == [("transport", 10_001)] * 2
    assert ore(side="hub", kind="freight") == [("transport", 10_001)] * 2


def test_producer_is_credited_on_goods_in_weight_and_the_hub_bears_the_loss(delivered):
    charge(delivered)
    weigh_up(delivered)

    # 3,100 kg at 240,00; one pack of ten left over, 50 g lost between the scales
    assert ore(side="producer") == [("delivered", 74_400)]
    assert ore(kind="borne") == [("unsold", 7_440), ("weight_lost", 1_200)]
    report = identity(delivered)
    assert report.difference_ore == 0
    assert report.charged == 31_944 + 40_392 + 2 * 10_001


def test_gain_on_the_scales_is_the_hubs_margin(delivered):
    delivered.purchase.received_count, delivered.purchase.received_amount = 9, 2_700
    delivered.purchase.save()
    charge(delivered)
    weigh_up(delivered)

    assert ore(kind="margin") == [("weight_gained", 960)]
    assert identity(delivered).difference_ore == 0


def test_late_change_re_makes_every_charge(delivered):
    charge(delivered)
    weigh_up(delivered)
    # when one cheese came back from the first door
    line = delivered.lines[0]
    set_order_stages(
        **scope(delivered),
        stage=Stage.DELIVERED,
        entries=[StageEntry(line.pk, Quantity(3, 910), "damaged")],
    )
    charge(delivered)
    weigh_up(delivered)
    # then
    assert ore(order_line=line, side="buyer") == [("sold", 24_024)]
    assert ("returned", 7_200) in ore(kind="borne")
    assert identity(delivered).difference_ore == 0


def test_order_taken_back_has_no_charges(delivered):
    charge(delivered)
    set_order_stages(
        **scope(delivered),
        stage=Stage.DELIVERED,
        entries=[StageEntry(line.pk, None, "delivery_undone") for line in delivered.lines],
    )

    charge(delivered)

    assert not ChargeLine.objects.exists()


def test_charging_twice_is_charging_once(delivered):
    charge(delivered)
    before = ore()
    charge(delivered)

    assert ore() == before


def document(market, **where):
    ids = ChargeLine.objects.filter(**where).values_list("pk", flat=True)
    mark_documented(**scope(market), charge_ids=list(ids))


def test_documented_charges_stand(delivered):
    charge(delivered)
    document(delivered, side="buyer")

    line = OrderLine.objects.get(pk=delivered.lines[0].pk)
    assert (line.invoiced_count, line.invoiced_amount) == (4, 1_210)
    with pytest.raises(AlreadyDocumentedError):
        charge(delivered)
    with pytest.raises(AlreadyDocumentedError):
        document(delivered, side="buyer")
    with pytest.raises(AlreadyDocumentedError):
        set_order_stages(
            **scope(delivered),
            stage=Stage.DELIVERED,
            entries=[StageEntry(line.pk, Quantity(1, 300), "damaged")],
        )
    line.refresh_from_db()
    assert line.delivered_count == 4


def test_settled_credits_stand(delivered):
    charge(delivered)
    weigh_up(delivered)
    document(delivered, side="producer")

    purchase = PurchaseLine.objects.get()
    assert (purchase.credited_count, purchase.credited_amount) == (10, 3_100)
    before = ore()
    weigh_up(delivered)
    assert ore() == before


def test_goods_that_come_after_the_settlement_are_credited_as_well(delivered):
    # given carrots that did not come, and a producer who was settled with for the cheese
    late = rounds.make_purchase_line(delivered.carrots, 2, received_count=0, received_amount=0)
    charge(delivered)
    weigh_up(delivered)
    document(delivered, side="producer")
    # when they come after all
    PurchaseLine.objects.filter(pk=late.pk).update(received_count=2, received_amount=2_000)
    weigh_up(delivered)
    # then
    assert ore(side="producer") == [("delivered", 74_400), ("delivered", 6_000)]
    assert ore(purchase_line=late, kind="borne") == [("unsold", 6_000)]
    assert identity(delivered).difference_ore == 0


def test_buyers_charges_stand_once_a_producer_is_settled(delivered):
    # given the statement rests on what was delivered, though no invoice has been issued
    charge(delivered)
    weigh_up(delivered)
    document(delivered, side="producer")
    before = ore()

    with pytest.raises(AlreadyDocumentedError):
        charge(delivered)

    assert ore() == before


def test_goods_packed_before_any_came_are_weighed_up_too(delivered):
    # given cheese from last week's lot, while this week's is still on the road
    delivered.purchase.received_count = delivered.purchase.received_amount = None
    delivered.purchase.save()
    charge(delivered)
    weigh_up(delivered)

    assert ore(side="producer") == []
    assert ore(kind="margin") == [("weight_gained", 65_760)]
    assert identity(delivered).difference_ore == 0


@pytest.mark.parametrize(
    ("borne_by", "producer_ore", "borne_ore"),
    [(Side.HUB, [], [7_920]), (Side.PRODUCER, [-7_200], [720])],
)
def test_claim_is_mirrored_where_the_fault_lies(delivered, borne_by, producer_ore, borne_ore):
    charge(delivered)
    weigh_up(delivered)
    document(delivered, side="buyer")
    # when one cheese of 300 g was mouldy
    add_claim(
        **scope(delivered),
        order_line_id=delivered.lines[0].pk,
        quantity=Quantity(1, 300),
        borne_by=borne_by,
    )
    # then
    claims = ChargeLine.objects.filter(reason="claim")
    assert [c.amount_ore for c in claims.filter(side="buyer")] == [-7_920]
    assert [c.amount_ore for c in claims.filter(side="producer")] == producer_ore
    assert [c.amount_ore for c in claims.filter(kind="borne")] == borne_ore
    assert identity(delivered).difference_ore == 0


def test_claim_on_free_goods_leaves_what_was_invoiced(delivered):
    # given cheese that costs nothing, so that the claim comes to nothing as well
    OrderLine.objects.update(producer_price_ore=0, buyer_price_ore=0, fee_parts=[])
    charge(delivered)
    document(delivered, side="buyer")
    add_claim(
        **scope(delivered),
        order_line_id=delivered.lines[0].pk,
        quantity=Quantity(1, 300),
        borne_by=Side.PRODUCER,
    )
    # when both claims come on their documents
    document(delivered, reason="claim", side="buyer")
    document(delivered, reason="claim", side="producer")
    # then
    line = OrderLine.objects.get(pk=delivered.lines[0].pk)
    assert (line.invoiced_count, line.invoiced_amount) == (4, 1_210)


def test_no_more_is_given_back_than_was_invoiced(delivered):
    charge(delivered)
    document(delivered, side="buyer")
    claim = {
        **scope(delivered),
        "order_line_id": delivered.lines[0].pk,
        "borne_by": Side.HUB,
    }
    add_claim(**claim, quantity=Quantity(3, 900))

    with pytest.raises(ClaimTooLargeError) as caught:
        add_claim(**claim, quantity=Quantity(2, 600))

    assert caught.value.params == {"packs": 1, "amount": 310}
    assert ChargeLine.objects.filter(reason="claim", side="buyer").count() == 1


@pytest.mark.parametrize("borne_by", [Side.HUB, Side.PRODUCER])
def test_two_half_claims_give_back_what_was_invoiced_to_the_ore(market, borne_by):
    # given 10 g of cheese at 50 øre a gram and a half: each half would round up by itself
    order = rounds.make_order(market.cycle, market.unit)
    line = rounds.make_line(order, market.cheese, 2, stages=DONE)
    line.producer_price_ore, line.buyer_price_ore, line.fee_parts = 100, 100, []
    line.delivered_amount = line.packed_amount = 10
    line.save()
    market.lines = [line]
    charge(market)
    document(market, side="buyer")
    assert ore(side="buyer", kind="goods") == [("sold", 1)]
    # when both halves are claimed
    for _ in range(2):
        add_claim(
            **scope(market),
            order_line_id=line.pk,
            quantity=Quantity(1, 5),
            borne_by=borne_by,
        )
    # then
    given = ChargeLine.objects.filter(reason="claim", side="buyer")
    assert sum(claim.amount_ore for claim in given) == -1
    assert identity(market).charged == 0


def test_charging_takes_the_same_number_of_queries_however_many_orders(delivered, query_count):
    charge(delivered)
    few = query_count(lambda: charge(delivered))
    for _ in range(5):
        order = rounds.make_order(delivered.cycle, factories.make_unit(delivered.hub))
        delivered.lines.append(rounds.make_line(order, delivered.carrots, 2, stages=DONE))

    assert query_count(lambda: charge(delivered)) == few
