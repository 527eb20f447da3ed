"""``kortreist tours``: tours on the command line. Solving a file needs no Django."""

import json
from pathlib import Path
from typing import Annotated

import typer

from kortreist.cli.app import start_django
from kortreist.formats.vrplib import Convention
from kortreist.kernel.errors import InvalidInputError

app = typer.Typer(no_args_is_help=True, help="Plan tours.")


@app.callback()
def tours() -> None:
    """Plan tours."""


@app.command()
def solve(
    file: Annotated[
        Path, typer.Argument(exists=True, dir_okay=False, help="Solomon, Li & Lim or CVRPLIB text.")
    ],
    seconds: Annotated[
        float | None, typer.Option(min=0, help="How long to search; else by iterations.")
    ] = None,
    iterations: Annotated[
        int, typer.Option(min=1, help="How long to search: equal input, equal answer.")
    ] = 2_000,
    seed: Annotated[int, typer.Option(min=0, help="Of the search.")] = 0,
    convention: Annotated[
        Convention | None, typer.Option(help="How distances count; else as the family has it.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="As JSON.")] = False,
) -> None:
    """Solve a researchers' tour problem, and print its routes and their cost.

    The answer is checked by a look of its own before it is printed.

    Example: kortreist tours solve R101.txt --seconds 10
    """
    # The solver is not loaded for --help.
    from kortreist.cli.classic_tours import solve_instance  # noqa: PLC0415
    from kortreist.formats.vrplib import (  # noqa: PLC0415
        check_routes,
        cost_of,
        read_instance,
        write_solution,
    )

    instance = read_instance(_text_of(file))
    chosen = convention or instance.convention
    routes = solve_instance(instance, chosen, seconds=seconds, iterations=iterations, seed=seed)
    if routes is None:
        raise InvalidInputError("no_tours_found", field=file.name)
    wrong = check_routes(instance, routes, chosen)
    if wrong:
        raise AssertionError(wrong[0])
    cost = cost_of(instance, routes, chosen)
    if not as_json:
        typer.echo(write_solution(routes, cost, chosen), nl=False)
        return
    figures = {
        "instance": instance.name or file.stem,
        "family": instance.family,
        "convention": chosen,
        "vehicles": len(routes),
        "cost": round(cost, 4),
        "is_feasible": True,
        "routes": routes,
    }
    typer.echo(json.dumps(figures))


def _text_of(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        raise InvalidInputError("unfit_input", field=file.name, words="is no text") from error


@app.command()
def plan(
    cycle: Annotated[int, typer.Option("--cycle", help="The round's number.")],
    hub: Annotated[str, typer.Option(help="The hub's name; needed where there are several.")] = "",
    iterations: Annotated[int, typer.Option(min=1, help="How long to search.")] = 1_500,
    collect_days_before: Annotated[
        int, typer.Option(min=0, max=1, help="1: farms are visited the day before; 0: that day.")
    ] = 1,
    as_json: Annotated[bool, typer.Option("--json", help="As JSON.")] = False,
) -> None:
    """Plan a round's collecting and delivering, and print what it comes to; nothing is chosen.

    Example: kortreist tours plan --cycle 2
    """
    start_django()
    from kortreist.cli.planned_tours import plan_cycle, plan_in_words  # noqa: PLC0415 - needs Django

    figures = plan_cycle(
        hub=hub, number=cycle, iterations=iterations, collect_days_before=collect_days_before
    )
    typer.echo(json.dumps(figures) if as_json else plan_in_words(figures))
