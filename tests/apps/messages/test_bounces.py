"""Mails that came back, and those that pretend to."""

from email.message import EmailMessage
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kortreist.apps.messages.bounces import read_report
from kortreist.apps.messages.errors import BounceUnreadableError
from kortreist.apps.messages.models import AddressFault
from kortreist.apps.messages.services.bounces import take_in_bounce
from tests import factories
from tests.conftest import NOON

REPORT = """\
From: MAILER-DAEMON@mx.example.net
To: kortreist@hub.example
Subject: Undelivered <script>alert(1)</script>
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="b"

--b
Content-Type: text/plain

Pay this invoice at once.
--b
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example.net

Final-Recipient: rfc822; {recipient}
Action: {action}
Status: {status}
Diagnostic-Code: smtp; 550 no such user

--b
Content-Type: {kind}

Message-ID: <{id}@hub.example>
Subject: Bestillingen er sendt

--b--
"""


def report(message_id, recipient="kjokken@example.org", **values):
    usual = {"action": "failed", "status": "5.1.1", "kind": "text/rfc822-headers"}
    return REPORT.format(id=message_id, recipient=recipient, **usual | values).encode()


@pytest.fixture
def message(db):
    return factories.make_message(
        factories.make_unit(factories.make_hub()), address="Kjokken@example.org"
    )


@pytest.mark.parametrize("kind", ["text/rfc822-headers", "message/rfc822"])
def test_our_own_message_is_marked_and_its_address_noted(message, kind):
    data = report(message.public_id, kind=kind)
    assert take_in_bounce(data=data, now=NOON).failed == 1
    assert take_in_bounce(data=data, now=NOON).failed == 1
    message.refresh_from_db()
    assert (message.status, message.error) == ("bounced", "bounced")
    fault = AddressFault.objects.get()
    assert (fault.address, fault.code, fault.message) == ("kjokken@example.org", "5.1.1", message)


@pytest.mark.parametrize(
    "values",
    [
        {"recipient": "somebody@else.example"},
        {"action": "delayed", "status": "4.4.1"},
        {"action": "delivered", "status": "2.0.0"},
        {"message_id": uuid4()},
        {"message_id": "12"},
        {"status": "much"},
    ],
)
def test_whatever_does_not_fit_changes_nothing(message, values):
    data = report(**{"message_id": message.public_id} | values)
    try:
        assert take_in_bounce(data=data, now=NOON).failed == 0
    except BounceUnreadableError:
        assert values.keys() != {"recipient"}
    message.refresh_from_db()
    assert (message.status, message.error) == ("sent", "")
    assert not AddressFault.objects.exists()


def test_ordinary_mail_is_no_report(db):
    mail = EmailMessage()
    mail["Subject"] = "Hei"
    mail.set_content("Vi er på ferie.")
    with pytest.raises(BounceUnreadableError):
        take_in_bounce(data=mail.as_bytes(), now=NOON)


@given(st.binary(max_size=3000))
def test_no_bytes_break_the_reader(data):
    assert read_report(data) == []
    read_report(report(uuid4())[: len(data)] + data)
