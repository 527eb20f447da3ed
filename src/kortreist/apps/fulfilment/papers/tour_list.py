"""A driver's tour on paper, for when there is no phone."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override

from kortreist.apps.actors.models import Hub
from kortreist.apps.catalogue.words import goods_name
from kortreist.apps.fulfilment.models import StopKind
from kortreist.apps.fulfilment.papers.parties import address_of, storage_icon
from kortreist.apps.fulfilment.selectors.driving import DrivenTour, Halt
from kortreist.apps.ui import figures
from kortreist.apps.ui.papers import frame_of
from kortreist.formats.papers import Fact, Frame, Stop, TourList, TourListWords


def tour_list(hub: Hub, driven: DrivenTour, *, language: str) -> tuple[TourList, Frame]:
    """Return a tour's list in the language of whoever drives."""
    tour, halts = driven.tour, driven.working
    with override(language):
        paper = TourList(
            words=_words(len(halts)),
            about=f"{figures.day_long(tour.day)}, {tour.vehicle.name}",
            stops_count=figures.whole(len(halts)),
            stops=tuple(_stop(halt) for halt in halts),
            facts=_facts(driven),
        )
        return paper, frame_of(
            issuer=hub.name, made_at=tour.starts_at, is_illustrative=hub.is_demonstration
        )


def _words(stops: int) -> TourListWords:
    return TourListWords(
        title=_("Tour list"),
        stops=ngettext("stop", "stops", stops),
        window=_("Time"),
        phone=_("Phone"),
        crates=_("Crates"),
        goods=_("Goods"),
        temperature=_("Temperature, °C"),
        received_by=_("Received by"),
        returned=_("Empty crates back"),
    )


def _facts(driven: DrivenTour) -> tuple[Fact, ...]:
    tour = driven.tour
    rows = {
        _("Leaves"): figures.clock(tour.starts_at),
        _("Back"): figures.clock(tour.ends_at),
        _("Driver"): tour.driver.name if tour.driver else "",
        _("Distance"): f"{figures.whole(round(tour.distance_m / 1000))} km",
    }
    return tuple(Fact(label=label, text=text) for label, text in rows.items() if text)


def _stop(halt: Halt) -> Stop:
    stop, point = halt.stop, halt.stop.point
    is_fetching = stop.kind == StopKind.COLLECT
    producer = stop.producer
    phone = (point.phone if point else "") or (producer.phone if producer else "")
    return Stop(
        number=str(stop.position),
        name=stop.name,
        kind=_("Fetch") if is_fetching else _("Deliver"),
        window=_window(halt),
        address=address_of(point) if point else (producer.street,) if producer else (),
        phone=phone,
        crates="" if is_fetching else figures.whole(halt.crates),
        goods=_goods(halt),
        storage=tuple(
            storage_icon(zone)
            for zone in dict.fromkeys(zone for row in halt.deliveries for zone in row.zones)
        ),
        remark=point.instructions if point else "",
    )


def _window(halt: Halt) -> str:
    stop = halt.stop
    planned = figures.clock(stop.arrives_at)
    if stop.window_from is None or stop.window_until is None:
        return planned
    opens, closes = figures.clock(stop.window_from), figures.clock(stop.window_until)
    return _("%(planned)s (open %(opens)s–%(closes)s)") % {
        "planned": planned,
        "opens": opens,
        "closes": closes,
    }


def _goods(halt: Halt) -> tuple[str, ...]:
    """Return what is fetched; what is delivered lies in crates that have their own notes."""
    return tuple(
        f"{figures.whole(line.promised_count or line.ordered_count)} × {goods_name(line.variant)}"
        for fetched in halt.collections
        for line in fetched.lines
    )
