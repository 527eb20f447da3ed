from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kortreist.engines.pricing import FeeBasis, FeeKind, FeeRule, VatSubtotal
from kortreist.engines.pricing.case import PricedLine, PricingCase, PurchaseLine, price_case
from kortreist.kernel.errors import InvalidInputError
from kortreist.kernel.quantity import Unit

FEES = (
    FeeRule(1, FeeKind.PACKING, FeeBasis.PERCENT, rate_bp=1_000),
    FeeRule(2, FeeKind.SALES, FeeBasis.PER_PRICE_UNIT, amount_ore=300),
    FeeRule(3, FeeKind.TRANSPORT, FeeBasis.PER_DELIVERY, amount_ore=10_000),
    FeeRule(4, FeeKind.ADMINISTRATION, FeeBasis.PER_ORDER, amount_ore=2_500),
)
CHEESE = PurchaseLine(1, 10_000, Unit.GRAM, 20_000)
LINES = (
    PricedLine(1, 7, 6_000, Unit.GRAM, 20_000, "S", 1500, purchase_line_id=1),
    PricedLine(2, 8, 3_900, Unit.GRAM, 20_000, "S", 1500, purchase_line_id=1),
    PricedLine(3, 8, 24, Unit.PIECE, 2_000, "S", 2500, buyer_price_ore=1_900),
)


@st.composite
def cases(draw):
    number = st.integers
    purchases = [
        PurchaseLine(
            place,
            received_amount=draw(number(0, 100_000)),
            unit=draw(st.sampled_from(Unit)),
            producer_price_ore=draw(number(0, 50_000)),
            wasted_amount=draw(number(0, 500)),
        )
        for place in range(draw(number(0, 4)))
    ]
    lines = []
    for line_id in range(draw(number(1, 10))):
        goods = draw(st.sampled_from([None, *purchases]))
        lines.append(
            PricedLine(
                line_id,
                document_id=draw(number(1, 3)),
                amount=draw(number(0, 50_000)),
                unit=goods.unit if goods else draw(st.sampled_from(Unit)),
                producer_price_ore=goods.producer_price_ore if goods else draw(number(0, 50_000)),
                vat_category="S",
                vat_rate_bp=draw(st.sampled_from([1500, 2500])),
                buyer_price_ore=draw(st.none() | number(0, 60_000)),
                purchase_line_id=goods and goods.purchase_line_id,
            )
        )
    fees = [
        FeeRule(
            fee_id,
            draw(st.sampled_from(FeeKind)),
            draw(st.sampled_from(FeeBasis)),
            rate_bp=draw(number(0, 3_000)),
            amount_ore=draw(number(0, 20_000)),
        )
        for fee_id in range(draw(number(0, 4)))
    ]
    return PricingCase(tuple(lines), tuple(fees), tuple(purchases))


def test_a_small_cycle_adds_up():
    priced = price_case(PricingCase(LINES, FEES, (CHEESE,)))
    first, second = priced.documents
    assert first.vat == (VatSubtotal("S", 1500, 133_800 + 12_500, 21_945),)
    assert first.gross_ore == 146_300 + 21_945
    # 3.9 kg cheese at 223 kr and 24 pieces at 19 kr, with freight and fee as the goods are taxed
    assert second.vat == (
        VatSubtotal("S", 1500, 86_970 + 6_560 + 1_640, 14_276),
        VatSubtotal("S", 2500, 45_600 + 3_440 + 860, 12_475),
    )
    identity = priced.identity
    assert identity.is_balanced
    assert identity.charged == 133_800 + 86_970 + 45_600 + 2 * 12_500
    assert identity.credited == 200_000 + 48_000
    # 100 g of cheese lost at 200 kr; the campaign costs the hub what it is below price and fees
    assert identity.borne == 2_000
    assert (identity.freight, identity.margin) == (20_000, -14_400)
    assert {term.reason for term in priced.terms if term.kind == "margin"} == {"price_list"}


@settings(max_examples=400)
@given(cases())
def test_every_ore_has_a_place(case):
    priced = price_case(case)
    assert priced.identity.difference_ore == 0
    assert priced.identity.charged == sum(document.net_ore for document in priced.documents)
    assert all(term.ore for term in priced.terms)


@given(cases())
def test_the_order_of_lines_and_fees_is_irrelevant(case):
    turned = PricingCase(case.lines[::-1], case.fees[::-1], case.purchases[::-1])
    assert price_case(turned) == price_case(case)


@pytest.mark.parametrize(
    ("case", "code"),
    [
        (PricingCase((LINES[2], LINES[2])), "duplicate_id"),
        (PricingCase((), purchases=(CHEESE, CHEESE)), "duplicate_id"),
        (PricingCase(LINES), "unknown_item"),
        (PricingCase(LINES, purchases=(replace(CHEESE, unit=Unit.PIECE),)), "goods_differ"),
        (PricingCase((replace(LINES[2], vat_category="Z"),)), "vat_rate_mismatch"),
    ],
)
def test_unsound_cases_are_refused(case, code):
    with pytest.raises(InvalidInputError) as caught:
        price_case(case)
    assert caught.value.code == code
