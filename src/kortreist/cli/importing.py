"""``kortreist import``: taking over what is somewhere else."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from kortreist.cli.app import start_django
from kortreist.cli.hubs import hub_named
from kortreist.cli.wording import words_for

if TYPE_CHECKING:
    from kortreist.apps.desk.moving.report import MovingReport

MOST_BYTES = 200_000_000
AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON object.")]

app = typer.Typer(help="Take over what is somewhere else.", no_args_is_help=True)


@app.callback()
def noun() -> None:
    """Take over what is somewhere else."""


@app.command("hub")
def import_hub(
    folder: Annotated[Path, typer.Argument(help="The folder with its sheets.", exists=True)],
    hub: Annotated[str, typer.Option(help="The hub's name; empty: the sheet `hub` makes it.")] = "",
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only tell what would be.")] = False,
    as_json: AsJson = False,
) -> None:
    """Take a hub over from a folder of sheets: all of it, or nothing.

    Exit code 1 when a cell is refused; nothing is written then.

    Example: kortreist import hub /srv/moving --hub Rørosmat --dry-run
    """
    start_django()
    from kortreist.apps.actors.permissions import Actor  # noqa: PLC0415 - needs Django
    from kortreist.apps.desk.services.moving import take_over_hub  # noqa: PLC0415 - likewise

    report = take_over_hub(
        actor=Actor.system("import"),
        hub=hub_named(hub) if hub else None,
        files=dict(_read(folder)),
        is_dry_run=dry_run,
        now=datetime.now(UTC),
    )
    typer.echo(json.dumps(_told(report), ensure_ascii=False) if as_json else _words(report))
    if report.refusals:
        raise typer.Exit(1)


def _read(folder: Path) -> Iterator[tuple[str, bytes]]:
    """Yield the folder's files; nothing outside it, and not more than a hub can hold."""
    left = MOST_BYTES
    for path in sorted(folder.rglob("*")):
        if path.is_symlink() or not path.is_file() or path.name.startswith((".", "~")):
            continue
        left -= path.stat().st_size
        if left < 0:
            message = f"{folder}: more than {MOST_BYTES // 1_000_000} MB"
            raise typer.BadParameter(message)
        yield path.relative_to(folder).as_posix(), path.read_bytes()


def _told(report: "MovingReport") -> dict[str, object]:
    return {
        "hub": report.hub,
        "dry_run": report.is_dry_run,
        "written": report.is_written,
        "sheets": {
            each.name: {
                "new": each.new,
                "changed": each.changed,
                "unchanged": each.unchanged,
                "refused": each.refused,
            }
            for each in report.sheets
        },
        "refused": [
            {
                "sheet": each.sheet,
                "cell": each.cell,
                "code": each.error.code,
                "words": words_for(each.error),
            }
            for each in report.refusals
        ],
        "unread": list(report.unread),
    }


def _words(report: "MovingReport") -> str:
    lines = [
        f"{each.name:24} {each.new:6} new {each.changed:6} changed {each.unchanged:6} as before"
        f" {each.refused:6} refused"
        for each in report.sheets
    ]
    lines += [f"{each.sheet} {each.cell}: {words_for(each.error)}" for each in report.refusals]
    lines += [f"{path}: not read, as it is none of the sheets" for path in report.unread]
    if report.refusals:
        lines.append("Nothing was written.")
    elif report.is_dry_run:
        lines.append(f"{report.hub}: this is what would be. Nothing was written.")
    else:
        lines.append(f"{report.hub}: written.")
    return "\n".join(lines)
