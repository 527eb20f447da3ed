"""The payer's rule for the reference on its invoices, checked while there is still a basket.

Every payer has its own: a county wants B and six digits, a municipality a five-digit cost place,
another a name, a third an empty field. The rule is a small subset of regular expressions, without
groups, so that no pattern can keep the server busy: the ways to match are counted before the
pattern is accepted, and a reference is at most 100 characters.
"""

import re
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from kortreist.apps.actors.errors import ReferencePatternError
from kortreist.apps.actors.models import InvoiceParty, ReferenceField, WhenEmpty

LONGEST_REFERENCE = 100
LONGEST_PATTERN = 200
MOST_WAYS = 20_000

# One character, a class of them, or an escaped one; then how often. No groups, anchors or lookups.
ATOM = r"\\[dwDW.\-/+*?()\[\]{}|^$\\ ]|\[[^\[\]\\^][^\[\]\\]*\]|[^\\\[\](){}?*+|^$]"
PART = re.compile(
    rf"(?P<atom>{ATOM})(?P<often>[?*+]|\{{(?P<least>\d{{1,3}})(?P<most>,\d{{0,3}})?\}})?"
)


class Outcome(StrEnum):
    """What the payer's rule says about a reference."""

    OK = "ok"
    WARN = "warn"
    REFUSE = "refuse"


@dataclass(frozen=True, slots=True)
class ReferenceVerdict:
    """How a reference fares, the code of what is wrong, and what the payer asks for."""

    outcome: Outcome
    code: str = ""
    hint: str = ""


FINE = ReferenceVerdict(Outcome.OK)


def check_reference(payer: InvoiceParty, reference: str) -> ReferenceVerdict:
    """Return what the payer's rule says about a reference, which may be empty."""
    reference = reference.strip()
    if payer.reference_field == ReferenceField.NONE:
        return FINE
    if not reference:
        return _verdict_when_empty(payer)
    if len(reference) > LONGEST_REFERENCE or not _fits(payer.reference_pattern, reference):
        return ReferenceVerdict(Outcome.REFUSE, "reference_format", payer.reference_hint)
    return FINE


def require_safe_pattern(pattern: str) -> None:
    """Accept a payer's pattern only when it can be checked in a moment, whatever is typed.

    Raises
    ------
    ReferencePatternError
        When it is too long, uses more than characters, classes, repetition and ``|``, or could be
        matched in more ways than can be tried at once.
    """
    if len(pattern) > LONGEST_PATTERN or _ways(pattern) > MOST_WAYS:
        raise ReferencePatternError
    try:
        re.compile(pattern)
    except re.error as error:
        raise ReferencePatternError from error


def _verdict_when_empty(payer: InvoiceParty) -> ReferenceVerdict:
    outcomes = {WhenEmpty.REFUSE: Outcome.REFUSE, WhenEmpty.WARN: Outcome.WARN}
    outcome = outcomes.get(WhenEmpty(payer.when_empty))
    if outcome is None:
        return FINE
    return ReferenceVerdict(outcome, "reference_missing", payer.reference_hint)


def _fits(pattern: str, reference: str) -> bool:
    return not pattern or _compiled(pattern).fullmatch(reference) is not None


@lru_cache(maxsize=500)
def _compiled(pattern: str) -> re.Pattern[str]:
    require_safe_pattern(pattern)
    return re.compile(pattern)


def _ways(pattern: str) -> int:
    """Return how many ways a pattern could be matched: the product of its repetitions' spans."""
    total, ways, place = 0, 1, 0
    while place < len(pattern):
        if pattern[place] == "|":
            total, ways, place = total + ways, 1, place + 1
            continue
        part = PART.match(pattern, place)
        if part is None:
            raise ReferencePatternError
        ways *= _span(part)
        place = part.end()
    return total + ways


def _span(part: re.Match[str]) -> int:
    often = part["often"]
    if often is None or (part["least"] and part["most"] is None):
        return 1
    if often == "?":
        return 2
    most = int((part["most"] or ",")[1:] or LONGEST_REFERENCE)
    return max(1, min(most, LONGEST_REFERENCE) - int(part["least"] or 0) + 1)
