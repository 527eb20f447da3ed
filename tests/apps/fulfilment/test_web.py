"""The pages: what they show, what they send on, and to whom they are shut."""

from datetime import date
from functools import partial

import pytest
from django.test import Client
from django.urls import reverse

from kortreist.apps.actors.models import RoleKind
from kortreist.apps.fulfilment.entries import PartEntry
from kortreist.apps.fulfilment.models import Delivery, DeliveryStatus, Lot, PackedPart
from kortreist.apps.fulfilment.services.packing import pack_line
from kortreist.kernel.quantity import Quantity
from tests import factories
from tests.apps.fulfilment.scenes import (
    add_catch_weight,
    add_goods,
    add_lot,
    close_up,
    make_scene,
    plan,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def scene():
    """A kindergarten with carrots and a cheese coming, and another with carrots; lots are in."""
    scene = make_scene()
    carrots = add_goods(scene, (4, 2), name="Gulrot")
    cheese = add_catch_weight(scene, (2,), name="Ost")
    add_lot(scene, carrots, 6, code="G1")
    add_lot(scene, cheese, 2, code="O1")
    plan(scene)
    return scene


@pytest.fixture
def team(scene) -> Client:
    return sign_in(factories.make_role(scene.hub, RoleKind.PACKING_TEAM).person)


def sign_in(person) -> Client:
    client = Client()
    client.force_login(person.user)
    client.defaults["HTTP_ACCEPT_LANGUAGE"] = "en"
    return client


def url(scene, name, **places):
    ids = {key: thing.public_id for key, thing in places.items()}
    return reverse(f"fulfilment:{name}", kwargs={"hub": scene.hub.public_id, **ids})


def every_page(scene):
    """Return the address of each page, by name."""
    goods, delivery = scene.goods[0], scene.deliveries[0]
    cycle = partial(url, scene, cycle=scene.cycle)
    to_pack = partial(url, scene, delivery=delivery)
    return {
        "goods-in": cycle("goods-in"),
        "goods-in-entry": url(scene, "goods-in-entry", purchase=goods.purchase_line.purchase_order),
        "lot-detail": url(
            scene, "lot-detail", lot=Lot.objects.filter(hub=scene.hub).earliest("pk")
        ),
        "packing": cycle("packing"),
        "packing-done": cycle("packing-done"),
        "packing-delivery": to_pack("packing-delivery"),
        "packing-line": url(scene, "packing-line", line=goods.lines[0]),
        "deliveries": cycle("deliveries"),
        "handover": to_pack("handover"),
        "delivery-detail": to_pack("delivery-detail"),
        "delivery-note": to_pack("delivery-note"),
    }


@pytest.mark.both
def test_every_page_is_shown_to_the_team(scene, team):
    for name, address in every_page(scene).items():
        response = team.get(address)
        assert (name, response.status_code) == (name, 200)
        assert b"<h1" in response.content


def test_every_page_is_shut_to_others(scene):
    # given somebody of another hub, and somebody who has not signed in
    other = factories.make_role(factories.make_hub(), RoleKind.COORDINATOR).person
    for client, status in ((sign_in(other), 404), (Client(), 302)):
        for name, address in every_page(scene).items():
            assert (name, client.get(address).status_code) == (name, status)


def test_unit_sees_its_own_delivery_and_nothing_else(scene):
    # given
    role = factories.make_role(scene.hub, RoleKind.BUYER, unit=scene.units[0])
    cook = sign_in(role.person)
    # when
    found = {name: cook.get(address).status_code for name, address in every_page(scene).items()}
    # then
    assert {name for name, status in found.items() if status == 200} == {
        "delivery-detail",
        "delivery-note",
    }
    assert set(found.values()) == {200, 403}
    assert cook.get(url(scene, "unit-deliveries", unit=scene.units[0])).status_code == 200
    for name, thing in (
        ("delivery-detail", {"delivery": scene.deliveries[1]}),
        ("unit-deliveries", {"unit": scene.units[1]}),
    ):
        assert cook.get(url(scene, name, **thing)).status_code == 404


def test_pages_ask_as_much_of_the_database_for_many_lines(query_count):
    # given
    counts = []
    for units, variants in ((2, 2), (8, 8)):
        scene = make_scene(units=units)
        for number in range(variants):
            goods = add_goods(
                scene, (2,) * units, producer=scene.goods[0].offer.producer if number else None
            )
            add_lot(scene, goods, 2 * units - 1)
        plan(scene)
        client = sign_in(factories.make_role(scene.hub, RoleKind.COORDINATOR).person)
        pages = every_page(scene)
        for address in pages.values():
            client.get(address)
        # when
        counts.append(
            {name: query_count(partial(client.get, address)) for name, address in pages.items()}
        )
    # then
    assert counts[0] == counts[1]
    assert max(counts[0].values()) <= 25


def test_empty_pages_teach():
    # given a round in which nothing was ordered
    scene = make_scene()
    client = sign_in(factories.make_role(scene.hub, RoleKind.COORDINATOR).person)
    for name in ("goods-in", "packing", "deliveries"):
        response = client.get(url(scene, name, cycle=scene.cycle))
        assert b"kr-empty" in response.content
    # and the deliveries can be made from the page
    add_goods(scene, (1, 1))
    client.post(url(scene, "packing-plan", cycle=scene.cycle))
    assert Delivery.objects.count() == 2


def test_goods_are_received_row_by_row():
    # given a producer with carrots and cheese, one of which comes
    scene = make_scene()
    client = sign_in(factories.make_role(scene.hub, RoleKind.PACKING_TEAM).person)
    farm = factories.make_producer(scene.hub)
    carrots = add_goods(scene, (4, 2), producer=farm)
    cheese = add_catch_weight(scene, (3,), producer=farm)
    address = url(scene, "goods-in-entry", purchase=carrots.purchase_line.purchase_order)
    first, second = carrots.purchase_line.public_id, cheese.purchase_line.public_id
    # when
    page = client.get(address).content.decode()
    response = client.post(
        address,
        {
            f"{first}-count": "",
            f"{first}-code": "261126",
            f"{second}-count": "3",
            f"{second}-amount": "6,25",
            f"{second}-code": "L7",
            f"{second}-best_before": "2026-12-24",
        },
    )
    # then
    assert f'name="{first}-count" value="6"' in page
    assert response.status_code == 302
    lot = Lot.objects.get(code="L7")
    assert (lot.received_count, lot.received_amount) == (3, 6250)
    assert lot.best_before == date(2026, 12, 24)
    carrots.purchase_line.refresh_from_db()
    assert carrots.purchase_line.received_count is None
    # and it can be undone
    client.post(url(scene, "lot-undo", lot=lot))
    assert not Lot.objects.filter(pk=lot.pk).exists()


_receipt_cases = [
    ({"count": "3", "code": "L"}, "Write what the scale says."),
    ({"count": "3", "amount": "6,2"}, "Write the lot number."),
    ({"count": "3", "amount": "62", "code": "L"}, "62 kg cannot be right."),
    ({"count": "-1", "amount": "6", "code": "L"}, "greater than or equal to 0"),
    ({"count": "1.5", "amount": "6", "code": "L"}, "whole number"),
    ({"count": "3", "amount": "3 l", "code": "L"}, "is not a unit that fits here"),
    ({"count": "3", "amount": "6", "code": "L", "best_before": "2026-11-25"}, "earlier than"),
    ({"count": "3", "amount": "6", "code": "L", "best_before": "soon"}, "valid date"),
    ({"count": "3", "amount": "6", "code": "x" * 41}, "at most 40 characters"),
]


@pytest.mark.parametrize(("typed", "said"), _receipt_cases)
def test_wrong_rows_are_told_where_they_are_wrong(typed, said):
    # given
    scene = make_scene()
    client = sign_in(factories.make_role(scene.hub, RoleKind.PACKING_TEAM).person)
    goods = add_catch_weight(scene, (3,))
    name = goods.purchase_line.public_id
    address = url(scene, "goods-in-entry", purchase=goods.purchase_line.purchase_order)
    # when
    response = client.post(address, {f"{name}-{field}": text for field, text in typed.items()})
    # then
    assert response.status_code == 422
    assert said in response.content.decode().replace("\u00a0", " ")
    assert not Lot.objects.exists()


def test_date_that_is_too_short_can_be_accepted():
    # given
    scene = make_scene()
    client = sign_in(factories.make_role(scene.hub, RoleKind.PACKING_TEAM).person)
    goods = add_goods(scene, (3,))
    name = goods.purchase_line.public_id
    address = url(scene, "goods-in-entry", purchase=goods.purchase_line.purchase_order)
    typed = {f"{name}-count": "3", f"{name}-code": "L", f"{name}-best_before": "2026-11-25"}
    # when
    refused = client.post(address, typed).content.decode()
    client.post(address, typed | {f"{name}-accept_short_dated": "on"})
    # then
    assert f'name="{name}-accept_short_dated"' in refused
    assert Lot.objects.get().best_before == date(2026, 11, 25)


def test_nothing_came_is_said_and_taken_back_from_the_page():
    # given
    scene = make_scene()
    client = sign_in(factories.make_role(scene.hub, RoleKind.PACKING_TEAM).person)
    line = add_goods(scene, (3,)).purchase_line
    # when / then
    client.post(url(scene, "goods-in-missing", line=line))
    line.refresh_from_db()
    assert line.quantity("received") == Quantity.none()
    client.post(url(scene, "goods-in-missing-undo", line=line))
    line.refresh_from_db()
    assert line.quantity("received") is None


def test_round_is_packed_one_line_at_a_time(scene, team):
    # given
    carrots, cheese = (goods.lines[0] for goods in scene.goods)
    lots = {lot.code: lot for lot in Lot.objects.all()}
    # when the first is packed as suggested
    page = team.get(url(scene, "packing-begin", cycle=scene.cycle), follow=True)
    assert b'value="4"' in page.content
    response = team.post(
        url(scene, "packing-line", line=carrots), {f"count-{lots['G1'].public_id}": "4"}
    )
    # then the next is shown, which needs a weight
    assert response.url == url(scene, "packing-line", line=cheese)
    name = lots["O1"].public_id
    refused = team.post(response.url, {f"count-{name}": "2"})
    assert refused.status_code == 422
    assert b"Write what the scale says." in refused.content
    # and after the last come the crates
    response = team.post(response.url, {f"count-{name}": "2", f"amount-{name}": "4,1"})
    assert response.url == url(scene, "packing-delivery", delivery=scene.deliveries[0])
    finished = team.post(
        url(scene, "packing-finish", delivery=scene.deliveries[0]), {"crates": "2"}
    )
    assert finished.url == url(scene, "packing-begin", cycle=scene.cycle)
    delivery = Delivery.objects.get(pk=scene.deliveries[0].pk)
    assert (delivery.status, delivery.crates) == (DeliveryStatus.PACKED, 2)
    cheese.refresh_from_db()
    assert cheese.quantity("packed") == Quantity(2, 4100)


def test_packed_line_is_undone_from_the_page(scene, team):
    # given
    line = scene.goods[0].lines[0]
    lot = Lot.objects.get(code="G1")
    pack_line(**scene.args, order_line_id=line.pk, parts=[PartEntry(lot.pk, 4)])
    # when
    response = team.post(url(scene, "packing-undo", line=line))
    # then
    assert response.url == url(scene, "packing-line", line=line)
    assert not PackedPart.objects.exists()


def test_line_that_is_not_coming_is_packed_without(team, scene):
    # given goods that never came
    goods = add_goods(scene, (3,))
    line = goods.lines[0]
    # when
    page = team.get(url(scene, "packing-line", line=line)).content.decode()
    team.post(url(scene, "packing-line", line=line), {"reason": "not_received"})
    # then
    assert "The goods are not here yet." in page
    line.refresh_from_db()
    assert line.quantity("packed") == Quantity.none()
    assert line.changes.get().reason == "not_received"


def test_loser_at_the_table_is_told_what_is_left(scene, team):
    # given a page opened before somebody else took four of six
    lot = Lot.objects.get(code="G1")
    pack_line(**scene.args, order_line_id=scene.goods[0].lines[0].pk, parts=[PartEntry(lot.pk, 4)])
    Lot.objects.filter(pk=lot.pk).update(packed_count=5)
    # when
    response = team.post(
        url(scene, "packing-line", line=scene.goods[0].lines[1]),
        {f"count-{lot.public_id}": "2"},
        follow=True,
    )
    # then
    assert "There are only 1 packs left of lot G1." in response.content.decode()


def test_handover_counts_what_came_back(scene, team):
    # given everything is packed
    lots = {lot.code: lot for lot in Lot.objects.all()}
    carrots, cheese = (goods.lines[0] for goods in scene.goods)
    pack_line(**scene.args, order_line_id=carrots.pk, parts=[PartEntry(lots["G1"].pk, 4)])
    pack_line(**scene.args, order_line_id=cheese.pk, parts=[PartEntry(lots["O1"].pk, 2, 4100)])
    close_up(scene)
    # when one cheese comes back damaged, on a cold day
    response = team.post(
        url(scene, "handover", delivery=scene.deliveries[0]),
        {
            f"back-{cheese.public_id}": "1",
            f"reason-{cheese.public_id}": "damaged",
            f"back-{carrots.public_id}": "0",
            "temperature_dc": "−1,5",
        },
    )
    # then its share of the weight is not delivered
    assert response.url == url(scene, "deliveries", cycle=scene.cycle)
    cheese.refresh_from_db()
    carrots.refresh_from_db()
    assert cheese.quantity("delivered") == Quantity(1, 2050)
    assert carrots.quantity("delivered") == Quantity(4, 4000)
    assert Delivery.objects.get(pk=scene.deliveries[0].pk).temperature_dc == -15
    # and it can be taken back
    team.post(url(scene, "delivery-undo", delivery=scene.deliveries[0]))
    assert Delivery.objects.get(pk=scene.deliveries[0].pk).status == DeliveryStatus.PACKED


@pytest.mark.parametrize("typed", ["warm", "3.55", "1000", "--2"])
def test_temperature_that_is_none_is_told(scene, team, typed):
    # given
    close_up(scene)
    # when
    response = team.post(
        url(scene, "handover", delivery=scene.deliveries[0]), {"temperature_dc": typed}
    )
    # then
    assert response.status_code == 422
    assert "Write degrees like 3,5 or −18." in response.content.decode()
    assert Delivery.objects.get(pk=scene.deliveries[0].pk).status == DeliveryStatus.PACKED


def test_lot_is_stopped_and_released_from_its_page(scene, team):
    # given
    lot = Lot.objects.get(code="G1")
    # when / then
    page = team.post(url(scene, "lot-withdraw", lot=lot), follow=True).content.decode()
    assert "Lot G1 is stopped." in page
    lot.refresh_from_db()
    assert lot.withdrawn_at is not None
    team.post(url(scene, "lot-release", lot=lot))
    lot.refresh_from_db()
    assert lot.withdrawn_at is None


def test_what_only_changes_things_is_not_asked_for(scene, team):
    for name, thing in (
        ("packing-plan", {"cycle": scene.cycle}),
        ("packing-finish", {"delivery": scene.deliveries[0]}),
        ("packing-undo", {"line": scene.goods[0].lines[0]}),
        ("delivery-undo", {"delivery": scene.deliveries[0]}),
        ("lot-withdraw", {"lot": Lot.objects.earliest("pk")}),
    ):
        assert team.get(url(scene, name, **thing)).status_code == 405
