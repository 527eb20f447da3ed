"""What came of standing orders, in words a cook and a coordinator use."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any, Final

from django.utils.functional import Promise
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from kortreist.apps.catalogue.models import Variant
from kortreist.apps.catalogue.words import goods_name
from kortreist.apps.trading.models import (
    RunOutcome,
    StandingOrder,
    StandingRhythm,
    StandingRun,
)
from kortreist.apps.ui.error_messages import message_for
from kortreist.apps.ui.figures import weekday_names
from kortreist.apps.ui.statuses import Status
from kortreist.kernel.errors import DomainError

OUTCOME: Final = {
    RunOutcome.ORDERED: Status(_("Ordered"), "success"),
    RunOutcome.PARTLY: Status(_("Ordered in part"), "warning"),
    RunOutcome.IN_BASKET: Status(_("Waits in the basket"), "warning"),
    RunOutcome.SKIPPED: Status(_("Left out"), "info"),
    RunOutcome.FAILED: Status(_("Not ordered"), "danger"),
}
# Why an order as a whole was not placed; other codes are errors with words of their own.
WHY: Final[dict[str, Promise]] = {
    "nothing_to_be_had": _("Nothing of it can be had in this round."),
    "unexpected": _("Something went wrong on our side. The hub sees it and can help."),
    "too_late": _("The round had closed before the standing order was placed."),
    "left_out": _("You asked to leave out this delivery."),
    "paused": _("The standing order is paused."),
    "other_round": _("Another round of the same day has it already."),
}
# Why a line got less than it asks for.
LINE: Final[dict[str, Promise]] = {
    "not_offered": _("%(goods)s: not to be had this time."),
    "sold_out": _("%(goods)s: too few are left."),
    "only_some": _("%(goods)s: %(added)s of %(wanted)s, no more are left."),
    "not_a_multiple": _("%(goods)s: now sold by so many at once that %(wanted)s cannot be had."),
    "offer_closed": _("%(goods)s: the producer had to know earlier."),
}


def outcome_in_words(run: StandingRun) -> str:
    """Return what came of a run in a sentence."""
    outcome = RunOutcome(run.outcome)
    why = why_in_words(run.code, run.report.get("params", {})) if run.code else ""
    if outcome == RunOutcome.IN_BASKET:
        return _now("The goods are in the basket, but the order could not be sent: %(why)s") % {
            "why": why
        }
    return why or f"{OUTCOME[outcome].word}."


def why_in_words(code: str, params: Mapping[str, Any]) -> str:  # Any: JSON as it was stored
    """Return why an order was not placed."""
    if code in WHY:
        return str(WHY[code])
    facts = {name: as_day(value) if name == "day" else value for name, value in params.items()}
    return message_for(DomainError(code, **facts))


def as_day(value: str | date) -> date:
    """Return a day that was stored as text."""
    return date.fromisoformat(value) if isinstance(value, str) else value


def goods_of(runs: Iterable[StandingRun]) -> dict[int, Variant]:
    """Return the packs that the runs' reports name, in one query."""
    ids = {line["variant"] for run in runs for line in run.report.get("lines", [])}
    return Variant.objects.select_related("product").in_bulk(ids)


def line_in_words(line: Mapping[str, Any], goods: Mapping[int, Variant]) -> str:  # Any: as stored
    """Return what came of one line."""
    facts = {"goods": goods_name(goods[line["variant"]]), **line}
    if line["code"] in LINE:
        return str(LINE[line["code"]]) % facts
    if line["code"]:
        return f"{facts['goods']}: {message_for(DomainError(line['code']))}"
    if line["had"]:
        return _now("%(goods)s: %(added)s more, besides the %(had)s you had") % facts
    return f"{facts['added']} {facts['goods']}"


def rhythm_in_words(standing: StandingOrder) -> str:
    """Return which rounds a standing order belongs to, in a line."""
    if standing.rhythm == StandingRhythm.EACH_CYCLE:
        return standing.rule.name if standing.rule else _now("Each round")
    weekday = weekday_names()[standing.weekday or 0]
    if standing.every_weeks == 1:
        return _now("Every week, %(weekday)s") % {"weekday": weekday}
    facts = {"weeks": standing.every_weeks, "weekday": weekday}
    return _now("Every %(weeks)s weeks, %(weekday)s") % facts
