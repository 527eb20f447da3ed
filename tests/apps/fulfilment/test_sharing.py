from datetime import date
from functools import partial

import pytest

from kortreist.apps.fulfilment.entries import PartEntry
from kortreist.apps.fulfilment.selectors.packing import get_packing, list_packing
from kortreist.apps.fulfilment.selectors.packing_steps import next_delivery
from kortreist.apps.fulfilment.selectors.sharing import (
    Ground,
    propose,
    propose_cycle,
    share_short,
    suggest_parts,
)
from kortreist.apps.fulfilment.services.packing import pack_line
from kortreist.kernel.errors import NotFoundError, NotPermittedError
from kortreist.kernel.quantity import Quantity
from tests import factories
from tests.apps.fulfilment.scenes import (
    add_catch_weight,
    add_goods,
    add_lot,
    make_scene,
    plan,
)
from tests.conftest import NOON

pytestmark = pytest.mark.django_db


def shares(scene, goods):
    counts = share_short(goods.purchase_line)
    return [counts.get(line.pk) for line in goods.lines]


_share_cases = [
    # (policy, priorities, confirmed, what came, shares)
    ("proportional", (), (20, 30, 50), 50, [10, 15, 25]),
    ("max_min", (), (20, 30, 50), 60, [20, 20, 20]),
    ("rotation", (), (20, 30, 50), 60, [20, 20, 20]),
    ("proportional", (1, 1, 2), (20, 30, 50), 60, [20, 30, 10]),
    ("proportional", (), (20, 30, 50), 100, [20, 30, 50]),
    ("proportional", (), (20, 30, 50), 120, [20, 30, 50]),
]


@pytest.mark.parametrize(("policy", "priorities", "confirmed", "came", "given"), _share_cases)
def test_too_few_packs_are_shared_as_the_cycle_was(policy, priorities, confirmed, came, given):
    # given
    scene = make_scene(units=3, policy=policy, priorities=priorities)
    goods = add_goods(scene, confirmed)
    add_lot(scene, goods, came)
    # when / then
    assert shares(scene, goods) == given


@pytest.mark.both
def test_shares_stay_as_one_packs_by_them():
    # given fifty of a hundred packs
    scene = make_scene(units=3)
    goods = add_goods(scene, (20, 30, 50))
    lot = add_lot(scene, goods, 50)
    plan(scene)
    # when the middle one is packed as proposed
    pack_line(**scene.args, order_line_id=goods.lines[1].pk, parts=[PartEntry(lot.pk, 15)])
    # then the others may have what they could have before
    assert shares(scene, goods) == [10, None, 25]


def test_minimum_of_a_unit_is_kept_in_mind():
    # given a unit for which less than four is of no use
    scene = make_scene()
    goods = add_goods(scene, (4, 4))
    goods.lines[1].minimum_count = 4
    goods.lines[1].save()
    add_lot(scene, goods, 5)
    # when / then
    assert shares(scene, goods) == [4, 0]


def test_withdrawn_lots_count_for_nothing():
    # given
    scene = make_scene()
    goods = add_goods(scene, (4, 4))
    add_lot(scene, goods, 6)
    add_lot(scene, goods, 2, withdrawn_at=NOON)
    # when / then
    assert shares(scene, goods) == [3, 3]


def test_each_line_says_why():
    # given goods that came in full, short, and not yet
    scene = make_scene()
    full, short, waiting = (add_goods(scene, (2, 2)) for _ in range(3))
    add_lot(scene, full, 4)
    add_lot(scene, short, 2)
    # when
    proposals = propose_cycle(hub_id=scene.hub.pk, cycle_id=scene.cycle.pk)
    # then
    grounds = [
        {(proposals[line.pk].count, proposals[line.pk].ground) for line in goods.lines}
        for goods in (full, short, waiting)
    ]
    assert grounds == [{(2, Ground.AS_CONFIRMED)}, {(1, Ground.SHARED)}, {(0, Ground.WAITING)}]


@pytest.mark.both
def test_first_to_expire_is_taken_first():
    # given lots in the wrong order, one of them without a date
    scene = make_scene()
    goods = add_catch_weight(scene, (4, 4))
    undated = add_lot(scene, goods, 5, best_before=None)
    late = add_lot(scene, goods, 3, best_before=date(2026, 12, 24), amount=6300)
    early = add_lot(scene, goods, 2, best_before=date(2026, 12, 1))
    # when
    proposals = propose(hub_id=scene.hub.pk, offer_ids=[goods.offer.pk])
    # then no pack is promised twice, and the weight is the lot's usual one
    found = [
        [(part.lot.pk, part.count, part.amount) for part in proposals[line.pk].parts]
        for line in goods.lines
    ]
    assert found == [
        [(early.pk, 2, 4000), (late.pk, 2, 4200)],
        [(late.pk, 1, 2100), (undated.pk, 3, 6000)],
    ]
    assert suggest_parts(goods.lines[0]) == [
        PartEntry(early.pk, 2, 4000),
        PartEntry(late.pk, 2, 4200),
    ]


def test_packed_line_has_no_suggestion():
    # given
    scene = make_scene()
    goods = add_goods(scene, (4,))
    lot = add_lot(scene, goods, 4)
    plan(scene)
    pack_line(**scene.args, order_line_id=goods.lines[0].pk, parts=[PartEntry(lot.pk, 4)])
    # when / then
    assert suggest_parts(goods.lines[0]) == []


def test_packing_shows_one_number_a_line_and_what_is_off():
    # given a line of two pieces weighed 25 % above the usual, and a short one
    scene = make_scene()
    weighed, short = add_catch_weight(scene, (2,)), add_goods(scene, (4, 4))
    lot = add_lot(scene, weighed, 2)
    add_lot(scene, short, 4)
    delivery = plan(scene)[0]
    pack_line(**scene.args, order_line_id=weighed.lines[0].pk, parts=[PartEntry(lot.pk, 2, 5000)])
    # when
    found, lines = get_packing(
        actor=scene.team, hub_id=scene.hub.pk, delivery_id=delivery.public_id
    )
    # then
    by_line = {line.line.pk: line for line in lines}
    heavy, cut = by_line[weighed.lines[0].pk], by_line[short.lines[0].pk]
    assert (found.lines, found.packed_lines, found.short_lines) == (2, 1, 0)
    assert (heavy.packed, heavy.count, heavy.is_outside_tolerance) == (Quantity(2, 5000), 2, True)
    assert [part.lot.code for part in heavy.parts] == [lot.code]
    assert (cut.packed, cut.count, cut.confirmed, cut.is_short) == (None, 2, 4, True)


@pytest.mark.parametrize(
    ("amount", "is_outside"), [(3600, False), (4400, False), (3599, True), (4401, True)]
)
def test_tolerance_is_a_share_of_the_usual_weight(amount, is_outside):
    # given two pieces of about 2 kg, 10 % to either side
    scene = make_scene()
    goods = add_catch_weight(scene, (2,))
    lot = add_lot(scene, goods, 2)
    delivery = plan(scene)[0]
    pack_line(**scene.args, order_line_id=goods.lines[0].pk, parts=[PartEntry(lot.pk, 2, amount)])
    # when
    _, [line] = get_packing(actor=scene.team, hub_id=scene.hub.pk, delivery_id=delivery.public_id)
    # then
    assert line.is_outside_tolerance is is_outside


def test_deliveries_not_ready_stand_first():
    # given
    scene = make_scene(units=3)
    add_goods(scene, (2, 2, 2))
    first, second, third = plan(scene)
    first.status = "packed"
    first.crates = 2
    first.save()
    second.status, second.delivered_at, second.crates = "delivered", NOON, 3
    second.save()
    args = {"actor": scene.team, "hub_id": scene.hub.pk, "cycle_id": scene.cycle.pk}
    # when
    found = list_packing(**args)
    # then
    assert list(found.page) == [third, first, second]
    figures = found.figures
    assert (figures.deliveries, figures.packed, figures.delivered, figures.crates) == (3, 2, 1, 5)
    assert next_delivery(**args) == third


def test_packing_is_not_for_everyone():
    # given
    scene, other = make_scene(), make_scene()
    delivery = plan(other)[0]
    # when / then
    with pytest.raises(NotFoundError):
        get_packing(actor=scene.team, hub_id=scene.hub.pk, delivery_id=delivery.public_id)
    with pytest.raises(NotFoundError):
        list_packing(actor=factories.outsider(), hub_id=scene.hub.pk, cycle_id=scene.cycle.pk)
    with pytest.raises(NotPermittedError):
        list_packing(
            actor=factories.accountant(scene.hub), hub_id=scene.hub.pk, cycle_id=scene.cycle.pk
        )


@pytest.mark.both
def test_proposals_take_as_many_queries_for_many_lines(query_count):
    # given
    counts = []
    for units, variants in ((2, 2), (6, 6)):
        scene = make_scene(units=units, policy="rotation")
        for _ in range(variants):
            add_lot(scene, add_goods(scene, (2,) * units), 3)
        delivery = plan(scene)[0]
        args = {"hub_id": scene.hub.pk}
        # when
        counts.append(
            [
                query_count(lambda ask=ask: ask())
                for ask in (
                    partial(propose_cycle, **args, cycle_id=scene.cycle.pk),
                    partial(
                        get_packing,
                        actor=scene.team,
                        **args,
                        delivery_id=delivery.public_id,
                    ),
                    partial(list_packing, actor=scene.team, **args, cycle_id=scene.cycle.pk),
                )
            ]
        )
    # then (the page of the list is read when it is shown)
    assert counts == [[9, 11, 2], [9, 11, 2]]
