"""Whole øre, grams, millilitres, basis points and moments as people write them.

Numbers are written the Norwegian way in every language, because they are read that way back in
forms and on papers; the names of days and months follow the reader's language.
"""

from datetime import date, datetime, timedelta
from typing import Final, Literal

from babel.dates import format_date, format_timedelta, get_day_names
from django.utils.translation import get_language

from kortreist.kernel.periods import OSLO
from kortreist.kernel.quantity import Unit

MINUS: Final = "−"
# The space that CLDR has for Norwegian: spreadsheets read numbers with it back as numbers.
NO_BREAK: Final = "\u00a0"

PRICE_UNITS: Final = {Unit.GRAM: "kg", Unit.MILLILITRE: "l"}
SMALL_UNITS: Final = {Unit.GRAM: "g", Unit.MILLILITRE: "ml"}
PIECES: Final = {"en": "pcs"}

TIME_STEPS: Final[tuple[tuple[Literal["day", "hour", "minute"], int, int], ...]] = (
    ("day", 86_400, 2),
    ("hour", 3_600, 2),
    ("minute", 60, 1),
)


def reader_language() -> str:
    """Return the reader's language: nb, nn or en."""
    return (get_language() or "nb").split("-")[0]


def whole(number: int) -> str:
    """Return a whole number with unbreakable spaces between thousands: ``1 234``."""
    sign = MINUS if number < 0 else ""
    return sign + f"{abs(number):,}".replace(",", NO_BREAK)


def decimals(number: int, places: int, *, trim: bool = False) -> str:
    """Return ``number`` / 10^``places`` with a decimal comma; ``trim`` drops closing zeros."""
    sign = MINUS if number < 0 else ""
    units, rest = divmod(abs(number), 10**places)
    tail = f"{rest:0{places}d}"
    if trim:
        tail = tail.rstrip("0")
    return sign + whole(units) + (f",{tail}" if tail else "")


def kr(ore: int) -> str:
    """Return øre as money: ``kr 1 234,50``."""
    return f"kr{NO_BREAK}{kr_figure(ore)}"


def kr_figure(ore: int) -> str:
    """Return øre as a bare figure, for columns with the unit in their head: ``1 234,50``."""
    return decimals(ore, 2)


def amount(value: int, unit: Unit | str) -> str:
    """Return an amount in words one would use: ``750 g``, ``3,250 kg``, ``1,5 l``, ``12 stk``."""
    unit = Unit(unit)
    if unit is Unit.PIECE:
        return f"{whole(value)}{NO_BREAK}{unit_word(unit)}"
    if abs(value) < 1000:
        return f"{whole(value)}{NO_BREAK}{SMALL_UNITS[unit]}"
    return f"{_thousandths(value, unit)}{NO_BREAK}{PRICE_UNITS[unit]}"


def _thousandths(value: int, unit: Unit) -> str:
    if value % 1000 == 0:
        return whole(value // 1000)
    return decimals(value, 3, trim=unit is Unit.MILLILITRE)


def amount_figure(value: int, unit: Unit | str) -> str:
    """Return an amount as a bare figure in the price's unit, for columns: ``3,250``, ``12``."""
    return whole(value) if Unit(unit) is Unit.PIECE else decimals(value, 3)


def unit_word(unit: Unit | str) -> str:
    """Return the price's unit in words: ``kg``, ``l``, ``stk``."""
    unit = Unit(unit)
    if unit is Unit.PIECE:
        return PIECES.get(reader_language(), "stk")
    return PRICE_UNITS[unit]


def percent(rate_bp: int) -> str:
    """Return basis points as a percentage: ``15 %``, ``11,11 %``."""
    return f"{decimals(rate_bp, 2, trim=True)}{NO_BREAK}%"


def degrees(tenths: int) -> str:
    """Return a temperature: ``3,5 °C``, ``−18 °C``."""
    return f"{decimals(tenths, 1, trim=True)}{NO_BREAK}°C"


def day(on: date) -> str:
    """Return a day shortly: ``tor. 26. nov.``, ``Thu 26 Nov``."""
    # What CLDR has in nynorsk for use inside a date, "må.", reads like a verb: its other form.
    return _date(on, {"en": "EEE d MMM", "nn": "ccc'.' d. MMM"}, "EEE d. MMM")


def day_long(on: date) -> str:
    """Return a day in full: ``torsdag 26. november 2026``."""
    return _date(on, {"en": "EEEE d MMMM y"}, "EEEE d. MMMM y")


def day_year(on: date) -> str:
    """Return a day with its year and no weekday, for documents: ``26.11.2026``."""
    return on.strftime("%d.%m.%Y")


def clock(at: datetime) -> str:
    """Return the Norwegian time of day: ``kl. 12``, ``kl. 12.30``, ``at 12:30``."""
    local = at.astimezone(OSLO)
    if reader_language() == "en":
        return f"at {local:%H:%M}"
    return f"kl.{NO_BREAK}{local.hour}" + (f".{local.minute:02d}" if local.minute else "")


def moment(at: datetime) -> str:
    """Return a moment in Norwegian time: ``tor. 26. nov. kl. 12``."""
    return f"{day(at.astimezone(OSLO).date())} {clock(at)}"


def time_left(until: datetime, now: datetime) -> str:
    """Return how long it is until ``until``, rounded down: ``om 3 timer``; empty when past."""
    seconds = int((until - now).total_seconds())
    for unit, size, least in TIME_STEPS:
        if seconds >= size * least:
            return format_timedelta(
                timedelta(seconds=seconds // size * size),
                granularity=unit,
                threshold=float("inf"),
                add_direction=True,
                locale=reader_language(),
            )
    return ""


def _date(on: date, patterns: dict[str, str], pattern: str) -> str:
    language = reader_language()
    return format_date(on, patterns.get(language, pattern), locale=language)


def weekday_names() -> list[str]:
    """Return what the days of the week are called, Monday first."""
    names = get_day_names("wide", context="stand-alone", locale=reader_language())
    return [str(names[number]) for number in range(7)]
