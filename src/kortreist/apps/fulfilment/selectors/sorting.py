"""The Norwegian order of names."""

from django.db.models.functions import Collate

from kortreist.apps.registers.collation import NORWEGIAN


def by_name(path: str) -> Collate:
    """Return what rows are ordered by to come in the order of a name."""
    return Collate(path, NORWEGIAN)
