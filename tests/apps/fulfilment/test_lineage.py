"""Random mixing, against a reckoning by hand of what is in what."""

from collections import defaultdict
from fractions import Fraction

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kortreist.apps.fulfilment.models import Lot, LotSource, PackedPart
from kortreist.apps.fulfilment.selectors.trace import trace_back, trace_forward
from tests.apps.fulfilment.scenes import add_goods, add_lot, make_scene, plan
from tests.apps.fulfilment.test_making import _place
from tests.conftest import NOON

UNITS = 4


@st.composite
def mixings(draw):
    """Return how many lots came, what each made one was made of, and what was packed of which."""
    bought = draw(st.integers(1, 4))
    made = []
    for number in range(draw(st.integers(0, 7))):
        sources = draw(
            st.lists(st.integers(0, bought + number - 1), min_size=1, max_size=3, unique=True)
        )
        made.append([(source, draw(st.integers(1, 900))) for source in sources])
    some = st.tuples(
        st.integers(0, bought + len(made) - 1), st.integers(0, UNITS - 1), st.integers(1, 700)
    )
    return bought, made, draw(st.lists(some, max_size=12))


def by_hand(bought, made):
    """Return what each lot consists of, as fractions of the lots that came."""
    inside = [{place: Fraction(1)} for place in range(bought)]
    for sources in made:
        whole = sum(amount for _, amount in sources)
        mix = defaultdict(Fraction)
        for source, amount in sources:
            for place, share in inside[source].items():
                mix[place] += share * Fraction(amount, whole)
        inside.append(dict(mix))
    return inside


def build(scene, goods, place, bought, made, packed):
    lots = [add_lot(scene, goods, 10, code=f"L{number}") for number in range(bought)]
    for number, sources in enumerate(made):
        lot = Lot.objects.create(
            hub=scene.hub,
            variant=goods.variant,
            producer=goods.offer.producer,
            code=f"M{number}",
            received_count=10,
            received_amount=sum(amount for _, amount in sources),
            received_at=NOON,
            place=place,
            stocked_at=NOON,
            made_cost_ore=0,
        )
        for source, amount in sources:
            LotSource.objects.create(
                hub=scene.hub, lot=lot, source=lots[source], count=1, amount=amount
            )
        lots.append(lot)
    for lot, unit, amount in packed:
        PackedPart.objects.create(
            hub=scene.hub,
            order_line=goods.lines[unit],
            lot=lots[lot],
            count=1,
            amount=amount,
            packed_at=NOON,
        )
    return lots


@pytest.mark.django_db
def test_tracing_finds_exactly_those_who_got_some_however_it_was_mixed():
    scene = make_scene(units=UNITS)
    goods = add_goods(scene, [1] * UNITS)
    place = _place(scene)
    plan(scene)

    @settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
    @given(mixings(), st.data())
    def check(mixing, data):
        bought, made, packed = mixing
        with transaction.atomic():
            lots = build(scene, goods, place, *mixing)
            inside = by_hand(bought, made)
            asked = data.draw(st.sets(st.integers(0, bought - 1), min_size=1))
            trace = trace_forward([lots[number] for number in sorted(asked)])
            forward(trace, inside, asked, packed, lots)
            for number, lot in enumerate(lots):
                back(trace_back(lot), inside[number], lot, lots)
            transaction.set_rollback(True)

    def forward(trace, inside, asked, packed, lots):
        shares = [
            sum((mix.get(place, Fraction(0)) for place in asked), Fraction(0)) for mix in inside
        ]
        assert {lot.code for lot in trace.lots} == {
            lots[place].code for place, share in enumerate(shares) if share
        }
        got = {scene.units[unit] for lot, unit, _ in packed if shares[lot]}
        assert set(trace.receivers) == got
        expected = sorted(
            (scene.units[unit].pk, lots[lot].pk, amount)
            for lot, unit, amount in packed
            if shares[lot]
        )
        assert sorted((row.unit.pk, row.lot.pk, row.amount) for row in trace.units) == expected
        share_of = {lot.pk: share for lot, share in zip(lots, shares, strict=True)}
        for row in (*trace.units, *trace.resting):
            assert abs(row.traced_amount - row.amount * share_of[row.lot.pk]) < 1
        exact = sum(row.amount * share_of[row.lot.pk] for row in (*trace.units, *trace.resting))
        told = sum(row.traced_amount for row in (*trace.units, *trace.resting))
        assert abs(told - exact) <= Fraction(1, 2)

    def back(ancestry, mix, lot, lots):
        assert {each.lot.pk for each in ancestry.origins} == {lots[place].pk for place in mix}
        for each in ancestry.origins:
            share = next(share for place, share in mix.items() if lots[place].pk == each.lot.pk)
            assert abs(each.traced_amount - lot.received_amount * share) < 1
        assert sum(each.traced_amount for each in ancestry.origins) == lot.received_amount

    check()


@pytest.mark.both
@pytest.mark.django_db
def test_deep_mixing_takes_no_more_questions(query_count):
    scene = make_scene(units=1)
    goods = add_goods(scene, [1])
    place = _place(scene)
    plan(scene)
    made = [[(number, 100)] for number in range(40)]
    lots = build(scene, goods, place, 1, made, [(40, 0, 100)])
    trace = trace_forward([lots[0]])
    assert [step.depth for step in trace.steps] == list(range(41))
    assert trace.receivers == scene.units
    assert query_count(lambda: trace_forward([lots[0]])) == 7
    assert query_count(lambda: trace_back(lots[40])) == 2
    assert [each.lot for each in trace_back(lots[40]).origins] == [lots[0]]


@pytest.mark.both
@pytest.mark.django_db
def test_what_is_told_above_is_not_told_again():
    # given a lot that both went into a mix and into something that went into the mix
    scene = make_scene(units=1)
    goods = add_goods(scene, [1])
    made = [[(0, 50)], [(0, 50), (1, 50)], [(2, 10)]]
    lots = build(scene, goods, _place(scene), 1, made, [])
    steps = trace_forward([lots[0]]).steps
    assert [(step.depth, step.lot.code, step.is_again) for step in steps] == [
        (0, "L0", False),
        (1, "M0", False),
        (2, "M1", False),
        (3, "M2", False),
        (1, "M1", True),
    ]
