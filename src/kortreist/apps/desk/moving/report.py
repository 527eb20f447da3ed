"""What came of a moving folder, told sheet by sheet."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from kortreist.kernel.errors import DomainError


@dataclass(frozen=True, slots=True)
class Refusal:
    """Something that cannot be taken over: where it stands, and why not."""

    sheet: str
    # As a spreadsheet names it, ``C12``; without a column for a whole row, empty for a whole sheet.
    cell: str
    error: DomainError


@dataclass(slots=True)
class SheetReport:
    """How many rows of one sheet are new, changed, as they were, or refused."""

    name: str
    new: int = 0
    changed: int = 0
    unchanged: int = 0
    refused: int = 0

    @property
    def rows(self) -> int:
        """All rows that say something."""
        return self.new + self.changed + self.unchanged + self.refused


@dataclass(slots=True)
class MovingReport:
    """The whole: nothing is written when anything is refused, or when it was only asked."""

    hub: str
    is_dry_run: bool
    sheets: list[SheetReport] = field(default_factory=list)
    refusals: list[Refusal] = field(default_factory=list)
    # Sheets in the folder that are none of ours.
    unread: Sequence[str] = ()

    @property
    def is_written(self) -> bool:
        """Whether what it tells of stands in the database now."""
        return not self.is_dry_run and not self.refusals
