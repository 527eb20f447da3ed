"""The rows that words are looked for among, with what decides their turn."""

from collections.abc import Set
from dataclasses import dataclass, field
from enum import IntEnum
from typing import Any, Final, TypeAlias

from django.db.models import Case, Model, Q, QuerySet, Value, When

from kortreist.apps.catalogue.selectors.wanted import PRODUCT, Wanted, is_free, is_wanted

# Beyond so many goods it is quicker to read all rows than to name those that are asked for.
MOST_KEYS: Final = 1_000


class Fits(IntEnum):
    """Whether goods are what is wanted, but for words."""

    NO = 0
    # They might be, if their producer had said which allergens are in them.
    NOT_STATED = 1
    YES = 2


# A row by what decides its turn: its product, whether it is out, its name, its key, and `Fits`.
Candidate: TypeAlias = tuple[int, int, str, int, int]


@dataclass(slots=True)
class Candidates:
    """Rows that lead to goods by a path, read as far as anybody asks for their goods.

    Parameters
    ----------
    among
        All that may be shown.
    is_to_be_had
        What holds of rows that are not sold out.
    """

    among: "QuerySet[Any]"  # Any: any room's rows
    wanted: Wanted
    product: str = PRODUCT
    is_to_be_had: Q | None = None
    rows: list[Candidate] = field(default_factory=list)
    _asked: set[int] = field(default_factory=set)
    _is_whole: bool = False

    def known(self, products: Set[int]) -> Set[int]:
        """Return which of some products are among the rows, and others that are."""
        new = products - self._asked
        if new and not self._is_whole:
            rows = self._described()
            if len(new) > MOST_KEYS:
                self._is_whole = True
                self.rows.clear()
            else:
                rows = rows.filter(**{f"{self.product}pk__in": new})
            self.rows += rows
            self._asked |= new
        return {row[0] for row in self.rows}

    def keys(self) -> "QuerySet[Model, dict[str, Any]]":  # Any: keys
        """Return the keys of all products among the rows, as a query."""
        return self.among.order_by().values(f"{self.product}pk")

    def _described(self) -> "QuerySet[Any, Candidate]":  # Any: any room's rows
        had = self.is_to_be_had
        out = Case(When(had, then=Value(0)), default=Value(1)) if had else Value(0)
        columns = (f"{self.product}pk", "is_out", f"{self.product}sort_key", "pk", "fits")
        rows = self.among.order_by().annotate(is_out=out, fits=self._fits())
        described: QuerySet[Any, Candidate] = rows.values_list(*columns)
        return described

    def _fits(self) -> Case | Value:
        wanted = is_wanted(self.wanted, self.product)
        free = is_free(self.wanted.free_of, self.product)
        if not wanted and not free:
            return Value(Fits.YES.value)
        whens = [When(wanted & free, then=Value(Fits.YES.value))]
        if free:
            unstated = Q(**{f"{self.product}allergens_stated": False})
            whens.append(When(wanted & unstated, then=Value(Fits.NOT_STATED.value)))
        return Case(*whens, default=Value(Fits.NO.value))
