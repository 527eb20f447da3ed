"""What a scanner sends at goods-in leads to the line, with the lot filled in."""

from datetime import date, timedelta
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from PIL import Image

from kortreist.apps.actors.models import RoleKind
from kortreist.apps.catalogue.models import PackKind, PackLevel
from kortreist.apps.fulfilment.models import Deviation, Lot
from kortreist.apps.fulfilment.selectors.scanning import Prefill, find_scanned
from kortreist.kernel.errors import NotFoundError
from tests import factories
from tests.apps.fulfilment.scenes import add_catch_weight, add_goods, add_lot, make_scene
from tests.conftest import NOON

pytestmark = pytest.mark.django_db

TODAY = NOON.date()
GTIN, CASE, OTHER = "7038010000010", "17038010000017", "7038010000027"
FNC1 = "\u001d"


def check(gtin):
    digits = [int(each) for each in reversed(gtin[:-1])]
    total = sum(digits[0::2]) * 3 + sum(digits[1::2])
    return gtin[:-1] + str(-total % 10)


GTIN, CASE, OTHER = check(GTIN), check(CASE), check(OTHER)


def jpeg() -> bytes:
    out = BytesIO()
    Image.new("RGB", (900, 600), "#9A4A2A").save(out, "JPEG")
    return out.getvalue()


@pytest.fixture
def scene():
    return make_scene()


@pytest.fixture
def cheese(scene):
    goods = add_catch_weight(scene, (2, 1), name="Kvitost", gtin=GTIN, producer_code="K-7")
    goods.variant.product.storage = "chilled"
    goods.variant.product.save()
    return goods


def find(scene, text, **more):
    return find_scanned(actor=scene.team, hub_id=scene.hub.pk, text=text, today=TODAY, **more)


@pytest.mark.parametrize(
    "text",
    [
        GTIN,
        f"]E0{GTIN}",
        f"]C101{GTIN.zfill(14)}1526122410L77",
        f"(01){GTIN.zfill(14)}(10)L77",
        "K-7",
        "k-7",
    ],
)
def test_goods_are_found_by_what_stands_on_them(scene, cheese, text):
    assert [line.pk for line in find(scene, text).lines] == [cheese.purchase_line.pk]


def test_a_scan_says_lot_date_weight_and_count(scene, cheese):
    text = f"]C101{GTIN.zfill(14)}3103006120152612243003{FNC1}10L77"
    found = find(scene, text)
    [line] = found.lines
    assert found.prefill(line) == Prefill(3, 6120, "L77", date(2026, 12, 24))


def test_a_weight_alone_tells_how_many_and_a_case_its_packs(scene, cheese):
    found = find(scene, f"]C101{GTIN.zfill(14)}3103003950")
    assert found.prefill(found.lines[0]).count == 2
    # given a case of six
    variant = cheese.variant
    variant.case_packs = 6
    variant.save()
    PackLevel.objects.create(variant=variant, kind=PackKind.CASE, holds=6, gtin=CASE)
    found = find(scene, f"]C101{CASE}10L77")
    assert found.prefill(found.lines[0]).count == 6


def test_the_order_in_hand_comes_first_then_the_round(scene, cheese):
    # given the same goods bought for another round of the hub's
    later = make_scene(hub=scene.hub, number=48)
    twin = add_goods(later, (4,), gtin=GTIN)
    both = {cheese.purchase_line.pk, twin.purchase_line.pk}
    assert {line.pk for line in find(scene, GTIN).lines} == both
    order = twin.purchase_line.purchase_order
    for near in ({"purchase_id": order.pk}, {"cycle_id": later.cycle.pk}):
        assert [line.pk for line in find(scene, GTIN, **near).lines] == [twin.purchase_line.pk]


def test_what_is_credited_or_another_hubs_is_not_found(scene, cheese):
    other = make_scene(hub=factories.make_hub())
    assert not find(other, GTIN).lines
    line = cheese.purchase_line
    line.credited_count = line.credited_amount = 0
    line.save()
    assert not find(scene, GTIN).lines
    with pytest.raises(NotFoundError):
        find_scanned(actor=factories.outsider(), hub_id=scene.hub.pk, text=GTIN, today=TODAY)


def test_an_order_is_found_by_its_address_and_a_lot_by_its_number(scene, cheese):
    order = cheese.purchase_line.purchase_order
    assert find(scene, f"https://hub.example/x/{order.public_id}/").purchase == order
    lot = add_lot(scene, cheese, 1, code="L77")
    assert find(scene, "l77").lot == lot


def test_a_wrong_check_digit_is_told_and_a_word_is_not_blamed(scene, cheese):
    wrong = GTIN[:-1] + str((int(GTIN[-1]) + 1) % 10)
    assert find(scene, wrong).refusal.code == "barcode_check_digit"
    assert find(scene, "ost").refusal is None


# Pages


@pytest.fixture
def team(scene) -> Client:
    client = Client()
    client.force_login(factories.make_role(scene.hub, RoleKind.PACKING_TEAM).person.user)
    client.defaults["HTTP_ACCEPT_LANGUAGE"] = "en"
    return client


def scan_url(scene, **query):
    page = reverse("fulfilment:goods-in-scan", kwargs={"hub": scene.hub.public_id})
    return page, query


def entry_url(scene, goods):
    order = goods.purchase_line.purchase_order.public_id
    kwargs = {"hub": scene.hub.public_id, "purchase": order}
    return reverse("fulfilment:goods-in-entry", kwargs=kwargs)


def row(goods, **typed):
    prefix = goods.purchase_line.public_id
    return {f"{prefix}-{name}": value for name, value in typed.items()}


def test_one_hit_leads_to_its_row_filled_in(scene, cheese, team):
    page, query = scan_url(scene, code=f"]C101{GTIN.zfill(14)}3103002100152612243001{FNC1}10L77")
    answer = team.get(page, query, follow=True)
    form = answer.context["forms"].rows[0]
    assert answer.redirect_chain[0][0].endswith(
        f"#id_{cheese.purchase_line.public_id}-temperature_dc"
    )
    assert [form[name].value() for name in ("count", "amount", "code")] == [1, "2,1", "L77"]
    assert b'value="2026-12-24"' in answer.content


def test_unknown_goods_are_said_so_and_chosen_by_hand(scene, cheese, team):
    page, query = scan_url(scene, code=OTHER, cycle=scene.cycle.public_id)
    answer = team.get(page, query)
    assert answer.status_code == 200
    assert b"Nothing that is to come has the code" in answer.content
    assert b"Kvitost" in answer.content


def test_grams_typed_as_kilos_are_asked_about_and_not_refused(scene, cheese, team):
    # when two thousand kilos are typed
    typed = {"count": "1", "amount": "2000", "code": "L1", "best_before": "2026-12-24"}
    answer = team.post(entry_url(scene, cheese), row(cheese, **typed))
    # then it is asked, with what was likely meant
    assert answer.status_code == 422
    assert "Did you mean 2" in answer.content.decode()
    assert not Lot.objects.exists()
    # when somebody stands by it
    answer = team.post(entry_url(scene, cheese), row(cheese, **typed, accept_weight="on"))
    assert answer.status_code == 302
    assert Lot.objects.get().received_amount == 2_000_000


def test_a_lot_past_its_date_is_only_taken_in_to_be_held(scene, cheese, team):
    gone = (date.today() - timedelta(days=3)).isoformat()  # noqa: DTZ011  # pages have the clock
    typed = {"count": "1", "amount": "2", "code": "L1", "best_before": gone}
    answer = team.post(entry_url(scene, cheese), row(cheese, **typed))
    assert (answer.status_code, Lot.objects.count()) == (422, 0)
    assert b"Take it in as expired, and hold it" in answer.content
    team.post(entry_url(scene, cheese), row(cheese, **typed, hold_expired="on"))
    assert Lot.objects.get().withdrawn_at is not None


def test_damage_with_its_photo_becomes_a_deviation_once(scene, cheese, team):
    typed = {"count": "3", "amount": "6", "code": "L1", "best_before": "2030-12-24"}
    for _ in range(2):
        photo = SimpleUploadedFile("knust.jpg", jpeg(), content_type="image/jpeg")
        damage = {"damaged": "1", "damage_note": "Knust", "photo": photo}
        team.post(entry_url(scene, cheese), row(cheese, **typed, **damage))
    wrong = Deviation.objects.get(kind="damaged")
    assert (wrong.note, wrong.facts["count"]) == ("Knust", 1)
    page = reverse(
        "fulfilment:deviation-photo",
        kwargs={"hub": scene.hub.public_id, "deviation": wrong.public_id},
    )
    assert b"".join(team.get(page))[:2] == b"\xff\xd8"


def test_more_damaged_than_came_and_a_photo_that_is_none_are_refused(scene, cheese, team):
    typed = {"count": "1", "amount": "2", "code": "L1", "best_before": "2030-12-24"}
    answer = team.post(entry_url(scene, cheese), row(cheese, **typed, damaged="2"))
    assert (answer.status_code, Lot.objects.count()) == (422, 0)
    fake = SimpleUploadedFile("x.jpg", b"no picture", content_type="image/jpeg")
    answer = team.post(entry_url(scene, cheese), row(cheese, **typed, damaged="1", photo=fake))
    assert (answer.status_code, Lot.objects.count()) == (422, 0)
