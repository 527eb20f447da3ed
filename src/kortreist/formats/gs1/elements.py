"""What a GS1 mark can say of goods or a load unit, and how that is written."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from kortreist.formats.gs1.errors import BarcodeValueError
from kortreist.formats.gs1.numbers import gtin_14, is_gln, is_gtin, is_sscc

# What FNC1 becomes when a scanner sends it on.
SEPARATOR = "\x1d"
# Their length is known beforehand, so no separator follows (GS1, figure 7.8.5-2).
FIXED = ("00", "01", "02", "11", "13", "15", "17", "31", "41")
# Character set 82.
TEXT = re.compile(r"[!\"%&'()*+,\-./0-9:;<=>?A-Z_a-z]+")
LONGEST_TEXT = {"10": 20, "21": 20, "400": 30}
LARGEST_COUNT = 99_999_999
LARGEST_WEIGHT_G = 999_999_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Elements:
    """What is said; empty or None where nothing is.

    Parameters
    ----------
    sscc
        The load unit's number (00).
    gtin
        What the goods are (01): any length of GTIN.
    content_gtin
        What the load unit holds (02); goes with ``count``.
    lot, serial
        The lot (10) and the piece's own number (21).
    produced_on, packed_on, best_before, use_by
        Days (11, 13, 15, 17).
    expires_at
        Day and minute after which it is not to be eaten (7003), Norwegian time.
    net_g
        Net mass in grams (310n). Above 999 999 g it is written to the nearest 10 g and so on.
    count
        Pieces: of goods (30), or in the load unit where ``content_gtin`` is given (37).
    order_no
        The buyer's order (400).
    ship_to, location
        GLN of the receiver (410) and of a place (414).
    origin
        Country, ISO 3166 with three digits (422); Norway is 578.
    """

    sscc: str = ""
    gtin: str = ""
    content_gtin: str = ""
    lot: str = ""
    serial: str = ""
    produced_on: date | None = None
    packed_on: date | None = None
    best_before: date | None = None
    use_by: date | None = None
    expires_at: datetime | None = None
    net_g: int | None = None
    count: int | None = None
    order_no: str = ""
    ship_to: str = ""
    location: str = ""
    origin: str = ""


def element_pairs(said: Elements) -> tuple[tuple[str, str], ...]:
    """Return application identifiers and values in the order to write them.

    Those of fixed length first, the lot last, so that few separators are needed.

    Raises
    ------
    BarcodeValueError
        When something cannot be written: a wrong check digit, a character outside set 82, too long.
    """
    return (*_numbers(said), *_days(said), *_weight(said), *_places(said), *_free(said))


def element_string(said: Elements) -> str:
    """Return the element strings as a scanner would send them, with separators where needed.

    Raises
    ------
    BarcodeValueError
        As :func:`element_pairs`.
    """
    pairs = element_pairs(said)
    ends = ("" if ai[:2] in FIXED else SEPARATOR for ai, _value in pairs)
    return "".join(
        f"{ai}{value}{end}" for (ai, value), end in zip(pairs, ends, strict=True)
    ).removesuffix(SEPARATOR)


def readable_text(said: Elements) -> str:
    """Return the element strings as people read them: ``(00)370123400000000015``.

    Raises
    ------
    BarcodeValueError
        As :func:`element_pairs`.
    """
    return "".join(f"({ai}){value}" for ai, value in element_pairs(said))


def _numbers(said: Elements) -> Iterator[tuple[str, str]]:
    if said.sscc:
        _require(is_sscc(said.sscc), "00", said.sscc)
        yield "00", said.sscc
    for ai, gtin in (("01", said.gtin), ("02", said.content_gtin)):
        if gtin:
            _require(is_gtin(gtin), ai, gtin)
            yield ai, gtin_14(gtin)


def _days(said: Elements) -> Iterator[tuple[str, str]]:
    days = {
        "11": said.produced_on,
        "13": said.packed_on,
        "15": said.best_before,
        "17": said.use_by,
    }
    for ai, day in days.items():
        if day:
            yield ai, f"{day:%y%m%d}"


def _weight(said: Elements) -> Iterator[tuple[str, str]]:
    if said.net_g is None:
        return
    _require(0 <= said.net_g <= LARGEST_WEIGHT_G, "310", said.net_g)
    decimals, value = 3, said.net_g
    while value > 999_999:
        decimals, value = decimals - 1, (value + 5) // 10
    yield f"310{decimals}", f"{value:06d}"


def _places(said: Elements) -> Iterator[tuple[str, str]]:
    for ai, gln in (("410", said.ship_to), ("414", said.location)):
        if gln:
            _require(is_gln(gln), ai, gln)
            yield ai, gln


def _free(said: Elements) -> Iterator[tuple[str, str]]:
    if said.count is not None:
        ai = "37" if said.content_gtin else "30"
        _require(0 <= said.count <= LARGEST_COUNT, ai, said.count)
        yield ai, str(said.count)
    if said.origin:
        _require(re.fullmatch("[0-9]{3}", said.origin), "422", said.origin)
        yield "422", said.origin
    if said.expires_at:
        yield "7003", f"{said.expires_at:%y%m%d%H%M}"
    for ai, text in (("400", said.order_no), ("21", said.serial), ("10", said.lot)):
        if text:
            _require(len(text) <= LONGEST_TEXT[ai] and TEXT.fullmatch(text), ai, text)
            yield ai, text


def _require(holds: object, ai: str, value: object) -> None:
    if not holds:
        raise BarcodeValueError(ai=ai, value=str(value))
