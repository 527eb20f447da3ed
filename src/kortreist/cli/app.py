"""The root of the command line, and the table of what hangs on it.

To add a command, write a module in this package and put one line into `COMMANDS`. The module has an
``app``: a `typer.Typer` with commands of its own (``kortreist engine run``) or with a single one,
or a plain function that is the command. How help looks is decided here, once.

Nothing of a module is imported before its command is used, so ``kortreist --help`` stays quick and
`kortreist engine` never meets Django. A module that needs Django calls `start_django` inside its
functions, before it imports a room there.

A `DomainError` that a command lets through is said on stderr, and the exit code is 1. Wrong usage
is 2. Anything else is a bug, and loud.
"""

import os
from importlib import import_module
from typing import Annotated, Any

import typer
from typer.core import TyperCommand, TyperGroup
from typer.main import get_command

from kortreist import __version__
from kortreist.cli.wording import words_for
from kortreist.kernel.errors import BusyError, DomainError

COMMANDS = {
    "backup": ("kortreist.cli.backup", "Write database and stored files to one file."),
    "catalogue": ("kortreist.cli.catalogue", "Goods, prices and availability in spreadsheets."),
    "check": ("kortreist.cli.check", "Look for what would go wrong in production."),
    "demo": ("kortreist.cli.demo", "Build a demonstration region and show it."),
    "engine": ("kortreist.cli.engine", "Run an engine on a file: JSON in, JSON out."),
    "export": ("kortreist.cli.exporting", "Give everything back."),
    "import": ("kortreist.cli.importing", "Take over what is somewhere else."),
    "jobs": ("kortreist.cli.jobs", "What runs, what waits, what was given up and why."),
    "lots": ("kortreist.cli.lots", "Where a lot went and came from, and drills."),
    "messages": ("kortreist.cli.messages", "What is sent, and what came back."),
    "migrate": ("kortreist.cli.migrate", "Bring the database up to date with this version."),
    "restore": ("kortreist.cli.restore", "Make everything what it was when a backup was written."),
    "serve": ("kortreist.cli.serve", "Serve the site, and run its jobs."),
    "tours": ("kortreist.cli.tours", "Plan tours."),
    "worker": ("kortreist.cli.worker", "Run jobs as they become due."),
}
_COMPLETION = {"install_completion", "show_completion"}


class LazyCommand(TyperCommand):
    """A name and a sentence that stand for a module until its command is used."""

    def __init__(self, name: str, module: str, summary: str) -> None:
        super().__init__(name, help=summary)
        self._module = module

    # What Typer passes here, and makes of it, is of types that it keeps to itself.
    def make_context(
        self,
        info_name: str | None,
        args: list[str],
        parent: Any = None,  # noqa: ANN401
        **extra: Any,  # noqa: ANN401
    ) -> Any:  # noqa: ANN401
        """Hand over to the real command."""
        return self._load().make_context(info_name, args, parent, **extra)

    @property
    def commands(self) -> dict[str, Any]:
        """The commands below this one, for the reference page."""
        return getattr(self._load(), "commands", {})

    def _load(self) -> Any:  # noqa: ANN401
        app = import_module(self._module).app
        if not isinstance(app, typer.Typer):
            function, app = app, typer.Typer()
            app.command(self.name)(function)
        app.rich_markup_mode = None
        command = get_command(app)
        command.params = [each for each in command.params if each.name not in _COMPLETION]
        return command


class Root(TyperGroup):
    """The table as a group of commands; the edge where errors become words."""

    def __init__(self, **settings: Any) -> None:  # noqa: ANN401
        super().__init__(**settings)
        for name, (module, summary) in COMMANDS.items():
            self.add_command(LazyCommand(name, module, summary))

    def invoke(self, ctx: Any) -> Any:  # noqa: ANN401
        """Run the command; say a refusal in one line."""
        try:
            return super().invoke(ctx)
        except DomainError as error:
            typer.echo(f"kortreist: {words_for(error)}", err=True)
            raise typer.Exit(1) from error
        except Exception as error:
            if not is_busy(error):
                raise
            typer.echo(f"kortreist: {words_for(BusyError())}", err=True)
            raise typer.Exit(1) from error


app = typer.Typer(
    cls=Root,
    no_args_is_help=True,
    context_settings={"help_option_names": ["-h", "--help"]},
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)


def _say_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"kortreist {__version__}")
        raise typer.Exit


@app.callback()
def root(
    version: Annotated[
        bool,
        typer.Option(
            "--version", callback=_say_version, is_eager=True, help="Say which version this is."
        ),
    ] = False,
) -> None:
    """One contact point, one order, one delivery for a region's local food."""


def is_busy(error: Exception) -> bool:
    """Whether the database waited for others, and gave up waiting."""
    if not type(error).__module__.startswith("django.db"):
        return False
    from django.db import OperationalError  # noqa: PLC0415 - Django is there, it has raised this

    from kortreist.apps.ui.middleware import is_busy as is_waiting  # noqa: PLC0415 - likewise

    return isinstance(error, OperationalError) and is_waiting(error)


def start_django() -> None:
    """Set Django up with the settings of this installation."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kortreist.config.settings")
    import_module("django").setup()


def main() -> None:
    """Run the command line."""
    get_command(app)(prog_name="kortreist")
