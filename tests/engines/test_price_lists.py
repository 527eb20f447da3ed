"""Which list gives a buyer its price: the rule by cases, and its laws."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kortreist.engines.pricing import (
    ListedPrice,
    Reach,
    Step,
    price_for,
    price_steps,
    step_at,
)
from kortreist.kernel.errors import InvalidInputError

UNIT, PAYER, KIND, ALL = Reach


@st.composite
def lists(draw):
    """Return prices of up to four lists, each with one reach, some of them campaigns."""
    prices = []
    for list_id in range(1, draw(st.integers(0, 4)) + 1):
        reach, is_campaign = draw(st.sampled_from(Reach)), draw(st.booleans())
        for from_packs in draw(st.sets(st.integers(1, 30), min_size=1, max_size=3)):
            price_ore = draw(st.integers(0, 200))
            prices.append(ListedPrice(list_id, reach, from_packs, price_ore, is_campaign))
    return prices


listed = lists()
packs = st.integers(1, 40)


def chosen(number, *prices, ordinary=100):
    return price_for(number, ordinary_price_ore=ordinary, listed=prices)


@pytest.mark.parametrize(
    ("prices", "expected"),
    [
        pytest.param([], Step(1, 100), id="without lists"),
        pytest.param([ListedPrice(1, ALL, 1, 120)], Step(1, 120, 1), id="a list may cost more"),
        pytest.param(
            [ListedPrice(1, KIND, 1, 80), ListedPrice(2, UNIT, 1, 95)],
            Step(1, 95, 2),
            id="the most specific wins, not the lowest",
        ),
        pytest.param(
            [ListedPrice(1, PAYER, 1, 90), ListedPrice(2, PAYER, 1, 85)],
            Step(1, 85, 2),
            id="among equals the lowest",
        ),
        pytest.param(
            [ListedPrice(2, PAYER, 1, 90), ListedPrice(1, PAYER, 1, 90)],
            Step(1, 90, 1),
            id="at the same price the older list",
        ),
        pytest.param(
            [ListedPrice(1, UNIT, 20, 60), ListedPrice(2, KIND, 1, 90)],
            Step(1, 90, 2),
            id="a step that is not reached does not count",
        ),
        pytest.param(
            [ListedPrice(1, UNIT, 1, 90), ListedPrice(1, UNIT, 10, 70)],
            Step(10, 70, 1),
            id="the highest step reached",
        ),
        pytest.param(
            [ListedPrice(1, UNIT, 1, 90), ListedPrice(2, ALL, 1, 95, is_campaign=True)],
            Step(1, 90, 1),
            id="a campaign may only lower",
        ),
        pytest.param(
            [ListedPrice(1, UNIT, 1, 90), ListedPrice(2, ALL, 1, 75, is_campaign=True)],
            Step(1, 75, 2, is_campaign=True),
            id="a campaign lowers an agreed price too",
        ),
        pytest.param(
            [ListedPrice(1, ALL, 1, 100)], Step(1, 100, 1), id="a list that asks the same"
        ),
        pytest.param(
            [ListedPrice(1, ALL, 1, 100, is_campaign=True)],
            Step(1, 100),
            id="a campaign that lowers nothing is none",
        ),
    ],
)
def test_the_rule(prices, expected):
    assert chosen(12, *prices) == expected


def test_steps_are_told_from_one_pack_on():
    prices = [ListedPrice(1, KIND, 10, 90), ListedPrice(1, KIND, 50, 80)]
    steps = price_steps(ordinary_price_ore=100, listed=prices)

    assert steps == (Step(1, 100), Step(10, 90, 1), Step(50, 80, 1))
    assert [step_at(steps, number).price_ore for number in (0, 9, 10, 49, 50)] == [
        100,
        100,
        90,
        90,
        80,
    ]


@given(listed, packs)
def test_a_campaign_never_raises_a_price(prices, number):
    without = [price for price in prices if not price.is_campaign]
    assert chosen(number, *prices).price_ore <= chosen(number, *without).price_ore


@given(listed, packs, st.randoms())
def test_the_order_of_the_lists_is_irrelevant(prices, number, random):
    mixed = list(prices)
    random.shuffle(mixed)
    assert chosen(number, *mixed) == chosen(number, *prices)


@given(listed, packs)
def test_the_steps_say_what_every_number_of_packs_costs(prices, number):
    steps = price_steps(ordinary_price_ore=100, listed=prices)
    one = chosen(number, *prices)
    told = step_at(steps, number)
    assert (told.price_ore, told.price_list_id) == (one.price_ore, one.price_list_id)
    assert steps[0].from_packs == 1
    assert [step.from_packs for step in steps] == sorted({step.from_packs for step in steps})


@given(listed, packs)
def test_a_more_specific_list_is_never_passed_over(prices, number):
    """Without campaigns, no list counts where one nearer to the buyer has a price."""
    ordinary = [price for price in prices if not price.is_campaign and price.from_packs <= number]
    step = price_for(number, ordinary_price_ore=100, listed=ordinary)
    if step.price_list_id is None:
        assert not ordinary
        return
    winners = [price for price in ordinary if price.list_id == step.price_list_id]
    nearest = min(list(Reach).index(price.reach) for price in ordinary)
    assert nearest in {list(Reach).index(price.reach) for price in winners}


@given(listed, packs)
def test_among_lists_as_near_the_lowest_counts(prices, number):
    alike = [ListedPrice(place, PAYER, 1, price.price_ore) for place, price in enumerate(prices, 1)]
    lowest = min((price.price_ore for price in alike), default=100)
    assert chosen(number, *alike).price_ore == lowest


@pytest.mark.parametrize(
    ("number", "prices", "code"),
    [
        (0, [], "packs_below_one"),
        (1, [ListedPrice(1, ALL, 0, 5)], "packs_below_one"),
        (1, [ListedPrice(1, ALL, 1, -5)], "negative_price"),
    ],
)
def test_unsound_lists_are_refused(number, prices, code):
    with pytest.raises(InvalidInputError) as caught:
        chosen(number, *prices)
    assert caught.value.code == code
