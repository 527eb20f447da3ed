"""What a scanner delivers or a hand types, into what it says."""

import calendar
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal
from functools import partial

from biip import ParseConfig, ParseError
from biip.gs1_application_identifiers import GS1ApplicationIdentifier
from biip.gs1_digital_link_uris import GS1DigitalLinkURI
from biip.gs1_element_strings import GS1ElementString
from biip.gtin import Gtin
from biip.rcn import Rcn, RcnRegion, RcnUsage

from kortreist.formats.gs1.elements import FIXED, SEPARATOR, Elements
from kortreist.formats.gs1.errors import (
    BarcodeCheckDigitError,
    BarcodeDateError,
    BarcodeElementTwiceError,
    BarcodeElementUnknownError,
    BarcodeUnreadableError,
    BarcodeValueError,
)
from kortreist.formats.gs1.numbers import GTIN_LENGTHS, SSCC_LENGTH, check_digit, is_checked
from kortreist.kernel.periods import OSLO

LONGEST = 400
# Some scanners write the separator out, for want of a key for it.
WRITTEN_SEPARATORS = ("\u241d", "<GS>", "{GS}")
SYMBOLOGY = re.compile(r"\][A-Za-z][0-9A-Za-z]")
PLAIN_NUMBERS = frozenset({"]E0", "]E3", "]E4", "]I1"})
TYPED = re.compile(r"\(([0-9]{2,4})\)")
# Dates are judged here, so that no clock is read.
READING = ParseConfig(gs1_element_strings_verify_date=False)
# Sold by weight or price within the country. No public text was found on the Norwegian layout;
# biip takes it to be the Swedish one. So what it says is a proposal (``is_in_store``).
IN_STORE = ParseConfig(rcn_region=RcnRegion.NORWAY, rcn_verify_variable_measure=False)
DAYS = {"11": "produced_on", "13": "packed_on", "15": "best_before", "17": "use_by"}
NUMBERS = {"00": "sscc", "01": "gtin", "02": "content_gtin", "410": "ship_to", "414": "location"}
TEXTS = {"10": "lot", "21": "serial", "400": "order_no", "422": "origin"}
COUNTS = {"30": "count", "37": "count"}
MOMENTS = {"7003": "expires_at"}
FIELDS = {**NUMBERS, **TEXTS, **DAYS, **COUNTS, **MOMENTS}
DATES = {**dict.fromkeys(DAYS, "[0-9]{6}"), **dict.fromkeys(MOMENTS, "[0-9]{10}")}


@dataclass(frozen=True, slots=True, kw_only=True)
class Scanned(Elements):
    """What was read. GTINs have 14 digits here.

    Parameters
    ----------
    price_ore
        What a shop's own label says the piece costs, in øre.
    is_in_store
        Whether the number is a shop's own (20 to 29): its GTIN stands for the kind of goods, with
        the measure taken out, and ``net_g`` or ``price_ore`` should be looked at by a person.
    others
        Known application identifiers that are of no use here, with their values.
    """

    price_ore: int | None = None
    is_in_store: bool = False
    others: tuple[tuple[str, str], ...] = ()


def scan(text: str, *, today: date) -> Scanned:
    """Return what a barcode says, as a scanner sent it or a hand typed it.

    Understood are GS1-128, GS1 DataMatrix and GS1 QR (with or without symbology identifier, FNC1
    as group separator), the same typed with parentheses, GS1 Digital Link, EAN and ITF-14 numbers,
    a plain SSCC, and shops' own numbers for goods by weight or price.

    A scanner that types has to be told to send FNC1 as the group separator, as ``<GS>`` or as
    ``{GS}``: without it, a lot in the middle takes what follows it for its own.

    Parameters
    ----------
    text
        At most 400 characters.
    today
        Two digits of a year mean the one from 49 years ago to 50 years ahead.

    Raises
    ------
    BarcodeCheckDigitError, BarcodeDateError, BarcodeElementTwiceError, BarcodeElementUnknownError
    BarcodeUnreadableError, BarcodeValueError
        When it says nothing that can be relied on.

    References
    ----------
    GS1 General Specifications, sections 3, 7.8 and 7.12.
    """
    sent = text.strip(" \t\r\n")
    if not 0 < len(sent) <= LONGEST:
        raise BarcodeUnreadableError(text=sent[:LONGEST])
    kind = SYMBOLOGY.match(sent)
    body = sent[kind.end() :] if kind else sent
    number = re.sub(r"[ -]", "", body)
    if _is_plain(number, kind.group() if kind else ""):
        return _plain(number)
    pairs = list(_elements(body))
    # A lot typed without more begins like an element as often as not.
    if not kind and not any(ai[:2] in FIXED for ai, _value in pairs) and not _is_explicit(body):
        raise BarcodeUnreadableError(text=sent)
    return _gathered(pairs, today=today)


def _is_explicit(body: str) -> bool:
    return body.lstrip().startswith(("(", "http"))


def _is_plain(number: str, kind: str) -> bool:
    if not (number.isascii() and number.isdigit()):
        return False
    if kind:
        return kind in PLAIN_NUMBERS
    return len(number) in GTIN_LENGTHS or (len(number) == SSCC_LENGTH and is_checked(number))


def _plain(number: str) -> Scanned:
    if len(number) == SSCC_LENGTH:
        return Scanned(sscc=number)
    if len(number) not in GTIN_LENGTHS:
        raise BarcodeUnreadableError(text=number)
    _require_check_digit(number)
    gtin = _library_gtin(number)
    if isinstance(gtin, Rcn) and gtin.usage is not None:
        return _in_store(gtin)
    return Scanned(gtin=number.zfill(14))


def _library_gtin(number: str) -> Gtin:
    try:
        return Gtin.parse(number, config=IN_STORE)
    except ParseError as error:
        raise BarcodeUnreadableError(text=number) from error


def _in_store(gtin: Rcn) -> Scanned:
    kind: Gtin = gtin if gtin.usage is RcnUsage.COMPANY else gtin.without_variable_measure()
    return Scanned(
        gtin=kind.as_gtin_14(),
        net_g=None if gtin.weight is None else int(gtin.weight * 1000),
        price_ore=None if gtin.price is None else int(gtin.price * 100),
        is_in_store=True,
    )


def _elements(body: str) -> Iterator[tuple[str, str]]:
    if body.startswith(("http://", "https://")):
        return _of_link(body)
    if TYPED.match(body.lstrip()):
        return _of_typed(body)
    return _of_message(body)


def _of_link(body: str) -> Iterator[tuple[str, str]]:
    try:
        link = GS1DigitalLinkURI.parse(body, config=READING)
    except ParseError as error:
        raise BarcodeUnreadableError(text=body) from error
    return ((each.ai.ai, each.value) for each in link.element_strings)


def _of_typed(body: str) -> Iterator[tuple[str, str]]:
    """Split at the parentheses; each element ends where the next begins."""
    _before, *rest = TYPED.split("".join(body.split()))
    for ai, value in zip(rest[::2], rest[1::2], strict=True):
        element, left = _first_of(f"{ai}{value}")
        if element.ai.ai != ai:
            raise BarcodeElementUnknownError(found=ai)
        if left:
            raise BarcodeValueError(ai=ai, value=value)
        yield ai, element.value


def _of_message(body: str) -> Iterator[tuple[str, str]]:
    for written in WRITTEN_SEPARATORS:
        body = body.replace(written, SEPARATOR)
    rest = body.lstrip(SEPARATOR)
    if not rest[:2].isdigit():
        raise BarcodeUnreadableError(text=body)
    while rest:
        element, left = _first_of(rest)
        if element.ai.separator_required and left and not left.startswith(SEPARATOR):
            value = rest.split(SEPARATOR, 1)[0][len(element.ai.ai) :]
            raise BarcodeValueError(ai=element.ai.ai, value=value)
        yield element.ai.ai, element.value
        rest = left.lstrip(SEPARATOR)


def _first_of(rest: str) -> tuple[GS1ElementString, str]:
    """Return the first element string, and what stands after it."""
    try:
        ai = GS1ApplicationIdentifier.extract(rest)
    except ParseError as error:
        raise BarcodeElementUnknownError(found=rest[:4]) from error
    try:
        element = GS1ElementString.extract(rest, config=READING)
    except ParseError as error:
        value = rest.split(SEPARATOR, 1)[0][len(ai.ai) :]
        if re.match(DATES.get(ai.ai, "$^"), value):
            raise BarcodeDateError(ai=ai.ai, value=value) from error
        raise BarcodeValueError(ai=ai.ai, value=value) from error
    return element, rest[len(element) :]


def _gathered(elements: Sequence[tuple[str, str]], *, today: date) -> Scanned:
    facts: dict[str, object] = {}
    first: dict[str, str] = {}
    others: list[tuple[str, str]] = []
    for ai, value in elements:
        if first.setdefault(ai, value) != value:
            raise BarcodeElementTwiceError(ai=ai, first=first[ai], second=value)
        fact = _fact(ai, value, today=today)
        if fact is None:
            others.append((ai, value))
        else:
            facts[fact[0]] = fact[1]
    return Scanned(**facts, others=tuple(others))  # type: ignore[arg-type]  # typed in _fact


def _fact(ai: str, value: str, *, today: date) -> tuple[str, object] | None:
    """Return the field that an application identifier fills, and with what."""
    if ai.startswith("310"):
        return "net_g", _grams(value, decimals=int(ai[3]))
    if ai not in FIELDS:
        return None
    fact: object = value
    if ai in NUMBERS:
        fact = _require_check_digit(value)
    elif ai in DAYS:
        fact = _day(ai, value, today=today)
    elif ai in COUNTS:
        fact = int(value)
    elif ai in MOMENTS:
        fact = _moment(ai, value, today=today)
    return FIELDS[ai], fact


def _require_check_digit(number: str) -> str:
    if not is_checked(number):
        raise BarcodeCheckDigitError(number=number, expected=check_digit(number[:-1]))
    return number


def _grams(value: str, *, decimals: int) -> int:
    grams = Decimal(value).scaleb(3 - decimals)
    return int(grams.to_integral_value(ROUND_HALF_UP))


def _day(ai: str, value: str, *, today: date) -> date:
    """Return the day of YYMMDD; day 00 is the month's last."""
    year, month, day = _full_year(int(value[:2]), today=today), int(value[2:4]), int(value[4:6])
    make = partial(date, year, month)
    try:
        return make(day or calendar.monthrange(year, month)[1])
    except ValueError as error:  # monthrange's own error is one as well
        raise BarcodeDateError(ai=ai, value=value) from error


def _moment(ai: str, value: str, *, today: date) -> datetime:
    day = _day(ai, value[:6], today=today)
    try:
        return datetime(
            day.year, day.month, day.day, int(value[6:8]), int(value[8:10]), tzinfo=OSLO
        )
    except ValueError as error:
        raise BarcodeDateError(ai=ai, value=value) from error


def _full_year(two_digits: int, *, today: date) -> int:
    """Return the year within 49 years back and 50 ahead that ends with the two digits."""
    oldest = today.year - 49
    return oldest + (two_digits - oldest) % 100
