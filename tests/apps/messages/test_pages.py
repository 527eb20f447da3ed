"""The log, sending again, and choosing, as people meet them."""

import pytest
from django.urls import reverse

from kortreist.apps.actors.models import AuditEvent, RoleKind
from kortreist.apps.jobs.models import Job
from kortreist.apps.messages.models import AddressFault, Message, Preference
from tests import factories
from tests.conftest import NOON

pytestmark = pytest.mark.django_db


@pytest.fixture
def hub(db):
    return factories.make_hub("Rørosmat")


@pytest.fixture
def unit(hub):
    return factories.make_unit(hub, "Øya barnehage", email="kjokken@example.org")


def sign_in(client, hub, kind=RoleKind.COORDINATOR, **whose):
    person = factories.make_person()
    factories.make_role(hub, kind, person=person, **whose)
    client.force_login(person.user)
    client.defaults["HTTP_ACCEPT_LANGUAGE"] = "en"
    return person


def url(name, hub, **kwargs):
    return reverse(f"messages:{name}", kwargs={"hub": hub.public_id, **kwargs})


def test_log_shows_what_went_wrong_and_narrows(hub, unit, client):
    sign_in(client, hub)
    good = factories.make_message(unit)
    lost = factories.make_message(unit, status="failed", error="no_address", address="")
    page = client.get(url("message-list", hub)).content.decode()
    assert str(good.public_id) in page
    assert "Not sent" in page
    narrow = client.get(url("message-list", hub), {"status": "problems"}).content.decode()
    assert str(good.public_id) not in narrow
    assert str(lost.public_id) in narrow
    assert client.get(url("message-list", hub), {"unit": "x", "kind": "y"}).status_code == 200


def test_message_is_shown_as_it_was_sent_and_sent_again_once(hub, unit, client):
    sign_in(client, hub)
    lost = factories.make_message(unit, status="failed", error="no_address", address="")
    page = client.get(url("message-detail", hub, message=lost.public_id)).content.decode()
    assert "There is no address to send it to." in page
    assert "Bestillingen til Øya barnehage er sendt" in page
    again = url("resend", hub, message=lost.public_id)
    assert client.post(again).status_code == 302
    assert client.post(again).status_code == 302
    (sent,) = Message.objects.exclude(pk=lost.pk)
    assert (sent.address, sent.status, sent.params) == (
        "kjokken@example.org",
        "waiting",
        lost.params,
    )
    assert Job.objects.count() == 1
    assert AuditEvent.objects.get().code == "messages.message.resent"
    lost.refresh_from_db()
    assert lost.resent_at is not None


def test_nobody_to_send_it_to_changes_nothing(hub, client):
    sign_in(client, hub)
    unit = factories.make_unit(hub, email="")
    lost = factories.make_message(unit, status="failed", address="")
    assert client.post(url("resend", hub, message=lost.public_id)).status_code == 409
    assert (Message.objects.count(), Job.objects.count()) == (1, 0)


def fault_of(unit):
    message = factories.make_message(unit, status="bounced", error="bounced")
    return AddressFault.objects.create(
        hub=unit.hub,
        channel="email",
        address=unit.email,
        code="5.1.1",
        message=message,
        seen_at=NOON,
    )


def test_address_that_does_not_work_shows_to_both_until_it_is_mended(hub, unit, client):
    fault = fault_of(unit)
    sign_in(client, hub)
    assert "1 address does not work" in client.get(url("message-list", hub)).content.decode()
    choices = url("unit-choices", hub, unit=unit.public_id)
    assert "It came back" in client.get(choices).content.decode()
    changed = {"what": "contact", "email": "ny@example.org", "phone": "412 34 567"}
    assert client.post(choices, changed).status_code == 302
    unit.refresh_from_db()
    assert (unit.email, unit.phone) == ("ny@example.org", "412 34 567")
    assert "It came back" not in client.get(choices).content.decode()
    assert "does not work" not in client.get(url("message-list", hub)).content.decode()
    assert client.post(url("mend", hub, message=fault.message.public_id)).status_code == 302
    fault.refresh_from_db()
    assert fault.mended_at is not None


def test_cook_chooses_for_the_kitchen_and_a_copy(hub, unit, client):
    cook = sign_in(client, hub, RoleKind.BUYER, unit=unit)
    choices = url("unit-choices", hub, unit=unit.public_id)
    assert "always, one way or another" in client.get(choices).content.decode()
    refused = client.post(choices, {"what": "choices", "opening-email": "1"})
    assert "Some news has to reach you" in refused.content.decode()
    assert not Preference.objects.exists()
    client.post(choices, {"what": "copies", "my-shortage-email": "1"})
    row = Preference.objects.get(kind="shortage")
    assert (row.person, row.unit, row.by_email, row.by_sms) == (cook, unit, True, False)


def test_number_that_cannot_be_one_is_told_at_its_form(hub, unit, client):
    sign_in(client, hub, RoleKind.BUYER, unit=unit)
    answer = client.post(
        url("unit-choices", hub, unit=unit.public_id),
        {"what": "contact", "email": "a@example.org", "phone": "12"},
    )
    assert answer.status_code == 200
    unit.refresh_from_db()
    assert unit.email == "kjokken@example.org"


def test_log_asks_as_often_for_many(hub, unit, client, query_count):
    sign_in(client, hub)

    def look():
        assert client.get(url("message-list", hub)).status_code == 200

    factories.make_message(unit)
    look()
    few = query_count(look)
    for _ in range(30):
        factories.make_message(factories.make_unit(hub))
    assert query_count(look) == few
