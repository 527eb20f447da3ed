"""Text messages through a gateway, against a server on this machine only."""

import json
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
from django.core import mail

from kortreist.apps.jobs.models import Job
from kortreist.apps.jobs.running import drain
from kortreist.apps.messages.models import AddressFault, Message
from kortreist.apps.messages.services.outbox import post
from tests import factories
from tests.conftest import NOON

PARAMS = {
    "producer": "Galåvolden",
    "cycle": 4,
    "delivery_day": "2026-11-26",
    "lines": [{"name": {"nb": "Gulrot"}, "pack": {}, "count": 8}],
    "link": "/hubs/1/",
}


@pytest.fixture
def gateway(settings):
    """A gateway that answers as it is told and remembers what it was asked."""
    seen = []

    class Handler(BaseHTTPRequestHandler):
        answer = 202

        def do_POST(self):
            body = self.rfile.read(int(self.headers["Content-Length"]))
            seen.append((self.path, dict(self.headers), json.loads(body)))
            self.send_response(Handler.answer)
            self.send_header("Location", "http://127.0.0.1:1/elsewhere")
            self.end_headers()

        def log_message(self, *_):
            pass

    server = HTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    settings.SMS_GATEWAY = "kortreist.apps.messages.sms.HttpGateway"
    settings.SMS_URL = f"http://127.0.0.1:{server.server_port}/send?from=hub"
    settings.SMS_SECRET = "hush"
    settings.SITE_ADDRESS = "https://mat.example.no"
    yield Handler, seen
    server.shutdown()
    server.server_close()


def post_sms(hub):
    message, _ = post(
        hub_id=hub.pk,
        key="purchase_order_sent:1",
        template="purchase_order_sent",
        params=PARAMS,
        language="nb",
        now=NOON,
        kind="purchase",
        channel="sms",
        address="+4741234567",
    )
    return message


@pytest.mark.django_db(transaction=True)
def test_gateway_is_given_number_text_and_reference(gateway):
    _, seen = gateway
    message = post_sms(factories.make_hub("Rørosmat"))
    drain(now=NOON)
    ((path, headers, body),) = seen
    assert path == "/send?from=hub"
    assert headers["Authorization"] == "Bearer hush"
    assert headers["Idempotency-Key"] == str(message.public_id)
    assert body == {
        "to": "+4741234567",
        "sender": "kortreist",
        "reference": str(message.public_id),
        "text": "Rørosmat bestiller til tor. 26. nov.: 8 Gulrot.\nhttps://mat.example.no/hubs/1/",
    }
    message.refresh_from_db()
    assert (message.status, message.unanswered) == ("sent", 0)
    assert mail.outbox == []


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    ("answer", "status", "error", "state", "faults"),
    [
        (422, "failed", "NumberRefusedError", "failed", 1),
        (401, "waiting", "GatewayError", "queued", 0),
        (302, "waiting", "GatewayError", "queued", 0),
        (503, "waiting", "GatewayError", "queued", 0),
    ],
)
def test_refused_number_is_given_up_and_the_rest_is_tried_again(
    gateway, answer, status, error, state, faults
):
    handler, seen = gateway
    handler.answer = answer
    message = post_sms(factories.make_hub())
    drain(now=NOON)
    message.refresh_from_db()
    job = Job.objects.get()
    assert (message.status, message.error, job.state) == (status, error, state)
    assert AddressFault.objects.count() == faults
    assert len(seen) == 1
    assert "4741234567" not in job.error_text


@pytest.mark.django_db(transaction=True)
def test_gateway_that_is_away_is_tried_again(settings):
    settings.SMS_GATEWAY = "kortreist.apps.messages.sms.HttpGateway"
    settings.SMS_URL = "http://127.0.0.1:9/"
    post_sms(factories.make_hub())
    drain(now=NOON)
    assert Message.objects.get().error == "GatewayError"


@pytest.mark.django_db(transaction=True)
def test_demonstration_writes_files(settings, tmp_path):
    settings.SMS_GATEWAY = "kortreist.apps.messages.sms.FileGateway"
    settings.EMAIL_FILE_PATH = tmp_path / "outbox"
    message = post_sms(factories.make_hub("Rørosmat", is_demonstration=True))
    drain(now=NOON)
    (file,) = (tmp_path / "outbox").iterdir()
    assert file.name == f"sms-{message.public_id}.txt"
    assert file.read_text() == (
        "From: kortreist\nTo: +4741234567\n\n"
        "(Eksempel) Rørosmat bestiller til tor. 26. nov.: 8 Gulrot.\n"
    )
