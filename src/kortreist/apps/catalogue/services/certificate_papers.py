"""The certificate itself as a file: put in, changed for another, taken away and back."""

from datetime import datetime

from django.db import transaction

from kortreist.apps.actors.papers import Upload
from kortreist.apps.actors.permissions import Actor
from kortreist.apps.actors.selectors.parties import found
from kortreist.apps.actors.services.audit import record
from kortreist.apps.catalogue.models import Certificate, CertificatePaper
from kortreist.apps.catalogue.services.rights import require_producer_right
from kortreist.apps.jobs.models import StoredFile
from kortreist.apps.jobs.services.files import store_file
from kortreist.formats.scans import read_scan

LONGEST_NAME = 200


@transaction.atomic
def put_certificate_paper(
    *, actor: Actor, hub_id: int, certificate_id: int, paper: Upload, now: datetime
) -> CertificatePaper:
    """Put a file on a certificate, in place of the one that is there.

    Raises
    ------
    NotFoundError, NotPermittedError
        When it is not the actor's to look after.
    ScanTooLargeError, ScanUnreadableError, PhotoTooLargeError, PhotoTooSmallError
        When it is no PDF or picture that can be kept.
    """
    certificate = _locked(actor, hub_id, certificate_id, now)
    scan = read_scan(paper.content)
    called = " ".join(paper.name.replace("\0", " ").split())[:LONGEST_NAME] or "certificate"
    stored = store_file(content=scan.content, name=called, content_type=scan.content_type)
    return _put(actor, hub_id, certificate, stored, called, now)


@transaction.atomic
def remove_certificate_paper(
    *, actor: Actor, hub_id: int, certificate_id: int, now: datetime
) -> CertificatePaper | None:
    """Take the file off a certificate; it is kept among the earlier ones.

    Raises
    ------
    NotFoundError, NotPermittedError
        When it is not the actor's to look after.
    """
    certificate = _locked(actor, hub_id, certificate_id, now)
    return _remove(actor, hub_id, certificate, now)


@transaction.atomic
def restore_certificate_paper(
    *, actor: Actor, hub_id: int, paper_id: int, now: datetime
) -> CertificatePaper:
    """Put an earlier file back on its certificate, as a new entry.

    Raises
    ------
    NotFoundError, NotPermittedError
        When it is not the actor's to look after.
    """
    paper = found(CertificatePaper.objects.filter(pk=paper_id).first())
    certificate = _locked(actor, hub_id, paper.certificate_id, now)
    paper.refresh_from_db()
    if paper.removed_at is None:
        return paper
    return _put(actor, hub_id, certificate, paper.file, paper.name, now)


def _put(
    actor: Actor,
    hub_id: int,
    certificate: Certificate,
    stored: StoredFile,
    name: str,
    now: datetime,
) -> CertificatePaper:
    before = _remove(actor, hub_id, certificate, now)
    paper = CertificatePaper.objects.create(
        certificate=certificate, file=stored, name=name, added_at=now
    )
    record(
        actor,
        "catalogue.certificate.paper_added",
        certificate,
        hub_id=hub_id,
        now=now,
        before={"sha256": before.file.sha256} if before else None,
        after={"sha256": stored.sha256},
    )
    return paper


def _remove(
    actor: Actor, hub_id: int, certificate: Certificate, now: datetime
) -> CertificatePaper | None:
    paper = CertificatePaper.objects.filter(
        certificate=certificate, removed_at__isnull=True
    ).first()
    if paper is None:
        return None
    paper.removed_at = now
    paper.save(update_fields=["removed_at"])
    record(
        actor,
        "catalogue.certificate.paper_removed",
        certificate,
        hub_id=hub_id,
        now=now,
        before={"sha256": paper.file.sha256},
    )
    return paper


def _locked(actor: Actor, hub_id: int, certificate_id: int, now: datetime) -> Certificate:
    rows = Certificate.objects.select_for_update(of=("self",))
    certificate = found(rows.filter(pk=certificate_id).first())
    require_producer_right(actor, hub_id, certificate.producer_id, now)
    return certificate
