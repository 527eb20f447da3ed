"""Producers and hubs hear of certificates that run out, once, while there is time."""

from datetime import timedelta

import pytest

from kortreist.apps.desk.services.papers import warn_of_papers
from kortreist.apps.messages.models import Message
from kortreist.kernel.errors import NotPermittedError
from kortreist.kernel.periods import oslo_date
from tests.factories import SYSTEM, coordinator, make_certificate, make_hub, make_producer

pytestmark = pytest.mark.django_db


@pytest.fixture
def hub():
    hub = make_hub()
    hub.organisation.email = "hub@example.org"
    hub.organisation.save()
    return hub


def test_the_producer_and_the_hub_are_warned_once(hub, now):
    farm = make_producer(hub, email="farm@example.org")
    make_certificate(farm, valid_until=oslo_date(now) + timedelta(days=20))
    warn_of_papers(actor=SYSTEM, now=now)
    warn_of_papers(actor=SYSTEM, now=now + timedelta(days=1))
    told = Message.objects.filter(template="certificate_ends")
    assert {message.address for message in told} == {"farm@example.org", "hub@example.org"}
    assert told.count() == 2
    assert not told.first().params["is_over"]


def test_what_holds_for_long_is_not_talked_about(hub, now):
    make_certificate(make_producer(hub, email="farm@example.org"))
    assert warn_of_papers(actor=SYSTEM, now=now) == 0
    assert not Message.objects.exists()


def test_only_the_product_itself_warns(hub, now):
    with pytest.raises(NotPermittedError):
        warn_of_papers(actor=coordinator(hub), now=now)
