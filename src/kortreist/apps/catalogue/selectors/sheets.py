"""Reading imports and their rows."""

from collections.abc import Iterable
from datetime import date
from typing import Final
from uuid import UUID

from django.db.models import QuerySet

from kortreist.apps.actors.permissions import Actor, Permission, require
from kortreist.apps.actors.selectors.parties import found
from kortreist.apps.catalogue.errors import SheetWithoutHeadingsError
from kortreist.apps.catalogue.models import ColumnMapping, SheetImport, SheetRow, SheetState
from kortreist.apps.catalogue.selectors.sheet_goods import surroundings_of
from kortreist.apps.catalogue.sheets.plan import PlannedRow
from kortreist.apps.catalogue.sheets.reading import OpenedSheet, open_goods_sheet
from kortreist.apps.jobs.models import Job
from kortreist.apps.jobs.selectors import jobs_given_up

READ: Final = "catalogue.read_sheet"
TAKE_IN: Final = "catalogue.take_sheet_in"
# Which job has a sheet in hand.
WORK: Final = {SheetState.READING: READ, SheetState.APPLYING: TAKE_IN}


def list_imports(*, actor: Actor, hub_id: int, producer_id: int) -> QuerySet[SheetImport]:
    """Return a producer's imports at a hub, newest first.

    Raises
    ------
    NotFoundError, NotPermittedError
        When the producer's goods are not the actor's to see.
    """
    require(actor, Permission.OFFER_GOODS, hub_id=hub_id, organisation_id=producer_id)
    return SheetImport.objects.filter(hub_id=hub_id, producer_id=producer_id).order_by("-pk")


def get_import(*, actor: Actor, hub_id: int, producer_id: int, public_id: UUID) -> SheetImport:
    """Return one of a producer's imports.

    Raises
    ------
    NotFoundError, NotPermittedError
        When it is none of them, or they are not the actor's to see.
    """
    imports = list_imports(actor=actor, hub_id=hub_id, producer_id=producer_id)
    return found(imports.filter(public_id=public_id).first())


def given_up(sheets: Iterable[SheetImport]) -> dict[int, Job]:
    """Return the jobs that had sheets in hand and were given up, by sheet; one query or two."""
    found: dict[int, Job] = {}
    for state, name in WORK.items():
        keys = {f"{each.pk}:{each.version}": each.pk for each in sheets if each.state == state}
        if keys:
            found |= {keys[key]: job for key, job in jobs_given_up(name, keys).items()}
    return found


def list_rows(sheet: SheetImport, *, kind: str = "") -> QuerySet[SheetRow]:
    """Return an import's rows, of one kind where it is said, in the file's order."""
    rows = sheet.rows.order_by("number")
    return rows.filter(kind=kind) if kind else rows


def waiting_imports(*, actor: Actor, hub_id: int) -> QuerySet[SheetImport]:
    """Return the sheets that producers have sent with prices and the hub has not answered.

    Raises
    ------
    NotFoundError, NotPermittedError
        When the actor does not manage the hub's goods.
    """
    require(actor, Permission.MANAGE_GOODS, hub_id=hub_id)
    rows = SheetImport.objects.filter(hub_id=hub_id, state=SheetState.WAITING)
    return rows.select_related("producer").order_by("pk")


def remembered_columns(*, hub_id: int, producer_id: int) -> dict[str, str]:
    """Return what a producer's headings meant last time."""
    known = ColumnMapping.objects.filter(hub_id=hub_id, producer_id=producer_id).first()
    return dict(known.fields) if known else {}


def preview_sheet(
    *, actor: Actor, hub_id: int, producer_id: int, content: bytes, today: date
) -> tuple[OpenedSheet, list[PlannedRow]]:
    """Return what a file would do, without keeping anything of it.

    Raises
    ------
    NotFoundError, NotPermittedError
        When the producer's goods are not the actor's.
    SheetWithoutHeadingsError, InvalidInputError
        When it is not taken in at all.
    """
    require(actor, Permission.OFFER_GOODS, hub_id=hub_id, organisation_id=producer_id)
    known = remembered_columns(hub_id=hub_id, producer_id=producer_id)
    opened = open_goods_sheet(content, remembered=known)
    if not opened.is_understood:
        raise SheetWithoutHeadingsError
    planned = opened.plan(
        lambda table, headings: surroundings_of(
            hub_id=hub_id, producer_id=producer_id, table=table, headings=headings, today=today
        )
    )
    return opened, list(planned)
