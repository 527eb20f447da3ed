from dataclasses import replace
from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kortreist.engines.shares import Claim, Policy, share_from_minimums, share_out
from kortreist.kernel.errors import InvalidInputError

policies = st.sampled_from(Policy)
packs = st.integers(0, 60)


@st.composite
def claim_lists(draw, *, minimums=False):
    return [
        Claim(
            line_id,
            wanted=draw(st.integers(0, 12)),
            priority=draw(st.integers(0, 2)),
            placed=draw(st.integers(0, 2)),
            minimum=draw(st.integers(0, 8)) if minimums else 0,
            cut_before=draw(st.integers(0, 6)),
        )
        for line_id in range(draw(st.integers(0, 7)))
    ]


def wishes(*wanted, **more):
    return [Claim(place, amount, **more) for place, amount in enumerate(wanted)]


def shares(claims, packs, policy=Policy.PROPORTIONAL):
    return list(share_out(claims, packs=packs, policy=policy).values())


def test_fifty_kilos_for_thirty_twenty_and_twenty_five():
    assert shares(wishes(30, 20, 25), 50) == [20, 13, 17]


@pytest.mark.parametrize(
    ("policy", "ten", "eleven"),
    [
        (Policy.PROPORTIONAL, [5, 4, 1], [5, 5, 1]),
        (Policy.MAX_MIN, [4, 4, 2], [5, 4, 2]),
        (Policy.ROTATION, [4, 4, 2], [5, 4, 2]),
    ],
)
def test_an_eleventh_pack_takes_nothing_from_anyone(policy, ten, eleven):
    assert shares(wishes(6, 6, 2), 10, policy) == ten
    assert shares(wishes(6, 6, 2), 11, policy) == eleven


def test_whoever_was_cut_before_comes_first():
    claims = [Claim(1, 5, cut_before=0), Claim(2, 5, cut_before=3), Claim(3, 5, cut_before=1)]
    assert share_out(claims, packs=3, policy=Policy.ROTATION) == {1: 0, 2: 3, 3: 0}
    assert share_out(claims, packs=7, policy=Policy.ROTATION) == {1: 1, 2: 4, 3: 2}


def test_a_lower_class_gets_only_what_is_left():
    claims = [Claim(1, 4, priority=2), Claim(2, 3, priority=1), Claim(3, 3, priority=1)]
    assert share_out(claims, packs=7) == {1: 1, 2: 3, 3: 3}


def test_ties_go_to_the_earlier_order_then_the_lower_number():
    claims = [Claim(1, 2, placed=5), Claim(2, 2, placed=4), Claim(3, 2, placed=5)]
    assert share_out(claims, packs=1) == {1: 0, 2: 1, 3: 0}
    assert share_out(claims, packs=2) == {1: 1, 2: 1, 3: 0}


def test_less_than_the_minimum_is_no_use():
    claims = [Claim(1, 6, minimum=3), Claim(2, 6, minimum=5), Claim(3, 2)]
    assert share_out(claims, packs=7) == {1: 5, 2: 0, 3: 2}


def test_what_is_left_over_goes_to_one_that_was_left_out():
    claims = [Claim(1, 4), Claim(2, 100, minimum=10), Claim(3, 5, minimum=5)]
    assert share_out(claims, packs=9) == {1: 4, 2: 0, 3: 5}


def test_minimums_first_then_the_policy():
    claims = [Claim(1, 9, minimum=4), Claim(2, 3)]
    assert share_from_minimums(claims, packs=5) == {1: 4, 2: 1}
    with pytest.raises(InvalidInputError) as caught:
        share_from_minimums(claims, packs=3)
    assert caught.value.code == "minimums_exceed_packs"


@pytest.mark.parametrize(
    ("claims", "packs", "code"),
    [
        (wishes(1), -1, "negative_quantity"),
        (wishes(1, -1), 1, "negative_quantity"),
        ([Claim(1, 1, minimum=-1)], 1, "negative_quantity"),
        ([Claim(1, 1), Claim(1, 2)], 1, "duplicate_id"),
    ],
)
def test_unsound_claims_are_refused(claims, packs, code):
    with pytest.raises(InvalidInputError) as caught:
        share_out(claims, packs=packs)
    assert caught.value.code == code


@given(claim_lists(), packs, policies)
def test_nothing_is_created_or_lost(claims, packs, policy):
    total = sum(claim.wanted for claim in claims)
    assert sum(shares(claims, packs, policy)) == min(total, packs)


@given(claim_lists(minimums=True), packs, policies)
def test_nobody_gets_above_the_wish_or_below_the_minimum(claims, packs, policy):
    given_to = share_out(claims, packs=packs, policy=policy)
    assert sum(given_to.values()) <= packs
    for claim in claims:
        share = given_to[claim.line_id]
        assert share == 0 or claim.minimum <= share <= claim.wanted


@given(
    claim_lists(minimums=True).flatmap(lambda c: st.tuples(st.just(c), st.permutations(c))),
    packs,
    policies,
)
def test_the_order_of_claims_is_irrelevant(pair, packs, policy):
    claims, shuffled = pair
    assert share_out(claims, packs=packs, policy=policy) == share_out(
        shuffled, packs=packs, policy=policy
    )


@given(claim_lists(), packs, policies)
def test_more_packs_never_lower_a_share(claims, packs, policy):
    fewer = share_out(claims, packs=packs, policy=policy)
    more = share_out(claims, packs=packs + 1, policy=policy)
    assert all(more[line_id] >= share for line_id, share in fewer.items())


@given(claim_lists(), packs, policies)
def test_leaving_one_out_lowers_no_one_else(claims, packs, policy):
    everyone = share_out(claims, packs=packs, policy=policy)
    for claim in claims:
        rest = share_out([c for c in claims if c != claim], packs=packs, policy=policy)
        assert all(rest[line_id] >= everyone[line_id] for line_id in rest)


@given(claim_lists(), packs, policies)
def test_the_quick_way_gives_what_one_by_one_gives(claims, packs, policy):
    assert share_out(claims, packs=packs, policy=policy) == one_by_one(claims, packs, policy)


@given(claim_lists(minimums=True), packs, policies)
def test_halving_leaves_out_whom_one_at_a_time_leaves_out(claims, packs, policy):
    claims = [replace(claim, priority=0) for claim in claims]
    kept = [claim for claim in claims if claim.minimum <= claim.wanted]
    left_out = []
    while failing := [
        claim
        for claim in kept
        if one_by_one(kept, packs, policy)[claim.line_id] < claim.minimum and claim.minimum > 1
    ]:
        last = min(failing, key=lambda claim: queue_place(policy, claim, claim.minimum - 1))
        kept.remove(last)
        left_out.insert(0, last)
    expected = {claim.line_id: 0 for claim in claims} | one_by_one(kept, packs, policy)
    for claim in left_out:
        left = packs - sum(expected.values())
        if claim.minimum <= left:
            expected[claim.line_id] = min(left, claim.wanted)
    assert share_out(claims, packs=packs, policy=policy) == expected


@pytest.mark.parametrize("policy", Policy)
def test_a_hundred_thousand_packs_take_no_minutes(policy):
    claims = [Claim(place, 1 + place * 7919 % 90, cut_before=place % 5) for place in range(3000)]
    start = process_time()
    assert sum(shares(claims, 100_000, policy)) == 100_000
    assert process_time() - start < 5


def one_by_one(claims, packs, policy):
    """The policies word for word, slowly."""
    shares = {claim.line_id: 0 for claim in claims}
    for _ in range(packs):
        waiting = [claim for claim in claims if shares[claim.line_id] < claim.wanted]
        if not waiting:
            break
        first = max(waiting, key=lambda claim: queue_place(policy, claim, shares[claim.line_id]))
        shares[first.line_id] += 1
    return shares


def queue_place(policy, claim, so_far):
    rank = {
        Policy.PROPORTIONAL: claim.wanted / (2 * so_far + 1),
        Policy.MAX_MIN: -so_far,
        Policy.ROTATION: claim.cut_before - so_far,
    }[policy]
    return -claim.priority, rank, -claim.placed, -claim.line_id
