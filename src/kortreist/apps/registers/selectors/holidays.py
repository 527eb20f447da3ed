"""Norwegian public holidays, as the `holidays` library has them.

Source: the act on public holidays of 24 February 1995 no. 12, and the act on 1 and 17 May of
26 April 1947 no. 1. Sundays are not among them.
"""

from collections.abc import Mapping
from datetime import date
from functools import cache
from types import MappingProxyType

from holidays import country_holidays

LANGUAGES = {"en": "en_US"}


@cache
def public_holidays(year: int, language: str = "nb") -> Mapping[date, str]:
    """Return the public holidays of a year with their names, Norwegian unless in English."""
    days = country_holidays("NO", years=year, language=LANGUAGES.get(language, "no"))
    return MappingProxyType(dict(sorted(days.items())))


def holidays_between(first: date, last: date, language: str = "nb") -> dict[date, str]:
    """Return the public holidays from ``first`` to ``last``, both included."""
    return {
        day: name
        for year in range(first.year, last.year + 1)
        for day, name in public_holidays(year, language).items()
        if first <= day <= last
    }
