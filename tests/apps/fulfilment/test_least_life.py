"""Some buyers were promised that goods keep a while: packing holds to it, or says why not."""

from datetime import date, timedelta

import pytest

from kortreist.apps.catalogue.models import PriceAgreement
from kortreist.apps.fulfilment.entries import PartEntry
from kortreist.apps.fulfilment.errors import LifeTooShortError
from kortreist.apps.fulfilment.models import PackedPart
from kortreist.apps.fulfilment.selectors.sharing import Ground, propose_cycle, suggest_parts
from kortreist.apps.fulfilment.services.packing import pack_line
from kortreist.apps.trading.models import LineChange
from tests.apps.fulfilment.scenes import add_goods, add_lot, make_scene, plan

pytestmark = pytest.mark.django_db

AGREED = 10


def scene_with_lot(days_left):
    """Return a scene, a line of four, and a lot with so many days left at the door."""
    scene = make_scene()
    goods = add_goods(scene, (4,))
    line = goods.lines[0]
    day = scene.cycle.delivery_day
    lot = add_lot(scene, goods, 4, code="L1", best_before=day + timedelta(days=days_left))
    plan(scene)
    PriceAgreement.objects.create(
        hub=scene.hub,
        unit=line.order.unit,
        valid_from=date(2026, 1, 1),
        least_life_days=AGREED,
    )
    return scene, line, lot


def pack(scene, line, lot, **fields):
    return pack_line(
        **scene.args,
        order_line_id=line.pk,
        parts=[PartEntry(lot.pk, 4)],
        **fields,
    )


def test_a_lot_that_keeps_long_enough_is_packed():
    scene, line, lot = scene_with_lot(AGREED)

    assert pack(scene, line, lot).packed_count == 4


def test_a_lot_with_too_little_left_is_refused():
    scene, line, lot = scene_with_lot(AGREED - 1)

    with pytest.raises(LifeTooShortError) as caught:
        pack(scene, line, lot)

    assert caught.value.params == {"lot": "L1", "least": AGREED, "left": AGREED - 1}
    assert not PackedPart.objects.exists()
    lot.refresh_from_db()
    assert lot.packed_count == 0


def test_with_a_reason_it_goes_out_and_the_reason_is_kept():
    scene, line, lot = scene_with_lot(2)
    pack(scene, line, lot, short_life_reason="Kjøkkenet sa ja på telefonen")

    change = LineChange.objects.get(stage="packed")
    assert change.params == {"short_life": "Kjøkkenet sa ja på telefonen"}


def agree(scene, unit, days=AGREED):
    PriceAgreement.objects.create(
        hub=scene.hub, unit=unit, valid_from=date(2026, 1, 1), least_life_days=days
    )


def proposed(scene, goods):
    rows = propose_cycle(hub_id=scene.hub.pk, cycle_id=scene.cycle.pk)
    return [
        (rows[line.pk].ground, {part.lot.code: part.count for part in rows[line.pk].parts})
        for line in goods.lines
    ]


@pytest.mark.both
def test_a_proposal_takes_the_lot_that_lasts_and_leaves_the_short_date_to_the_others():
    # given a buyer that ordered first and was promised ten days, and one that was promised none
    scene = make_scene()
    goods = add_goods(scene, (4, 4))
    day = scene.cycle.delivery_day
    add_lot(scene, goods, 5, code="SHORT", best_before=day + timedelta(days=2))
    add_lot(scene, goods, 5, code="LONG", best_before=day + timedelta(days=AGREED))
    agree(scene, goods.lines[0].order.unit)
    # when / then
    assert proposed(scene, goods) == [
        (Ground.AS_CONFIRMED, {"LONG": 4}),
        (Ground.AS_CONFIRMED, {"SHORT": 4}),
    ]


def test_what_lasts_too_short_is_not_proposed_and_the_page_says_why():
    # given
    scene = make_scene()
    goods = add_goods(scene, (4, 2))
    day = scene.cycle.delivery_day
    add_lot(scene, goods, 5, code="SHORT", best_before=day + timedelta(days=2))
    add_lot(scene, goods, 1, code="LONG", best_before=day + timedelta(days=AGREED))
    agree(scene, goods.lines[0].order.unit)
    # when
    plan(scene)
    # then
    assert proposed(scene, goods) == [
        (Ground.TOO_OLD, {"LONG": 1}),
        (Ground.AS_CONFIRMED, {"SHORT": 2}),
    ]


def test_a_proposal_can_be_packed_as_it_stands():
    # given
    scene = make_scene()
    goods = add_goods(scene, (4, 4))
    day = scene.cycle.delivery_day
    add_lot(scene, goods, 6, code="SHORT", best_before=day + timedelta(days=2))
    add_lot(scene, goods, 4, code="LONG", best_before=day + timedelta(days=AGREED))
    agree(scene, goods.lines[1].order.unit)
    plan(scene)
    # when / then
    for line in goods.lines:
        parts = suggest_parts(line)
        assert pack_line(**scene.args, order_line_id=line.pk, parts=parts).packed_count == 4
