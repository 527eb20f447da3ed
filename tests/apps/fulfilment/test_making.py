"""Lots of the hub's own making."""

from datetime import date

import pytest

from kortreist.apps.actors.models import AuditEvent
from kortreist.apps.catalogue.models import ChargeBy, Listing
from kortreist.apps.desk.models import CycleStage
from kortreist.apps.fulfilment.entries import MakeEntry, PartEntry, SourceEntry
from kortreist.apps.fulfilment.errors import (
    ConsignmentMixedError,
    ImplausibleWeightError,
    LongerDateError,
    LossReasonMissingError,
    LotCodeError,
    LotCodeTakenError,
    LotExpiredError,
    LotInUseError,
    LotShortError,
    LotTwiceError,
    LotWithdrawnError,
    MoreThanWentInError,
    MovementNotUndoableError,
    NothingToMakeOfError,
    SettledAsWasteError,
    StockPromisedError,
    UndeclaredError,
    UnitMixedError,
    UnknownReasonError,
    ZoneChangedError,
)
from kortreist.apps.fulfilment.models import Lot, LotSource, StockMovement
from kortreist.apps.fulfilment.selectors.costs import cost_shares
from kortreist.apps.fulfilment.services import making
from kortreist.apps.fulfilment.services.goods_in import undo_receipt
from kortreist.apps.fulfilment.services.lots import withdraw_lot
from kortreist.apps.fulfilment.services.making import make_lot, undo_making
from kortreist.apps.fulfilment.services.packing import pack_line
from kortreist.apps.fulfilment.services.places import add_place
from kortreist.apps.trading.models import ChargeLine, Offer, Ownership
from kortreist.apps.trading.services.stock_offers import set_stock_packs
from kortreist.kernel.errors import NotFoundError, NotPermittedError
from tests import factories
from tests.apps.fulfilment.larder import make_larder
from tests.apps.fulfilment.scenes import (
    LATER,
    add_catch_weight,
    add_goods,
    add_lot,
    make_scene,
    plan,
)
from tests.apps.ledgers import faults, lot_faults
from tests.conftest import NOON

SOON = date(2026, 12, 1)


@pytest.fixture
def scene(db):
    return make_scene()


@pytest.fixture
def place(scene):
    return _place(scene)


def _place(scene, name="Kjøl"):
    return add_place(**scene.args, name=name, storage="chilled")


@pytest.fixture
def sacks(scene, place):
    """Ten sacks of 10 kg, at 20 kr a kilo, in stock."""
    goods = add_goods(scene, [], name="Gulrot", content_amount=10_000, price_ore=2000)
    return stocked(scene, goods, 10, place, best_before=SOON)


@pytest.fixture
def bags(scene):
    """What is sold in bags of 1 kg."""
    return add_goods(scene, [4, 2], name="Gulrot i pose", content_amount=1000, price_ore=2500)


def stocked(scene, goods, packs, place, **fields):
    lot = add_lot(scene, goods, packs, place=place, stocked_at=NOON, **fields)
    StockMovement.objects.create(
        hub=scene.hub,
        lot=lot,
        kind="received",
        count=packs,
        amount=lot.received_amount,
        actor="test",
        at=NOON,
    )
    return lot


def make(scene, place, goods, count, *sources, code="M1", **fields):
    if goods in scene.goods:
        Listing.objects.get_or_create(hub=scene.hub, variant=goods.variant, producer_price_ore=100)
    entry = MakeEntry(
        sources=[SourceEntry(lot.pk, packs) for lot, packs in sources],
        variant_id=goods.variant.pk,
        code=code,
        count=count,
        place_id=place.pk,
        **fields,
    )
    return make_lot(**scene.args, entry=entry)


def nothing_happened(*lots):
    for lot in lots:
        lot.refresh_from_db()
        assert lot.gone_count == 0
    assert not LotSource.objects.exists()
    assert not Lot.objects.filter(purchase_line=None).exists()
    assert not StockMovement.objects.exclude(kind="received").exists()
    assert not AuditEvent.objects.filter(code="fulfilment.lot.made").exists()


def test_a_sack_becomes_bags(scene, place, sacks, bags, audit_codes):
    lot = make(scene, place, bags, 20, (sacks, 2))
    sacks.refresh_from_db()
    assert (sacks.packs_left, lot.packs_left) == (8, 20)
    assert (lot.received_amount, lot.made_cost_ore, lot.best_before) == (20_000, 40_000, SOON)
    assert lot.is_stock
    assert lot.producer == bags.variant.product.producer
    moves = StockMovement.objects.exclude(kind="received").order_by("pk")
    assert list(moves.values_list("lot", "kind", "count", "amount", "value_ore")) == [
        (sacks.pk, "used", -2, -20_000, -40_000),
        (lot.pk, "made", 20, 20_000, 40_000),
    ]
    assert audit_codes()[-1] == "fulfilment.lot.made"
    assert list(lot_faults(scene.hub)) == []


def test_the_same_number_and_figures_are_the_same_lot(scene, place, sacks, bags):
    first = make(scene, place, bags, 20, (sacks, 2))
    assert make(scene, place, bags, 20, (sacks, 2)) == first
    sacks.refresh_from_db()
    assert sacks.packs_left == 8
    with pytest.raises(LotCodeTakenError):
        make(scene, place, bags, 10, (sacks, 1))


def test_a_mix_keeps_as_long_as_the_first_to_expire_and_costs_what_went_in(scene, place, sacks):
    other = add_goods(scene, [], name="Pastinakk", content_amount=5000, price_ore=3001)
    roots = stocked(scene, other, 3, place, best_before=LATER)
    mix = add_goods(scene, [], name="Rotblanding", content_amount=500)
    lot = make(scene, place, mix, 50, (sacks, 1), (roots, 3))
    assert lot.best_before == SOON
    assert lot.made_cost_ore == 20_000 + 45_015
    assert cost_shares([lot.pk])[lot.pk] == {
        sacks.purchase_line_id: pytest.approx(20_000 / 65_015),
        roots.purchase_line_id: pytest.approx(45_015 / 65_015),
    }


def test_a_mix_of_a_mix_is_told_by_what_it_was_paid_for_on(scene, place, sacks, bags):
    first = make(scene, place, bags, 20, (sacks, 2))
    again = make(scene, place, bags, 25, (first, 15), (sacks, 1), code="M2")
    assert cost_shares([again.pk])[again.pk] == {sacks.purchase_line_id: 1}
    assert again.made_cost_ore == 50_000
    assert list(lot_faults(scene.hub)) == []


def test_a_loss_wants_a_reason_and_the_rest_bears_the_cost(scene, place, sacks, bags):
    with pytest.raises(LossReasonMissingError) as caught:
        make(scene, place, bags, 18, (sacks, 2))
    assert caught.value.params["lost_amount"] == 2000
    nothing_happened(sacks)
    lot = make(scene, place, bags, 18, (sacks, 2), loss_reason="sorted_out")
    assert lot.made_cost_ore == 40_000
    assert lot.movements.get().reason == "sorted_out"


def test_more_than_went_in_is_asked_about(scene, place, sacks, bags):
    with pytest.raises(MoreThanWentInError):
        make(scene, place, bags, 21, (sacks, 2))
    nothing_happened(sacks)
    assert make(scene, place, bags, 21, (sacks, 2), accept_more=True).received_amount == 21_000


def test_the_scale_may_be_a_little_off(scene, place, sacks):
    pieces = add_catch_weight(scene, [], name="Gulrot, løs")
    lot = make(scene, place, pieces, 5, (sacks, 1), amount=10_150)
    assert lot.received_amount == 10_150


def test_a_shorter_date_may_be_stated_but_no_longer_one(scene, place, sacks, bags):
    with pytest.raises(LongerDateError):
        make(scene, place, bags, 10, (sacks, 1), best_before=LATER)
    nothing_happened(sacks)
    shorter = date(2026, 11, 27)
    assert make(scene, place, bags, 10, (sacks, 1), best_before=shorter).best_before == shorter


def _withdrawn(scene, lot):
    withdraw_lot(**scene.args, lot_id=lot.pk)


def _consigned(_scene, lot):
    Lot.objects.filter(pk=lot.pk).update(ownership=Ownership.CONSIGNMENT)


def _past(_scene, lot):
    Lot.objects.filter(pk=lot.pk).update(best_before=date(2026, 11, 1))


def _settled(_scene, lot):
    Lot.objects.filter(pk=lot.pk).update(place=None, stocked_at=None)
    line = lot.purchase_line
    line.credited_count, line.credited_amount = line.received_count, line.received_amount
    line.save()


def _frozen(_scene, lot):
    product = lot.variant.product
    product.storage = "frozen"
    product.save()


def _with_milk(_scene, lot):
    product = lot.variant.product
    product.allergens, product.allergens_stated = ["milk"], True
    product.save()


def _by_piece(_scene, lot):
    lot.variant.unit = "pcs"
    lot.variant.save()


@pytest.mark.parametrize(
    ("spoil", "error"),
    [
        (_withdrawn, LotWithdrawnError),
        (_consigned, ConsignmentMixedError),
        (_past, LotExpiredError),
        (_settled, SettledAsWasteError),
        (_frozen, ZoneChangedError),
        (_with_milk, UndeclaredError),
        (_by_piece, UnitMixedError),
    ],
)
def test_what_may_not_be_mixed(scene, place, sacks, bags, spoil, error):
    spoil(scene, sacks)
    with pytest.raises(error) as caught:
        make(scene, place, bags, 10, (sacks, 1))
    assert caught.value.params["lot"] == sacks.code
    nothing_happened(sacks)


def test_what_was_never_stated_cannot_become_stated(scene, place, sacks, bags):
    product = bags.variant.product
    product.allergens_stated = True
    product.save()
    with pytest.raises(UndeclaredError) as caught:
        make(scene, place, bags, 10, (sacks, 1))
    assert caught.value.params["missing"] == []
    nothing_happened(sacks)


@pytest.mark.parametrize(
    ("change", "error"),
    [
        ({"sources": []}, NothingToMakeOfError),
        ({"code": " "}, LotCodeError),
        ({"loss_reason": "eaten"}, UnknownReasonError),
    ],
)
def test_what_cannot_be_right(scene, place, sacks, bags, change, error):
    fields = {"sources": [(sacks, 1)], **change}
    sources = fields.pop("sources")
    with pytest.raises(error):
        make(scene, place, bags, 10, *sources, **fields)
    nothing_happened(sacks)


def test_no_more_than_is_left_and_no_lot_twice(scene, place, sacks, bags):
    with pytest.raises(LotShortError):
        make(scene, place, bags, 110, (sacks, 11))
    with pytest.raises(LotTwiceError):
        make(scene, place, bags, 20, (sacks, 1), (sacks, 1))
    nothing_happened(sacks)


def test_a_weight_that_cannot_be_right(scene, place, sacks):
    pieces = add_catch_weight(scene, [])
    with pytest.raises(ImplausibleWeightError):
        make(scene, place, pieces, 5, (sacks, 1), amount=10_000_000)
    nothing_happened(sacks)


def test_what_rounds_count_on_is_left(scene, place, sacks, bags):
    # given a round that sells nine of the ten sacks from stock
    cycle = scene.cycle
    offer = Offer.objects.get(variant=sacks.variant, cycle=cycle)
    offer.stock_packs = 9
    offer.save()
    cycle.status = "open"
    cycle.save()
    with pytest.raises(StockPromisedError):
        make(scene, place, bags, 20, (sacks, 2))
    nothing_happened(sacks)
    assert make(scene, place, bags, 10, (sacks, 1)).packs_left == 10


def test_what_the_rounds_own_lines_wait_for_is_left(scene, place, bags):
    goods = add_goods(scene, [3, 2], content_amount=1000)
    lot = add_lot(scene, goods, 6)
    with pytest.raises(StockPromisedError) as caught:
        make(scene, place, bags, 2, (lot, 2))
    assert caught.value.params["left"] == 4
    nothing_happened(lot)
    assert make(scene, place, bags, 1, (lot, 1)).packs_left == 1


def test_a_made_lot_is_packed_from_stock(scene, place, sacks, bags):
    plan(scene)
    lot = make(scene, place, bags, 10, (sacks, 1))
    line = bags.lines[0]
    Offer.objects.filter(pk=bags.offer.pk).update(stock_packs=3)
    parts = [PartEntry(lot.pk, 4)]
    with pytest.raises(StockPromisedError):
        pack_line(**scene.args, order_line_id=line.pk, parts=parts)
    Offer.objects.filter(pk=bags.offer.pk).update(stock_packs=4)
    assert pack_line(**scene.args, order_line_id=line.pk, parts=parts).packed_count == 4


def test_undone_it_is_as_if_it_never_was(scene, place, sacks, bags, audit_codes):
    lot = make(scene, place, bags, 20, (sacks, 2))
    undo_making(**scene.args, lot_id=lot.pk)
    sacks.refresh_from_db()
    assert sacks.packs_left == 10
    assert not Lot.objects.filter(pk=lot.pk).exists()
    values = StockMovement.objects.filter(kind="used").values_list("count", "value_ore")
    assert list(values.order_by("pk")) == [(-2, -40_000), (2, 40_000)]
    assert audit_codes()[-1] == "fulfilment.lot.unmade"
    assert list(lot_faults(scene.hub)) == []


def test_what_is_in_use_is_not_undone(scene, place, sacks, bags):
    lot = make(scene, place, bags, 20, (sacks, 2))
    make(scene, place, bags, 5, (lot, 5), code="M2")
    with pytest.raises(LotInUseError):
        undo_making(**scene.args, lot_id=lot.pk)
    with pytest.raises(LotInUseError):
        undo_receipt(**scene.args, lot_id=sacks.pk)
    with pytest.raises(MovementNotUndoableError):
        undo_making(**scene.args, lot_id=sacks.pk)
    with pytest.raises(NotFoundError):
        undo_receipt(**scene.args, lot_id=lot.pk)
    sacks.refresh_from_db()
    assert sacks.packs_left == 8


def test_other_hubs_lots_and_goods_are_not_found(scene, place, sacks, bags):
    other = make_scene(hub=factories.make_hub())
    their_place = _place(other)
    theirs = stocked(other, add_goods(other, []), 5, their_place)
    with pytest.raises(NotFoundError):
        make(scene, place, bags, 1, (theirs, 1))
    with pytest.raises(NotFoundError):
        make(scene, their_place, bags, 10, (sacks, 1))
    with pytest.raises(NotFoundError):
        make(scene, place, other.goods[0], 10, (sacks, 1))
    nothing_happened(sacks, theirs)


def test_a_stranger_makes_nothing(scene, place, sacks, bags):
    cook = factories.buyer_actor(scene.units[0])
    scene.team = cook
    with pytest.raises(NotPermittedError):
        make(scene, place, bags, 10, (sacks, 1))
    nothing_happened(sacks)


def test_what_breaks_half_way_leaves_nothing(scene, place, sacks, bags, monkeypatch):
    def fail(*_args, **_kwargs):
        raise RuntimeError

    monkeypatch.setattr(making, "write_movements", fail)
    with pytest.raises(RuntimeError):
        make(scene, place, bags, 10, (sacks, 1))
    nothing_happened(sacks)


def test_measured_goods_are_taken_at_what_they_weighed(scene, place, bags):
    roasts = add_goods(
        scene, [], charge_by=ChargeBy.MEASURED, content_amount=2000, price_ore=10_000
    )
    lot = stocked(scene, roasts, 3, place, amount=6_301)
    made = make(scene, place, bags, 4, (lot, 2), loss_reason="trimmed")
    [edge] = made.sources.all()
    assert (edge.amount, edge.cost_ore) == (4200, 42_000)


@pytest.mark.django_db
def test_a_made_lot_is_sold_and_every_krone_is_accounted_for():
    """Bought and kept in one round, mixed, sold in the next as something else."""
    larder = make_larder()
    carrots = factories.make_variant(factories.make_producer(larder.hub), "Rot", content_amount=333)
    mix = factories.make_variant(larder.farm, "Blanding", content_amount=250)
    for variant, price in ((carrots, 3333), (mix, 20_001)):
        factories.make_listing(larder.hub, variant, price)
    first = larder.open_round(stock=[(larder.meat, 7), (carrots, 10)])
    lines = larder.buy(first)
    meat, roots = (
        larder.receive(lines[variant.pk], place=larder.freezer)
        for variant in (larder.meat, carrots)
    )
    larder.conduct(first, CycleStage.RECEIVE)
    entry = MakeEntry(
        [SourceEntry(meat.pk, 3), SourceEntry(roots.pk, 7)],
        mix.pk,
        "MIX",
        15,
        larder.freezer.pk,
        loss_reason="trimmed",
    )
    made = make_lot(**larder.args, entry=entry)
    # 1500 g at 300 kr and 2331 g at 33.33 kr a kilo
    assert made.made_cost_ore == 45_000 + 7_769
    # when
    second = larder.open_round()
    offer_from_stock(larder, second, mix, 15)
    for unit, packs in zip(larder.units, (4, 7), strict=True):
        larder.order(second, unit, mix, packs)
    larder.buy(second)
    larder.finish(second)
    # then the round that sold it gets back what it cost, told by the farms that were paid
    back = ChargeLine.objects.filter(cycle=second, reason="from_stock").order_by("purchase_line")
    cost = 52_769 * 11 * 250 // 3750
    assert -sum(charge.amount_ore for charge in back) in {cost, cost + 1}
    assert {charge.producer for charge in back} == {meat.producer, roots.producer}
    assert faults(larder.hub) == []


def offer_from_stock(larder, cycle, variant, packs):
    set_stock_packs(**larder.args, cycle_id=cycle.pk, variant_id=variant.pk, packs=packs)
