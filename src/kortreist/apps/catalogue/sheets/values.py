"""From what stands in a cell to what is kept, and back: one pair of functions for each kind.

Words are read in all three languages whoever reads the page, because sheets travel; they are
written in one. A cell that is empty says nothing. Numbers are read as they are everywhere else.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final

from stdnum import ean

from kortreist.apps.actors.errors import TextTooLongError
from kortreist.apps.catalogue.errors import (
    AllergenUnknownError,
    CellUnclearError,
    GtinError,
    GtinShortenedError,
    PacksOutOfRangeError,
    SeasonError,
)
from kortreist.apps.catalogue.wording import fold
from kortreist.apps.ui import parsing
from kortreist.formats.sheets.writing import Value
from kortreist.kernel.quantity import Unit

Words = Mapping[str, tuple[str, ...]]
Parse = Callable[[str], object]
Write = Callable[[object, int], Value]

LANGUAGES: Final = ("nb", "nn", "en")
# What takes away what stands, where nothing may stand.
NOTHING: Final = frozenset({"-", "–", "—"})
MOST_PACKS: Final = 1_000_000
MOST_PRICE_ORE: Final = 10_000_000
MOST_NUTRIENT_MG: Final = 100_000
MOST_CONTENT: Final = 1_000_000_000
SHORTENED = re.compile(r"[0-9][.,][0-9]+E\+[0-9]+", re.IGNORECASE)
BETWEEN = re.compile(r"\s*(?:[-–—]|til|to)\s*")
PARTS = re.compile(r"[,;/\n]|\bog\b|\band\b")
DAYS = (
    (re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})"), (1, 2, 3)),
    (re.compile(r"(\d{1,2})\.\s?(\d{1,2})\.\s?(\d{4})"), (3, 2, 1)),
    (re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})"), (3, 2, 1)),
)


@dataclass(frozen=True, slots=True)
class Kind:
    """How a kind of cell is read and written; `write` is told the place of the language."""

    parse: Parse
    write: Write
    # Whether "–" takes away what stands, and what is left then.
    can_be_taken_away: bool = False
    empty: object = ""


def text(most: int, *, is_optional: bool = True, keeps_lines: bool = False) -> Kind:
    """Return texts up to a length, on one line unless lines are kept."""

    def parse(typed: str) -> str:
        tidied = typed.replace("\r\n", "\n") if keeps_lines else " ".join(typed.split())
        if len(tidied) > most:
            raise TextTooLongError(field="cell", most=most)
        return tidied

    return Kind(parse, _as_it_is, can_be_taken_away=is_optional)


def words(table: Words, *, can_be_taken_away: bool = False) -> Kind:
    """Return one of few codes, each with its words in the three languages and other words."""
    codes = {fold(word): code for code, each in table.items() for word in (code, *each)}

    def parse(typed: str) -> str:
        code = codes.get(fold(typed))
        if code is None:
            raise CellUnclearError(typed=typed[:40], known=_in_short(table))
        return code

    def write(value: object, language: int) -> str:
        return table[str(value)][language] if value else ""

    return Kind(parse, write, can_be_taken_away=can_be_taken_away)


def yes_no() -> Kind:
    """Return yes or no, also as a cross or a figure."""
    kind = words(YES_NO)
    return Kind(
        lambda typed: kind.parse(typed) == "true",
        lambda value, language: kind.write("true" if value else "false", language),
    )


def whole(least: int, most: int, *, can_be_taken_away: bool = False) -> Kind:
    """Return whole numbers within bounds."""

    def parse(typed: str) -> int:
        number = parsing.parse_amount(typed, Unit.PIECE, most=most)
        if number < least:
            raise PacksOutOfRangeError(most=most)
        return number

    return Kind(
        parse,
        lambda value, _: None if value is None else int(str(value)),
        can_be_taken_away=can_be_taken_away,
        empty=None,
    )


def price() -> Kind:
    """Return kroner as whole øre."""
    return Kind(
        lambda typed: parsing.parse_kr(typed, most=MOST_PRICE_ORE),
        lambda value, _: Decimal(int(str(value))).scaleb(-2),
    )


def share(*, can_be_taken_away: bool = False) -> Kind:
    """Return percentages as basis points."""

    def write(value: object, _: int) -> Decimal | None:
        return None if value is None else Decimal(int(str(value))).scaleb(-2)

    return Kind(parsing.parse_percent, write, can_be_taken_away=can_be_taken_away, empty=None)


def gtin() -> Kind:
    """Return GTINs: 8, 12, 13 or 14 digits, the last a check digit."""

    def parse(typed: str) -> str:
        digits = "".join(typed.split()).replace("-", "")
        if SHORTENED.fullmatch(digits):
            raise GtinShortenedError(typed=typed[:20])
        if not (digits.isdecimal() and digits.isascii() and ean.is_valid(digits)):
            raise GtinError(typed=typed[:20])
        return digits

    return Kind(parse, _as_it_is, can_be_taken_away=True)


def allergens(table: Words) -> Kind:
    """Return the allergens in it; an empty list is none of them, None is not stated."""
    unstated = {fold(word) for word in NOT_STATED}
    listed = some_of(table)

    def parse(typed: str) -> object:
        return None if fold(typed) in unstated else listed.parse(typed)

    def write(value: object, language: int) -> Value:
        return NOT_STATED[language] if value is None else listed.write(value, language)

    return Kind(parse, write)


def some_of(table: Words) -> Kind:
    """Return lists of codes, each with its words; in the table's order, each once."""
    codes = {fold(word): code for code, each in table.items() for word in (code, *each)}
    none = {fold(word) for word in (*NONE_OF_THEM, *NOTHING)}

    def parse(typed: str) -> list[str]:
        if fold(typed) in none:
            return []
        found = set()
        for part in PARTS.split(typed):
            word = fold(part.strip(" .*"))
            if word and word not in codes:
                raise AllergenUnknownError(allergen=part.strip()[:40])
            if word:
                found.add(codes[word])
        return [code for code in table if code in found]

    def write(value: object, language: int) -> str:
        given = value if isinstance(value, list) else []
        return ", ".join(table[code][language] for code in given) or NONE_OF_THEM[language]

    return Kind(parse, write)


def one_allergen() -> Kind:
    """Return what a column of one allergen says: a code of `STATED`, None where it is not stated.

    A cross and a yes say that it is in it.
    """
    stated = words(STATED)
    unstated = {fold(word) for word in NOT_STATED}

    def parse(typed: str) -> object:
        return None if fold(typed) in unstated else stated.parse(typed)

    def write(value: object, language: int) -> Value:
        return NOT_STATED[language] if value is None else stated.write(value, language)

    return Kind(parse, write)


def grams() -> Kind:
    """Return grams, with or without decimals, as whole milligrams."""

    def parse(typed: str) -> int:
        bare = typed.strip().removesuffix("g").strip()
        # Grams to milligrams is as kilos to grams.
        return parsing.parse_amount(bare, Unit.GRAM, most=MOST_NUTRIENT_MG)

    def write(value: object, _: int) -> Decimal | None:
        return None if value is None else Decimal(int(str(value))).scaleb(-3)

    return Kind(parse, write, can_be_taken_away=True, empty=None)


def weeks() -> Kind:
    """Return seasons: first and last week, ``25–40``; a dash alone is all year."""

    def parse(typed: str) -> list[int]:
        bare = fold(typed).removeprefix("uke").removeprefix("veke").removeprefix("week")
        parts = BETWEEN.split(bare.strip(" .s"))
        if len(parts) != 2 or not all(part.isdecimal() and 1 <= int(part) <= 53 for part in parts):
            raise SeasonError
        return [int(part) for part in parts]

    def write(value: object, _: int) -> str:
        return "–".join(str(week) for week in value) if isinstance(value, list) else ""

    return Kind(parse, write, can_be_taken_away=True, empty=None)


def day() -> Kind:
    """Return days as ``2026-11-26``."""

    def parse(typed: str) -> str:
        found = read_day(typed)
        if found is None:
            raise CellUnclearError(typed=typed[:40], known="26.11.2026")
        return found.isoformat()

    return Kind(parse, lambda value, _: str(value))


def read_day(typed: str) -> date | None:
    """Return the day that is written somewhere in a text; None where there is none."""
    for pattern, order in DAYS:
        match = pattern.search(typed)
        if match:
            year, month, of_month = (int(match[group]) for group in order)
            try:
                return date(year, month, of_month)
            except ValueError:
                return None
    return None


def _as_it_is(value: object, _: int) -> str:
    return str(value)


def _in_short(table: Words) -> str:
    return ", ".join(each[0] for each in list(table.values())[:6])


YES_NO: Final[Words] = {
    "true": ("ja", "ja", "yes", "x", "j", "y", "1", "sann", "sant", "✓"),
    "false": ("nei", "nei", "no", "n", "0", "usann", "usant", "-"),
}
NONE_OF_THEM: Final = ("ingen", "ingen", "none", "ingen allergener", "ingen allergen", "nei", "no")
NOT_STATED: Final = ("ikke oppgitt", "ikkje oppgitt", "not stated", "ukjent", "ukjend", "unknown")
STATED: Final[Words] = {
    "contains": (
        *("ja", "ja", "yes", "x", "j", "y", "1", "✓", "inneholder", "inneheld", "contains"),
        *("sann", "sant", "true"),
    ),
    "traces": (
        *("spor", "spor", "traces", "(x)", "s", "t", "trace", "kan inneholde", "kan innehalde"),
        *("may contain", "kan inneholde spor", "kan innehalde spor", "spor av"),
    ),
    "none": (
        *("nei", "nei", "no", "n", "0", "-", "–", "—", "ingen", "none", "usann", "usant"),
        *("false", "inneholder ikke", "inneheld ikkje", "fri"),
    ),
}
PER: Final[Words] = {
    "g": ("100 g", "100 g", "100 g", "100g", "per 100 g", "g"),
    "ml": ("100 ml", "100 ml", "100 ml", "100ml", "per 100 ml", "ml", "1 dl"),
}
STORAGE: Final[Words] = {
    "ambient": ("på hylla", "på hylla", "on the shelf", "tørrvare", "tørr", "romtemperatur", "dry"),
    "chilled": ("kjølt", "kjølt", "chilled", "kjøl", "kjølevare", "fersk", "0-4", "cold"),
    "frozen": ("fryst", "fryst", "frozen", "frys", "frossen", "frosset", "dypfryst", "frysevare"),
}
VAT: Final[Words] = {
    "food": ("mat 15 %", "mat 15 %", "food 15 %", "15", "15 %", "0,15", "mat", "matvarer", "food"),
    "general": ("25 %", "25 %", "25 %", "25", "0,25", "alminnelig", "høy", "general"),
    "raw_fish": ("fisk 11,11 %", "fisk 11,11 %", "fish 11.11 %", "11,11", "11,11 %", "råfisk"),
    "low": ("12 %", "12 %", "12 %", "12", "0,12", "lav", "low"),
    "zero": ("0 %", "0 %", "0 %", "0", "fritatt", "zero"),
    "exempt": ("unntatt", "unntatt", "exempt"),
}
UNITS: Final[Words] = {
    "kg": ("kg", "kg", "kg", "kilo", "kilogram", "kgm"),
    "g": ("g", "g", "g", "gram", "grm"),
    "hg": ("hg", "hg", "hg"),
    "l": ("l", "l", "l", "liter", "litre", "ltr"),
    "dl": ("dl", "dl", "dl"),
    "cl": ("cl", "cl", "cl"),
    "ml": ("ml", "ml", "ml", "mlt"),
    "stk": ("stk", "stk", "pcs", "stykk", "stk.", "pk", "pakke", "st", "pc", "ea", "piece"),
}
CHARGE_BY: Final[Words] = {
    "nominal": ("som pakket", "som pakka", "as packed", "fast vekt", "fast", "fixed"),
    "measured": ("veid", "vege", "weighed", "variabel vekt", "etter vekt", "catch weight"),
}
ALLERGENS: Final[Words] = {
    "gluten": ("gluten", "gluten", "gluten", "hvete", "kveite", "wheat", "korn"),
    "crustaceans": ("skalldyr", "skaldyr", "crustaceans", "krepsdyr", "reker"),
    "eggs": ("egg", "egg", "eggs"),
    "fish": ("fisk", "fisk", "fish"),
    "peanuts": ("peanøtter", "peanøtter", "peanuts", "peanøtt"),
    "soya": ("soya", "soya", "soya", "soy", "soja"),
    "milk": ("melk", "mjølk", "milk", "laktose", "melkeprotein"),
    "nuts": ("nøtter", "nøtter", "nuts", "nøtt"),
    "celery": ("selleri", "selleri", "celery"),
    "mustard": ("sennep", "sennep", "mustard"),
    "sesame": ("sesam", "sesam", "sesame", "sesamfrø"),
    "sulphites": ("sulfitt", "sulfitt", "sulphites", "sulfitter", "svoveldioksid", "sulfites"),
    "lupin": ("lupin", "lupin", "lupin", "lupiner"),
    "molluscs": ("bløtdyr", "blautdyr", "molluscs", "muslinger", "blåskjell"),
}
CEREALS: Final[Words] = {
    "wheat": ("hvete", "kveite", "wheat"),
    "spelt": ("spelt", "spelt", "spelt"),
    "rye": ("rug", "rug", "rye"),
    "barley": ("bygg", "bygg", "barley"),
    "oats": ("havre", "havre", "oats"),
}
NUTS: Final[Words] = {
    "almond": ("mandel", "mandel", "almond", "mandler"),
    "hazelnut": ("hasselnøtt", "hasselnøtt", "hazelnut", "hasselnøtter"),
    "walnut": ("valnøtt", "valnøtt", "walnut", "valnøtter"),
    "cashew": ("cashewnøtt", "cashewnøtt", "cashew", "cashewnøtter"),
    "pecan": ("pekannøtt", "pekannøtt", "pecan", "pekannøtter"),
    "brazil_nut": ("paranøtt", "paranøtt", "brazil nut", "paranøtter"),
    "pistachio": ("pistasj", "pistasj", "pistachio", "pistasjnøtter"),
    "macadamia": ("makadamianøtt", "makadamianøtt", "macadamia", "macadamianøtter"),
}
SPECIES: Final[Words] = {
    "cattle": ("storfe", "storfe", "cattle", "ku", "okse", "kalv"),
    "sheep": ("sau", "sau", "sheep", "lam"),
    "goat": ("geit", "geit", "goat", "kje"),
    "pig": ("svin", "svin", "pig", "gris"),
    "poultry": ("fjørfe", "fjørfe", "poultry", "kylling", "høne", "kalkun"),
    "reindeer": ("rein", "rein", "reindeer", "reinsdyr"),
    "game": ("vilt", "vilt", "game", "elg", "hjort"),
    "fish": ("fisk", "fisk", "fish"),
    "shellfish": ("skalldyr", "skaldyr", "shellfish"),
}
TREATMENT: Final[Words] = {
    "fresh": ("fersk", "fersk", "fresh"),
    "mince": ("kvernet", "kverna", "mince", "kjøttdeig", "farse"),
    "preparation": ("bearbeidet rått", "tilarbeidd rått", "preparation"),
    "offal": ("innmat", "innmat", "offal"),
    "cured": ("spekt", "spekt", "cured", "speket", "saltet"),
    "smoked": ("røkt", "røykt", "smoked"),
    "heated": ("varmebehandlet", "varmebehandla", "heated", "kokt", "stekt"),
    "tinned": ("hermetisert", "hermetisert", "tinned", "hermetikk"),
    "raw_milk": ("rå melk", "rå mjølk", "raw milk", "upasteurisert"),
    "pasteurised": ("pasteurisert", "pasteurisert", "pasteurised"),
}
