import pytest
from hypothesis import given
from hypothesis import strategies as st

from kortreist.engines.pricing import (
    FeeBasis,
    FeeKind,
    FeeRule,
    LineCharge,
    TaxedNet,
    Term,
    TermKind,
    VatSubtotal,
    charge_line,
    check_identity,
    credit_line,
    price_breakdown,
    split_freight,
    vat_totals,
    weigh_up,
)
from kortreist.kernel.errors import InvalidInputError
from kortreist.kernel.quantity import Unit

PACKING = FeeRule(1, FeeKind.PACKING, FeeBasis.PERCENT, rate_bp=800)
TRANSPORT = FeeRule(2, FeeKind.TRANSPORT, FeeBasis.PER_PRICE_UNIT, amount_ore=450)
SALES = FeeRule(3, FeeKind.SALES, FeeBasis.PERCENT, rate_bp=455)
PER_DROP = FeeRule(4, FeeKind.TRANSPORT, FeeBasis.PER_DELIVERY, amount_ore=15_000)

prices = st.integers(0, 100_000)
weights = st.lists(st.tuples(st.integers(1, 9), prices), max_size=4, unique_by=lambda w: w[0])


def charge(amount=3_250, unit=Unit.GRAM, producer=9_990, buyer=11_695, fees=((1, 799), (3, 455))):
    return charge_line(
        amount=amount,
        unit=unit,
        producer_price_ore=producer,
        buyer_price_ore=buyer,
        fee_weights=fees,
    )


def test_price_is_the_producers_price_and_its_fees():
    price = price_breakdown(9_990, [SALES, PER_DROP, PACKING, TRANSPORT])
    assert price.parts == ((1, 799), (2, 450), (3, 455))
    assert price.buyer_price_ore == 9_990 + 799 + 450 + 455


def test_percentages_round_halves_up_once_each():
    half = FeeRule(1, FeeKind.SALES, FeeBasis.PERCENT, rate_bp=500)
    assert price_breakdown(10, [half]).parts == ((1, 1),)
    assert price_breakdown(9, [half]).parts == ((1, 0),)


@pytest.mark.parametrize(
    ("price", "fees", "code"),
    [
        (-1, [], "negative_price"),
        (1, [FeeRule(1, FeeKind.SALES, FeeBasis.PERCENT, rate_bp=-1)], "negative_price"),
        (1, [PACKING, PACKING], "duplicate_id"),
    ],
)
def test_unsound_prices_are_refused(price, fees, code):
    with pytest.raises(InvalidInputError) as caught:
        price_breakdown(price, fees)
    assert caught.value.code == code


def test_line_is_rounded_once_and_the_difference_split_over_the_fees():
    # 3.250 kg at 112.44 kr, of which 99.90 to the producer
    assert charge(buyer=11_244) == LineCharge(
        net_ore=36_543, producer_ore=32_468, fees=((1, 2_596), (3, 1_479))
    )


def test_a_price_list_above_the_fees_leaves_a_margin():
    line = charge(amount=2, unit=Unit.PIECE, producer=100, buyer=160, fees=((1, 20),))
    assert line == LineCharge(320, 200, ((1, 40),), margin_ore=80)


def test_a_price_list_below_the_fees_leaves_them_and_the_producer_as_they_are():
    line = charge(amount=1, unit=Unit.PIECE, producer=100, buyer=115, fees=((1, 20), (2, 10)))
    assert line == LineCharge(115, 100, ((1, 20), (2, 10)), margin_ore=-15)


def test_a_campaign_below_the_producers_price_is_the_hubs_to_pay():
    line = charge(amount=3, unit=Unit.PIECE, producer=100, buyer=90, fees=((1, 20),))
    assert line == LineCharge(270, 300, ((1, 60),), margin_ore=-90)


@given(st.integers(0, 10**7), st.sampled_from(Unit), prices, prices, prices, weights)
def test_a_price_list_touches_neither_producer_nor_fees(amount, unit, producer, one, other, fees):
    here, there = (charge(amount, unit, producer, buyer, fees) for buyer in (one, other))
    assert (here.producer_ore, here.fees) == (there.producer_ore, there.fees)


@given(st.integers(0, 10**7), st.sampled_from(Unit), prices, weights)
def test_at_the_ordinary_price_nothing_is_left_over(amount, unit, producer, fees):
    buyer = producer + sum(ore for _, ore in fees)
    assert charge(amount, unit, producer, buyer, fees).margin_ore == 0


@given(st.integers(-(10**7), 10**7), st.sampled_from(Unit), prices, prices, weights)
def test_net_is_always_what_it_is_made_of(amount, unit, producer, buyer, fees):
    line = charge(amount, unit, producer, buyer, fees)
    fees_ore = sum(ore for _, ore in line.fees)
    assert line.net_ore == line.producer_ore + fees_ore + line.margin_ore


@given(st.integers(0, 10**7), st.sampled_from(Unit), prices, prices, weights)
def test_what_is_returned_mirrors_what_was_charged(amount, unit, producer, buyer, fees):
    there, back = (charge(sign * amount, unit, producer, buyer, fees) for sign in (1, -1))
    assert back == LineCharge(
        -there.net_ore,
        -there.producer_ore,
        tuple((fee_id, -ore) for fee_id, ore in there.fees),
        -there.margin_ore,
    )


def test_freight_follows_the_goods():
    goods = [("S", 2500, 20_000), ("S", 1500, 30_000), ("S", 1500, 10_001)]
    assert split_freight(1_000, goods) == (
        TaxedNet("S", 1500, 667),
        TaxedNet("S", 2500, 333),
    )


def test_freight_follows_returned_goods_too():
    assert split_freight(-300, [("S", 1500, -200), ("Z", 0, -100)]) == (
        TaxedNet("S", 1500, -200),
        TaxedNet("Z", 0, -100),
    )


@pytest.mark.parametrize(
    ("goods", "code"),
    [([], "no_goods_for_freight"), ([("S", 1500, 5), ("Z", 0, -5)], "mixed_signs")],
)
def test_freight_needs_goods_to_follow(goods, code):
    with pytest.raises(InvalidInputError) as caught:
        split_freight(100, goods)
    assert caught.value.code == code


def test_vat_is_of_the_sum_of_each_rate_not_of_each_line():
    lines = [("S", 1500, 33), ("S", 1500, 33), ("S", 1500, 33), ("S", 2500, 50), ("Z", 0, 10)]
    assert vat_totals(lines) == (
        VatSubtotal("S", 1500, 99, 15),
        VatSubtotal("S", 2500, 50, 13),
        VatSubtotal("Z", 0, 10, 0),
    )


def test_goods_outside_vat_stand_alone():
    assert vat_totals([("O", 0, 500)]) == (VatSubtotal("O", 0, 500, 0),)
    with pytest.raises(InvalidInputError) as caught:
        vat_totals([("O", 0, 500), ("S", 1500, 100)])
    assert caught.value.code == "outside_vat_not_alone"


@pytest.mark.parametrize(
    ("category", "rate_bp", "code"),
    [
        ("S", 0, "vat_rate_mismatch"),
        ("E", 1500, "vat_rate_mismatch"),
        ("S", -1, "vat_rate_mismatch"),
        ("X", 0, "unknown_vat_category"),
    ],
)
def test_a_rate_suits_its_category(category, rate_bp, code):
    with pytest.raises(InvalidInputError) as caught:
        vat_totals([(category, rate_bp, 100)])
    assert caught.value.code == code


def test_producer_is_credited_on_the_weight_that_came_in():
    assert credit_line(received_amount=10_400, unit=Unit.GRAM, producer_price_ore=9_990) == 103_896


_LOST = Term(TermKind.BORNE, 1_500, "weight_lost")
_WASTE = Term(TermKind.BORNE, 1_000, "waste")
_GAIN = Term(TermKind.MARGIN, 500, "weight_gained")


@pytest.mark.parametrize(
    ("received", "wasted", "packed", "terms"),
    [
        (10_000, 0, (6_000, 4_000), ()),
        (10_000, 0, (6_000, 2_500), (_LOST,)),
        (10_000, 1_000, (5_000, 2_500), (_WASTE, _LOST)),
        (10_000, 1_000, (5_000, 4_500), (_WASTE, _GAIN)),
        (0, 0, (), ()),
    ],
)
def test_between_goods_in_and_packing(received, wasted, packed, terms):
    # at 10 kr per kilo a gram is an øre
    found = weigh_up(
        received_amount=received,
        charged=[(amount, amount) for amount in packed],
        unit=Unit.GRAM,
        producer_price_ore=1_000,
        wasted_amount=wasted,
    )
    assert found == terms


def test_an_ore_lost_in_rounding_is_called_so():
    found = weigh_up(
        received_amount=1_000,
        charged=[(500, 50), (500, 50)],
        unit=Unit.GRAM,
        producer_price_ore=99,
    )
    assert found == (Term(TermKind.MARGIN, 1, "rounding"),)


def test_identity_tells_by_how_much_it_fails():
    terms = [
        Term(TermKind.CHARGED, 1_000),
        Term(TermKind.CREDITED, 800),
        Term(TermKind.FEE, 150),
        Term(TermKind.FREIGHT, 70),
        Term(TermKind.MARGIN, 5),
        Term(TermKind.BORNE, 30),
    ]
    report = check_identity(terms)
    assert report.difference_ore == 5
    assert not report.is_balanced
    assert check_identity([*terms, Term(TermKind.MARGIN, 5)]).is_balanced
    assert check_identity([]).is_balanced
