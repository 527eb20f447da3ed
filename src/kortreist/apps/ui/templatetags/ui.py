"""Template tags and filters of the interface: ``{% load ui %}``."""

from collections.abc import Mapping
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from django import template
from django.core.paginator import Page
from django.forms import BoundField, CheckboxInput, Textarea
from django.forms.boundfield import BoundWidget
from django.http import QueryDict
from django.template.context import Context
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from kortreist.apps.ui import figures
from kortreist.apps.ui.annexes import annexes_of
from kortreist.apps.ui.content import LANGUAGE_NAMES, choose, marked
from kortreist.apps.ui.icons import DRAWINGS
from kortreist.apps.ui.statuses import Status
from kortreist.kernel.periods import OSLO
from kortreist.kernel.quantity import Unit

register = template.Library()

ICON_SIZES = frozenset({"", "lg", "xl"})
SOON_S = 3 * 3600


@register.filter
def kr(ore: int | None) -> str:
    return "" if ore is None else figures.kr(ore)


@register.filter
def kr_figure(ore: int | None) -> str:
    return "" if ore is None else figures.kr_figure(ore)


@register.filter
def amount(value: int | None, unit: Unit | str) -> str:
    return "" if value is None else figures.amount(value, unit)


@register.filter
def amount_figure(value: int | None, unit: Unit | str) -> str:
    return "" if value is None else figures.amount_figure(value, unit)


@register.filter
def unit_word(unit: Unit | str) -> str:
    return figures.unit_word(unit)


@register.filter
def whole(value: int | None) -> str:
    return "" if value is None else figures.whole(value)


@register.filter
def percent_bp(rate_bp: int | None) -> str:
    return "" if rate_bp is None else figures.percent(rate_bp)


@register.filter
def limit_degrees(tenths: int) -> str:
    """Return a limit of temperature, without needless decimals: ``−18 °C``."""
    return figures.degrees(tenths)


@register.filter
def day(on: date | datetime | None, style: str = "short") -> str:
    """Return a day; ``style`` is short (tor. 26. nov.), long or year (26.11.2026)."""
    if on is None:
        return ""
    if isinstance(on, datetime):
        on = timezone.localdate(on, OSLO)
    writers = {"short": figures.day, "long": figures.day_long, "year": figures.day_year}
    return writers[style](on)


@register.filter
def moment(at: datetime | None) -> str:
    return "" if at is None else figures.moment(at)


@register.filter
def clock(at: datetime | None) -> str:
    return "" if at is None else figures.clock(at)


@register.filter
def content(texts: Mapping[str, object] | None) -> SafeString:
    """Return a text in the reader's language, or in another, marked and named as such."""
    return marked(choose(texts))


@register.filter
def content_text(texts: Mapping[str, object] | None) -> str:
    """Return the text alone, for places without markup: options, titles, labels."""
    return choose(texts).text


@register.filter
def language_name(code: str) -> str:
    """Return a language's name in the language itself, as its readers look for it."""
    name = LANGUAGE_NAMES[code]
    return name[0].upper() + name[1:]


@register.simple_tag
def icon(name: str, label: str = "", size: str = "") -> SafeString:
    """Draw a pictogram; without ``label`` it is decoration beside a word and is not read aloud."""
    return _draw(name, str(label), size)


# Pages have hundreds of a few pictograms, nearly all of them without words.
@lru_cache(maxsize=512)
def _draw(name: str, label: str, size: str) -> SafeString:
    if size not in ICON_SIZES:
        msg = f"an icon is of size lg or xl, or of the text's; not {size!r}"
        raise ValueError(msg)
    spoken = (
        format_html('role="img" aria-label="{}"', label)
        if label
        else mark_safe('aria-hidden="true"')
    )
    return format_html(
        '<svg class="kr-icon" viewBox="0 0 32 32" focusable="false" data-icon="{}"{} {}>{}</svg>',
        name,
        format_html(' data-size="{}"', size) if size else "",
        spoken,
        mark_safe(DRAWINGS[name]),  # noqa: S308  # drawn in icons.py
    )


@register.simple_tag
def status_badge(
    status: Status | None = None, word: str = "", tone: str = "neutral", icon_name: str = ""
) -> SafeString:
    """Show a status as pictogram, word and colour."""
    shown = status or Status(word, tone, icon_name)
    return format_html(
        '<span class="kr-status" data-color="{}">{} {}</span>',
        shown.tone,
        icon(shown.shown_icon),
        shown.word,
    )


@register.simple_tag(takes_context=True)
def query_with(context: Context, **changes: object) -> str:
    """Return the page's query with ``changes``, so that paging keeps the filters; None drops."""
    query: QueryDict = context["request"].GET.copy()
    for name, value in changes.items():
        if value is None or value == "":
            query.pop(name, None)
        else:
            query[name] = str(value)
    return f"?{query.urlencode()}"


# Pages hold any kind of thing.
@register.simple_tag(takes_context=True)
def annexes(context: Context, place: str, thing: object) -> SafeString:
    """Show what the rooms above have to say of a thing; each writes its own safe HTML."""
    texts = annexes_of(place, context["request"], thing)
    return format_html_join("", "{}", ((mark_safe(text),) for text in texts))  # noqa: S308  # rendered by a template


@register.simple_tag
def page_numbers(page: Page[Any]) -> list[int | str]:
    """Return the page numbers worth showing, with an ellipsis where some are left out."""
    return list(page.paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1))


@register.inclusion_tag("ui/_countdown.html")
def countdown(until: datetime, label: str = "") -> dict[str, object]:
    """Say when something ends and how long that is from now."""
    now = timezone.now()
    return {
        "until": until,
        "label": label,
        "left": figures.time_left(until, now),
        "is_past": until <= now,
        "is_soon": 0 < (until - now).total_seconds() < SOON_S,
    }


@register.simple_tag
def input_for(field: BoundField, **attributes: object) -> SafeString:
    """Render a form field's input in the design system's dress."""
    widget = field.field.widget
    attrs: dict[str, str | bool] = {"class": f"ds-input {widget.attrs.get('class', '')}".strip()}
    if isinstance(widget, Textarea):
        attrs["rows"] = str(widget.attrs.get("rows", 4))
    attrs |= {name.replace("_", "-"): str(value) for name, value in attributes.items() if value}
    return field.as_widget(attrs=attrs)


@register.simple_tag
def choice_for(choice: BoundWidget) -> SafeString:
    """Render one radio button or checkbox of several in the design system's dress."""
    choice.data["attrs"]["class"] = "ds-input"
    return choice.tag()


@register.filter
def is_checkbox(field: BoundField) -> bool:
    return isinstance(field.field.widget, CheckboxInput)
