"""The HTML of an e-mail says what its text says, and nothing that others wrote becomes a link."""

import re
from html import unescape

import pytest
from django.core import mail, signing
from django.urls import reverse

from kortreist.apps.jobs.running import drain
from kortreist.apps.messages import links
from kortreist.apps.messages.kinds import KIND_OF, NEEDED, PRODUCER_KINDS, UNIT_KINDS
from kortreist.apps.messages.letters import as_html
from kortreist.apps.messages.models import Preference
from kortreist.apps.messages.rendering import FACTS
from kortreist.apps.messages.services.notify import notify_unit
from tests import factories
from tests.conftest import NOON

SITE = "https://mat.example.no"
BODY = """Hei!

Dette har dere bestilt:

– 8 × Gulrot <b>, sekk
– 1 × Se https://evil.example/ her

Se bestillingen: https://mat.example.no/orders/1/

Hilsen Rørosmat
"""
OPENED = {
    "unit": "Øya",
    "delivery_day": "2026-11-26",
    "closes_at": "2026-11-24T11:00:00+00:00",
    "link": "/shop/",
}


def html(body=BODY, footer="", site=f"{SITE}/"):
    return as_html(subject="Emne & <x>", body=body, footer=footer, language="nn", site=site)


def words(page):
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", page)).split())


def test_html_holds_every_word_of_the_text():
    page = html()
    told = words(page[page.index("</h1>") :])
    for line in BODY.splitlines():
        assert line.removeprefix("– ").removesuffix(": https://mat.example.no/orders/1/") in told
    assert '<html lang="nn">' in page
    assert page.count("<h1") == 1
    assert page.count("<li") == 2


def test_only_our_own_addresses_become_links():
    assert re.findall(r'href="([^"]*)"', html()) == ["https://mat.example.no/orders/1/"]
    assert re.findall(r"href", html(site="")) == []
    assert re.findall(r"href", html(site="https://mat.example.no.evil.example/")) == []
    assert "<b>" not in html()


def test_every_text_is_of_a_kind_that_somebody_chooses_or_has_to_know():
    assert FACTS.keys() <= KIND_OF.keys()
    assert {*KIND_OF.values()} <= {*UNIT_KINDS, *PRODUCER_KINDS, *NEEDED}


@pytest.fixture
def sent(db, settings):
    """A kitchen, and the mail that told it of an opened round."""
    settings.SITE_ADDRESS = SITE
    unit = factories.make_unit(factories.make_hub("Rørosmat"))
    notify_unit(
        hub_id=unit.hub_id, key="1", template="round_opened", unit=unit, params=OPENED, now=NOON
    )
    drain(now=NOON)
    return unit, mail.outbox[0]


def test_mail_has_both_forms_and_the_ways_out(sent):
    _, letter = sent
    (page, kind), *_ = letter.alternatives
    assert kind == "text/html"
    assert f"Se varene og bestill: {SITE}/shop/" in letter.body
    assert f'href="{SITE}/shop/"' in page
    assert f"Velg hva dere vil ha beskjed om: {SITE}/choices/" in letter.body
    assert letter.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"


def test_one_press_turns_a_kind_off_without_signing_in(sent, client):
    unit, letter = sent
    stop = letter.extra_headers["List-Unsubscribe"].strip("<>").removeprefix(SITE)
    assert client.get(stop).status_code == 302
    assert not Preference.objects.exists()
    assert client.post(stop, {"List-Unsubscribe": "One-Click"}).status_code == 204
    row = Preference.objects.get()
    assert (row.unit, row.kind, row.by_email, row.by_sms) == (unit, "opening", False, False)


def test_link_opens_only_its_receivers_choices(sent, client):
    unit, letter = sent
    page = re.search(rf"{SITE}(/choices/\S+)", letter.body).group(1)
    answer = client.post(page, {"opening-email": "1", "confirmation-email": "1"})
    assert answer.status_code == 200
    assert not Preference.objects.exists()
    boxes = {f"{kind}-email": "1" for kind in UNIT_KINDS if kind != "reminder"}
    assert client.post(page, boxes).status_code == 302
    assert set(Preference.objects.values_list("unit", flat=True)) == {unit.pk}
    assert not Preference.objects.get(kind="reminder").by_email


@pytest.mark.django_db
def test_forged_link_leads_nowhere(client):
    another = signing.dumps([1, 1, None, None, "opening"], salt="another")
    for token in ("forged", another, "a:b:c"):
        for name in ("messages:choices", "messages:unsubscribe"):
            url = reverse(name, kwargs={"token": token})
            assert client.get(url).status_code == 404
            assert client.post(url).status_code == 404


@pytest.mark.django_db
def test_link_ages(monkeypatch, settings):
    settings.SITE_ADDRESS = SITE
    message = factories.make_message(factories.make_unit(factories.make_hub()))
    token = links.choosing_token(message)
    assert links.read_token(token).unit_id == message.unit_id
    monkeypatch.setattr(links, "VALID_S", -1)
    assert links.read_token(token) is None
