"""The payer's rule for its reference."""

import time

import pytest

from kortreist.apps.actors.errors import ReferencePatternError
from kortreist.apps.actors.models import InvoiceParty
from kortreist.apps.actors.references import Outcome, check_reference, require_safe_pattern

_case_rules = [
    # pattern, when_empty, reference, outcome, code
    (r"B\d{6}", "refuse", "B123456", Outcome.OK, ""),
    (r"B\d{6}", "refuse", " B123456 ", Outcome.OK, ""),
    (r"B\d{6}", "refuse", "B12345", Outcome.REFUSE, "reference_format"),
    (r"B\d{6}", "refuse", "XB123456", Outcome.REFUSE, "reference_format"),
    (r"B\d{6}", "refuse", "", Outcome.REFUSE, "reference_missing"),
    (r"B\d{6}", "warn", "  ", Outcome.WARN, "reference_missing"),
    (r"BK\d+|\d{5}", "allow", "", Outcome.OK, ""),
    (r"BK\d+|\d{5}", "allow", "BK77", Outcome.OK, ""),
    (r"BK\d+|\d{5}", "allow", "12345", Outcome.OK, ""),
    (r"BK\d+|\d{5}", "allow", "BK77x", Outcome.REFUSE, "reference_format"),
    (r"[A-ZÆØÅ][a-zæøå]+ [A-ZÆØÅ][a-zæøå]+", "refuse", "Åse Ødegård", Outcome.OK, ""),
    ("", "refuse", "hva som helst", Outcome.OK, ""),
    ("", "allow", "x" * 100, Outcome.OK, ""),
    ("", "allow", "x" * 101, Outcome.REFUSE, "reference_format"),
]


@pytest.mark.parametrize(("pattern", "when_empty", "reference", "outcome", "code"), _case_rules)
def test_reference_is_checked_by_the_payers_rule(pattern, when_empty, reference, outcome, code):
    payer = InvoiceParty(
        reference_pattern=pattern, when_empty=when_empty, reference_hint="B og seks siffer"
    )
    verdict = check_reference(payer, reference)
    assert (verdict.outcome, verdict.code) == (outcome, code)
    assert verdict.hint == ("" if outcome == Outcome.OK else "B og seks siffer")


def test_payer_that_wants_no_reference_takes_anything():
    payer = InvoiceParty(reference_field="none", reference_pattern=r"\d", when_empty="refuse")
    assert check_reference(payer, "").outcome == Outcome.OK
    assert check_reference(payer, "x").outcome == Outcome.OK


_case_refused_patterns = [
    "(a+)+b",
    "(?=x)",
    "^a$",
    "a**",
    "a{1",
    "[a",
    "[z-a]",
    "[^a",
    "a{2,1}",
    r"\1",
    r"\b",
    r"\d*\d*\d*x",
    "a?" * 15 + "a" * 15,
    ".+ .+ .+",
    "a" * 201,
    "\\",
]


@pytest.mark.parametrize("pattern", _case_refused_patterns)
def test_pattern_that_could_run_away_is_refused(pattern):
    with pytest.raises(ReferencePatternError):
        require_safe_pattern(pattern)


@pytest.mark.parametrize(
    "pattern", [r".*.*y", r"\d{0,100}\d{0,100}x", "|".join([r"1*1*x"]), "|".join(["1*x"] * 50)]
)
def test_worst_accepted_pattern_takes_a_moment(pattern):
    require_safe_pattern(pattern)
    payer = InvoiceParty(reference_pattern=pattern)
    started = time.perf_counter()
    assert check_reference(payer, "1" * 100).outcome == Outcome.REFUSE
    assert time.perf_counter() - started < 0.25
