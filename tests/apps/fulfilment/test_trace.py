import pytest

from kortreist.apps.fulfilment.entries import PartEntry
from kortreist.apps.fulfilment.selectors.deliveries import (
    get_delivery,
    list_deliveries,
    list_unit_deliveries,
)
from kortreist.apps.fulfilment.selectors.lots import get_lot, lots_of_delivery
from kortreist.apps.fulfilment.selectors.trace import trace_lot
from kortreist.apps.fulfilment.services.deliveries import deliver
from kortreist.apps.fulfilment.services.packing import pack_line
from kortreist.kernel.errors import NotFoundError, NotPermittedError
from kortreist.kernel.quantity import Quantity
from tests import factories
from tests.apps.fulfilment.scenes import add_goods, add_lot, close_up, make_scene, plan

pytestmark = pytest.mark.django_db


def traded():
    """Two units with packs of two lots of one thing, one of them with another thing too."""
    scene = make_scene()
    goods, others = add_goods(scene, (3, 2)), add_goods(scene, (1,))
    lots = add_lot(scene, goods, 2), add_lot(scene, goods, 3), add_lot(scene, others, 1)
    plan(scene)
    for line, parts in (
        (goods.lines[0], [PartEntry(lots[0].pk, 2), PartEntry(lots[1].pk, 1)]),
        (goods.lines[1], [PartEntry(lots[1].pk, 1)]),
        (others.lines[0], [PartEntry(lots[2].pk, 1)]),
    ):
        pack_line(**scene.args, order_line_id=line.pk, parts=parts)
    close_up(scene)
    return scene, lots


def test_lot_leads_to_everyone_who_got_it(query_count):
    # given
    scene, (first, second, _) = traded()
    lot = get_lot(actor=scene.team, hub_id=scene.hub.pk, public_id=second.public_id)
    # when
    trace = trace_lot(lot)
    # then
    assert [(found.unit, found.count, found.amount) for found in trace.units] == [
        (scene.units[0], 1, 1000),
        (scene.units[1], 1, 1000),
    ]
    assert [found.delivery for found in trace.units] == scene.deliveries
    assert [found.unit for found in trace_lot(first).units] == [scene.units[0]]
    assert query_count(lambda: trace_lot(lot)) == 6


def test_delivery_leads_back_to_its_lots():
    # given
    scene, lots = traded()
    # when / then
    assert set(lots_of_delivery(scene.deliveries[0])) == set(lots)
    assert lots_of_delivery(scene.deliveries[1]) == [lots[1]]


def test_delivery_tells_what_came_and_why_not():
    # given one pack short at packing, and one refused at the door
    scene, _ = traded()
    line = scene.goods[0].lines[1]
    deliver(**scene.args, delivery_id=scene.deliveries[1].pk, returns={line.pk: Quantity(1, 1000)})
    # when
    delivery, [found] = get_delivery(
        actor=scene.team, hub_id=scene.hub.pk, public_id=scene.deliveries[1].public_id
    )
    # then
    assert delivery.unit == scene.units[1]
    assert (found.packed.count, found.shown.count, found.returned, found.missing) == (1, 0, 1, 1)
    assert found.reason == "refused"


@pytest.mark.parametrize(
    "who",
    [
        lambda scene: factories.coordinator(scene.hub),
        lambda scene: factories.accountant(scene.hub),
        lambda scene: scene.team,
        lambda scene: factories.buyer_actor(scene.units[0]),
    ],
)
def test_delivery_is_for_the_hub_and_its_unit(who):
    # given
    scene, _ = traded()
    # when
    delivery, lines = get_delivery(
        actor=who(scene), hub_id=scene.hub.pk, public_id=scene.deliveries[0].public_id
    )
    # then
    assert (delivery, len(lines)) == (scene.deliveries[0], 2)


@pytest.mark.parametrize(
    "who",
    [
        lambda scene: factories.outsider(),
        lambda scene: factories.buyer_actor(scene.units[1]),
        lambda scene: factories.producer_actor(scene.hub, scene.goods[0].offer.producer),
        lambda scene: factories.coordinator(factories.make_hub()),
    ],
)
def test_delivery_is_nobody_elses(who):
    # given
    scene, _ = traded()
    # when / then
    with pytest.raises(NotFoundError):
        get_delivery(actor=who(scene), hub_id=scene.hub.pk, public_id=scene.deliveries[0].public_id)


def test_lot_is_not_shown_to_buyers_or_other_hubs():
    # given
    scene, lots = traded()
    other = make_scene()
    # when / then
    with pytest.raises(NotPermittedError):
        get_lot(
            actor=factories.buyer_actor(scene.units[0]),
            hub_id=scene.hub.pk,
            public_id=lots[0].public_id,
        )
    with pytest.raises(NotFoundError):
        get_lot(actor=other.team, hub_id=other.hub.pk, public_id=lots[0].public_id)


def test_ready_deliveries_stand_first(query_count):
    # given
    scene, _ = traded()
    scene.deliveries[0].status = "planned"
    scene.deliveries[0].save()
    args = {"actor": scene.team, "hub_id": scene.hub.pk, "cycle_id": scene.cycle.pk}
    # when
    found = list_deliveries(**args)
    # then
    assert list(found.page) == [scene.deliveries[1], scene.deliveries[0]]
    assert [delivery.packs for delivery in found.page] == [1, 4]
    assert query_count(lambda: list(list_deliveries(**args).page)) == 3


def test_unit_sees_its_own_deliveries():
    # given
    scene, _ = traded()
    args = {"hub_id": scene.hub.pk, "unit_id": scene.units[0].pk}
    # when / then
    mine = list_unit_deliveries(actor=factories.buyer_actor(scene.units[0]), **args)
    assert list(mine) == [scene.deliveries[0]]
    with pytest.raises(NotFoundError):
        list_unit_deliveries(actor=factories.buyer_actor(scene.units[1]), **args)
