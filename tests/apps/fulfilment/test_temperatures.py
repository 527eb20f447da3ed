"""Temperatures of places, tours and lots: kept once, and what was too warm is told once."""

from datetime import UTC, datetime, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from kortreist.apps.actors.models import AuditEvent, RoleKind
from kortreist.apps.actors.permissions import Actor, Grant
from kortreist.apps.catalogue.models import HandlingRule
from kortreist.apps.fulfilment.errors import (
    ImplausibleTemperatureError,
    LogKeptError,
    ReadingTooLateError,
)
from kortreist.apps.fulfilment.models import (
    Deviation,
    Remedy,
    StockPlace,
    TemperatureLog,
    TemperatureReading,
)
from kortreist.apps.fulfilment.selectors.lots import get_lot
from kortreist.apps.fulfilment.selectors.temperatures import (
    Where,
    history_of_lot,
    list_climates,
    readings_of,
)
from kortreist.apps.fulfilment.services.deviations import choose_remedy, undo_remedy
from kortreist.apps.fulfilment.services.stock import put_on_place
from kortreist.apps.fulfilment.services.temperatures import (
    keep_log,
    preview_log,
    record_reading,
)
from kortreist.apps.jobs.services.files import store_file
from kortreist.kernel.errors import NotFoundError, NotPermittedError
from tests import factories
from tests.apps.fulfilment.scenes import add_goods, add_lot, make_scene
from tests.conftest import NOON

pytestmark = pytest.mark.django_db


@pytest.fixture
def scene():
    return make_scene()


@pytest.fixture
def room(scene):
    return StockPlace.objects.create(hub=scene.hub, name="Kjølerom", storage="chilled")


@pytest.fixture
def where(scene, room):
    return Where(scene.hub.pk, "chilled", place=room)


def add_mince(scene, room):
    """Let minced meat lie in a place, which may be 2 °C at most."""
    HandlingRule.objects.create(
        treatment="mince",
        max_temperature_dc=20,
        valid_from=NOON.date() - timedelta(days=900),
        source="tests",
    )
    goods = add_goods(scene, (2,), name="Kjøttdeig")
    product = goods.variant.product
    product.storage, product.treatment = "chilled", "mince"
    product.save()
    return add_lot(scene, goods, 5, code="K1", place=room, stocked_at=NOON - timedelta(days=2))


def logger(*tenths, start=NOON - timedelta(hours=6), step=10):
    rows = [
        f"{(start + timedelta(minutes=step * n)).astimezone(UTC):%Y-%m-%dT%H:%M:%SZ};{each / 10}"
        for n, each in enumerate(tenths)
    ]
    return "\n".join(["Tid;°C", *rows]).replace(".", ",").encode()


def measure(scene, where, tenths, **more):
    args = {"actor": scene.team, "where": where, "temperature_dc": tenths, "now": NOON}
    return record_reading(**args | more)


def keep(scene, where, content):
    file = store_file(content=content, name="logger.csv", content_type="text/csv")
    return keep_log(actor=scene.team, where=where, file=file, logger="logger.csv", now=NOON)


@pytest.mark.both
def test_the_strictest_of_what_lies_there_is_the_limit(scene, room, where, audit_codes):
    lot = add_mince(scene, room)
    reading = measure(scene, where, 35)
    assert (reading.limit_dc, reading.is_over) == (20, True)
    row = Deviation.objects.get()
    assert (row.kind, row.stage, row.suggested) == ("warm", "storage", Remedy.USE_FIRST)
    assert row.facts == {
        "temperature_dc": 35,
        "limit_dc": 20,
        "lots": ["K1"],
        "lots_in_all": 1,
        "lot_ids": [lot.pk],
    }
    assert audit_codes() == ["fulfilment.temperature.recorded"]
    # and what lay there can be held, and let go
    args = scene.args | {"deviation_id": row.pk}
    choose_remedy(**args, remedy=Remedy.HOLD)
    lot.refresh_from_db()
    assert lot.withdrawn_at == NOON
    undo_remedy(**args)
    lot.refresh_from_db()
    assert lot.withdrawn_at is None


def test_an_empty_room_is_as_cold_as_it_is_meant_to_be(scene, where):
    assert measure(scene, where, 40).limit_dc == 40
    assert not Deviation.objects.exists()


def test_one_a_day_with_the_warmest_until_somebody_has_chosen(scene, where):
    for tenths in (50, 62, 55):
        measure(scene, where, tenths)
    row = Deviation.objects.get()
    assert row.facts["temperature_dc"] == 62
    choose_remedy(**scene.args, deviation_id=row.pk, remedy=Remedy.ACCEPT)
    measure(scene, where, 58)
    assert list(Deviation.objects.order_by("pk").values_list("chosen", flat=True)) == ["accept", ""]


def test_a_loggers_file_is_kept_once_and_each_stretch_is_one_deviation(scene, room, where):
    # given four degrees with two stretches over them, an hour apart
    content = logger(30, 50, 60, 30, 30, 30, 30, 30, 30, 30, 45, 30)
    preview = preview_log(actor=scene.team, where=where, content=content, now=NOON)
    assert [period.peak_dc for period in preview.periods] == [60, 45]
    assert not TemperatureReading.objects.exists()
    # when
    log = keep(scene, where, content)
    # then
    assert (log.rows, log.readings.count()) == (12, 12)
    facts = list(Deviation.objects.order_by("pk").values_list("facts", flat=True))
    assert [(each["temperature_dc"], each["minutes"]) for each in facts] == [(60, 20), (45, 10)]
    # and a second time it is refused, with nothing more written
    before = AuditEvent.objects.count()
    with pytest.raises(LogKeptError):
        keep(scene, where, content)
    assert (TemperatureLog.objects.count(), TemperatureReading.objects.count()) == (1, 12)
    assert AuditEvent.objects.count() == before


@pytest.mark.parametrize(
    ("tenths", "more", "error"),
    [
        (900, {}, ImplausibleTemperatureError),
        (40, {"at": NOON + timedelta(hours=1)}, ReadingTooLateError),
    ],
)
def test_what_cannot_be_right_is_refused(scene, where, tenths, more, error):
    with pytest.raises(error):
        measure(scene, where, tenths, **more)
    assert not TemperatureReading.objects.exists()
    assert not AuditEvent.objects.exists()


def test_a_logger_from_tomorrow_is_refused(scene, where):
    with pytest.raises(ReadingTooLateError):
        keep(scene, where, logger(30, start=NOON + timedelta(days=1)))
    assert not TemperatureLog.objects.exists()


def test_a_driver_measures_on_the_way_and_not_in_the_store(scene, where):
    driver = Actor("person:7", frozenset({Grant(RoleKind.DRIVER, scene.hub.pk)}))
    with pytest.raises(NotPermittedError):
        measure(scene, where, 40, actor=driver)
    with pytest.raises(NotFoundError):
        measure(scene, where, 40, actor=factories.outsider())
    away = Where(scene.hub.pk, "chilled", delivery_id=None, load_unit_id=None)
    assert measure(scene, away, 30, actor=driver).limit_dc == 40


def test_a_lots_way_is_told_leg_by_leg(scene, room, query_count):
    # given a lot that came, lay warm in one room before it was moved to another
    goods = add_goods(scene, (2,))
    goods.variant.product.storage = "chilled"
    goods.variant.product.save()
    lot = add_lot(scene, goods, 5)
    freezer = StockPlace.objects.create(hub=scene.hub, name="Rom 2", storage="chilled")
    scope = {"actor": scene.team, "hub_id": scene.hub.pk, "lot_id": lot.pk}
    put_on_place(**scope, place_id=room.pk, now=NOON - timedelta(hours=3))
    put_on_place(**scope, place_id=freezer.pk, now=NOON - timedelta(hours=1))
    for hours, place, tenths in ((4, room, 90), (2, room, 55), (0, room, 80), (0, freezer, 20)):
        there = Where(scene.hub.pk, "chilled", place=place)
        measure(scene, there, tenths, at=NOON - timedelta(hours=hours))
    # when
    found = get_lot(actor=scene.team, hub_id=scene.hub.pk, public_id=lot.public_id)
    legs = history_of_lot(found)
    # then what was measured before and after it lay there is not its own
    assert [(leg.place, leg.most_dc, leg.is_over) for leg in legs] == [
        ("Kjølerom", 55, True),
        ("Rom 2", 20, False),
    ]
    assert query_count(lambda: history_of_lot(found)) <= 4


def test_the_list_asks_as_often_for_many_places(scene, where, query_count):
    def ask():
        return list_climates(actor=scene.team, hub_id=scene.hub.pk, now=NOON)

    few = query_count(ask)
    for number in range(4):
        StockPlace.objects.create(hub=scene.hub, name=f"Rom {number}", storage="frozen")
    measure(scene, where, 62)
    assert query_count(ask) == few
    [warm] = [row for row in ask()[0] if row.at]
    assert warm.is_over


# Pages


@pytest.fixture
def team(scene) -> Client:
    client = Client()
    client.force_login(factories.make_role(scene.hub, RoleKind.PACKING_TEAM).person.user)
    client.defaults["HTTP_ACCEPT_LANGUAGE"] = "en"
    return client


def url(scene, name, **places):
    ids = {key: thing.public_id for key, thing in places.items()}
    return reverse(f"fulfilment:{name}", kwargs={"hub": scene.hub.public_id, **ids})


def test_a_file_is_looked_at_before_it_is_kept(scene, room, where, team):
    # given
    content = logger(30, 60, 30, start=datetime(2026, 1, 5, 8, tzinfo=UTC))
    upload = {"file": SimpleUploadedFile("bil.csv", content)}
    address = url(scene, "place-logger", place=room)
    # when it is sent
    page = team.post(address, upload)
    # then it is shown, and nothing is kept
    assert page.status_code == 200
    assert b"Each of these becomes a deviation" in page.content
    assert not TemperatureReading.objects.exists()
    # when it is kept, and kept again
    token = {"token": page.context["token"]}
    assert team.post(address, token).status_code == 302
    assert team.post(address, token).status_code == 422
    assert readings_of(where).count() == 3
    assert Deviation.objects.count() == 1
    # and it is given out
    export = b"".join(team.get(url(scene, "place-temperatures-export", place=room)))
    assert b"2026-01-05T09:10:00+0100;6,0;4,0;" in export
    assert team.post(address, {"token": "forged"}).status_code == 404


def test_a_bad_file_is_refused_with_its_row(scene, room, team):
    upload = {"file": SimpleUploadedFile("bil.csv", b"Tid;\xc2\xb0C\n26.11.2026 09:00;x\n")}
    page = team.post(url(scene, "place-logger", place=room), upload)
    assert page.status_code == 422
    assert b"no row with both a time and a temperature" in page.content


def test_a_thermometer_is_typed(scene, room, team):
    page = url(scene, "place-temperatures", place=room)
    assert team.post(page, {"temperature_dc": "5,4"}).status_code == 302
    assert TemperatureReading.objects.get().temperature_dc == 54
    assert team.post(page, {"temperature_dc": ""}).status_code == 422
    assert team.post(page, {"temperature_dc": "90"}).status_code == 422
    assert b"polyline" in team.get(page).content
