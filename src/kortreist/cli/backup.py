"""``kortreist backup``: the whole hub in one file."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from kortreist.cli.app import start_django

AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON object.")]


def backup(
    file: Annotated[Path, typer.Argument(help="A new file, as in kortreist-2026-11-24.tar.gz.")],
    as_json: AsJson = False,
) -> None:
    """Write database and stored files to one file, as they are at this moment.

    The site may go on running. Exit code 1, with the file written, when a stored file was missing
    or damaged.

    Example: kortreist backup /srv/backup/kortreist-2026-11-24.tar.gz
    """
    start_django()
    from kortreist.apps.jobs.backups import write_backup  # noqa: PLC0415 - needs Django

    manifest = write_backup(file, now=datetime.now(UTC))
    rows = sum(manifest.counts.values())
    if as_json:
        told = {"file": str(file), "rows": rows, "files": len(manifest.files)}
        typer.echo(json.dumps(told | {"missing": manifest.missing}, ensure_ascii=False))
    else:
        size = f"{file.stat().st_size / 1e6:.1f} MB"
        typer.echo(f"{file}: {rows} rows, {len(manifest.files)} files, {size}")
    if manifest.missing:
        typer.echo(f"Missing or damaged: {', '.join(manifest.missing)}", err=True)
        raise typer.Exit(1)


app = backup
