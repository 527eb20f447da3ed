"""Making and packing of the same packs at once: none goes into a bag and a crate both."""

import time

import pytest
from django.db import connection

from kortreist.apps.catalogue.models import Listing
from kortreist.apps.fulfilment.entries import MakeEntry, PartEntry, SourceEntry
from kortreist.apps.fulfilment.errors import LotShortError
from kortreist.apps.fulfilment.models import Lot, LotSource, PackedPart
from kortreist.apps.fulfilment.services import making
from kortreist.apps.fulfilment.services.making import make_lot
from kortreist.apps.fulfilment.services.packing import pack_line
from kortreist.apps.trading.models import Offer
from tests.apps.fulfilment.scenes import add_goods, make_scene, plan
from tests.apps.fulfilment.test_making import _place, stocked

pytestmark = [pytest.mark.both, pytest.mark.django_db(transaction=True)]

RUNNERS = 8


def last_packs():
    """Return five packs in stock that four kitchens and four bakers want one of each."""
    scene = make_scene(units=RUNNERS // 2)
    goods = add_goods(scene, [1] * (RUNNERS // 2), content_amount=1000)
    Offer.objects.filter(pk=goods.offer.pk).update(stock_packs=RUNNERS)
    bags = add_goods(scene, [], content_amount=1000)
    Listing.objects.create(hub=scene.hub, variant=bags.variant, producer_price_ore=100)
    place = _place(scene)
    plan(scene)
    lot = stocked(scene, goods, 5, place)
    return scene, goods, bags, place, lot


def one_of(scene, goods, bags, place, lot):
    def run(runner):
        if runner % 2:
            entry = MakeEntry([SourceEntry(lot.pk, 1)], bags.variant.pk, f"M{runner}", 1, place.pk)
            return make_lot(**scene.args, entry=entry)
        line = goods.lines[runner // 2]
        return pack_line(**scene.args, order_line_id=line.pk, parts=[PartEntry(lot.pk, 1)])

    return run


def taken(lot):
    used = LotSource.objects.filter(source=lot).count()
    return used + PackedPart.objects.filter(lot=lot).count()


def test_the_last_packs_go_into_one_thing_only(race, monkeypatch):
    scene, *things = last_packs()
    monkeypatch.setattr(making, "require_covered", lambda *_args, **_kwargs: None)
    finish = race(RUNNERS, one_of(scene, *things))
    lot = Lot.objects.get(pk=things[-1].pk)
    assert {type(error) for error in finish.errors} == {LotShortError}
    assert (len(finish.results), lot.packs_left, taken(lot)) == (5, 0, 5)


def test_without_the_lock_more_is_made_than_there_was(race, monkeypatch):
    """The control: makers that look without the lock use the same packs twice."""
    scene, _goods, bags, place, lot = last_packs()
    monkeypatch.setattr(making, "require_covered", lambda *_args, **_kwargs: None)
    monkeypatch.setattr(making, "lock_purchase_lines", lambda **_kwargs: [])
    monkeypatch.setattr(making, "require_places", lambda *_args: None)

    def look(*, hub_id, lot_ids):
        found = Lot.objects.in_bulk(list(lot_ids))
        time.sleep(0.3)
        return found

    monkeypatch.setattr(making, "lock_lots", look)
    make = make_lot if connection.vendor == "postgresql" else make_lot.__wrapped__

    def run(runner):
        entry = MakeEntry([SourceEntry(lot.pk, 1)], bags.variant.pk, f"M{runner}", 1, place.pk)
        return make(**scene.args, entry=entry)

    race(RUNNERS, run)
    assert LotSource.objects.filter(source=lot).count() > 5
