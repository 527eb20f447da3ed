"""The rooms as the import contract orders them, and the rooms' source."""

import ast
import tomllib
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SOURCE = ROOT / "src" / "kortreist"
APPS = SOURCE / "apps"
ORDER = "Rooms stand on one another"


def floors() -> dict[str, int]:
    """Return each room's floor, counted from the ground."""
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["importlinter"]
    layers = next(c["layers"] for c in contracts["contracts"] if c["name"] == ORDER)
    return {
        room.strip(): floor
        for floor, layer in enumerate(reversed(layers))
        for room in layer.split("|")
    }


def sources() -> Iterator[tuple[Path, str]]:
    """Yield every module that may touch tables, with its own room ("" outside the rooms)."""
    for path in sorted(SOURCE.rglob("*.py")):
        place = path.relative_to(SOURCE).parts
        if "migrations" not in place and place[0] in {"apps", "demo", "cli", "config"}:
            yield path, place[1] if place[0] == "apps" else ""


def parse(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))
