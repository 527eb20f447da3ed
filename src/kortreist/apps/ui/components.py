"""What the components with more than a few words in them are given."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Words = str | Promise


@dataclass(frozen=True, slots=True)
class Column:
    """A column of `_table.html`; a number's unit stands in the head."""

    label: Words
    unit: Words = ""
    is_number: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """A plain table; ``rows`` and ``total`` hold one cell per column, numbers already in words."""

    caption: Words
    columns: Sequence[Column]
    rows: Sequence[Sequence[object]]
    total: Sequence[object] = ()
    is_stacked: bool = False

    @property
    def lines(self) -> list[list[tuple[Column, object]]]:
        return [list(zip(self.columns, row, strict=True)) for row in self.rows]

    @property
    def total_line(self) -> list[tuple[Column, object]]:
        return list(zip(self.columns, self.total, strict=True)) if self.total else []


@dataclass(frozen=True, slots=True)
class Step:
    """A stage in `_steps.html`: ``state`` is done, current, problem or todo."""

    label: Words
    state: str
    note: Words = ""
    url: str = ""

    @property
    def icon(self) -> str:
        return {"done": "check", "current": "arrow-right", "problem": "warning"}.get(self.state, "")

    @property
    def state_word(self) -> Words:
        return STATE_WORDS[self.state]


STATE_WORDS: Final[dict[str, Words]] = {
    "done": _("Done"),
    "current": _("Now"),
    "problem": _("Needs you"),
    "todo": _("Later"),
}


@dataclass(frozen=True, slots=True)
class PriceLine:
    """A line of `_price_breakdown.html`: ``kind`` is part, sum or total."""

    label: Words
    ore: int
    kind: str = "part"
    note: Words = ""
