"""Public material beside the checkout, for tests only; where it is not, they skip and say so."""

import os
from pathlib import Path

import pytest

FOLDER = Path(os.environ.get("KORTREIST_SHARED") or Path(__file__).parents[3] / "shared")


def shared(path: str) -> Path:
    """Return a file of the shared material, or skip the test loudly."""
    found = FOLDER / path
    if not found.exists():
        pytest.skip(f"{found} is not here, so this was not tested")
    return found
