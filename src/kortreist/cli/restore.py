"""``kortreist restore``: from one file to the whole hub."""

import json
from pathlib import Path
from typing import Annotated

import typer

from kortreist.cli.app import start_django


def restore(
    file: Annotated[Path, typer.Argument(help="A file that `kortreist backup` wrote.")],
    replace: Annotated[
        bool, typer.Option("--replace", help="Let go of what the database holds now.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
) -> None:
    """Make database and stored files what they were when the backup was written.

    Stop the site first. The file is checked from end to end before anything is touched.

    Example: kortreist restore /srv/backup/kortreist-2026-11-24.tar.gz
    """
    start_django()
    from kortreist.apps.jobs.backups import restore_backup  # noqa: PLC0415 - needs Django

    manifest = restore_backup(file, replace=replace)
    rows = sum(manifest.counts.values())
    when = manifest.made_at.isoformat(timespec="seconds")
    if as_json:
        told = {"version": manifest.version, "made_at": when, "rows": rows}
        told |= {"files": len(manifest.files), "missing": manifest.missing}
        typer.echo(json.dumps(told, ensure_ascii=False))
        return
    typer.echo(f"Restored {rows} rows and {len(manifest.files)} files, as they were {when}.")
    typer.echo("Next: kortreist migrate")


app = restore
