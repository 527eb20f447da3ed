"""The licence itself as a file: put in, changed for another, taken away and back."""

from datetime import datetime

from django.db import transaction

from kortreist.apps.actors.models import BuyerLicence, LicencePaper
from kortreist.apps.actors.papers import Upload
from kortreist.apps.actors.permissions import Actor, Permission, require
from kortreist.apps.actors.selectors.parties import found
from kortreist.apps.actors.services.audit import record
from kortreist.apps.jobs.models import StoredFile
from kortreist.apps.jobs.services.files import store_file
from kortreist.formats.scans import read_scan

LONGEST_NAME = 200


@transaction.atomic
def put_licence_paper(
    *, actor: Actor, hub_id: int, licence_id: int, paper: Upload, now: datetime
) -> LicencePaper:
    """Put a file on a licence, in place of the one that is there.

    Raises
    ------
    NotFoundError, NotPermittedError
        When it is not the actor's to look after.
    ScanTooLargeError, ScanUnreadableError, PhotoTooLargeError, PhotoTooSmallError
        When it is no PDF or picture that can be kept.
    """
    licence = _locked(actor, hub_id, licence_id, now)
    scan = read_scan(paper.content)
    called = " ".join(paper.name.replace("\0", " ").split())[:LONGEST_NAME] or "licence"
    stored = store_file(content=scan.content, name=called, content_type=scan.content_type)
    return _put(actor, hub_id, licence, stored, called, now)


@transaction.atomic
def remove_licence_paper(
    *, actor: Actor, hub_id: int, licence_id: int, now: datetime
) -> LicencePaper | None:
    """Take the file off a licence; it is kept among the earlier ones.

    Raises
    ------
    NotFoundError, NotPermittedError
        When it is not the actor's to look after.
    """
    licence = _locked(actor, hub_id, licence_id, now)
    return _remove(actor, hub_id, licence, now)


@transaction.atomic
def restore_licence_paper(
    *, actor: Actor, hub_id: int, paper_id: int, now: datetime
) -> LicencePaper:
    """Put an earlier file back on its licence, as a new entry.

    Raises
    ------
    NotFoundError, NotPermittedError
        When it is not the actor's to look after.
    """
    paper = found(LicencePaper.objects.filter(pk=paper_id).first())
    licence = _locked(actor, hub_id, paper.licence_id, now)
    paper.refresh_from_db()
    if paper.removed_at is None:
        return paper
    return _put(actor, hub_id, licence, paper.file, paper.name, now)


def _put(
    actor: Actor, hub_id: int, licence: BuyerLicence, stored: StoredFile, name: str, now: datetime
) -> LicencePaper:
    before = _remove(actor, hub_id, licence, now)
    paper = LicencePaper.objects.create(licence=licence, file=stored, name=name, added_at=now)
    record(
        actor,
        "actors.licence.paper_added",
        licence,
        hub_id=hub_id,
        now=now,
        before={"sha256": before.file.sha256} if before else None,
        after={"sha256": stored.sha256},
    )
    return paper


def _remove(actor: Actor, hub_id: int, licence: BuyerLicence, now: datetime) -> LicencePaper | None:
    paper = LicencePaper.objects.filter(licence=licence, removed_at__isnull=True).first()
    if paper is None:
        return None
    paper.removed_at = now
    paper.save(update_fields=["removed_at"])
    record(
        actor,
        "actors.licence.paper_removed",
        licence,
        hub_id=hub_id,
        now=now,
        before={"sha256": paper.file.sha256},
    )
    return paper


def _locked(actor: Actor, hub_id: int, licence_id: int, _now: datetime) -> BuyerLicence:
    require(actor, Permission.MANAGE_PARTIES, hub_id=hub_id)
    rows = BuyerLicence.objects.select_for_update(of=("self",)).filter(hub_id=hub_id)
    return found(rows.filter(pk=licence_id).first())
