"""What a driver's pages say: troubles, temperatures that need no typing, states of a tour."""

from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from kortreist.apps.fulfilment.models import DeviationKind, TourStatus
from kortreist.apps.ui.statuses import Status

# Who received it, where nobody was there to take it, as agreed.
LEFT_AS_AGREED: Final = "left_as_agreed"

# What can be wrong at a door.
TROUBLE: Final[dict[str, Promise]] = {
    DeviationKind.DAMAGED: _("Something is damaged"),
    DeviationKind.MISSING: _("Something is missing"),
    DeviationKind.WRONG_GOODS: _("The wrong goods"),
    DeviationKind.REFUSED: _("They did not want it"),
    DeviationKind.OTHER: _("Something else is wrong"),
}

# One press instead of typing with gloves on, in tenths of a degree.
DEGREES: Final[dict[str, tuple[int, ...]]] = {
    "chilled": (10, 20, 30, 40, 50, 60),
    "frozen": (-240, -220, -200, -180, -160),
}

TOUR: Final[dict[str, Status]] = {
    TourStatus.PLANNED: Status(_("Planned"), "neutral", "clock"),
    TourStatus.LOADING: Status(_("Loading"), "info", "box"),
    TourStatus.UNDERWAY: Status(_("On the road"), "info", "van"),
    TourStatus.DONE: Status(_("Done"), "success", "check"),
}
