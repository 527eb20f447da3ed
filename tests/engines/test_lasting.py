from hypothesis import given
from hypothesis import strategies as st

from kortreist.engines.lasting import Pile, Supply, deal_lasting, share_lasting
from kortreist.engines.shares import Claim, Policy, share_out

DAYS = st.one_of(st.none(), st.integers(0, 12))
ROWS = st.tuples(st.integers(0, 9), DAYS, st.booleans(), st.booleans())


def piles_of(rows):
    return tuple(
        Pile(place, packs, days, is_stock=is_stock, is_first=is_first)
        for place, (packs, days, is_stock, is_first) in enumerate(rows)
    )


SUPPLIES = st.builds(
    Supply,
    st.lists(ROWS, max_size=5).map(piles_of),
    st.integers(0, 20),
)
WISHES = st.lists(st.tuples(st.integers(0, 9), st.sampled_from((0, 0, 3, 6, 9))), max_size=6)


def claims_of(wishes):
    claims = [Claim(place, wanted, placed=place) for place, (wanted, _) in enumerate(wishes)]
    return claims, {place: days for place, (_, days) in enumerate(wishes)}


@given(SUPPLIES, WISHES, st.sampled_from(Policy))
def test_nobody_gets_what_does_not_last_and_nothing_that_fits_is_left(supply, wishes, policy):
    # given
    claims, least = claims_of(wishes)
    # when
    counts = share_lasting(claims, supply, least=least, policy=policy)
    dealt = deal_lasting(counts, supply, least=least)
    # then every share is dealt, from what lasts, within each pile and within the stock's part
    piles = {pile.pile_id: pile for pile in supply.piles}
    taken = [(line, pile, packs) for line, row in dealt.items() for pile, packs in row]
    assert {line: sum(packs for _, packs in row) for line, row in dealt.items()} == counts
    assert all(piles[pile].lasts(least[line]) for line, pile, _ in taken)
    for pile in supply.piles:
        assert sum(packs for _, each, packs in taken if each == pile.pile_id) <= pile.packs
    stock = sum(packs for _, each, packs in taken if piles[each].is_stock)
    assert stock <= supply.most_from_stock
    # and no line gets more than it wants, and none goes without that could have had some
    assert all(counts[claim.line_id] <= claim.wanted for claim in claims)
    wanted = {claim.line_id: claim.wanted for claim in claims}
    most = deal_lasting(wanted, supply, least=least)
    assert sum(counts.values()) == sum(packs for row in most.values() for _, packs in row)


@given(SUPPLIES, WISHES, st.sampled_from(Policy))
def test_without_promises_it_is_shared_as_ever(supply, wishes, policy):
    claims, _ = claims_of(wishes)
    counts = share_lasting(claims, supply, least={}, policy=policy)
    assert counts == share_out(claims, packs=supply.packs(), policy=policy)


def test_the_strict_share_what_lasts_and_the_others_the_rest():
    # given twelve packs, four of which last ten days, and two hotels that were promised ten
    supply = Supply((Pile(1, 8, 3), Pile(2, 4, 12)))
    claims = [Claim(1, 6, placed=1), Claim(2, 6, placed=2), Claim(3, 8, placed=3)]
    # when
    counts = share_lasting(claims, supply, least={1: 10, 2: 10}, policy=Policy.PROPORTIONAL)
    # then
    assert counts == {1: 2, 2: 2, 3: 8}
    assert deal_lasting(counts, supply, least={1: 10, 2: 10}) == {
        1: [(2, 2)],
        2: [(2, 2)],
        3: [(1, 8)],
    }


def test_the_short_date_goes_first_to_whom_it_lasts_for():
    # given stock of which three packs may be taken, and fresh goods with a later date
    supply = Supply((Pile(1, 5, 4, is_stock=True), Pile(2, 5, 9)), most_from_stock=3)
    # when a strict line is served last, by its place
    dealt = deal_lasting({1: 4, 2: 4}, supply, least={2: 7})
    # then
    assert dealt == {1: [(1, 3), (2, 1)], 2: [(2, 4)]}
