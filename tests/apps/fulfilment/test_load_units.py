"""Crates get numbers when they are closed up, keep them while they stand, and never share them."""

import time

import pytest
from django.db import transaction

from kortreist.apps.actors.models import Hub
from kortreist.apps.fulfilment.entries import PartEntry
from kortreist.apps.fulfilment.errors import CratesError
from kortreist.apps.fulfilment.models import Delivery, LoadUnit, LoadUnitPart, SsccSeries
from kortreist.apps.fulfilment.services import load_units
from kortreist.apps.fulfilment.services.closing_up import (
    check_delivery,
    finish_packing,
    reopen_packing,
)
from kortreist.apps.fulfilment.services.packing import pack_line
from kortreist.formats.gs1 import is_sscc
from tests import factories
from tests.apps.fulfilment.scenes import add_goods, add_lot, make_scene, plan

pytestmark = [pytest.mark.django_db, pytest.mark.both]

PREFIX = "7090000"


@pytest.fixture
def scene():
    """Two kitchens, each with something chilled and something that is not, all of it packed."""
    scene = make_scene()
    Hub.objects.filter(pk=scene.hub.pk).update(gs1_prefix=PREFIX)
    farm, lots = factories.make_producer(scene.hub), {}
    for storage, packs in (("chilled", (6, 2)), ("ambient", (2, 2))):
        product = factories.make_product(farm, {"nb": storage}, storage=storage)
        goods = add_goods(scene, packs, producer=farm, product=product)
        lots[goods.offer.pk] = add_lot(scene, goods, sum(packs))
    plan(scene)
    for goods in scene.goods:
        for line in goods.lines:
            part = PartEntry(lots[goods.offer.pk].pk, line.confirmed_count)
            pack_line(**scene.args, order_line_id=line.pk, parts=[part])
    return scene


def close(scene, crates, *, zones=None, place=0):
    return finish_packing(
        **scene.args, delivery_id=scene.deliveries[place].pk, crates=crates, zones=zones
    )


def in_use(scene, place=0):
    units = LoadUnit.objects.filter(delivery=scene.deliveries[place], voided_at=None)
    return [(unit.number, unit.storage) for unit in units.order_by("number")]


def test_crates_are_shared_out_by_what_was_packed(scene):
    close(scene, 4)
    assert in_use(scene) == [(1, "ambient"), (2, "chilled"), (3, "chilled"), (4, "chilled")]


def test_one_crate_for_all_is_kept_as_cold_as_its_coldest(scene):
    close(scene, 1)
    assert in_use(scene) == [(1, "chilled")]
    # and all that lies in it is known
    assert sorted(LoadUnitPart.objects.values_list("count", flat=True)) == [2, 6]


def test_somebody_says_how_many_of_each(scene):
    close(scene, 3, zones={"ambient": 2, "chilled": 1})
    assert in_use(scene) == [(1, "ambient"), (2, "ambient"), (3, "chilled")]
    # of the one chilled crate it is known what lies in it, of the others not
    assert LoadUnitPart.objects.get().count == 6


@pytest.mark.parametrize(
    "zones", [{"chilled": 2}, {"chilled": 2, "lukewarm": 1}, {"chilled": 4, "ambient": -1}]
)
def test_zones_that_do_not_add_up_are_refused_and_nothing_is_written(scene, zones):
    with pytest.raises(CratesError):
        close(scene, 3, zones=zones)
    assert not LoadUnit.objects.exists()
    assert Delivery.objects.get(pk=scene.deliveries[0].pk).status == "planned"


def test_numbers_are_good_and_follow_one_another(scene):
    close(scene, 2)
    close(scene, 2, place=1)
    numbers = list(LoadUnit.objects.order_by("pk").values_list("sscc", flat=True))
    assert all(is_sscc(number) for number in numbers)
    assert [number[1:17] for number in numbers] == [
        f"{PREFIX}{serial:09d}" for serial in (1, 2, 3, 4)
    ]


def test_closing_up_again_in_the_same_way_keeps_the_labels(scene):
    close(scene, 3)
    before = list(LoadUnit.objects.values_list("pk", "voided_at"))
    close(scene, 3)
    assert list(LoadUnit.objects.values_list("pk", "voided_at")) == before


def test_what_somebody_said_of_crates_holds_when_closed_up_again_in_silence(scene):
    close(scene, 3, zones={"ambient": 2, "chilled": 1})
    before = list(LoadUnit.objects.filter(voided_at=None).values_list("pk", "storage"))
    close(scene, 3)
    assert list(LoadUnit.objects.filter(voided_at=None).values_list("pk", "storage")) == before


def test_other_crates_get_numbers_that_no_crate_had(scene):
    close(scene, 2)
    reopen_packing(**scene.args, delivery_id=scene.deliveries[0].pk)
    assert in_use(scene) == []
    close(scene, 3)
    numbers = LoadUnit.objects.values_list("sscc", flat=True)
    assert len(set(numbers)) == len(numbers) == 5


def test_two_hubs_of_one_company_never_share_a_number(scene):
    other = factories.make_hub(gs1_prefix=PREFIX)
    first = load_units._take_numbers(scene.hub.pk, 2)
    second = load_units._take_numbers(other.pk, 2)
    assert len({*first, *second}) == 4


def test_without_gs1s_prefix_crates_are_numbered_within_the_delivery_only(scene):
    Hub.objects.filter(pk=scene.hub.pk).update(gs1_prefix="")
    close(scene, 2)
    assert set(LoadUnit.objects.values_list("sscc", flat=True)) == {""}
    assert not SsccSeries.objects.exists()


def test_second_pair_of_eyes_is_noted_and_forgotten_when_opened(scene, audit_codes):
    close(scene, 2)
    args = scene.args | {"delivery_id": scene.deliveries[0].pk}
    assert check_delivery(**args).checked_at is not None
    assert check_delivery(**args, is_checked=False).checked_at is None
    check_delivery(**args)
    assert reopen_packing(**args).checked_at is None
    assert audit_codes()[-4:-1] == [
        "fulfilment.delivery.checked",
        "fulfilment.delivery.unchecked",
        "fulfilment.delivery.checked",
    ]


@pytest.mark.django_db(transaction=True)
def test_nobody_gets_anothers_numbers(scene, race):
    def take(_):
        return load_units._take_numbers(scene.hub.pk, 3)

    finish = race(8, lambda runner: _in_transaction(take, runner))
    numbers = [number for given in finish.results for number in given]
    assert finish.errors == []
    assert len(numbers) == len(set(numbers)) == 24


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_without_the_lock_they_would(scene, race, monkeypatch):
    def look_only(prefix):
        series, _ = SsccSeries.objects.get_or_create(prefix=prefix)
        time.sleep(0.05)
        return series

    monkeypatch.setattr(load_units, "lock_sscc_series", look_only)
    finish = race(8, lambda _: load_units._take_numbers(scene.hub.pk, 3))
    numbers = [number for given in finish.results for number in given]
    assert len(numbers) > len(set(numbers))


def _in_transaction(work, *args):
    with transaction.atomic():
        return work(*args)
