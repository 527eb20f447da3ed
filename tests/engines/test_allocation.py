"""Small cycles with known answers, and what each line is told."""

from dataclasses import replace

import pytest

from kortreist.engines.allocation import (
    Item,
    Problem,
    Reason,
    ReasonCode,
    Supplier,
    Wish,
    allocate,
)
from kortreist.engines.shares import Policy
from kortreist.kernel.errors import InvalidInputError

CARROTS = Item(1, producer_id=7, available=10, value_ore=1_000)
THREE = (Wish(1, 1, 6), Wish(2, 1, 6), Wish(3, 1, 2))


def solve(wishes, items=(CARROTS,), producers=(), **more):
    return allocate(Problem(tuple(wishes), tuple(items), tuple(producers), **more))


def given_by(allocation):
    return [line.given for line in allocation.lines]


def codes_of(allocation):
    return [[reason.code.value for reason in line.reasons] for line in allocation.lines]


def test_enough_for_everyone():
    allocation = solve(THREE, [replace(CARROTS, available=14)])
    assert given_by(allocation) == [6, 6, 2]
    assert allocation.lines[0].reasons == (Reason(ReasonCode.GOT_ALL, {"wanted": 6}),)
    assert allocation.bound == allocation.achieved == 2 * 14 * 1_000
    assert (allocation.gap_bp, allocation.method) == (0, "shares")
    assert allocation.monotone_claimed


def test_too_little_is_shared_by_the_policy():
    allocation = solve(THREE)
    assert given_by(allocation) == [5, 4, 1]
    assert allocation.lines[1].reasons == (
        Reason(
            ReasonCode.SHARED_BY_POLICY,
            {
                "policy": "proportional",
                "given": 4,
                "wanted": 6,
                "available": 10,
                "wanted_in_all": 14,
                "class_lines": 3,
                "class_given": 10,
                "class_wanted": 14,
            },
        ),
    )
    assert allocation.gap_bp == 0
    assert allocation.monotone_claimed


def test_rotation_says_what_it_remembers():
    wishes = [Wish(1, 1, 10), Wish(2, 1, 10, cut_before=4)]
    allocation = solve(wishes, policy=Policy.ROTATION)
    assert given_by(allocation) == [3, 7]
    assert allocation.lines[1].reasons[0].params["cut_before"] == 4


def test_a_class_that_comes_first_is_named():
    wishes = [Wish(1, 1, 8, priority=1), Wish(2, 1, 6, priority=0)]
    allocation = solve(wishes)
    assert given_by(allocation) == [4, 6]
    assert allocation.lines[0].reasons[0] == Reason(
        ReasonCode.PRIORITY_FIRST, {"ahead_given": 6, "ahead_wanted": 6}
    )
    assert codes_of(allocation) == [["priority_first", "shared_by_policy"], ["got_all"]]


def test_only_whole_cases_are_ordered():
    allocation = solve([Wish(1, 1, 5), Wish(2, 1, 2)], [replace(CARROTS, case_packs=4)])
    assert given_by(allocation) == [3, 1]
    assert allocation.lines[0].reasons == (
        Reason(ReasonCode.WHOLE_CASES, {"case_packs": 4, "left_over": 3}),
        Reason(ReasonCode.LAW_NOT_CLAIMED),
    )
    assert not allocation.monotone_claimed
    assert allocation.method == "shares"


def test_less_than_a_case_is_nothing():
    allocation = solve([Wish(1, 1, 3)], [replace(CARROTS, case_packs=4)])
    assert given_by(allocation) == [0]
    assert codes_of(allocation) == [["whole_cases", "law_not_claimed"]]


def test_a_line_gets_its_minimum_or_nothing():
    # by the policy alone the first would get 4
    wishes = [Wish(1, 1, 9, minimum=9), Wish(2, 1, 6), Wish(3, 1, 6)]
    allocation = solve(wishes)
    assert given_by(allocation) == [0, 5, 5]
    assert allocation.lines[0].reasons[0] == Reason(
        ReasonCode.BELOW_OWN_MINIMUM, {"minimum": 9, "share": 4, "wanted": 9}
    )
    assert codes_of(allocation)[0] == ["below_own_minimum", "shared_by_policy", "law_not_claimed"]
    assert allocation.method == "mip"
    assert allocation.gap_bp == 0


def test_a_line_is_raised_to_its_minimum_where_that_costs_others_less():
    wishes = [Wish(1, 1, 5, minimum=5), Wish(2, 1, 6), Wish(3, 1, 6)]
    assert given_by(solve(wishes)) == [5, 3, 2]


def test_a_line_that_needs_more_than_there_is_is_told_so():
    wishes = [Wish(1, 1, 20, minimum=12), Wish(2, 1, 3), Wish(3, 1, 1, minimum=2)]
    allocation = solve(wishes)
    assert given_by(allocation) == [0, 3, 0]
    assert allocation.lines[0].reasons[0].params == {"minimum": 12, "share": 10, "wanted": 20}
    assert codes_of(allocation)[2][0] == "below_own_minimum"


def test_minimums_and_cases_are_met_together():
    # with cases of four, eight packs go out: only lines 1 and 3 fill them without a rest
    wishes = [Wish(1, 1, 5, minimum=5), Wish(2, 1, 6, minimum=6), Wish(3, 1, 3, minimum=3)]
    allocation = solve(wishes, [replace(CARROTS, case_packs=4)])
    assert given_by(allocation) == [5, 0, 3]
    assert allocation.gap_bp == 0


def test_a_producer_below_the_minimum_does_not_deliver():
    items = [CARROTS, replace(CARROTS, item_id=2, value_ore=500)]
    wishes = [Wish(1, 1, 2), Wish(2, 2, 3)]
    allocation = solve(wishes, items, [Supplier(7, minimum_ore=5_000)])
    assert given_by(allocation) == [0, 0]
    assert allocation.lines[0].reasons == (
        Reason(
            ReasonCode.PRODUCER_MINIMUM,
            {"producer_id": 7, "minimum_ore": 5_000, "reached_ore": 3_500, "missing_ore": 1_500},
        ),
    )
    assert (allocation.bound, allocation.achieved, allocation.gap_bp) == (0, 0, 0)


def test_a_producer_at_the_minimum_delivers():
    allocation = solve(THREE, producers=[Supplier(7, minimum_ore=10_000)])
    assert given_by(allocation) == [5, 4, 1]
    assert not allocation.monotone_claimed


def test_who_is_served_can_hang_on_the_producers_minimum():
    # eight small wishes come before one large, until only the large one brings the producer here
    wishes = [Wish(line_id, 1, 1) for line_id in range(1, 9)] + [Wish(9, 1, 10, minimum=10)]
    alone = solve(wishes, policy=Policy.MAX_MIN)
    assert given_by(alone) == [1] * 8 + [0]
    joint = solve(wishes, producers=[Supplier(7, minimum_ore=9_000)], policy=Policy.MAX_MIN)
    assert given_by(joint) == [0] * 8 + [10]
    assert codes_of(joint)[0] == ["shared_by_policy", "producer_minimum_first", "law_not_claimed"]
    assert joint.lines[0].reasons[1].params == {
        "producer_id": 7,
        "minimum_ore": 9_000,
        "reached_ore": 8_000,
        "missing_ore": 1_000,
    }


def test_alike_lines_are_served_in_turn():
    wishes = [Wish(line_id, 1, 4, minimum=4, placed=-line_id) for line_id in range(1, 6)]
    assert given_by(solve(wishes)) == [0, 0, 0, 4, 4]


def test_an_item_without_a_price_is_shared_all_the_same():
    wishes = [Wish(1, 1, 9, minimum=9), Wish(2, 1, 6), Wish(3, 1, 6)]
    assert given_by(solve(wishes, [replace(CARROTS, value_ore=0)])) == [0, 5, 5]


def test_nothing_wished_for():
    allocation = solve([], [CARROTS], [Supplier(7, 1_000), Supplier(8, 1_000)])
    assert (allocation.lines, allocation.bound, allocation.method) == ((), 0, "shares")


@pytest.mark.parametrize(
    ("wishes", "items", "producers", "code", "field"),
    [
        ([Wish(1, 2, 1)], [CARROTS], [], "unknown_item", "wishes[0].item_id"),
        ([Wish(1, 1, 1), Wish(1, 1, 2)], [CARROTS], [], "duplicate_id", "wishes[1].line_id"),
        ([], [CARROTS, CARROTS], [], "duplicate_id", "items[1].item_id"),
        ([], [], [Supplier(1), Supplier(1)], "duplicate_id", "producers[1].producer_id"),
        ([Wish(1, 1, -1)], [CARROTS], [], "negative_quantity", "wishes[0]"),
        ([], [replace(CARROTS, case_packs=0)], [], "negative_quantity", "items[0]"),
        ([], [], [Supplier(1, -1)], "negative_quantity", "producers[0]"),
    ],
)
def test_unsound_problems_are_refused(wishes, items, producers, code, field):
    with pytest.raises(InvalidInputError) as caught:
        solve(wishes, items, producers)
    assert (caught.value.code, caught.value.params["field"]) == (code, field)
