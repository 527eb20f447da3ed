"""Certificates and licences as files: who sends and reads them, and what stays of earlier ones."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from kortreist.apps.actors.models import AuditEvent, LicencePaper, RoleKind
from kortreist.apps.actors.papers import Upload
from kortreist.apps.actors.services.licence_papers import put_licence_paper, remove_licence_paper
from kortreist.apps.catalogue.models import Certificate, CertificatePaper
from kortreist.apps.catalogue.services.certificate_papers import (
    put_certificate_paper,
    remove_certificate_paper,
    restore_certificate_paper,
)
from kortreist.apps.jobs.models import StoredFile
from kortreist.formats.scans import ScanUnreadableError
from kortreist.kernel.errors import NotFoundError, NotPermittedError
from tests import factories
from tests.apps.catalogue.test_photos import picture

pytestmark = pytest.mark.django_db

PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n%%EOF\n"


@pytest.fixture
def hub():
    return factories.make_hub()


@pytest.fixture
def certificate(hub):
    return factories.make_certificate(factories.make_producer(hub))


def put(hub, certificate, now, content=PDF, name="debio.pdf", actor=None):
    return put_certificate_paper(
        actor=actor or factories.producer_actor(hub, certificate.producer),
        hub_id=hub.pk,
        certificate_id=certificate.pk,
        paper=Upload(content, name),
        now=now,
    )


def current(certificate) -> list[str]:
    rows = certificate.papers.filter(removed_at__isnull=True)
    return list(rows.values_list("name", flat=True))


@pytest.mark.both
def test_another_file_takes_the_place_of_the_first_which_stays(hub, certificate, now, audit_codes):
    first = put(hub, certificate, now)
    put(hub, certificate, now, PDF + b"\n%%EOF", "nytt\0 bevis.pdf")

    first.refresh_from_db()
    assert first.removed_at == now
    assert current(certificate) == ["nytt bevis.pdf"]
    assert audit_codes() == [
        "catalogue.certificate.paper_added",
        "catalogue.certificate.paper_removed",
        "catalogue.certificate.paper_added",
    ]
    assert AuditEvent.objects.order_by("pk").last().before == {"sha256": first.file.sha256}


@pytest.mark.both
def test_a_file_is_taken_away_and_put_back_as_a_new_entry(hub, certificate, now):
    scope = {"actor": factories.coordinator(hub), "hub_id": hub.pk, "now": now}
    put(hub, certificate, now)
    removed = remove_certificate_paper(**scope, certificate_id=certificate.pk)
    assert current(certificate) == []
    # twice is once
    assert remove_certificate_paper(**scope, certificate_id=certificate.pk) is None

    for _ in range(2):
        restore_certificate_paper(**scope, paper_id=removed.pk)

    assert current(certificate) == ["debio.pdf"]
    assert StoredFile.objects.count() == 1


def test_what_is_no_paper_is_refused_and_nothing_is_kept(hub, certificate, now):
    with pytest.raises(ScanUnreadableError):
        put(hub, certificate, now, b"<html>", "debio.pdf")
    assert not CertificatePaper.objects.exists()
    assert not StoredFile.objects.exists()
    assert not AuditEvent.objects.exists()


@pytest.mark.parametrize(
    ("who", "error"), [("outsider", NotFoundError), ("packing_team", NotPermittedError)]
)
def test_those_who_may_not_look_after_it_change_nothing(hub, certificate, now, who, error):
    actor = factories.outsider() if who == "outsider" else factories.packing_team(hub)
    with pytest.raises(error):
        put(hub, certificate, now, actor=actor)
    assert not StoredFile.objects.exists()
    assert not AuditEvent.objects.exists()


def test_a_licence_is_the_hubs_to_keep(hub, now):
    unit = factories.make_unit(hub)
    licence = factories.make_licence(unit)
    scope = {"hub_id": hub.pk, "licence_id": licence.pk, "now": now}
    with pytest.raises(NotPermittedError):
        put_licence_paper(actor=factories.buyer_actor(unit), paper=Upload(PDF, "b.pdf"), **scope)
    other = factories.coordinator(factories.make_hub())
    with pytest.raises(NotFoundError):
        put_licence_paper(actor=other, paper=Upload(PDF, "b.pdf"), **scope)
    assert not LicencePaper.objects.exists()

    boss = factories.coordinator(hub)
    put_licence_paper(actor=boss, paper=Upload(PDF, ""), **scope)
    remove_licence_paper(actor=boss, **scope)

    paper = LicencePaper.objects.get()
    assert (paper.name, paper.removed_at) == ("licence", now)


def sign_in(client, role):
    client.force_login(role.person.user)
    return client


def page(hub, farm, name, **kwargs):
    scope = {"hub": hub.public_id, "producer": farm.public_id}
    return reverse(f"catalogue:certificate-{name}", kwargs=scope | kwargs)


def test_producer_sends_a_picture_under_a_false_name_and_looks_at_it(hub, certificate, client):
    role = factories.make_role(hub, RoleKind.PRODUCER, organisation=certificate.producer)
    sign_in(client, role)
    url = page(hub, certificate.producer, "paper-put", certificate=certificate.public_id)
    sent = SimpleUploadedFile("bevis.exe", picture(), content_type="application/x-msdownload")
    client.post(url, {"paper": sent})
    paper = CertificatePaper.objects.get()
    assert "bevis.exe" in client.get(page(hub, certificate.producer, "list")).content.decode()

    answer = client.get(page(hub, certificate.producer, "paper", paper=paper.public_id))

    assert answer.headers["Content-Type"] == "image/jpeg"
    assert answer.headers["Cache-Control"] == "private, no-store"
    assert b"".join(answer.streaming_content).startswith(b"\xff\xd8")


@pytest.mark.parametrize("sent", [None, b"", b"words"], ids=["none", "empty", "words"])
def test_page_says_what_is_wrong_with_a_file(hub, certificate, client, sent):
    role = factories.make_role(hub, RoleKind.PRODUCER, organisation=certificate.producer)
    sign_in(client, role)
    url = page(hub, certificate.producer, "paper-put", certificate=certificate.public_id)
    fields = {} if sent is None else {"paper": SimpleUploadedFile("a.pdf", sent)}

    told = client.post(url, fields, follow=True).content.decode()

    assert "Vi kan ikke lese den filen." in told or "We cannot read that file." in told
    assert not CertificatePaper.objects.exists()


def test_new_certificate_comes_with_its_file_or_not_at_all(hub, client):
    farm = factories.make_producer(hub)
    sign_in(client, factories.make_role(hub, RoleKind.PRODUCER, organisation=farm))
    kwargs = {"hub": hub.public_id, "producer": farm.public_id}
    url = reverse("catalogue:certificate-list", kwargs=kwargs)
    fields = {
        "mark": "debio",
        "number": "77",
        "valid_from": "2026-01-01",
        "last_day": "2027-12-31",
    }

    client.post(url, fields | {"paper": SimpleUploadedFile("a.pdf", b"%PDF-1.7 breaks off")})
    assert not Certificate.objects.exists()
    client.post(url, fields | {"paper": SimpleUploadedFile("a.pdf", PDF)})

    assert current(Certificate.objects.get()) == ["a.pdf"]


def test_hub_keeps_a_licence_as_a_file_and_takes_it_away(hub, client):
    unit = factories.make_unit(hub, kind="restaurant")
    licence = factories.make_licence(unit)
    sign_in(client, factories.make_role(hub, RoleKind.COORDINATOR))
    scope = {"hub": hub.public_id, "unit": unit.public_id}
    row = scope | {"licence": licence.public_id}
    client.post(
        reverse("desk:licence-paper-put", kwargs=row), {"paper": SimpleUploadedFile("b.pdf", PDF)}
    )
    paper = LicencePaper.objects.get()
    address = reverse("desk:licence-paper", kwargs=scope | {"paper": paper.public_id})
    assert address in client.get(reverse("desk:unit-card", kwargs=scope)).content.decode()
    answer = client.get(address)
    assert b"".join(answer.streaming_content) == PDF
    assert answer.headers["Content-Disposition"] == 'attachment; filename="b.pdf"'

    client.post(reverse("desk:licence-paper-remove", kwargs=row))

    paper.refresh_from_db()
    assert paper.removed_at
    # an earlier one can still be read, by those who may
    assert client.get(address).status_code == 200
    sign_in(client, factories.make_role(hub, RoleKind.BUYER, unit=unit))
    assert client.get(address).status_code == 403
