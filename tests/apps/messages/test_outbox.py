"""The outbox, and how it is sent."""

import smtplib

import pytest
from django.core import mail
from django.db import connection, transaction

from kortreist.apps.jobs.models import Job, JobState
from kortreist.apps.jobs.running import drain
from kortreist.apps.messages.models import Message, MessageStatus
from kortreist.apps.messages.selectors import list_messages
from kortreist.apps.messages.services import delivery
from kortreist.apps.messages.services.outbox import post_message
from kortreist.kernel.errors import NotFoundError, NotPermittedError
from tests.conftest import NOON
from tests.factories import (
    accountant,
    buyer_actor,
    coordinator,
    make_hub,
    make_organisation,
    make_unit,
)

LINES = [{"name": {"nb": "Gulrot", "en": "Carrots"}, "pack": {"nb": "sekk"}, "count": 8}]
PARAMS = {
    "unit": "Øya barnehage",
    "cycle": 4,
    "delivery_day": "2026-11-26",
    "lines": LINES,
    "may_be_cut": True,
}


def post(hub, key="order_placed:1", **fields):
    values = {
        "template": "order_placed",
        "address": "kjokken@example.org",
        "language": "nb",
        "params": PARAMS,
        "now": NOON,
    }
    return post_message(hub_id=hub.pk, key=key, **values | fields)


@pytest.mark.django_db
def test_posted_once_with_its_job_however_often_it_is_told():
    hub = make_hub()
    first, second = post(hub), post(hub, address="another@example.org")
    assert first == second
    message, job = Message.objects.get(), Job.objects.get()
    assert (message.status, message.address, message.made_at) == (
        MessageStatus.WAITING,
        "kjokken@example.org",
        NOON,
    )
    assert (job.name, job.payload, job.hub_id) == (
        "messages.deliver",
        {"message_id": message.pk},
        hub.pk,
    )


@pytest.mark.django_db
def test_nobody_to_tell_is_no_message():
    assert post(make_hub(), address="") is None
    assert not Message.objects.exists()
    assert not Job.objects.exists()


@pytest.mark.django_db
def test_missing_fact_is_loud_at_once():
    with pytest.raises(LookupError, match="order_placed is not told may_be_cut"):
        post(make_hub(), params={key: PARAMS[key] for key in PARAMS if key != "may_be_cut"})
    with pytest.raises(LookupError):
        post(make_hub(), template="no_such_news")
    assert not Message.objects.exists()


@pytest.mark.django_db
def test_taken_back_with_the_change_it_tells_of():
    hub = make_hub()
    with transaction.atomic():
        post(hub)
        transaction.set_rollback(True)
    assert not Message.objects.exists()
    assert not Job.objects.exists()


@pytest.mark.both
@pytest.mark.django_db(transaction=True)
def test_told_by_many_at_once_it_is_posted_once(race):
    hub = make_hub()
    finish = race(6, lambda _: post(hub).pk)
    assert finish.errors == []
    assert len(set(finish.results)) == 1
    assert (Message.objects.count(), Job.objects.count()) == (1, 1)


@pytest.mark.django_db(transaction=True)
def test_sent_outside_any_transaction_then_marked(monkeypatch):
    # given
    hub = make_hub("Matnavet", organisation=make_organisation(email="post@rorosmat.example"))
    message = post(hub)
    seen = []
    real = delivery.EmailMultiAlternatives.send

    def watch(self, *args):
        seen.append(connection.in_atomic_block)
        return real(self, *args)

    monkeypatch.setattr(delivery.EmailMultiAlternatives, "send", watch)
    # when
    drain(now=NOON)
    # then
    assert seen == [False]
    (sent,) = mail.outbox
    assert sent.to == ["kjokken@example.org"]
    assert sent.from_email == "Matnavet <kortreist@localhost>"
    assert sent.reply_to == ["post@rorosmat.example"]
    assert sent.extra_headers["Message-ID"] == f"<{message.public_id}@localhost>"
    message.refresh_from_db()
    assert (message.status, message.sent_at, message.error) == (MessageStatus.SENT, NOON, "")
    assert Job.objects.get().state == JobState.DONE


@pytest.mark.django_db(transaction=True)
def test_sent_message_is_not_sent_again():
    message = post(make_hub())
    for _ in range(2):
        delivery.deliver_message(message_id=message.pk, is_last_try=False, now=NOON)
    assert len(mail.outbox) == 1


@pytest.mark.django_db(transaction=True)
def test_crash_between_sending_and_marking_repeats_it_under_the_same_id(monkeypatch):
    # given a worker that dies before it has marked the message
    message = post(make_hub())
    with monkeypatch.context() as patched:
        patched.setattr(Message.objects.__class__, "filter", _die)
        with pytest.raises(KeyboardInterrupt):
            delivery.deliver_message(message_id=message.pk, is_last_try=False, now=NOON)
    # when the job is taken up again
    delivery.deliver_message(message_id=message.pk, is_last_try=False, now=NOON)
    # then
    ids = [sent.extra_headers["Message-ID"] for sent in mail.outbox]
    assert len(ids) == 2
    assert len(set(ids)) == 1


def _die(*_, **__):
    raise KeyboardInterrupt


@pytest.mark.django_db(transaction=True)
def test_failure_is_noted_without_the_address_and_tried_again(monkeypatch, caplog):
    # given a mail server that cannot be reached
    message = post(make_hub())
    monkeypatch.setattr(
        delivery.EmailMultiAlternatives, "send", _raise(OSError("kjokken@example.org: no route"))
    )
    # when
    drain(now=NOON)
    # then
    message.refresh_from_db()
    job = Job.objects.get()
    assert (message.status, message.error, message.sent_at) == ("waiting", "OSError", None)
    assert (job.state, job.attempts, job.error_code) == ("queued", 1, "message_not_sent")
    assert "kjokken" not in f"{job.error_text} {caplog.text}"


@pytest.mark.django_db(transaction=True)
def test_given_up_after_the_last_try_and_sent_when_tried_anew(monkeypatch):
    message = post(make_hub())
    with monkeypatch.context() as patched:
        patched.setattr(
            delivery.EmailMultiAlternatives, "send", _raise(smtplib.SMTPServerDisconnected())
        )
        for _ in range(6):
            Job.objects.update(run_after=NOON.replace(year=2020))
            drain(now=NOON)
    message.refresh_from_db()
    assert (message.status, message.error) == ("failed", "SMTPServerDisconnected")
    assert Job.objects.get().state == JobState.FAILED
    # and an operator's retry sends it
    delivery.deliver_message(message_id=message.pk, is_last_try=False, now=NOON)
    message.refresh_from_db()
    assert (message.status, message.error) == ("sent", "")


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(("code", "state"), [(550, "failed"), (450, "queued")])
def test_refused_address_is_given_up_at_once_and_a_busy_one_is_not(monkeypatch, code, state):
    message = post(make_hub())
    refusal = smtplib.SMTPRecipientsRefused({"kjokken@example.org": (code, b"no")})
    monkeypatch.setattr(delivery.EmailMultiAlternatives, "send", _raise(refusal))
    drain(now=NOON)
    message.refresh_from_db()
    job = Job.objects.get()
    assert job.state == state
    assert message.status == ("failed" if state == "failed" else "waiting")
    assert "kjokken" not in job.error_text


def _raise(error):
    def send(*_):
        raise error

    return send


@pytest.mark.django_db
def test_log_is_for_those_who_look_after_the_parties():
    hub = make_hub()
    message = post(hub)
    post(make_hub(), key="another")
    assert list(list_messages(actor=coordinator(hub), hub_id=hub.pk)) == [message]
    for actor in (accountant(hub), buyer_actor(make_unit(hub))):
        with pytest.raises(NotPermittedError):
            list_messages(actor=actor, hub_id=hub.pk)
    with pytest.raises(NotFoundError):
        list_messages(actor=coordinator(make_hub()), hub_id=hub.pk)
