"""``kortreist demo``: a region, a whole cycle, and the site to look at it on."""

import json
import os
from datetime import datetime
from pathlib import Path
from time import perf_counter
from typing import Annotated

import typer

from kortreist.cli import serve as site
from kortreist.cli.app import start_django

HOST = "127.0.0.1"


def demo(
    region: Annotated[str, typer.Option(help="Which region: roros or horten.")] = "roros",
    serve: Annotated[
        bool, typer.Option("--serve/--no-serve", help="Open the site afterwards.")
    ] = True,
    as_json: Annotated[
        bool, typer.Option("--json", help="Print one JSON object, and nothing else.")
    ] = False,
    port: Annotated[int, typer.Option(help="Port of the site.")] = 8000,
    seed: Annotated[
        int | None, typer.Option(help="Draw other orders and weights than usual.")
    ] = None,
    day: Annotated[
        datetime | None,
        typer.Option(formats=["%Y-%m-%d"], help="Do as if it were this day and not today."),
    ] = None,
    fresh: Annotated[
        bool, typer.Option("--fresh", help="Begin anew: delete the demonstration's database.")
    ] = False,
) -> None:
    """Build a demonstration region, live through a whole cycle, tell what came of it, and serve.

    Started again it goes on where it was cut off; a finished region is there in seconds.

    Example: kortreist demo --region horten --no-serve --json
    """
    if serve and not site.is_free(HOST, port):
        typer.echo(f"Something else listens on {HOST}:{port}. Choose another --port.", err=True)
        raise typer.Exit(1)
    os.environ.setdefault("KORTREIST_DEMO", "1")
    os.environ.setdefault("KORTREIST_LOG_LEVEL", "WARNING")
    start_django()
    from django.db import connections  # noqa: PLC0415 - needs Django
    from django.utils import timezone, translation  # noqa: PLC0415 - needs Django

    from kortreist.cli.demo_display import Display, print_result  # noqa: PLC0415 - needs Django
    from kortreist.demo.build import build_demonstration  # noqa: PLC0415 - needs Django
    from kortreist.demo.description import list_regions, load_region  # noqa: PLC0415
    from kortreist.kernel.periods import oslo_date  # noqa: PLC0415

    if region not in list_regions():
        known = ", ".join(list_regions())
        raise typer.BadParameter(f"there is no {region}; there are {known}", param_hint="--region")
    if fresh:
        _delete_database()
    with translation.override("en"), Display(is_quiet_on_stdout=as_json) as display:
        display.begin("migrate")
        seconds = {"migrate": _migrate()}
        display.end("migrate", seconds["migrate"])
        built = build_demonstration(
            load_region(region),
            today=day.date() if day else oslo_date(timezone.now()),
            seed=seed,
            watcher=display,
        )
    seconds |= built.seconds
    if as_json:
        rounded = {stage: round(each, 2) for stage, each in seconds.items()}
        typer.echo(json.dumps(built.figures.as_json() | {"seconds": rounded}, ensure_ascii=False))
    else:
        with translation.override("en"):
            print_result(built, seconds=sum(seconds.values()))
    connections.close_all()
    if serve:
        _open_site(port)


def _migrate() -> float:
    from django.conf import settings  # noqa: PLC0415 - needs Django
    from django.core.management import call_command  # noqa: PLC0415 - needs Django

    started = perf_counter()
    settings.HOME.mkdir(parents=True, exist_ok=True)
    call_command("migrate", interactive=False, verbosity=0)
    return perf_counter() - started


def _delete_database() -> None:
    """Delete the embedded database, unless it holds anything but demonstrations."""
    from django.db import connection  # noqa: PLC0415 - needs Django

    from kortreist.apps.desk.errors import DemonstrationBesideRealError  # noqa: PLC0415
    from kortreist.apps.desk.selectors.demonstrations import holds_real_hub  # noqa: PLC0415

    if connection.vendor != "sqlite":
        raise typer.BadParameter(
            "only the embedded database can be begun anew; drop this one by hand",
            param_hint="--fresh",
        )
    file = Path(connection.settings_dict["NAME"])
    if not file.exists():
        return
    if "actors_hub" in connection.introspection.table_names() and holds_real_hub():
        raise DemonstrationBesideRealError
    connection.close()
    for part in ("", "-wal", "-shm"):
        file.with_name(file.name + part).unlink(missing_ok=True)


def _open_site(port: int) -> None:
    from django.core.management import call_command  # noqa: PLC0415 - needs Django

    call_command("collectstatic", interactive=False, verbosity=0)
    site.serve(host=HOST, port=port, workers=1, threads=8, worker=True, migrate=False)


app = demo
