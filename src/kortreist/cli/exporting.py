"""``kortreist export``: giving everything back."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from kortreist.cli.app import start_django
from kortreist.cli.hubs import hub_named
from kortreist.kernel.periods import oslo_date

AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON object.")]

app = typer.Typer(help="Give everything back.", no_args_is_help=True)


@app.callback()
def noun() -> None:
    """Give everything back."""


@app.command("hub")
def export_hub(
    folder: Annotated[Path, typer.Argument(help="A new or empty folder.")],
    hub: Annotated[str, typer.Option(help="The hub's name.")],
    as_json: AsJson = False,
) -> None:
    """Write everything a hub has as sheets that `kortreist import hub` takes.

    Example: kortreist export hub /srv/moving --hub Rørosmat
    """
    start_django()
    from kortreist.apps.actors.permissions import Actor  # noqa: PLC0415 - needs Django
    from kortreist.apps.desk.errors import MovingFolderTakenError  # noqa: PLC0415 - likewise
    from kortreist.apps.desk.selectors.moving_out import write_folder  # noqa: PLC0415 - likewise

    if folder.exists() and any(folder.iterdir()):
        raise MovingFolderTakenError(path=str(folder))
    written = {}
    for path, content in write_folder(
        actor=Actor.system("export"), hub=hub_named(hub), today=oslo_date(datetime.now(UTC))
    ):
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content)
        written[path] = len(content)
    if as_json:
        typer.echo(json.dumps({"folder": str(folder), "bytes": written}, ensure_ascii=False))
    else:
        typer.echo("\n".join(f"{folder / path}: {size} bytes" for path, size in written.items()))
