"""A row that is to be written, and the facts that a service is given for it."""

from dataclasses import dataclass, fields
from typing import Any

from django.db.models import Manager

from kortreist.apps.desk.moving.sheets import Values
from kortreist.apps.desk.selectors.moving import Standing


@dataclass(frozen=True, slots=True)
class Change:
    """One row to be written: all its values, and what stands behind it where it is known."""

    values: Values
    standing: Standing | None

    def known(self, rows: Manager[Any]) -> Any:  # noqa: ANN401
        """Return the row behind it, for what sheets have no column for."""
        return None if self.standing is None else rows.get(pk=self.standing.pk)


def facts_of(kind: type[Any], values: Values, known: object = None, **others: object) -> Any:  # noqa: ANN401
    """Return the facts of a row: as it says, else as they stand, else as they usually are."""
    told: dict[str, object] = {}
    for each in fields(kind):
        if each.name in others:
            told[each.name] = others[each.name]
        elif values.get(each.name) not in {None, ""}:
            told[each.name] = values[each.name]
        elif each.name not in values and known is not None:
            told[each.name] = getattr(known, each.name)
    return kind(**told)
