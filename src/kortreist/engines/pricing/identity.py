"""The identity every cycle must keep, to the øre."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from kortreist.engines.measures import SignedOre, Word


class TermKind(StrEnum):
    """Where a term stands in the identity."""

    CHARGED = "charged"
    CREDITED = "credited"
    FEE = "fee"
    MARGIN = "margin"
    FREIGHT = "freight"
    BORNE = "borne"


@dataclass(frozen=True, slots=True)
class Term:
    """One stored amount of a cycle, net of VAT and deposits, and why it is there."""

    kind: TermKind
    ore: SignedOre
    reason: Word = ""


@dataclass(frozen=True, slots=True)
class IdentityReport:
    """What each kind of term adds up to, and by how much the identity fails: zero."""

    charged: int
    credited: int
    fees: int
    margin: int
    freight: int
    borne: int
    difference_ore: int

    @property
    def is_balanced(self) -> bool:
        """Whether nothing was lost or invented."""
        return self.difference_ore == 0


def check_identity(terms: Iterable[Term]) -> IdentityReport:
    """Return whether charged = credited + fees + margin + freight − borne.

    What buyers are charged is what producers are credited, the fees, the hub's margin and freight,
    less what the hub bears (weight lost, waste, claims, discounts).
    """
    sums = dict.fromkeys(TermKind, 0)
    for term in terms:
        sums[term.kind] += term.ore
    charged, credited, fees, margin, freight, borne = sums.values()
    return IdentityReport(
        charged=charged,
        credited=credited,
        fees=fees,
        margin=margin,
        freight=freight,
        borne=borne,
        difference_ore=charged - (credited + fees + margin + freight - borne),
    )
