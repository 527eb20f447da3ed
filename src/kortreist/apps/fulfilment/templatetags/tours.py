"""Words and figures for the pages of tours: ``{% load tours %}``."""

from django import template

from kortreist.apps.fulfilment import tour_words
from kortreist.apps.ui import figures
from kortreist.apps.ui.statuses import Status

register = template.Library()


@register.filter
def km(metres: int | None) -> str:
    return "" if metres is None else tour_words.km(metres)


@register.filter
def hours(seconds: int | None) -> str:
    return "" if seconds is None else tour_words.hours(seconds)


@register.filter
def kilos(grams: int | None) -> str:
    return "" if grams is None else tour_words.kilos(grams)


@register.filter
def tour_status(status: str) -> Status:
    return tour_words.TOUR[status]  # type: ignore[index]  # as stored


@register.filter
def stop_words(kind: str) -> str:
    return str(tour_words.STOP[kind])


@register.filter
def way_words(way: str) -> str:
    return str(tour_words.WAY[way])


@register.filter
def energy_words(energy: str) -> str:
    return str(tour_words.ENERGY[energy])


@register.filter
def road_words(kind: str) -> str:
    return str(tour_words.ROAD[kind])


@register.filter
def source_words(source: str) -> str:
    return str(tour_words.SOURCE.get(source, source))


@register.filter
def trouble_words(code: str) -> str:
    return str(tour_words.TROUBLE.get(code, code))


@register.filter
def unplaced_words(code: str) -> str:
    return str(tour_words.UNPLACED.get(code, code))


@register.filter
def unserved_words(code: str) -> str:
    return tour_words.unserved_in_words(code)


@register.filter
def breach_words(code: str) -> str:
    return tour_words.breach_in_words(code)


@register.filter
def per_kilo(milligrams: int) -> str:
    """Return milligrams as grams with one decimal."""
    return figures.decimals((milligrams + 50) // 100, 1)
