"""A document as its paper shows it; everything is read from the document, nothing reckoned."""

from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from uuid import UUID

from kortreist.apps.actors.permissions import Actor
from kortreist.apps.billing.models import Document, DocumentKind, DocumentLine, DocumentVat
from kortreist.apps.billing.selectors.documents import find_document
from kortreist.apps.billing.wording import (
    KINDS,
    PRODUCERS_STAGES,
    Stages,
    buyer_notes,
    producer_notes,
)
from kortreist.apps.registers.models import VatCategory
from kortreist.apps.trading.models import ChargeKind, ChargeReason


@dataclass(frozen=True, slots=True)
class PaperLine:
    """A line, with what explains its figure."""

    line: DocumentLine
    is_settlement: bool

    @property
    def is_goods(self) -> bool:
        """Whether the line has a quantity worth showing."""
        return self.line.kind == ChargeKind.GOODS

    @property
    def is_deposit(self) -> bool:
        """Whether the line is a deposit, which is no turnover."""
        return self.line.kind == ChargeKind.DEPOSIT

    @property
    def was_given(self) -> bool:
        """Whether some of a bonus for the same goods was given before."""
        return bool(self.line.facts.get("given_ore"))

    @property
    def is_claim(self) -> bool:
        """Whether it gives something back."""
        return self.line.reason == ChargeReason.CLAIM

    @property
    def stages(self) -> Stages:
        """Packs and amount by stage."""
        stages: Stages = self.line.facts.get("stages", {})
        return stages

    @property
    def steps(self) -> list[tuple[str, int | None, int | None]]:
        """Name, packs and amount of each stage before the credited one; None where it has none."""
        empty = (None, None)
        return [
            (str(name), *self.stages.get(stage, empty)) for stage, name in PRODUCERS_STAGES.items()
        ]

    @property
    def notes(self) -> list[str]:
        """Why the quantity is not what was ordered, in the paper's language."""
        if self.is_claim:
            return []
        return producer_notes(self.stages) if self.is_settlement else buyer_notes(self.stages)


@dataclass(frozen=True)
class Paper:
    """A document for its page and its print."""

    document: Document

    @property
    def title(self) -> str:
        """What it is and its number, in the active language."""
        return f"{KINDS[self.document.kind]} {self.document.number}"

    @property
    def kind(self) -> str:
        """What it is, in the active language."""
        return str(KINDS[self.document.kind])

    @property
    def is_invoice(self) -> bool:
        """Whether it is to be paid by a buyer."""
        return self.document.kind == DocumentKind.INVOICE

    @property
    def is_credit_note(self) -> bool:
        """Whether it gives a buyer something back."""
        return self.document.kind == DocumentKind.CREDIT_NOTE

    @property
    def is_bonus(self) -> bool:
        """Whether it gives back a share of what was bought in a period."""
        return self.document.kind == DocumentKind.BONUS

    @property
    def last_day(self) -> date | None:
        """The last day of a bonus's period."""
        until = self.document.period_until
        return until and until - timedelta(days=1)

    @property
    def is_settlement(self) -> bool:
        """Whether it is between the hub and a producer."""
        return self.document.kind == DocumentKind.SETTLEMENT

    @property
    def is_owed_back(self) -> bool:
        """Whether a producer owes the hub, after a claim."""
        return self.document.gross_ore < 0

    @cached_property
    def lines(self) -> list[PaperLine]:
        """The lines in their order."""
        return [PaperLine(line, self.is_settlement) for line in self.document.lines.all()]

    @property
    def deposit_ore(self) -> int:
        """What of the sum is deposits: no turnover, and given back with the empties."""
        return sum(shown.line.net_ore for shown in self.lines if shown.is_deposit)

    @property
    def steps(self) -> list[str]:
        """The names of a producer's stages, in the active language."""
        return [str(name) for name in PRODUCERS_STAGES.values()]

    @cached_property
    def vat(self) -> list[DocumentVat]:
        """VAT by rate, the highest first."""
        return list(self.document.vat.all())

    @property
    def is_outside_vat(self) -> bool:
        """Whether the seller stands outside the VAT register."""
        return any(total.category == VatCategory.OUTSIDE for total in self.vat)

    @property
    def account(self) -> str:
        """The account to pay to: ``8601.11.17947``."""
        digits = str(self.document.parties["seller"]["account"])
        return f"{digits[:4]}.{digits[4:6]}.{digits[6:]}" if digits else ""


def find_paper(*, actor: Actor, public_id: UUID) -> Paper:
    """Return a document's paper, in a constant number of queries.

    Raises
    ------
    NotFoundError, NotPermittedError
        As `find_document`.
    """
    return Paper(find_document(actor=actor, public_id=public_id))
