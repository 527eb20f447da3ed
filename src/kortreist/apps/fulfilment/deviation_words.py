"""What was wrong, in words: for pages, papers and messages, in the reader's language."""

from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from kortreist.apps.fulfilment.models import (
    Deviation,
    DeviationKind,
    DeviationStage,
    Remedy,
)
from kortreist.apps.ui import figures
from kortreist.apps.ui.statuses import Status

KIND: Final[dict[str, Status]] = {
    DeviationKind.WARM: Status(gettext_lazy("Too warm"), "danger", "cold"),
    DeviationKind.EXPIRED: Status(gettext_lazy("Past its date"), "danger", "calendar"),
    DeviationKind.MISSING: Status(gettext_lazy("Nothing came"), "danger"),
    DeviationKind.DAMAGED: Status(gettext_lazy("Damaged"), "danger"),
    DeviationKind.WRONG_GOODS: Status(gettext_lazy("Wrong goods"), "danger"),
    DeviationKind.REFUSED: Status(gettext_lazy("Not accepted"), "danger"),
    DeviationKind.NOBODY_THERE: Status(gettext_lazy("Nobody was there"), "danger"),
    DeviationKind.SHORT: Status(gettext_lazy("Too little"), "warning"),
    DeviationKind.SHORT_DATED: Status(gettext_lazy("Short date"), "warning", "calendar"),
    DeviationKind.LATE: Status(gettext_lazy("Late"), "warning", "clock"),
    DeviationKind.OVER: Status(gettext_lazy("Too much"), "info"),
    DeviationKind.OTHER: Status(gettext_lazy("Something else"), "warning"),
}
# The worst first, as lists have them.
GRAVEST: Final = tuple(KIND)
STAGE: Final[dict[str, Promise]] = {
    DeviationStage.GOODS_IN: gettext_lazy("At goods-in"),
    DeviationStage.STORAGE: gettext_lazy("In stock"),
    DeviationStage.PACKING: gettext_lazy("At packing"),
    DeviationStage.TOUR: gettext_lazy("On the way"),
    DeviationStage.HANDOVER: gettext_lazy("At the door"),
}
REMEDY: Final[dict[str, Promise]] = {
    Remedy.ACCEPT: gettext_lazy("Take it as it is"),
    Remedy.USE_FIRST: gettext_lazy("Use it first"),
    Remedy.HOLD: gettext_lazy("Hold the lot"),
    Remedy.RETURN: gettext_lazy("Send it back"),
    Remedy.WRITE_OFF: gettext_lazy("Throw it away"),
    Remedy.ASK_PRODUCER: gettext_lazy("Ask the producer"),
    Remedy.TELL_BUYER: gettext_lazy("Tell the buyers"),
    Remedy.BRING_AGAIN: gettext_lazy("Bring it again"),
}
# What pressing it does, before it is pressed.
REMEDY_MEANS: Final[dict[str, Promise]] = {
    Remedy.ACCEPT: gettext_lazy("Nothing more happens."),
    Remedy.USE_FIRST: gettext_lazy("It is packed before other lots of the same goods."),
    Remedy.HOLD: gettext_lazy("No more of the lot is packed until you let it go."),
    Remedy.RETURN: gettext_lazy("The lot leaves the goods-in, and the producer is told."),
    Remedy.WRITE_OFF: gettext_lazy("What is left of the lot is written off."),
    Remedy.ASK_PRODUCER: gettext_lazy("The producer gets a message with what was wrong."),
    Remedy.TELL_BUYER: gettext_lazy("Those who are to have the goods get a message."),
    Remedy.BRING_AGAIN: gettext_lazy("It stands here until somebody has planned it."),
}
REMEDY_DONE: Final[dict[str, Promise]] = {
    Remedy.ACCEPT: gettext_lazy("Noted: it is taken as it is."),
    Remedy.USE_FIRST: gettext_lazy("Noted: it is used first."),
    Remedy.HOLD: gettext_lazy("The lot is held. No more of it is packed."),
    Remedy.RETURN: gettext_lazy("The lot goes back. The producer is told."),
    Remedy.WRITE_OFF: gettext_lazy("It is written off."),
    Remedy.ASK_PRODUCER: gettext_lazy("The producer is asked."),
    Remedy.TELL_BUYER: gettext_lazy("The buyers are told."),
    Remedy.BRING_AGAIN: gettext_lazy("Noted: it is to be brought again."),
}
Facts = Mapping[str, object]


def describe(deviation: Deviation) -> str:
    """Return what was measured, in one sentence; empty where only the kind is known."""
    write = SENTENCES.get(deviation.kind)
    try:
        return write(deviation.facts) if write else ""
    except KeyError:
        # Somebody wrote it down by hand, without figures.
        return ""


def _degrees(value: object) -> str:
    return f"{figures.decimals(int(str(value)), 1)}{figures.NO_BREAK}°C"


def _quantity(facts: Facts) -> str:
    return _("%(count)s of %(expected)s packs came.") % {
        "count": facts["count"],
        "expected": facts["expected"],
    }


def _warm(facts: Facts) -> str:
    said = {"measured": _degrees(facts["temperature_dc"]), "limit": _degrees(facts["limit_dc"])}
    if "minutes" not in facts:
        return _("It was %(measured)s. It may be %(limit)s at most.") % said
    said |= {
        "from": figures.moment(datetime.fromisoformat(str(facts["from_at"]))),
        "minutes": str(facts["minutes"]),
    }
    return (
        _("Up to %(measured)s for %(minutes)s minutes from %(from)s. The limit is %(limit)s.")
        % said
    )


def lots_concerned(deviation: Deviation) -> str:
    """Return which lots it was too warm for, where a place or a tour was measured."""
    codes = deviation.facts.get("lots")
    if not isinstance(codes, list):
        return ""
    rest = int(str(deviation.facts.get("lots_in_all", len(codes)))) - len(codes)
    named = ", ".join(str(code) for code in codes)
    return named if rest <= 0 else f"{named} + {rest}"


def _late(facts: Facts) -> str:
    return _("It came %(came)s, and was to be here by %(due)s.") % {
        "came": figures.moment(datetime.fromisoformat(str(facts["came_at"]))),
        "due": figures.moment(datetime.fromisoformat(str(facts["due_at"]))),
    }


def _damaged(facts: Facts) -> str:
    count = int(str(facts["count"]))
    return ngettext(
        "%(count)s of %(of)s packs is damaged.", "%(count)s of %(of)s packs are damaged.", count
    ) % {"count": count, "of": facts["of"]}


def _date(facts: Facts) -> str:
    best_before = figures.day_year(date.fromisoformat(str(facts["best_before"])))
    return _("Best before %(day)s.") % {"day": best_before}


SENTENCES: Final[dict[str, Callable[[Facts], str]]] = {
    DeviationKind.SHORT: _quantity,
    DeviationKind.OVER: _quantity,
    DeviationKind.MISSING: _quantity,
    DeviationKind.WARM: _warm,
    DeviationKind.LATE: _late,
    DeviationKind.DAMAGED: _damaged,
    DeviationKind.SHORT_DATED: _date,
    DeviationKind.EXPIRED: _date,
}
