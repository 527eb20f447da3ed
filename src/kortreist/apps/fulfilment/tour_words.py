"""What plans, tours and stops are called, and why something is as it is."""

from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kortreist.apps.actors.models import DeliveryWay
from kortreist.apps.fulfilment.models import Energy, RoadFactKind, StopKind, TourStatus
from kortreist.apps.ui import figures
from kortreist.apps.ui.statuses import Status

TOUR: Final = {
    TourStatus.PLANNED: Status(gettext_lazy("Planned"), "info", "van"),
    TourStatus.LOADING: Status(gettext_lazy("Being loaded"), "warning", "box"),
    TourStatus.UNDERWAY: Status(gettext_lazy("On its way"), "warning", "van"),
    TourStatus.DONE: Status(gettext_lazy("Driven"), "success"),
}
STOP: Final[dict[str, Promise]] = {
    StopKind.LOAD: gettext_lazy("Load at the hub"),
    StopKind.COLLECT: gettext_lazy("Fetch"),
    StopKind.DELIVER: gettext_lazy("Deliver"),
    StopKind.BREAK: gettext_lazy("Break"),
    StopKind.END: gettext_lazy("Back at the hub"),
}
WAY: Final[dict[str, Promise]] = {
    DeliveryWay.OWN_TOUR: gettext_lazy("Own tour"),
    DeliveryWay.PRODUCER_DIRECT: gettext_lazy("The producer brings it"),
    DeliveryWay.COLLECTED: gettext_lazy("The kitchen fetches it"),
    DeliveryWay.HAULIER: gettext_lazy("Haulier"),
    DeliveryWay.PARCEL: gettext_lazy("Parcel"),
    DeliveryWay.WHOLESALER: gettext_lazy("Through a wholesaler"),
}
ENERGY: Final[dict[str, Promise]] = {
    Energy.DIESEL: gettext_lazy("Diesel"),
    Energy.PETROL: gettext_lazy("Petrol"),
    Energy.ELECTRIC: gettext_lazy("Electricity"),
    Energy.HVO: gettext_lazy("HVO (renewable diesel)"),
    Energy.HUMAN: gettext_lazy("Muscles"),
}
ROAD: Final[dict[str, Promise]] = {
    RoadFactKind.CLOSED: gettext_lazy("Closed"),
    RoadFactKind.FERRY: gettext_lazy("Ferry"),
    RoadFactKind.SLOW: gettext_lazy("Slow"),
}
SOURCE: Final[dict[str, Promise]] = {
    "embedded": gettext_lazy("estimated from the map"),
    "valhalla": gettext_lazy("by road, from Valhalla"),
    "osrm": gettext_lazy("by road, from OSRM"),
}
TROUBLE: Final[dict[str, Promise]] = {
    "too_slow": gettext_lazy("it did not answer in time"),
    "away": gettext_lazy("it could not be reached"),
    "moved": gettext_lazy("it sent us to another address"),
    "refused": gettext_lazy("it refused the question"),
    "too_few": gettext_lazy("it left distances out"),
    "nonsense": gettext_lazy("its answer could not be read"),
    "impossible": gettext_lazy("it gave distances that cannot be"),
}
UNPLACED: Final[dict[str, Promise]] = {
    "no_place": gettext_lazy("It is not on the map. Give the address a postcode or a point."),
    "closed_day": gettext_lazy("It is closed that day. Agree on another day, or another way."),
}
UNSERVED: Final[dict[str, Promise]] = {
    "other_way_cheaper": gettext_lazy("Another way is cheaper."),
    "no_vehicle": gettext_lazy("No vehicle may drive there."),
    "no_compartment": gettext_lazy("No vehicle can keep these goods cold enough."),
    "too_heavy": gettext_lazy("It is heavier than any vehicle takes."),
    "too_large": gettext_lazy("It takes more room than any vehicle has."),
    "window_too_early": gettext_lazy(
        "Nobody can be there before it closes. Ask for longer hours, or let a vehicle leave sooner."
    ),
    "window_outside_shift": gettext_lazy(
        "Its hours lie outside those of the vehicles. Change one of them."
    ),
    "too_far": gettext_lazy("It is too far for one day with the breaks a driver must have."),
    "due_too_early": gettext_lazy("It cannot be at the hub by then. Let it be fetched earlier."),
    "no_room": gettext_lazy(
        "There was no room on the tours. Add a vehicle, a trip or longer hours, or send it another"
        " way."
    ),
}
BREACH: Final[dict[str, Promise]] = {
    "too_late": gettext_lazy("comes after it closes"),
    "missed_due": gettext_lazy("is at the hub too late"),
    "too_heavy": gettext_lazy("too much weight aboard"),
    "too_large": gettext_lazy("not enough room aboard"),
    "zone_full": gettext_lazy("the cold room aboard is full"),
    "shift_end": gettext_lazy("back after the vehicle's hours"),
    "shift_length": gettext_lazy("a longer day than a driver may have"),
    "driving_time": gettext_lazy("more driving than a driver may do in a day"),
    "break_missing": gettext_lazy("a break is missing"),
    "too_many_trips": gettext_lazy("more trips than the vehicle drives"),
}


def unserved_in_words(code: str) -> str:
    """Return why something is on no tour, and what can be done."""
    return str(UNSERVED.get(code, _("There was no way to do it.")))


def breach_in_words(code: str) -> str:
    """Return which limit a tour does not keep."""
    return str(BREACH.get(code, code))


def km(metres: int) -> str:
    """Return a distance: ``54,2 km``."""
    return f"{figures.decimals((metres + 50) // 100, 1)}{figures.NO_BREAK}km"


def hours(seconds: int) -> str:
    """Return a length of time: ``3 h 20 min``."""
    whole, minutes = divmod((seconds + 30) // 60, 60)
    if not whole:
        return _("%(minutes)s min") % {"minutes": minutes}
    return _("%(hours)s h %(minutes)s min") % {"hours": whole, "minutes": minutes}


def kilos(grams: int) -> str:
    """Return a mass without needless figures: ``47,9 kg``."""
    return f"{figures.decimals((grams + 50) // 100, 1)}{figures.NO_BREAK}kg"
