"""``kortreist catalogue``: a producer's goods from a spreadsheet, and to one."""

import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from kortreist.cli.app import start_django
from kortreist.cli.wording import words_for
from kortreist.kernel.errors import DomainError

if TYPE_CHECKING:
    from kortreist.apps.actors.models import Hub, Organisation
    from kortreist.apps.actors.permissions import Actor
    from kortreist.apps.catalogue.models import SheetImport

app = typer.Typer(help="Goods, prices and availability in spreadsheets.", no_args_is_help=True)
HubName = Annotated[str, typer.Option("--hub", help="The hub: its name, id or number.")]
ProducerName = Annotated[str, typer.Option(help="The producer: its name, id or number.")]
LANGUAGES = ("nb", "nn", "en")
MOST_SAID = 20
KINDS = ("new", "changed", "unchanged", "refused")


@app.command("import")
def take_in(
    file: Annotated[Path, typer.Argument(help="An xlsx or csv file.", exists=True, dir_okay=False)],
    hub: HubName,
    producer: ProducerName,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Say what would change, and change nothing.")
    ] = False,
    skip_refused: Annotated[
        bool, typer.Option("--skip-refused", help="Take in the rest when rows are refused.")
    ] = False,
    as_json: Annotated[
        bool, typer.Option("--json", help="Print one JSON object, and nothing else.")
    ] = False,
) -> None:
    """Take in a producer's goods, prices and availability: all of the file, or nothing.

    Example: kortreist catalogue import varer.xlsx --hub Rørosmat --producer "Galåvolden Gård"
    """
    start_django()
    actor, found_hub, found_producer = _parties(hub, producer)
    scope = {"actor": actor, "hub_id": found_hub.pk, "producer_id": found_producer.pk}
    told = _preview(file, scope) if dry_run else _take_in(file, scope, skip_refused=skip_refused)
    _print(told, as_json=as_json)
    if told["refused"] and not (told["taken_in"] and skip_refused):
        raise typer.Exit(1)


@app.command("export")
def give_out(
    hub: HubName,
    producer: ProducerName,
    out: Annotated[Path, typer.Option(help="Where to: a file that ends in .xlsx or .csv.")],
    language: Annotated[str, typer.Option(help="Of the headings: nb, nn or en.")] = "nb",
    by_allergen: Annotated[
        bool, typer.Option("--by-allergen", help="A column for each of the fourteen allergens.")
    ] = False,
    as_json: Annotated[
        bool, typer.Option("--json", help="Print one JSON object, and nothing else.")
    ] = False,
) -> None:
    """Write a producer's goods, prices and availability to a file that can be taken in again.

    Example: kortreist catalogue export --hub Rørosmat --producer Eggen --out varer.xlsx
    """
    if out.suffix not in {".xlsx", ".csv"}:
        raise typer.BadParameter("the file ends in .xlsx or .csv", param_hint="--out")
    if language not in LANGUAGES:
        raise typer.BadParameter(f"there are {', '.join(LANGUAGES)}", param_hint="--language")
    start_django()
    from django.utils import timezone  # noqa: PLC0415 - needs Django

    from kortreist.apps.catalogue.selectors.sheet_export import (  # noqa: PLC0415
        export_goods,
        file_of,
    )
    from kortreist.kernel.periods import oslo_date  # noqa: PLC0415

    actor, found_hub, found_producer = _parties(hub, producer)
    sheet = export_goods(
        actor=actor,
        hub_id=found_hub.pk,
        producer_id=found_producer.pk,
        language=language,
        today=oslo_date(timezone.now()),
        by_allergen=by_allergen,
    )
    content = file_of(sheet, kind=out.suffix[1:], title=found_producer.name)
    out.write_bytes(content)
    told = {"file": str(out), "bytes": len(content)}
    typer.echo(json.dumps(told, ensure_ascii=False) if as_json else f"{out}: {len(content)} bytes")


def _preview(file: Path, scope: Mapping[str, Any]) -> dict[str, Any]:  # Any: as services take it
    from django.utils import timezone  # noqa: PLC0415 - needs Django

    from kortreist.apps.catalogue.selectors.sheets import preview_sheet  # noqa: PLC0415
    from kortreist.kernel.periods import oslo_date  # noqa: PLC0415

    opened, rows = preview_sheet(
        **scope, content=file.read_bytes(), today=oslo_date(timezone.now())
    )
    columns = {each.heading: each.field for each in opened.headings}
    refused = [(row.number, [each.as_json() for each in row.problems]) for row in rows]
    counts = {kind: sum(1 for row in rows if row.kind == kind) for kind in KINDS}
    return _report(file, counts, columns, refused, is_taken_in=False)


def _take_in(
    file: Path,
    scope: Mapping[str, Any],  # Any: as services take it
    *,
    skip_refused: bool,
) -> dict[str, Any]:
    from django.utils import timezone  # noqa: PLC0415 - needs Django

    from kortreist.apps.catalogue.models import SheetState  # noqa: PLC0415
    from kortreist.apps.catalogue.services import sheet_intake, sheet_taking  # noqa: PLC0415

    now = timezone.now()
    sheet = sheet_intake.receive_sheet(
        **scope, content=file.read_bytes(), name=file.name, now=now, in_background=False
    )
    sheet = sheet_intake.read_sheet(sheet_id=sheet.pk, version=sheet.version, now=now)
    if sheet.state != SheetState.STAGED:
        raise DomainError(sheet.error_code or "sheet_without_headings", **sheet.error_params)
    hub = {"actor": scope["actor"], "hub_id": sheet.hub_id, "sheet_id": sheet.pk, "now": now}
    if sheet.refused_rows and not skip_refused:
        told = _report_of(file, sheet)
        sheet_intake.cancel_sheet(**hub)
        return told
    sheet_taking.ask_to_take_in(
        **hub, version=sheet.version, leave_refused_out=skip_refused, in_background=False
    )
    sheet = sheet_taking.take_in(sheet_id=sheet.pk, version=sheet.version, now=now)
    if sheet.state != SheetState.APPLIED:
        raise DomainError(sheet.error_code)
    return _report_of(file, sheet)


def _report_of(file: Path, sheet: "SheetImport") -> dict[str, Any]:  # Any: JSON
    columns = {each["heading"]: each["field"] for each in sheet.columns}
    refused = sheet.rows.filter(kind="refused").values_list("number", "problems")
    counts = {kind: getattr(sheet, f"{kind}_rows") for kind in KINDS}
    is_taken_in = sheet.applied_at is not None
    return _report(file, counts, columns, refused, is_taken_in=is_taken_in)


def _report(
    file: Path,
    counts: Mapping[str, int],
    columns: Mapping[str, str],
    refused: Iterable[tuple[int, list[dict[str, Any]]]],  # Any: JSON
    *,
    is_taken_in: bool,
) -> dict[str, Any]:
    problems = [
        {
            "row": number,
            "cell": each["cell"],
            "typed": each["typed"],
            "code": each["code"],
            "words": words_for(DomainError(each["code"], **each["params"])),
        }
        for number, row in refused
        for each in row
    ]
    return {
        "file": file.name,
        "taken_in": is_taken_in,
        **counts,
        "columns": columns,
        "problems": problems,
    }


def _print(told: Mapping[str, Any], *, as_json: bool) -> None:
    if as_json:
        typer.echo(json.dumps(told, ensure_ascii=False))
        return
    for each in told["problems"][:MOST_SAID]:
        where = each["cell"] or f"row {each['row']}"
        typer.echo(f"{where}: {each['words']}", err=True)
    if len(told["problems"]) > MOST_SAID:
        typer.echo(f"and {len(told['problems']) - MOST_SAID} more; --json has them all", err=True)
    counts = ", ".join(f"{told[kind]} {kind}" for kind in KINDS)
    typer.echo(f"{told['file']}: {counts}; {'taken in' if told['taken_in'] else 'not taken in'}.")


def _parties(hub: str, producer: str) -> "tuple[Actor, Hub, Organisation]":
    from django.utils import timezone  # noqa: PLC0415 - needs Django

    from kortreist.apps.actors.permissions import Actor  # noqa: PLC0415
    from kortreist.apps.actors.selectors.parties import list_hubs, list_producers  # noqa: PLC0415
    from kortreist.kernel.periods import oslo_date  # noqa: PLC0415

    actor = Actor.system("cli.catalogue")
    hubs = list(list_hubs(actor=actor).select_related("organisation"))
    found_hub = _one(hub, hubs, option="--hub")
    today = oslo_date(timezone.now())
    terms = list_producers(actor=actor, hub_id=found_hub.pk, on=today)
    organisations = [each.organisation for each in terms]
    return actor, found_hub, _one(producer, organisations, option="--producer")


def _one(asked: str, parties: "list[Any]", *, option: str) -> Any:  # noqa: ANN401 - hub or producer
    """Return the only party of this name, id or number."""
    wanted = asked.strip().casefold()
    found = [party for party in parties if wanted in _names(party)]
    if len(found) != 1:
        known = ", ".join(sorted(party.name for party in parties))
        raise typer.BadParameter(f"there are {known}", param_hint=option)
    return found[0]


def _names(party: Any) -> set[str]:  # noqa: ANN401 - hub or producer
    organisation = getattr(party, "organisation", party)
    return {party.name.casefold(), str(party.public_id), organisation.org_no or party.name}
