"""``kortreist messages``: what is sent, and what came back."""

import json
import sys
from pathlib import Path
from typing import Annotated

import typer

from kortreist.cli.app import start_django

app = typer.Typer(help="What is sent, and what came back.", no_args_is_help=True)


@app.callback()
def main() -> None:
    """Keep ``bounce`` a command of its own, where Typer would make a lone one the whole group."""


@app.command()
def bounce(
    path: Annotated[str, typer.Argument(help="The mail, or - for standard input.")] = "-",
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Take in a mail server's report that a message did not arrive.

    Let the mail server hand each mail to the sender's address to this command. It believes nothing
    of it but which of our messages came back, and from which address.

    Example: kortreist messages bounce report.eml
    """
    start_django()
    from django.utils import timezone  # noqa: PLC0415 - needs Django

    from kortreist.apps.messages.bounces import LARGEST_REPORT  # noqa: PLC0415 - beside the next
    from kortreist.apps.messages.services.bounces import (  # noqa: PLC0415 - needs Django
        take_in_bounce,
    )

    if path == "-":
        data = sys.stdin.buffer.read(LARGEST_REPORT + 1)
    else:
        with Path(path).open("rb") as file:
            data = file.read(LARGEST_REPORT + 1)
    taken = take_in_bounce(data=data, now=timezone.now())
    if as_json:
        typer.echo(json.dumps({"failed": taken.failed, "unknown": taken.unknown}))
    else:
        typer.echo(f"Came back: {taken.failed}. Not ours: {taken.unknown}.")
