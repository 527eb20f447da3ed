"""``kortreist check``: what would go wrong, before it does."""

import typer

from kortreist.cli.app import start_django


def check() -> None:
    """Look over settings and rooms for what would go wrong in production.

    Example: kortreist check
    """
    start_django()
    from django.core.management import CommandError, call_command  # noqa: PLC0415 - needs Django

    try:
        call_command("check", deploy=True)
    except CommandError as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(1) from error


app = check
