"""Between lists of allergens and a column for each of the fourteen."""

from collections.abc import Collection, Mapping

from kortreist.apps.catalogue.models import ALLERGENS
from kortreist.apps.catalogue.sheets.plan import Values

CONTAINS, TRACES, NONE = "contains", "traces", "none"


def from_columns(said: Mapping[str, object], *, covered: Collection[str], stands: Values) -> Values:
    """Return the lists ``allergens`` and ``traces`` that a row's columns make.

    Parameters
    ----------
    said
        What the row's filled cells say by allergen; None: not stated.
    covered
        The allergens that the sheet has columns for.
    stands
        The goods as they are; of what the sheet does not speak of, that stays.

    Notes
    -----
    In a row where anything is filled in, an empty cell says that the allergen is not in it: so
    crosses are meant. That there is none of the fourteen is only said by a sheet that has columns
    for all of them, and where nothing is "not stated".
    """
    unstated = {code for code, word in said.items() if word is None}
    if unstated and len(unstated) == len(said):
        return {"allergens": None}
    spoken = set(covered) - unstated
    before, traces = _codes(stands, "allergens"), _codes(stands, "traces")
    contains = {code for code in before if code not in spoken}
    contains |= {code for code in said if said[code] == CONTAINS}
    may = {code for code in traces if code not in spoken}
    may |= {code for code in said if said[code] == TRACES}
    found: Values = {"traces": [code for code in ALLERGENS if code in may]}
    if contains or spoken == set(ALLERGENS) or stands.get("allergens") is not None:
        found["allergens"] = [code for code in ALLERGENS if code in contains]
    return found


def to_columns(values: Values) -> dict[str, str | None]:
    """Return what a column of each allergen says of goods; None: not stated."""
    allergens, traces = values.get("allergens"), _codes(values, "traces")
    otherwise = None if allergens is None else NONE
    contains = _codes(values, "allergens")
    return {
        code: CONTAINS if code in contains else TRACES if code in traces else otherwise
        for code in ALLERGENS
    }


def _codes(values: Values, name: str) -> list[str]:
    codes = values.get(name)
    return [str(code) for code in codes] if isinstance(codes, list) else []
