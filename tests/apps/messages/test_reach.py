"""Who is told what, and how."""

import pytest

from kortreist.apps.actors.models import RoleKind
from kortreist.apps.actors.permissions import Actor, Grant
from kortreist.apps.jobs.models import Job
from kortreist.apps.messages.errors import ChannelNeededError
from kortreist.apps.messages.models import AddressFault, Channel, Kind, Message, Preference
from kortreist.apps.messages.services.notify import notify_producer, notify_unit
from kortreist.apps.messages.services.preferences import (
    choose_copies,
    choose_for_producer,
    choose_for_unit,
)
from kortreist.kernel.errors import NotFoundError, NotPermittedError
from tests import factories
from tests.conftest import NOON

pytestmark = pytest.mark.django_db

FACTS = {
    "unit": "Øya",
    "producer": "Galåvolden",
    "cycle": 4,
    "delivery_day": "2026-11-26",
    "closes_at": "2026-11-24T11:00:00+00:00",
    "lines": [],
    "cut": [],
    "may_be_cut": False,
    "full": [],
    "has_questions": False,
    "is_corrected": False,
}
EMAIL, SMS = frozenset({Channel.EMAIL}), frozenset({Channel.SMS})


@pytest.fixture(autouse=True)
def gateway(settings):
    settings.SMS_GATEWAY = "kortreist.apps.messages.sms.FileGateway"


def tell_unit(unit, template="order_confirmed", key="news:1", **fields):
    found = notify_unit(
        hub_id=unit.hub_id, key=key, template=template, unit=unit, params=FACTS | fields, now=NOON
    )
    return [(each.channel, each.address, each.language) for each in found]


def tell_producer(hub, farm, template="purchase_order_sent", key="news:1"):
    found = notify_producer(
        hub_id=hub.pk, key=key, template=template, organisation=farm, params=FACTS, now=NOON
    )
    return [(each.channel, each.address) for each in found]


def test_kitchens_are_written_to_and_farms_get_a_text_message_too():
    hub = factories.make_hub()
    unit = factories.make_unit(hub, email="kjokken@example.org", language="nn")
    farm = factories.make_producer(hub)
    farm.email, farm.phone = "fjellgard@example.org", "412 34 567"
    farm.save()
    assert tell_unit(unit) == [("email", "kjokken@example.org", "nn")]
    assert tell_producer(hub, farm, key="purchase:1") == [
        ("email", "fjellgard@example.org"),
        ("sms", "+4741234567"),
    ]
    assert tell_producer(hub, farm, "round_opened_producer", "opened:1") == [("sms", "+4741234567")]


def test_without_a_gateway_everything_goes_by_mail(settings):
    settings.SMS_GATEWAY = ""
    hub = factories.make_hub()
    farm = factories.make_producer(hub)
    farm.email, farm.phone = "fjellgard@example.org", "412 34 567"
    farm.save()
    assert tell_producer(hub, farm, "round_opened_producer") == [("email", "fjellgard@example.org")]


def test_landline_is_no_way_for_text_messages():
    hub = factories.make_hub()
    farm = factories.make_producer(hub)
    farm.email, farm.phone = "fjellgard@example.org", "72 41 00 00"
    farm.save()
    assert tell_producer(hub, farm, "round_opened_producer") == [("email", "fjellgard@example.org")]


def test_people_are_asked_where_the_place_has_no_address():
    hub = factories.make_hub()
    unit = factories.make_unit(hub, email="")
    person = factories.make_person(email="kari@example.org", language="nn")
    factories.make_role(hub, RoleKind.BUYER, person=person, unit=unit)
    assert tell_unit(unit) == [("email", "kari@example.org", "nn")]
    assert Message.objects.get().person == person


def test_nobody_to_reach_stands_in_the_log_and_is_not_queued():
    unit = factories.make_unit(factories.make_hub(), email="")
    assert tell_unit(unit) == []
    message = Message.objects.get()
    assert (message.status, message.error, message.unit) == ("failed", "no_address", unit)
    assert not Job.objects.exists()


def test_what_is_turned_off_is_not_told():
    unit = factories.make_unit(factories.make_hub())
    choose_for_unit(
        actor=factories.coordinator(unit.hub),
        hub_id=unit.hub_id,
        unit_id=unit.pk,
        choices={Kind.OPENING: frozenset()},
        now=NOON,
    )
    assert tell_unit(unit, "round_opened") == []
    assert not Message.objects.exists()


def test_needed_news_moves_but_is_not_turned_off():
    unit = factories.make_unit(factories.make_hub(), phone="412 34 567")
    values = {
        "actor": factories.coordinator(unit.hub),
        "hub_id": unit.hub_id,
        "unit_id": unit.pk,
        "now": NOON,
    }
    with pytest.raises(ChannelNeededError):
        choose_for_unit(**values, choices={Kind.OPENING: SMS, Kind.CONFIRMATION: frozenset()})
    assert not Preference.objects.exists()
    choose_for_unit(**values, choices={Kind.CONFIRMATION: SMS})
    assert tell_unit(unit) == [("sms", "+4741234567", "nb")]


def test_address_that_failed_gives_way_to_another_and_is_used_where_it_is_the_only_one():
    hub = factories.make_hub()
    unit = factories.make_unit(hub, email="borte@example.org", phone="412 34 567")
    message = factories.make_message(unit, address="borte@example.org")
    AddressFault.objects.create(
        hub=hub,
        channel="email",
        address="borte@example.org",
        code="5.1.1",
        message=message,
        seen_at=NOON,
    )
    assert tell_unit(unit) == [("sms", "+4741234567", "nb")]
    unit.phone = ""
    assert tell_unit(unit, key="news:2") == [("email", "borte@example.org", "nb")]


def test_copy_goes_to_who_asked_for_it():
    hub = factories.make_hub()
    unit = factories.make_unit(hub, email="kjokken@example.org")
    person = factories.make_person(email="kari@example.org")
    factories.make_role(hub, RoleKind.BUYER, person=person, unit=unit)
    kari = Actor(f"person:{person.pk}", frozenset({Grant(RoleKind.BUYER, hub.pk, unit_id=unit.pk)}))
    choose_copies(
        actor=kari,
        hub_id=hub.pk,
        unit_id=unit.pk,
        choices={Kind.CONFIRMATION: EMAIL},
        now=NOON,
    )
    assert tell_unit(unit) == [
        ("email", "kjokken@example.org", "nb"),
        ("email", "kari@example.org", "nb"),
    ]
    assert tell_unit(unit, "round_opened", "opened:1") == [("email", "kjokken@example.org", "nb")]


def test_told_twice_is_told_once_and_says_so():
    unit = factories.make_unit(factories.make_hub())
    assert tell_unit(unit) == tell_unit(unit)
    assert (Message.objects.count(), Job.objects.count()) == (1, 1)


def test_others_do_not_choose():
    hub = factories.make_hub()
    unit, farm = factories.make_unit(hub), factories.make_producer(hub)
    values = {"hub_id": hub.pk, "choices": {Kind.OPENING: EMAIL}, "now": NOON}
    device = Actor("device:1", frozenset({Grant(RoleKind.BUYER, hub.pk, unit_id=unit.pk)}))
    with pytest.raises(NotPermittedError):
        choose_for_unit(actor=device, unit_id=unit.pk, **values)
    with pytest.raises(NotPermittedError):
        choose_for_unit(actor=factories.accountant(hub), unit_id=unit.pk, **values)
    with pytest.raises(NotFoundError):
        choose_for_producer(actor=factories.buyer_actor(unit), organisation_id=farm.pk, **values)
    assert not Preference.objects.exists()
