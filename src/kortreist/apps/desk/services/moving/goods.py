"""One producer's goods and prices, by the same way as its own spreadsheets come in."""

from collections.abc import Iterator

from kortreist.apps.catalogue.models import RowKind, SheetImport, SheetState
from kortreist.apps.catalogue.services.sheet_intake import read_sheet, receive_sheet
from kortreist.apps.catalogue.services.sheet_taking import ask_to_take_in, take_in
from kortreist.apps.desk.errors import SheetColumnError
from kortreist.apps.desk.moving.report import MovingReport, Refusal, SheetReport
from kortreist.apps.desk.moving.sheets import GOODS
from kortreist.apps.desk.services.moving.mover import Mover
from kortreist.kernel.errors import DomainError


def take_over_goods(mover: Mover, name: str, content: bytes, report: MovingReport) -> None:
    """Take over the goods of the producer that a file is named for."""
    told = SheetReport(f"{GOODS}/{name}")
    report.sheets.append(told)
    try:
        sheet = _staged(mover, name, content)
    except DomainError as error:
        report.refusals.append(Refusal(told.name, "", error))
        return
    told.new, told.changed = sheet.new_rows, sheet.changed_rows
    told.unchanged, told.refused = sheet.unchanged_rows, sheet.refused_rows
    refused = list(_refusals(told.name, sheet))
    report.refusals += refused
    if not refused and sheet.writes_rows:
        _take_in(mover, sheet)


def _staged(mover: Mover, name: str, content: bytes) -> SheetImport:
    sheet = receive_sheet(
        **mover.about(),
        producer_id=mover.organisation(name),
        content=content,
        name=f"{name}.csv",
        in_background=False,
    )
    sheet = read_sheet(sheet_id=sheet.pk, version=sheet.version, now=mover.now)
    if sheet.state == SheetState.REFUSED:
        raise DomainError(sheet.error_code, **sheet.error_params)
    if sheet.state == SheetState.ASKING:
        headings = [str(each["heading"]) for each in sheet.columns if not each["field"]]
        raise SheetColumnError(unknown=", ".join(headings)[:200], missing="")
    return sheet


def _refusals(name: str, sheet: SheetImport) -> Iterator[Refusal]:
    for row in sheet.rows.filter(kind=RowKind.REFUSED).order_by("number"):
        for problem in row.problems:
            error = DomainError(problem["code"], **problem["params"])
            yield Refusal(name, problem["cell"] or str(row.number), error)


def _take_in(mover: Mover, sheet: SheetImport) -> None:
    ask_to_take_in(
        **mover.about(),
        sheet_id=sheet.pk,
        version=sheet.version,
        leave_refused_out=False,
        in_background=False,
    )
    take_in(sheet_id=sheet.pk, version=sheet.version, now=mover.now)
