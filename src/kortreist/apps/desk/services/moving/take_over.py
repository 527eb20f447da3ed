"""Taking over a hub: read, compare, write, and let go of all of it where anything is refused."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from kortreist.apps.actors.models import Hub
from kortreist.apps.actors.permissions import Actor, require_system
from kortreist.apps.actors.services import parties
from kortreist.apps.desk.errors import (
    CellUnknownPartyError,
    MovingFolderEmptyError,
    MovingHubUnknownError,
)
from kortreist.apps.desk.moving import sheets
from kortreist.apps.desk.moving.reading import MovingFolder, read_folder
from kortreist.apps.desk.moving.report import MovingReport, Refusal, SheetReport
from kortreist.apps.desk.moving.sheets import Sheet, folded
from kortreist.apps.desk.selectors.moving import Standing, standing_rows
from kortreist.apps.desk.services.moving.changes import Change, facts_of
from kortreist.apps.desk.services.moving.goods import take_over_goods
from kortreist.apps.desk.services.moving.mover import Mover
from kortreist.apps.desk.services.moving.writing import write_rows

USUAL_TERMS_DAYS = 14


def take_over_hub(
    *, actor: Actor, hub: Hub | None, files: Mapping[str, bytes], is_dry_run: bool, now: datetime
) -> MovingReport:
    """Make or correct a hub from a folder of sheets; read twice, the second time changes nothing.

    What the folder does not speak of stays as it is; nothing is taken away. A dry run writes
    everything and lets go of it, so that it finds what the real one would.

    Parameters
    ----------
    hub
        The one to correct; without it, the sheet ``hub`` makes one.
    files
        The folder's files by their path in it.

    Raises
    ------
    NotPermittedError
        When ``actor`` is not the product itself.
    MovingFolderEmptyError
        When there is no sheet in the folder.
    MovingHubUnknownError
        When there is no hub and no sheet that makes one.
    """
    require_system(actor)
    folder = read_folder(files)
    if folder.is_empty:
        raise MovingFolderEmptyError(sheets=", ".join(sheet.name for sheet in sheets.SHEETS))
    report = MovingReport("", is_dry_run, refusals=folder.refusals, unread=folder.unread)
    with transaction.atomic():
        mover = Mover(actor, hub or _make_hub(actor, folder, now), now)
        report.hub = mover.hub.name
        _take_over(mover, folder, report)
        if not report.is_written:
            transaction.set_rollback(True)
    return report


def _take_over(mover: Mover, folder: MovingFolder, report: MovingReport) -> None:
    for sheet in sheets.PARTIES:
        _take_over_sheet(mover, sheet, folder, report)
    for name, content in sorted(folder.goods.items()):
        take_over_goods(mover, name, content, report)
    for sheet in sheets.TERMS:
        _take_over_sheet(mover, sheet, folder, report)


def _take_over_sheet(
    mover: Mover, sheet: Sheet, folder: MovingFolder, report: MovingReport
) -> None:
    if sheet.name not in folder.rows:
        return
    told = SheetReport(
        sheet.name,
        refused=len({each.cell for each in report.refusals if each.sheet == sheet.name}),
    )
    report.sheets.append(told)
    standing = standing_rows(sheet, mover.hub)
    changes = []
    for row in folder.rows[sheet.name]:
        known = standing.get(sheet.key_of(row.values))
        change = Change({**(known.values if known else {}), **row.values}, known)
        if known is not None and _is_as_it_was(change, known):
            told.unchanged += 1
        else:
            changes.append((row.number, change))
    refused = write_rows(mover, sheet, changes)
    for number, change in changes:
        if number in refused:
            report.refusals.append(Refusal(sheet.name, str(number), refused[number]))
            told.refused += 1
        else:
            told.new += change.standing is None
            told.changed += change.standing is not None


def _is_as_it_was(change: Change, known: Standing) -> bool:
    return all(
        (value or None) == (known.values.get(name) or None)
        or folded(value) == folded(known.values.get(name))
        for name, value in change.values.items()
    )


def _make_hub(actor: Actor, folder: MovingFolder, now: datetime) -> Hub:
    rows = folder.rows.get(sheets.HUB.name)
    if not rows:
        raise MovingHubUnknownError(hub="")
    values = rows[0].values
    facts = next(
        (
            row.values
            for row in folder.rows.get(sheets.ORGANISATIONS.name, [])
            if folded(values["organisation"])
            in {folded(row.values.get("org_no")), folded(row.values["name"])}
        ),
        None,
    )
    if facts is None:
        raise CellUnknownPartyError(typed=str(values["organisation"])[:80])
    organisation = parties.create_organisation(
        actor=actor,
        hub_id=None,
        facts=facts_of(parties.OrganisationFacts, facts),
        now=now,
    )
    days = values.get("payment_terms_days")
    return parties.create_hub(
        actor=actor,
        organisation_id=organisation.pk,
        name=str(values["name"]),
        language=str(values.get("language") or "nb"),
        payment_terms_days=int(str(days)) if days is not None else USUAL_TERMS_DAYS,
        now=now,
    )
