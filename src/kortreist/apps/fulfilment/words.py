"""What states, reasons and goods are called, and how they are drawn."""

from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from kortreist.apps.catalogue.models import Storage
from kortreist.apps.fulfilment.models import (
    DeliveryStatus,
    Hazard,
    Instruction,
    LoadUnitKind,
    LossReason,
    MakingLoss,
    MovementKind,
    NoticeAnswer,
    PackReason,
    RecallKind,
    RecallStatus,
    ReturnReason,
)
from kortreist.apps.fulfilment.selectors.goods_in import ArrivalState
from kortreist.apps.fulfilment.selectors.sharing import Ground
from kortreist.apps.trading.models import Ownership
from kortreist.apps.ui.statuses import Status

ARRIVAL: Final = {
    ArrivalState.WAITING: Status(_("Not here yet"), "warning"),
    ArrivalState.MISSING: Status(_("Nothing came"), "danger"),
    ArrivalState.SHORT: Status(_("Too little"), "danger"),
    ArrivalState.OVER: Status(_("Too much"), "info"),
    ArrivalState.AS_AGREED: Status(_("As agreed"), "success"),
}

DELIVERY: Final = {
    DeliveryStatus.PLANNED: Status(_("To be packed"), "warning", "box"),
    DeliveryStatus.PACKED: Status(_("Ready to go"), "info", "van"),
    DeliveryStatus.DELIVERED: Status(_("Delivered"), "success"),
}

GROUND: Final[dict[str, Promise]] = {
    Ground.AS_CONFIRMED: _("As promised"),
    Ground.SHARED: _("Too little came, so it is shared"),
    Ground.WAITING: _("The goods are not here yet"),
    Ground.TOO_OLD: _("The rest does not last as long as was agreed"),
}

SHORT_REASON: Final[dict[str, Promise]] = {
    PackReason.SHORT: _("There was not enough"),
    PackReason.DAMAGED: _("Some was damaged"),
    PackReason.NOT_RECEIVED: _("It never came"),
}

RETURN_REASON: Final[dict[str, Promise]] = {
    ReturnReason.REFUSED: _("Not accepted"),
    ReturnReason.DAMAGED: _("Damaged"),
}

# Why a line is as it is at packing or at the door; nothing is said of what went as it should.
REMARK: Final[dict[str, Promise]] = {
    **SHORT_REASON,
    "refused": _("Not accepted at the door"),
    "damaged": _("Damaged"),
}

STORAGE: Final[dict[str, Promise]] = {
    Storage.AMBIENT: _("On the shelf"),
    Storage.CHILLED: _("Chilled"),
    Storage.FROZEN: _("Frozen"),
}

STORAGE_ICON: Final[dict[str, str]] = {
    Storage.AMBIENT: "ambient",
    Storage.CHILLED: "cold",
    Storage.FROZEN: "frozen",
}

OWNERSHIP: Final[dict[str, Promise]] = {
    Ownership.OWNED: _("The hub buys it"),
    Ownership.CONSIGNMENT: _("On consignment: the producer's until it is sold"),
}

# What a variant in stock needs somebody for, the worst first, as `StockRow.pressing` counts.
STOCK: Final = (
    Status(_("More promised than there is"), "danger"),
    Status(_("Past its date"), "danger"),
    Status(_("Date is near"), "warning"),
    Status(_("Too little"), "warning", "basket"),
    Status(_("In order"), "success"),
)

LOSS: Final[dict[str, Promise]] = {
    LossReason.EXPIRED: _("Past its date"),
    LossReason.DAMAGED: _("Damaged"),
    LossReason.TASTED: _("Tasted or shown"),
    LossReason.LOST: _("Gone"),
    LossReason.OTHER: _("Something else"),
}

# Why less came out of a making than went in.
MAKING_LOSS: Final[dict[str, Promise]] = {
    MakingLoss.SORTED_OUT: _("Sorted out"),
    MakingLoss.TRIMMED: _("Cut away"),
    MakingLoss.DRIED: _("Dried out or dripped"),
    MakingLoss.SPILT: _("Spilt"),
    MakingLoss.OTHER: _("Something else"),
}

MOVEMENT: Final[dict[str, Promise]] = {
    MovementKind.RECEIVED: _("Came"),
    MovementKind.PACKED: _("Packed"),
    MovementKind.UNPACKED: _("Taken out of a crate"),
    MovementKind.PLACED: _("Put into stock"),
    MovementKind.MOVED: _("Moved"),
    MovementKind.COUNTED: _("Counted"),
    MovementKind.WRITTEN_OFF: _("Written off"),
    MovementKind.RETURNED: _("Came back"),
    MovementKind.USED: _("Used in another lot"),
    MovementKind.MADE: _("Made here"),
}

RECALL_KIND: Final[dict[str, Promise]] = {
    RecallKind.DRILL: _("Drill: nobody does anything with the goods"),
    RecallKind.WITHDRAWAL: _("Withdrawal: stop what has not been eaten"),
    RecallKind.RECALL: _("Recall: stop it, and tell those who may have eaten it"),
}
RECALL_NAME: Final[dict[str, Promise]] = {
    RecallKind.DRILL: _("Drill"),
    RecallKind.WITHDRAWAL: _("Withdrawal"),
    RecallKind.RECALL: _("Recall"),
}
RECALL_STATUS: Final[dict[str, Status]] = {
    RecallStatus.OPEN: Status(_("Open"), "warning"),
    RecallStatus.CLOSED: Status(_("Closed"), "success"),
}
HAZARD: Final[dict[str, Promise]] = {
    Hazard.PATHOGEN: _("Bacteria or other germs"),
    Hazard.ALLERGEN: _("An allergen that is not declared"),
    Hazard.FOREIGN_BODY: _("Something that does not belong in it"),
    Hazard.CHEMICAL: _("A substance that does harm"),
    Hazard.TEMPERATURE: _("It has been too warm"),
    Hazard.LABEL: _("A wrong label or date"),
    Hazard.OTHER: _("Something else"),
}
INSTRUCTION: Final[dict[str, Promise]] = {
    Instruction.SET_ASIDE: _("Set it aside, and do not use it"),
    Instruction.THROW_AWAY: _("Throw it away"),
    Instruction.SEND_BACK: _("Set it aside. We fetch it"),
}
ANSWER: Final[dict[str, Status]] = {
    NoticeAnswer.REMOVED: Status(_("Removed"), "success"),
    NoticeAnswer.RETURNED: Status(_("Sent back"), "success"),
    NoticeAnswer.USED: Status(_("Used already"), "danger"),
    NoticeAnswer.NEVER_HAD: Status(_("Never had it"), "warning"),
}
NO_ANSWER: Final = Status(_("No answer yet"), "warning", "clock")

# By the first figure of the food group, as Matvaretabellen divides food.
PICTOGRAMS: Final = {
    "1": "milk",
    "2": "egg",
    "3": "meat",
    "4": "fish",
    "5": "wheat",
    "6": "carrot",
    "7": "jar",
    "8": "jar",
    "9": "bottle",
    "12": "leaf",
    "13": "berry",
    "15": "potato",
    "16": "leaf",
}
CHEESE: Final = "1.4"


def pictogram_of(group_code: str) -> str:
    """Return the name of the drawing that stands for a food group."""
    if group_code.startswith(CHEESE):
        return "cheese"
    return PICTOGRAMS.get(group_code.partition(".")[0], "box")


LOAD_UNIT: Final[dict[str, Promise]] = {
    LoadUnitKind.CRATE: _("Crate"),
    LoadUnitKind.BOX: _("Box"),
    LoadUnitKind.ROLL_CAGE: _("Roll cage"),
    LoadUnitKind.PALLET: _("Pallet"),
}
