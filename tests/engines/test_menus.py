"""From dishes to packs: scaled, rounded up once, never below the need while there is enough."""

from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kortreist.engines.menus import (
    Chosen,
    Menu,
    PackOffer,
    Serving,
    needed_amounts,
    plan_menu,
)
from kortreist.kernel.errors import InvalidInputError
from kortreist.kernel.quantity import Unit

FISH, POTATOES = 1, 2
# Fish soup for 10: 1.2 kg of fillet, 1 kg of potatoes ready to cook, a fifth peeled away.
SOUP = (
    Serving(FISH, 1_200, Unit.GRAM, portions=10, wanted=120),
    Serving(POTATOES, 1_000, Unit.GRAM, portions=10, wanted=120, waste_bp=2_000),
)
TROUT = PackOffer(11, (FISH,), 2_500, Unit.GRAM, 18_000)
CHAR = PackOffer(12, (FISH,), 1_000, Unit.GRAM, 21_000)
SACK = PackOffer(21, (POTATOES,), 10_000, Unit.GRAM, 1_500)


def chosen(plan):
    return {need.need_id: [(c.offer_id, c.packs) for c in need.chosen] for need in plan.needs}


def test_hundred_and_twenty_portions_of_fish_soup():
    plan = plan_menu(Menu(SOUP, (TROUT, CHAR, SACK)))

    assert [(need.amount, need.missing) for need in plan.needs] == [(14_400, 0), (15_000, 0)]
    # 6 × 2.5 kg of trout at 180 kr comes to less than 15 × 1 kg of char at 210 kr
    assert chosen(plan) == {FISH: [(11, 6)], POTATOES: [(21, 2)]}
    assert plan.needs[0].chosen == (Chosen(11, 6, 15_000, 270_000),)
    assert plan.net_ore == 270_000 + 30_000


def test_nearest_pack_wins_where_it_costs_less_in_all():
    # given a need of 2.6 kg: two large packs cost more than three small ones
    serving = Serving(FISH, 2_600, Unit.GRAM, portions=1, wanted=1)

    plan = plan_menu(Menu((serving,), (TROUT, replace(CHAR, price_ore=19_000))))

    assert chosen(plan) == {FISH: [(12, 3)]}


def test_whole_multiples_and_what_there_is():
    by_four = replace(TROUT, multiple=4, most=7)

    plan = plan_menu(Menu(SOUP[:1], (by_four, replace(CHAR, most=3))))

    # four packs of trout are all that can be had of seven, three of char, and 1.4 kg is missing
    assert chosen(plan) == {FISH: [(11, 4), (12, 3)]}
    assert plan.needs[0].missing == 14_400 - 10_000 - 3_000


def test_same_thing_in_two_dishes_is_rounded_up_once():
    one = Serving(POTATOES, 100, Unit.GRAM, portions=3, wanted=1)

    assert needed_amounts([one, one, one]) == {POTATOES: (100, Unit.GRAM)}


def test_nothing_offered_is_all_missing():
    plan = plan_menu(Menu(SOUP, (replace(SACK, unit=Unit.PIECE),)))

    assert [need.missing for need in plan.needs] == [14_400, 15_000]
    assert plan.net_ore == 0


def test_two_needs_share_what_there_is():
    both = replace(TROUT, needs=(FISH, POTATOES), most=8)

    plan = plan_menu(Menu(SOUP, (both,)))

    assert chosen(plan) == {FISH: [(11, 6)], POTATOES: [(11, 2)]}


@pytest.mark.parametrize(
    "menu",
    [
        Menu((), (TROUT, TROUT)),
        Menu((SOUP[0], replace(SOUP[0], unit=Unit.PIECE))),
        Menu((replace(SOUP[0], waste_bp=10_000),)),
    ],
)
def test_what_cannot_be_is_refused(menu):
    with pytest.raises(InvalidInputError):
        plan_menu(menu)


servings = st.lists(
    st.builds(
        Serving,
        need_id=st.integers(1, 3),
        amount=st.integers(0, 5_000),
        unit=st.just(Unit.GRAM),
        portions=st.integers(1, 50),
        wanted=st.integers(0, 400),
        waste_bp=st.integers(0, 9_000),
    ),
    max_size=6,
).map(tuple)
offers = st.lists(
    st.builds(
        PackOffer,
        offer_id=st.integers(1, 50),
        needs=st.lists(st.integers(1, 3), max_size=3, unique=True).map(tuple),
        content_amount=st.integers(1, 10_000),
        unit=st.just(Unit.GRAM),
        price_ore=st.integers(0, 50_000),
        multiple=st.integers(1, 6),
        most=st.none() | st.integers(0, 40),
    ),
    max_size=6,
    unique_by=lambda offer: offer.offer_id,
).map(tuple)


@given(servings, offers)
def test_never_below_the_need_and_never_above_what_there_is(servings, offers):
    plan = plan_menu(Menu(servings, offers))

    by_id = {offer.offer_id: offer for offer in offers}
    taken = dict.fromkeys(by_id, 0)
    for need in plan.needs:
        covered = sum(each.amount for each in need.chosen)
        assert need.missing == max(0, need.amount - covered)
        for each in need.chosen:
            offer = by_id[each.offer_id]
            assert need.need_id in offer.needs
            assert each.packs % offer.multiple == 0
            assert each.amount == each.packs * offer.content_amount
            taken[each.offer_id] += each.packs
        unlimited = [o for o in offers if need.need_id in o.needs and o.most is None]
        assert not (need.missing and unlimited)
    assert all(o.most is None or taken[o.offer_id] <= o.most for o in offers)


@given(servings)
def test_need_is_what_is_left_after_waste_and_no_gram_more(servings):
    exact: dict[int, Fraction] = {}
    for each in servings:
        part = Fraction(
            each.amount * each.wanted * 10_000, each.portions * (10_000 - each.waste_bp)
        )
        exact[each.need_id] = exact.get(each.need_id, Fraction(0)) + part

    for need_id, (amount, _unit) in needed_amounts(servings).items():
        assert exact[need_id] <= amount < exact[need_id] + 1


@given(servings, offers, st.integers(2, 5))
def test_more_portions_never_need_less(servings, offers, times):
    more = tuple(replace(each, wanted=each.wanted * times) for each in servings)

    few, many = needed_amounts(servings), needed_amounts(more)

    assert all(few[key][0] <= many[key][0] <= few[key][0] * times for key in few)


@given(servings, offers, st.randoms(use_true_random=False))
def test_order_of_the_input_does_not_matter(servings, offers, random):
    mixed_servings, mixed_offers = list(servings), list(offers)
    random.shuffle(mixed_servings)
    random.shuffle(mixed_offers)

    assert plan_menu(Menu(servings, offers)) == plan_menu(
        Menu(tuple(mixed_servings), tuple(mixed_offers))
    )
