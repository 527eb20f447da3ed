"""What to look at twice in a notice, and why a round's goods are not carried over."""

from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from kortreist.apps.trading.selectors.cloning import LeftOutFor
from kortreist.apps.trading.selectors.notices import ReadRow
from kortreist.apps.ui import figures
from kortreist.engines.notices import Remark

REMARK: Final[dict[str, Promise]] = {
    Remark.DAY_ASSUMED: _("You named no day, so the next delivery is meant."),
    Remark.DAY_MOVED: _(
        "Nothing is delivered on the day you named, so the next delivery is meant."
    ),
    Remark.UNIT_ASSUMED: _("You named no unit, so packs are meant."),
    Remark.ROUNDED_DOWN: _("Only whole packs are sold: %(left)s is left over."),
    Remark.UNIT_UNFIT: _("These goods are not measured like that. How many packs?"),
    Remark.AMOUNT_MISSING: _("How many packs?"),
    Remark.SAID_TWICE: _("You named it twice; the last number counts."),
}
LEFT_OUT: Final[dict[str, Promise]] = {
    LeftOutFor.ARCHIVED: _("no longer made"),
    LeftOutFor.DELISTED: _("the hub no longer sells it"),
    LeftOutFor.PRODUCER_GONE: _("the producer does not sell through the hub that day"),
    LeftOutFor.SEASON_OVER: _("not in season that week"),
    LeftOutFor.OWN_WORD: _("the producer has said itself what it has that day"),
    LeftOutFor.FROM_STOCK: _("came from stock; what lies there is offered when the round opens"),
}


def remarks_in_words(row: ReadRow) -> list[str]:
    """Return what to look at twice in a row, as sentences."""
    left = figures.amount(row.proposal.left_over_amount, row.variant.unit)
    return [
        str(REMARK[remark]) % {"left": left}
        for remark in row.proposal.remarks
        # What is doubtful about the goods is asked beside their choice.
        if remark in REMARK
    ]
