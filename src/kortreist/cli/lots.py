"""``kortreist lots``: where a lot went and came from, and drills that time themselves."""

import json
import time
from typing import TYPE_CHECKING, Annotated

import typer

from kortreist.cli.app import start_django

if TYPE_CHECKING:
    from collections.abc import Mapping

app = typer.Typer(help="Where a lot went and came from, and drills.", no_args_is_help=True)

LotName = Annotated[str, typer.Argument(help="The number on the label, or the lot's id.")]
HubName = Annotated[str, typer.Option("--hub", help="The hub's name, where many have such a lot.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON.")]


@app.command()
def trace(lot: LotName, hub: HubName = "", as_json: AsJson = False) -> None:
    """Tell what was made of a lot, who got some of it, what is left, and where it came from.

    Example: kortreist lots trace L-2611-07 --json
    """
    start_django()
    from kortreist.apps.actors.permissions import Actor  # noqa: PLC0415 - needs Django
    from kortreist.apps.fulfilment.selectors.lots import find_lot  # noqa: PLC0415 - likewise
    from kortreist.apps.fulfilment.selectors.told import told_trace  # noqa: PLC0415
    from kortreist.apps.fulfilment.selectors.trace import (  # noqa: PLC0415
        trace_back,
        trace_lot,
    )

    began = time.monotonic_ns()
    found = find_lot(actor=Actor.system("cli.lots"), asked=lot, hub_id=_hub_id(hub))
    told = told_trace(trace_lot(found), trace_back(found))
    told["elapsed_ms"] = (time.monotonic_ns() - began) // 1_000_000
    if as_json:
        typer.echo(json.dumps(told, ensure_ascii=False, indent=1))
    else:
        _tell(told)


@app.command()
def drill(lot: LotName, hub: HubName = "", as_json: AsJson = False) -> None:
    """Practise a recall of a lot: find everybody, tell them that it is a drill, and time it.

    Nothing is stopped, and all that is sent says that it is a drill.

    Example: kortreist lots drill L-2611-07 --json
    """
    start_django()
    from django.utils import timezone  # noqa: PLC0415 - needs Django

    from kortreist.apps.actors.permissions import Actor  # noqa: PLC0415 - likewise
    from kortreist.apps.fulfilment.entries import RecallEntry  # noqa: PLC0415
    from kortreist.apps.fulfilment.selectors.lots import find_lot  # noqa: PLC0415
    from kortreist.apps.fulfilment.services.recalls import start_recall  # noqa: PLC0415

    actor = Actor.system("cli.lots")
    found = find_lot(actor=actor, asked=lot, hub_id=_hub_id(hub))
    recall = start_recall(
        actor=actor,
        hub_id=found.hub_id,
        entry=RecallEntry.drill(found.pk),
        now=timezone.now(),
        clock=time.monotonic_ns,
    )
    told = {"id": str(recall.public_id), **recall.found, "traced_ms": recall.traced_ms}
    if as_json:
        typer.echo(json.dumps(told, ensure_ascii=False, indent=1))
    else:
        typer.echo(
            f"Found {told['units']} units and {told['producers']} producers"
            f" in {told['traced_ms']} ms."
        )


def _hub_id(name: str) -> int | None:
    if not name:
        return None
    from kortreist.cli.hubs import hub_named  # noqa: PLC0415 - needs Django

    return hub_named(name).pk


def _tell(told: "Mapping[str, object]") -> None:
    for title, key, words in (
        ("Lot", "lots", "{lot}: {goods}, {producer}, {packs} packs"),
        ("Came from", "origins", "{lot}: {goods}, {producer}, {received}"),
        ("Made of it", "made_of_it", "{lot}: {goods}, of {used} packs"),
        ("Went to", "units", "{unit}: {packs} packs of {lot}, {status}"),
        ("Left here", "left", "{packs} packs of {lot}, {place}"),
    ):
        rows = told[key]
        if isinstance(rows, list) and rows:
            typer.echo(f"{title}:")
            for row in rows:
                typer.echo(f"  {words.format(**row)}")
