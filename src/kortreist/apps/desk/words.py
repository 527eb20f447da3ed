"""What stages and findings are called at the desk."""

from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy, pgettext_lazy

from kortreist.apps.desk.models import CycleStage
from kortreist.apps.desk.selectors.conductor import Finding, Wrong
from kortreist.apps.desk.selectors.totals import Merit
from kortreist.apps.trading.models import WeightOutcome
from kortreist.apps.ui import figures

STAGE: Final[dict[str, Promise]] = {
    CycleStage.OPEN: pgettext_lazy("stage", "Open"),
    CycleStage.CLOSE: pgettext_lazy("stage", "Close"),
    CycleStage.ALLOCATE: pgettext_lazy("stage", "Share out"),
    CycleStage.ORDER: pgettext_lazy("stage", "Buy"),
    CycleStage.RECEIVE: pgettext_lazy("stage", "Goods-in"),
    CycleStage.PACK: pgettext_lazy("stage", "Pack"),
    CycleStage.DELIVER: pgettext_lazy("stage", "Deliver"),
    CycleStage.INVOICE: pgettext_lazy("stage", "Invoice"),
    CycleStage.SETTLE: pgettext_lazy("stage", "Settle"),
}

# The one button that brings a round on.
NEXT_STEP: Final[dict[str, Promise]] = {
    CycleStage.OPEN: _("Open the round"),
    CycleStage.CLOSE: _("Close the round"),
    CycleStage.ALLOCATE: _("Share out the goods"),
    CycleStage.ORDER: _("Send the purchase orders"),
    CycleStage.RECEIVE: _("Receive the goods"),
    CycleStage.PACK: _("Pack the goods"),
    CycleStage.DELIVER: _("Deliver the goods"),
    CycleStage.INVOICE: _("Issue the invoices"),
    CycleStage.SETTLE: _("Settle with the producers"),
}

DONE: Final[dict[str, Promise]] = {
    CycleStage.OPEN: _("The round is open."),
    CycleStage.CLOSE: _("The round is closed."),
    CycleStage.ALLOCATE: _("Shared out. Every buyer is told what they get, and why."),
    CycleStage.ORDER: _("Sent. Each producer has one order."),
    CycleStage.RECEIVE: _("All goods are in."),
    CycleStage.PACK: _("Everything is packed."),
    CycleStage.DELIVER: _("Everything is delivered."),
    CycleStage.INVOICE: _(
        "Issued. The invoices cannot be changed now; corrections are new papers."
    ),
    CycleStage.SETTLE: _("Settled. Every producer has a statement that explains each figure."),
}

WRONG: Final[dict[Wrong, Promise]] = {
    Wrong.OVERDUE: _("Should have been closed by now"),
    Wrong.NOT_PLACED: ngettext_lazy(
        "%(count)s basket was not sent", "%(count)s baskets were not sent", "count"
    ),
    Wrong.CUT: ngettext_lazy(
        "%(count)s line got less than the wish", "%(count)s lines got less than the wish", "count"
    ),
    Wrong.NOT_PROMISED: ngettext_lazy(
        "%(count)s producer has not answered", "%(count)s producers have not answered", "count"
    ),
    Wrong.RECEIVED_SHORT: ngettext_lazy(
        "%(count)s delivery line came short", "%(count)s delivery lines came short", "count"
    ),
    Wrong.RECEIVED_OVER: ngettext_lazy(
        "%(count)s delivery line had more than ordered",
        "%(count)s delivery lines had more than ordered",
        "count",
    ),
    Wrong.PACKED_SHORT: ngettext_lazy(
        "%(count)s line was packed short", "%(count)s lines were packed short", "count"
    ),
    Wrong.OUTSIDE_TOLERANCE: ngettext_lazy(
        "%(count)s weight is outside what was agreed",
        "%(count)s weights are outside what was agreed",
        "count",
    ),
    Wrong.RETURNED: ngettext_lazy(
        "%(count)s line came back from the door", "%(count)s lines came back from the door", "count"
    ),
    Wrong.SUBSTITUTES_WAITING: ngettext_lazy(
        "%(count)s substitute waits for the buyer's answer",
        "%(count)s substitutes wait for the buyers' answers",
        "count",
    ),
    Wrong.WEIGHTS_WAITING: ngettext_lazy(
        "%(count)s line waits for the buyer's yes to its weight, and is not invoiced until then",
        "%(count)s lines wait for the buyers' yes to their weight, and are not invoiced until then",
        "count",
    ),
    Wrong.WEIGHTS_REFUSED: ngettext_lazy(
        "%(count)s buyer said no to a weight: you choose what then",
        "%(count)s buyers said no to a weight: you choose what then",
        "count",
    ),
    Wrong.CLAIM_NOT_CREDITED: ngettext_lazy(
        "%(count)s claim waits for a credit note",
        "%(count)s claims wait for a credit note",
        "count",
    ),
    Wrong.NOT_WEIGHED_UP: ngettext_lazy(
        "%(count)s delivery line is not weighed up yet",
        "%(count)s delivery lines are not weighed up yet",
        "count",
    ),
    Wrong.DOES_NOT_BALANCE: _("The money does not add up: %(money)s off"),
}


MERIT: Final[dict[Merit, Promise]] = {
    Merit.FEWEST_UNITS: _("Fewest kitchens get less"),
    Merit.SMALLEST_CUT: _("Nobody loses as much of a wish as with the others"),
    Merit.MOST_EVEN: _("Most even between the kitchens"),
    Merit.MOST_FILLED: _("Most of all wishes is met"),
}
OUTCOME: Final[dict[str, Promise]] = {
    WeightOutcome.MEASURED: _("Agreed by telephone: charge the weight"),
    WeightOutcome.NOMINAL: _("Charge as ordered, the hub bears the rest"),
    WeightOutcome.TAKEN_BACK: _("It was taken back"),
}


def finding_in_words(finding: Finding) -> str:
    """Return what is not as planned, as a line."""
    text = WRONG[finding.code]
    if finding.code == Wrong.DOES_NOT_BALANCE:
        return str(text) % {"money": figures.kr(abs(finding.count))}
    return str(text % {"count": finding.count}) if finding.code != Wrong.OVERDUE else str(text)


LICENCE: Final[dict[str, Promise]] = {
    "sale": _("sell alcohol"),
    "serving": _("serve alcohol"),
}
