"""The pages of making, tracing and recalling."""

import csv
import io
import json
import time

import pytest
from django.urls import reverse
from typer.testing import CliRunner

from kortreist.apps.actors.models import RoleKind
from kortreist.apps.fulfilment.entries import RecallEntry
from kortreist.apps.fulfilment.models import Lot, Recall
from kortreist.apps.fulfilment.services.notices import answer_token
from kortreist.apps.fulfilment.services.recalls import start_recall
from kortreist.cli import lots
from tests import factories
from tests.apps.fulfilment.test_recall import Mixed

pytestmark = pytest.mark.django_db


@pytest.fixture
def mixed(db):
    return Mixed()


@pytest.fixture
def boss(mixed, client):
    person = factories.make_person("Kari", email="kari@eksempel.no")
    factories.make_role(mixed.scene.hub, RoleKind.COORDINATOR, person=person)
    client.force_login(person.user)
    return client


def url(mixed, name, **places):
    return reverse(f"fulfilment:{name}", kwargs={"hub": mixed.scene.hub.public_id, **places})


def start(mixed, lot, kind="drill"):
    entry = RecallEntry(kind, [lot.pk], "pathogen", "Listeria", "send_back")
    return start_recall(**mixed.args, entry=entry, clock=time.monotonic_ns)


def test_a_lot_is_packed_anew_from_its_page_and_taken_back(boss, mixed):
    page = url(mixed, "lot-make", lot=mixed.second.public_id)
    goods = mixed.scene.goods[2].variant
    typed = {
        f"used-{mixed.second.public_id}": "1",
        "variant": str(goods.public_id),
        "count": "9",
        "code": "NY",
        "place": str(mixed.second.place.public_id),
    }
    assert "SEKK1" in boss.get(page).content.decode()
    refused = boss.post(page, typed)
    assert refused.status_code == 422
    assert "1\N{NO-BREAK SPACE}kg" in refused.content.decode()
    assert not Lot.objects.filter(code="NY").exists()
    made = boss.post(page, typed | {"loss_reason": "spilt"})
    assert made.status_code == 302
    lot = Lot.objects.get(code="NY")
    shown = boss.get(made["Location"]).content.decode()
    assert "SEKK1" in shown
    boss.post(url(mixed, "lot-unmake", lot=lot.public_id))
    assert not Lot.objects.filter(code="NY").exists()


def test_what_is_not_declared_is_named(boss, mixed):
    product = mixed.second.variant.product
    product.allergens, product.allergens_stated = ["milk"], True
    product.save()
    typed = {
        f"used-{mixed.second.public_id}": "1",
        "variant": str(mixed.scene.goods[2].variant.public_id),
        "count": "20",
        "code": "NY",
        "place": str(mixed.second.place.public_id),
    }
    page = boss.post(url(mixed, "lot-make", lot=mixed.second.public_id), typed)
    assert page.status_code == 422
    assert "melk" in page.content.decode().lower()


def test_a_lots_page_tells_both_ways_and_its_files_too(boss, mixed, query_count):
    page = url(mixed, "lot-detail", lot=mixed.mix.public_id)
    shown = boss.get(page).content.decode()
    for code in ("SEKK0", "SEKK1", "POSE", "Barnehage 3"):
        assert code in shown
    content = boss.get(url(mixed, "lot-csv", lot=mixed.mix.public_id)).content.decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(content), delimiter=";"))
    assert {row[1] for row in rows[1:]} >= {"Nordgard", "Barnehage 1"}
    workbook = boss.get(url(mixed, "lot-xlsx", lot=mixed.mix.public_id))
    assert workbook.content.startswith(b"PK")


def test_a_drill_is_started_answered_and_closed(boss, mixed, client):
    page = url(mixed, "recall-new")
    assert "SEKK0" in boss.get(f"{page}?lot={mixed.first.public_id}").content.decode()
    assert "POSE" in boss.get(f"{page}?q=pos").content.decode()
    typed = {
        "kind": "recall",
        "lots": [str(mixed.first.public_id)],
        "hazard": "pathogen",
        "instruction": "send_back",
    }
    assert boss.post(page, typed).status_code == 422
    started = boss.post(page, typed | {"kind": "drill"})
    assert started.status_code == 302
    recall = Recall.objects.get()
    shown = boss.get(started["Location"]).content.decode()
    assert "Barnehage 1" in shown
    part = boss.get(started["Location"], headers={"HX-Request": "true"})
    assert "<html" not in part.content.decode()
    assert "HX-Request" in part["Vary"]
    places = {"recall": recall.public_id}
    for name in ("recall-report", "recall-csv", "recalls"):
        where = {} if name == "recalls" else places
        assert boss.get(url(mixed, name, **where)).status_code == 200
    pdf = boss.get(url(mixed, "recall-pdf", **places))
    assert pdf.content.startswith(b"%PDF")
    boss.post(url(mixed, "recall-close", **places), {"conclusion": "Gjekk fint."})
    recall.refresh_from_db()
    assert recall.conclusion == "Gjekk fint."


def test_a_link_answers_without_signing_in(client, mixed):
    recall = start(mixed, mixed.first, "recall")
    notice = recall.notices.get(unit=mixed.scene.units[0])
    link = reverse("fulfilment:recall-answer", kwargs={"token": answer_token(notice)})
    asked = client.get(link)
    assert "MIX" in asked.content.decode()
    assert "Barnehage 2" not in asked.content.decode()
    assert "no-store" in asked["Cache-Control"]
    assert client.post(link, {"answer": "used", "count": "9"}).status_code == 422
    assert client.post(link, {"answer": "used", "count": "3", "note": "Mandag"}).status_code == 302
    notice.refresh_from_db()
    assert (notice.answer, notice.answered_count, notice.note) == ("used", 3, "Mandag")
    forged = reverse("fulfilment:recall-answer", kwargs={"token": "x" * 43})
    assert client.get(forged).status_code == 404


def test_links_are_not_guessed_at_for_long(client, db):
    forged = reverse("fulfilment:recall-answer", kwargs={"token": "x" * 43})
    statuses = [client.get(forged).status_code for _ in range(31)]
    assert statuses[:30] == [404] * 30
    assert statuses[30] == 429


def test_what_was_said_by_telephone_is_written_down(boss, mixed):
    recall = start(mixed, mixed.first, "recall")
    notice = recall.notices.get(unit=mixed.scene.units[0])
    page = url(mixed, "recall-notice", recall=recall.public_id, notice=notice.public_id)
    assert boss.get(page).status_code == 200
    assert boss.post(page, {"answer": "returned", "count": "3"}).status_code == 302
    notice.refresh_from_db()
    assert notice.answer == "returned"


def test_the_command_traces_and_drills(mixed, capsys):
    told = json.loads(CliRunner().invoke(lots.app, ["trace", "sekk0", "--json"]).stdout)
    assert {row["unit"] for row in told["units"]} == {"Barnehage 1", "Barnehage 2", "Barnehage 3"}
    assert [row["lot"] for row in told["made_of_it"]] == ["MIX", "POSE"]
    drilled = json.loads(CliRunner().invoke(lots.app, ["drill", "SEKK0", "--json"]).stdout)
    assert (drilled["units"], drilled["producers"]) == (3, 1)
    assert Recall.objects.get().kind == "drill"
    assert CliRunner().invoke(lots.app, ["trace", "SEKK0"]).exit_code == 0
    unknown = CliRunner().invoke(lots.app, ["trace", "nothing"])
    assert unknown.exception.code == "lot_unknown"


def test_a_number_that_two_lots_bear_names_both(mixed):
    Lot.objects.filter(pk=mixed.second.pk).update(code="SEKK0")
    error = CliRunner().invoke(lots.app, ["trace", "SEKK0"]).exception
    assert error.code == "lot_ambiguous"
    assert str(mixed.first.public_id) in error.params["candidates"]
    assert str(mixed.second.public_id) in error.params["candidates"]
