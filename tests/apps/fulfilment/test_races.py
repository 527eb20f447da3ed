"""Many at once on one lot: exactly what there is gets packed, and the losers know what is left."""

import time

import pytest
from django.db import connection
from django.db.models import Sum

from kortreist.apps.actors.models import AuditEvent
from kortreist.apps.fulfilment.entries import PackEntry, PartEntry
from kortreist.apps.fulfilment.errors import LotShortError
from kortreist.apps.fulfilment.models import Delivery, Lot, PackedPart
from kortreist.apps.fulfilment.services import parts
from kortreist.apps.fulfilment.services.deliveries import deliver
from kortreist.apps.fulfilment.services.goods_in import receive_goods, undo_receipt
from kortreist.apps.fulfilment.services.packing import pack_line, plan_deliveries
from kortreist.apps.trading.models import ChargeLine, LineChange, PurchaseLine
from kortreist.kernel.errors import ConflictError, NotFoundError
from kortreist.kernel.quantity import Quantity
from tests.apps.fulfilment.scenes import LATER, add_goods, add_lot, close_up, make_scene, plan

pytestmark = [pytest.mark.both, pytest.mark.django_db(transaction=True)]

RUNNERS = 32
PACKS = 10


def last_packs():
    """Thirty-two units, each promised one of the last ten packs."""
    scene = make_scene(units=RUNNERS)
    goods = add_goods(scene, (1,) * RUNNERS)
    lot = add_lot(scene, goods, PACKS, code="K")
    plan(scene)
    return scene, goods.lines, lot


def test_last_packs_go_to_exactly_as_many(race):
    # given
    scene, lines, lot = last_packs()
    # when
    finish = race(
        RUNNERS,
        lambda runner: pack_line(
            **scene.args, order_line_id=lines[runner].pk, parts=[PartEntry(lot.pk, 1)]
        ),
    )
    # then
    lot.refresh_from_db()
    assert len(finish.results) == PACKS == lot.packed_count
    assert PackedPart.objects.aggregate(packs=Sum("count")) == {"packs": PACKS}
    assert {type(error) for error in finish.errors} == {LotShortError}
    assert {error.params["left"] for error in finish.errors} == {0}
    # and the losers wrote nothing
    assert LineChange.objects.count() == PACKS
    assert AuditEvent.objects.filter(code="fulfilment.line.packed").count() == PACKS


def test_without_the_lock_more_is_packed_than_there_is(race, monkeypatch):
    """The control: without the lock (and on SQLite, which is alone anyway, without one
    transaction around check and write) the same race packs what is not there."""
    # given
    scene, lines, lot = last_packs()

    def look_without_lock(*, hub_id, lot_ids):
        lots = Lot.objects.filter(hub_id=hub_id, pk__in=lot_ids).in_bulk()
        time.sleep(0.2)
        return lots

    monkeypatch.setattr(parts, "lock_lots", look_without_lock)

    def pack_unlocked(runner):
        if connection.vendor == "postgresql":
            return pack_line(
                **scene.args, order_line_id=lines[runner].pk, parts=[PartEntry(lot.pk, 1)]
            )
        # Here each statement is a transaction by itself.
        entry = PackEntry(lines[runner].pk, [PartEntry(lot.pk, 1)])
        return parts.pack_entries(scene.team, scene.hub.pk, [entry], scene.args["now"])

    # when
    race(RUNNERS, pack_unlocked)
    # then
    assert PackedPart.objects.aggregate(packs=Sum("count"))["packs"] > PACKS


def test_undo_and_packing_of_a_lot_do_not_cross(race):
    # given a lot that half the runners pack from and the others take out again
    scene, lines, lot = last_packs()

    def run(runner):
        if runner % 2:
            return undo_receipt(**scene.args, lot_id=lot.pk)
        return pack_line(**scene.args, order_line_id=lines[runner].pk, parts=[PartEntry(lot.pk, 1)])

    # when
    finish = race(8, run)
    # then either it is gone and nothing was packed, or packs lie in crates and it is there
    is_there = Lot.objects.filter(pk=lot.pk).exists()
    assert is_there == PackedPart.objects.exists()
    assert {type(error) for error in finish.errors} <= {
        NotFoundError,
        *ConflictError.__subclasses__(),
    }


def test_lots_received_at_once_all_count(race):
    # given
    scene = make_scene()
    goods = add_goods(scene, (8, 8))
    # when
    finish = race(
        16,
        lambda runner: receive_goods(
            **scene.args,
            purchase_line_id=goods.purchase_line.pk,
            code=f"L{runner % 8}",
            best_before=LATER,
            quantity=Quantity(2, 2000),
        ),
    )
    # then two runners bring each of eight lots: one lot, once
    assert finish.errors == []
    assert PurchaseLine.objects.get().quantity("received") == Quantity(16, 16_000)
    assert Lot.objects.count() == 8


def test_planning_at_once_gives_one_delivery_each(race):
    # given
    scene = make_scene(units=5)
    add_goods(scene, (1,) * 5)
    # when
    finish = race(8, lambda _: plan_deliveries(**scene.args, cycle_id=scene.cycle.pk))
    # then
    assert finish.errors == []
    assert Delivery.objects.count() == 5


def test_handing_over_twice_at_once_charges_once(race):
    # given
    scene = make_scene(units=1)
    goods = add_goods(scene, (4,))
    lot = add_lot(scene, goods, 4)
    [delivery] = plan(scene)
    pack_line(**scene.args, order_line_id=goods.lines[0].pk, parts=[PartEntry(lot.pk, 4)])
    close_up(scene)
    # when
    finish = race(8, lambda _: deliver(**scene.args, delivery_id=delivery.pk))
    # then
    assert finish.errors == []
    assert AuditEvent.objects.filter(code="fulfilment.delivery.delivered").count() == 1
    assert ChargeLine.objects.filter(kind="goods", side="buyer").count() == 1
