"""Simplified borders to draw maps with, carried so that no other site is asked."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

SOURCE = "© Kartverket, CC BY 4.0"
Ring = tuple[tuple[float, float], ...]


@dataclass(frozen=True, slots=True)
class Border:
    """A municipality's outlines: longitude and latitude; for drawing only."""

    number: str
    name: str
    rings: tuple[Ring, ...]


@cache
def simplified_borders() -> Mapping[str, Border]:
    """Return the borders that are carried, by the municipality's number."""
    path = files("kortreist.apps.registers") / "records" / "focus_borders.json"
    rows = json.loads(path.read_text(encoding="utf-8"))["municipalities"]
    return {
        row["number"]: Border(
            row["number"],
            row["name"],
            tuple(tuple((x, y) for x, y in ring) for ring in row["rings"]),
        )
        for row in rows
    }
