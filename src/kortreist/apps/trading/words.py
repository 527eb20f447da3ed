"""Why a line is as it is, in words a cook and a farmer use."""

from collections.abc import Mapping
from typing import Any, Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from kortreist.apps.trading.models import (
    CycleStatus,
    LineChange,
    Stage,
    SubstitutionStatus,
    WeightOutcome,
    WeightQuestion,
    WeightStatus,
)
from kortreist.apps.ui import figures
from kortreist.apps.ui.statuses import Status

CYCLE: Final = {
    CycleStatus.DRAFT: Status(_("Not open yet")),
    CycleStatus.OPEN: Status(_("Open for orders"), "success"),
    CycleStatus.CLOSED: Status(_("Closed"), "info"),
    CycleStatus.ALLOCATED: Status(_("Shared out"), "info"),
    CycleStatus.ORDERED: Status(_("Ordered from the producers"), "info"),
}
DELIVERED: Final = Status(_("Delivered"), "success")

STAGE: Final[dict[str, Promise]] = {
    Stage.ORDERED: _("Ordered"),
    Stage.CONFIRMED: _("Confirmed"),
    Stage.PACKED: _("Packed"),
    Stage.DELIVERED: _("Delivered"),
    Stage.INVOICED: _("Invoiced"),
}

# Why a line's quantity changed.
CHANGE: Final[dict[str, Promise]] = {
    "placed": _("Ordered"),
    "changed": _("The order was changed"),
    "reserved": _("Set aside for you when you ordered"),
    "withdrawn": _("The order was taken back"),
    "shared_out": _("Confirmed when the round was shared out"),
    "sharing_undone": _("The sharing-out was taken back"),
    "substituted": _("You took this instead"),
    "substitution_undone": _("The proposal was taken back"),
    "producer_short": _("The producer has less than was ordered"),
    "promise_kept": _("The producer has it after all"),
    "weight_accepted": _("Yes to the weight"),
    "weight_refused": _("No to the weight"),
    "weight_measured": _("Agreed to the weight"),
    "weight_nominal": _("Paid for as ordered; the hub bears the rest"),
    "weight_taken_back": _("Taken back because of the weight"),
    "packed": _("Packed"),
    "short_at_packing": _("There was too little left to pack"),
    "packed_short": _("There was too little left to pack"),
    "not_received": _("It never came from the producer"),
    "unpacked": _("Taken out of the crate again"),
    "delivered": _("Delivered"),
    "refused": _("Not accepted at the door"),
    "damaged": _("Damaged on the way"),
    "delivery_undone": _("The delivery was taken back"),
    "invoiced": _("Invoiced"),
}

# Who did it, by why it was done: a role, never a person.
BUYER, HUB, PRODUCER, PACKING, DOOR = (
    _("You"), _("The hub"), _("The producer"), _("Packing"), _("At the door")
)  # fmt: skip
WHO: Final[dict[str, Promise]] = {
    **dict.fromkeys(
        ("placed", "changed", "reserved", "withdrawn", "substituted", "weight_accepted",
         "weight_refused", "standing"),
        BUYER,
    ),
    **dict.fromkeys(("producer_short", "promise_kept", "not_received"), PRODUCER),
    **dict.fromkeys(("packed", "short_at_packing", "packed_short", "unpacked"), PACKING),
    **dict.fromkeys(("delivered", "refused", "damaged", "delivery_undone"), DOOR),
}  # fmt: skip

SUBSTITUTION: Final[dict[str, Promise]] = {
    SubstitutionStatus.PROPOSED: _("Waits for an answer."),
    SubstitutionStatus.ACCEPTED: _("The answer was yes."),
    SubstitutionStatus.REFUSED: _("The answer was no."),
    SubstitutionStatus.EXPIRED: _("Nobody answered in time."),
    SubstitutionStatus.WITHDRAWN: _("Taken back."),
}

WEIGHT: Final[dict[str, Promise]] = {
    WeightStatus.WAITING: _("%(measured)s instead of about %(usual)s: waits for the buyer's yes."),
    WeightStatus.REFUSED: _("%(measured)s instead of about %(usual)s: the buyer said no."),
    WeightStatus.ACCEPTED: _("%(measured)s instead of about %(usual)s: the buyer said yes."),
    WeightStatus.WITHDRAWN: _("%(measured)s: not asked any more."),
    WeightOutcome.MEASURED: _(
        "%(measured)s instead of about %(usual)s: agreed with the hub. “%(reason)s”"
    ),
    WeightOutcome.NOMINAL: _(
        "%(measured)s came, %(usual)s is paid for; the hub bears the rest. “%(reason)s”"
    ),
    WeightOutcome.TAKEN_BACK: _("%(measured)s was taken back. “%(reason)s”"),
}

# Why a line got what it got when goods were shared out.
ANSWER: Final[dict[str, Promise]] = {
    "got_all": _("You get all you asked for."),
    "substituted": _("You said yes to this instead of what there was too little of."),
    "shared_by_policy": _(
        "Everyone wanted more than there is: %(wanted_in_all)s were wanted, %(available)s are "
        "there. You get %(given)s of %(wanted)s, by the same rule as the others in your group."
    ),
    "priority_first": _(
        "Others come first in this round; they got %(ahead_given)s of %(ahead_wanted)s."
    ),
    "whole_cases": _(
        "The producer delivers whole cases of %(case_packs)s, so %(left_over)s could not be had."
    ),
    "below_own_minimum": _(
        "Your share would have been %(share)s, and you wrote that less than %(minimum)s is of no "
        "use."
    ),
    "producer_minimum": _(
        "The producer delivers from %(minimum_ore)s. All orders together came to %(reached_ore)s, "
        "so %(missing_ore)s was missing."
    ),
    "producer_minimum_first": _(
        "The goods were shared a little differently, so that the orders reach %(minimum_ore)s, "
        "which the producer needs to deliver at all."
    ),
    "law_not_claimed": _(
        "Because of whole cases or minimums, more goods could in rare cases give one buyer less."
    ),
}

POLICY: Final[dict[str, Promise]] = {
    "proportional": _("In proportion to the orders"),
    "max_min": _("As evenly as possible"),
    "rotation": _("Those cut before come first"),
}
POLICY_HELP: Final[dict[str, Promise]] = {
    "proportional": _("Whoever asked for twice as much gets twice as much."),
    "max_min": _("Small orders are filled first; large ones share what is left."),
    "rotation": _("Whoever got less than the wish in earlier rounds gets it back now."),
}

FEE: Final[dict[str, Promise]] = {
    "packing": _("Packing"),
    "transport": _("Transport"),
    "sales": _("Sales"),
    "administration": _("Administration"),
    "small_order": _("Small order"),
}
MOVEMENT: Final[dict[str, Promise]] = {
    "delivered": _("Left with a delivery"),
    "returned": _("Came back empty"),
    "received": _("Came with goods"),
    "sent_back": _("Went back empty"),
    "undone": _("Taken back: it was a mistake"),
}
OWN_PRICE: Final = _("Your own price")
CAMPAIGN_PRICE: Final = _("On offer now")


def answer_in_words(reason: Mapping[str, Any]) -> str:  # Any: JSON as it was stored
    """Return one reason of a sharing-out as a sentence."""
    facts = {
        name: figures.kr(value) if name.endswith("_ore") else value
        for name, value in reason["params"].items()
    }
    return str(ANSWER[reason["code"]]) % facts


def answers_in_words(reasons: list[Mapping[str, Any]]) -> list[str]:  # Any: JSON as stored
    """Return a line's reasons as sentences, the weightiest first."""
    return [answer_in_words(reason) for reason in reasons]


def change_in_words(reason: str) -> str:
    """Return why a quantity changed."""
    return str(CHANGE.get(reason, reason))


def who_changed(change: LineChange) -> str:
    """Return who changed a quantity, as the buyer may know it."""
    return str(WHO.get(change.reason, HUB))


def weight_in_words(question: WeightQuestion) -> str:
    """Return what was said of an unusual weight; ``question`` brings its line along."""
    unit = question.line.unit
    text = WEIGHT[question.outcome or question.status]
    return str(text) % {
        "measured": figures.amount(question.measured_amount, unit),
        "usual": figures.amount(question.usual_amount, unit),
        "reason": question.reason,
    }
