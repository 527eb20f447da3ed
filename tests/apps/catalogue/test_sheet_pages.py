import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from kortreist.apps.actors.models import RoleKind
from kortreist.apps.catalogue.models import Product, SheetImport, SheetState
from kortreist.apps.catalogue.selectors.sheets import READ, TAKE_IN
from kortreist.apps.jobs.models import Job
from kortreist.apps.jobs.running import drain
from kortreist.apps.jobs.services.runs import WORKER_DIED
from tests import factories
from tests.apps.catalogue.sheets import csv, stage
from tests.conftest import NOON

pytestmark = pytest.mark.django_db

ROWS = (("Navn", "Innhold", "Pris"), ("Gulrot", "1 kg", "34,50"), ("Ost", "1 favn", "-1"))


@pytest.fixture
def hub():
    factories.make_group("0")
    return factories.make_hub()


@pytest.fixture
def farm(hub):
    return factories.make_producer(hub, "Galåvolden Gård")


@pytest.fixture
def coordinator(hub, client):
    client.force_login(factories.make_role(hub, RoleKind.COORDINATOR).person.user)
    return client


@pytest.fixture
def producer(hub, farm, client):
    role = factories.make_role(hub, RoleKind.PRODUCER, organisation=farm)
    client.force_login(role.person.user)
    return client


def address(name, hub, farm, **more):
    kwargs = {"hub": hub.public_id, "producer": farm.public_id} | more
    return reverse(f"catalogue:{name}", kwargs=kwargs)


def page_of(name, sheet):
    return address(name, sheet.hub, sheet.producer, sheet=sheet.public_id)


def upload(client, hub, farm, content):
    file = SimpleUploadedFile("varer.csv", content)
    return client.post(address("sheet-list", hub, farm), {"file": file})


def test_sent_looked_through_taken_in_and_taken_back(coordinator, hub, farm):
    response = upload(coordinator, hub, farm, csv(*ROWS))
    sheet = SheetImport.objects.get()
    assert response.url == page_of("sheet-detail", sheet)
    waiting = coordinator.get(response.url)
    assert "<progress" in waiting.content.decode()

    drain()
    shown = coordinator.get(response.url).content.decode()
    assert "B3" in shown
    assert "1 favn" in shown
    new = coordinator.get(response.url, {"kind": "new"}).content.decode()
    assert "Gulrot" in new
    assert "kr\u00a034,50" in new

    sheet.refresh_from_db()
    answer = {"version": sheet.version, "leave_out": "yes"}
    coordinator.post(page_of("sheet-take-in", sheet), answer)
    drain()
    assert Product.objects.get().name == {"nb": "Gulrot"}
    assert page_of("sheet-take-back", sheet) in coordinator.get(response.url).content.decode()

    coordinator.post(page_of("sheet-take-back", sheet))
    sheet.refresh_from_db()
    assert sheet.state == SheetState.UNDONE


def test_the_page_that_waits_is_shown_anew_when_the_work_is_done(coordinator, hub, farm):
    sheet = stage(hub, farm, csv(*ROWS))

    response = coordinator.get(page_of("sheet-detail", sheet), headers={"HX-Request": "true"})

    assert response.headers["HX-Refresh"] == "true"


def test_columns_that_are_not_understood_are_asked_about(producer, hub, farm):
    sheet = stage(hub, farm, csv(("Hva", "Str"), ("Gulrot", "1 kg")))
    response = producer.get(page_of("sheet-detail", sheet))
    assert response.url == page_of("sheet-columns", sheet)
    assert "Gulrot" in producer.get(response.url).content.decode()

    twice = producer.post(response.url, {"column_0": "name_nb", "column_1": "name_nb"})
    assert twice.status_code == 200
    producer.post(response.url, {"column_0": "name_nb", "column_1": "content"})
    drain()
    sheet.refresh_from_db()
    assert (sheet.state, sheet.new_rows) == (SheetState.STAGED, 1)


def test_a_producers_prices_are_sent_to_the_hub(producer, hub, farm):
    sheet = stage(hub, farm, csv(*ROWS[:2]))

    producer.post(page_of("sheet-take-in", sheet), {"version": sheet.version})

    sheet.refresh_from_db()
    assert sheet.state == SheetState.WAITING
    assert producer.get(page_of("sheet-detail", sheet)).status_code == 200


def test_too_large_a_file_and_none_are_told_in_the_form(coordinator, hub, farm, monkeypatch):
    monkeypatch.setattr("kortreist.apps.catalogue.web.forms.MOST_BYTES", 10)
    assert upload(coordinator, hub, farm, b"x" * 11).status_code == 200
    assert coordinator.post(address("sheet-list", hub, farm), {}).status_code == 200
    assert not SheetImport.objects.exists()


@pytest.mark.parametrize("kind", ["xlsx", "csv"])
def test_goods_are_given_out(producer, hub, farm, kind, settings):
    settings.DEMO = True
    variant = factories.make_variant(farm, "Gulrot")
    factories.make_listing(hub, variant, 3450)

    response = producer.get(address(f"goods-{kind}", hub, farm))

    assert response.headers["Content-Disposition"].startswith('attachment; filename="galavolden')
    assert stage(hub, farm, response.content).unchanged_rows == 1


def stop(sheet, name, **fields):
    """Make the job that has a sheet in hand one that was given up."""
    job = Job.objects.get(name=name, key=f"{sheet.pk}:{sheet.version}")
    job.state, job.finished_at, job.attempts = "failed", NOON, 3
    job.error_code = fields.get("error_code", "value_error")
    job.save()
    return job


@pytest.mark.both
def test_a_sheet_whose_reading_was_given_up_says_so_and_is_tried_again(producer, hub, farm):
    upload(producer, hub, farm, csv(*ROWS))
    sheet = SheetImport.objects.get()
    stop(sheet, READ)

    page = producer.get(page_of("sheet-detail", sheet)).content.decode()
    assert "<progress" not in page
    assert page_of("sheet-retry", sheet) in page
    waiting = producer.get(page_of("sheet-detail", sheet), headers={"HX-Request": "true"})
    assert waiting.headers["HX-Refresh"] == "true"
    listed = producer.get(address("sheet-list", hub, farm)).content.decode()
    assert 'data-color="danger"' in listed

    producer.post(page_of("sheet-retry", sheet))
    assert "<progress" in producer.get(page_of("sheet-detail", sheet)).content.decode()
    drain()
    sheet.refresh_from_db()
    assert sheet.state == SheetState.STAGED


def test_a_sheet_whose_taking_in_was_given_up_is_taken_in_after_all(coordinator, hub, farm):
    sheet = stage(hub, farm, csv(ROWS[0], ROWS[1]))
    coordinator.post(page_of("sheet-take-in", sheet), {"version": sheet.version})
    sheet.refresh_from_db()
    stop(sheet, TAKE_IN, error_code=WORKER_DIED)
    page = coordinator.get(page_of("sheet-detail", sheet)).content.decode()
    assert page_of("sheet-retry", sheet) in page
    assert page_of("sheet-cancel", sheet) not in page
    assert not Product.objects.exists()

    coordinator.post(page_of("sheet-retry", sheet))
    drain()

    sheet.refresh_from_db()
    assert sheet.state == SheetState.APPLIED
    assert Product.objects.count() == 1


def test_a_sheet_that_is_at_work_or_done_is_not_tried_again(coordinator, hub, farm, audit_codes):
    upload(coordinator, hub, farm, csv(*ROWS))
    sheet = SheetImport.objects.get()
    before = audit_codes()
    assert coordinator.post(page_of("sheet-retry", sheet)).status_code == 409
    # an earlier reading that was given up is no reason either
    stop(sheet, READ)
    SheetImport.objects.update(version=2)
    assert coordinator.post(page_of("sheet-retry", sheet)).status_code == 409
    assert Job.objects.get(name=READ).state == "failed"
    assert audit_codes() == before
