"""Where each role can always go: one home and at most four places more."""

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from kortreist.apps.actors.asking import actor_of
from kortreist.apps.actors.models import RoleKind
from kortreist.apps.desk.selectors.stations import Station, stations_of
from kortreist.apps.ui.navigation import Identity, Place

HUB_PLACES = {
    RoleKind.COORDINATOR: (
        ("desk:hub-home", _("Today"), "home"),
        ("desk:cycle-list", _("Rounds"), "calendar"),
        ("desk:producer-list", _("Producers"), "farm"),
        ("desk:unit-list", _("Kitchens"), "kitchen"),
        ("billing:document-list", _("Papers"), "document"),
    ),
    RoleKind.ACCOUNTANT: (
        ("billing:document-list", _("Papers"), "document"),
        ("desk:cycle-list", _("Rounds"), "calendar"),
    ),
    RoleKind.PACKING_TEAM: (("desk:team-home", _("Today"), "home"),),
    RoleKind.DRIVER: (("fulfilment:driving", _("My tours"), "van"),),
}
UNIT_PLACES = (
    ("desk:unit-home", _("Home"), "home"),
    ("trading:shop", _("Shop"), "shop"),
    ("trading:basket", _("Basket"), "basket"),
    ("trading:order-list", _("Orders"), "list"),
    ("fulfilment:unit-deliveries", _("Deliveries"), "van"),
)
PRODUCER_PLACES = (
    ("desk:producer-home", _("Home"), "home"),
    ("trading:availability", _("I have"), "hand"),
    ("trading:purchase-list", _("To deliver"), "van"),
    ("catalogue:goods", _("My goods"), "box"),
    ("billing:settlement-list", _("Owed"), "money"),
)


def station_of(request: HttpRequest) -> Station | None:
    """Return the shoes the reader stands in on this page; read once for a request."""
    known: Station | None = getattr(request, "station", None)
    if known is None:
        known = _fitting(request, stations(request))
        request.station = known  # type: ignore[attr-defined]  # kept for the page's other parts
    return known


def stations(request: HttpRequest) -> list[Station]:
    """Return all the reader's roles; read once for a request."""
    known: list[Station] | None = getattr(request, "stations", None)
    if known is None:
        actor = actor_of(request)
        known = stations_of(actor)
        request.stations = known  # type: ignore[attr-defined]  # kept for the page's other parts
    return known


def home_url(station: Station) -> str:
    """Return where a role begins."""
    if station.kind == RoleKind.ACCOUNTANT:
        return reverse("billing:document-list", kwargs={"hub": station.hub_id})
    names = {
        RoleKind.COORDINATOR: "desk:hub-home",
        RoleKind.PACKING_TEAM: "desk:team-home",
        RoleKind.DRIVER: "fulfilment:driving",
        RoleKind.PRODUCER: "desk:producer-home",
        RoleKind.BUYER: "desk:unit-home",
    }
    return reverse(names[station.kind], kwargs=_scope(station))


def places(request: HttpRequest) -> list[Place]:
    """Tell the frame the reader's places."""
    station = station_of(request)
    if station is None:
        return []
    rows = {
        RoleKind.BUYER: UNIT_PLACES,
        RoleKind.PRODUCER: PRODUCER_PLACES,
    }.get(station.kind) or HUB_PLACES[station.kind]
    here = request.resolver_match.view_name if request.resolver_match else ""
    return [
        Place(reverse(name, kwargs=_scope(station)), label, icon, is_current=name == here)
        for name, label, icon in rows
    ]


def identity(request: HttpRequest) -> Identity | None:
    """Tell the frame who the reader is, and the other shoes within reach."""
    station = station_of(request)
    if station is None:
        return None
    others: tuple[tuple[str, str | Promise], ...] = tuple(
        (home_url(other), other.name) for other in stations(request) if other != station
    )
    if settings.DEMO:
        others += ((reverse("actors:personas"), _("Be somebody else")),)
    return Identity(name=station.name, acts_for=station.name, links=others)


def _scope(station: Station) -> dict[str, object]:
    scope = {"hub": station.hub_id, "unit": station.unit_id, "producer": station.producer_id}
    return {name: value for name, value in scope.items() if value}


def _fitting(request: HttpRequest, known: list[Station]) -> Station | None:
    """Return the role the address is about, else one at its hub, else the first."""
    match = request.resolver_match
    asked = match.kwargs if match else {}

    def nearness(station: Station) -> tuple[bool, bool, bool]:
        return (
            asked.get("hub") == station.hub_id,
            asked.get("unit") == station.unit_id,
            asked.get("producer") == station.producer_id,
        )

    return max(known, key=nearness, default=None)
