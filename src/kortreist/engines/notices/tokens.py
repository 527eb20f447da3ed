"""From a text to its parts: numbers, units, days, words."""

import re
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from fractions import Fraction

from kortreist.engines.notices import vocabulary as words

PARTS = re.compile(
    r"\d{1,2}\s?/\s?\d{1,2}(?!\d)"
    r"|\d{1,2}\.\s?\d{1,2}\.(?:\d{2,4})?(?!\d)"
    r"|\d+(?:[.,]\d+)?"
    r"|[^\W\d_]+(?:'[^\W\d_]+)?"
    r"|[,;:\n+&]"
)
THOUSANDS = re.compile(r"(?<=\d)[   ](?=\d{3}(?!\d))")


class Kind(StrEnum):
    """What a part of a notice is."""

    NUMBER = "number"
    MEASURE = "measure"
    PACK = "pack"
    DAY = "day"
    NONE = "none"
    JOIN = "join"
    EACH = "each"
    WORD = "word"


@dataclass(frozen=True, slots=True)
class Token:
    """A part with what it means; `start` and `end` are its place in the text."""

    kind: Kind
    text: str
    start: int
    end: int
    number: Fraction = Fraction(0)
    unit: str = ""
    days: tuple[date, ...] = ()
    # Whether the day was meant as a week or every day, where missing days are left out.
    is_span: bool = False


@dataclass(frozen=True, slots=True)
class _Part:
    text: str
    start: int
    end: int


def tokens_of(text: str, today: date, delivery_days: tuple[date, ...]) -> list[Token]:
    """Return what a text is made of, without the words that only hold it together."""
    parts = [
        _Part(found.group().casefold(), found.start(), found.end())
        for found in PARTS.finditer(THOUSANDS.sub("", text).replace("½", ",5"))
    ]
    tokens: list[Token] = []
    at = 0
    while at < len(parts):
        token, used = (
            _day(parts, at, today, delivery_days) or _number(parts, at) or _single(parts, at)
        )
        if token is not None:
            tokens.append(token)
        at += used
    return tokens


def _word(parts: list[_Part], at: int) -> str:
    return parts[at].text if 0 <= at < len(parts) else ""


def _span(parts: list[_Part], at: int, used: int) -> tuple[str, int, int]:
    last = parts[at + used - 1]
    return " ".join(part.text for part in parts[at : at + used]), parts[at].start, last.end


def _single(parts: list[_Part], at: int) -> tuple[Token | None, int]:
    part = parts[at]
    text = part.text
    place = (text, part.start, part.end)
    if text in words.MEASURES and not _is_slip(parts, at):
        unit, number = words.MEASURES[text]
        return Token(Kind.MEASURE, *place, Fraction(number), unit), 1
    if text in words.PACKS:
        return Token(Kind.PACK, *place, unit=words.PACKS[text]), 1
    kind = _kind(text, _word(parts, at + 1))
    if kind is Kind.WORD and text in words.FILLERS:
        return None, 1
    return Token(kind, *place), 1


def _is_each(text: str, following: str) -> bool:
    return text in {"à", "a"} and following[:1].isdigit()


def _kind(text: str, following: str) -> Kind:
    if _is_each(text, following):
        return Kind.EACH
    # In English "no carrots"; in nynorsk "no" is now.
    is_english = text == "no" and following.isalpha() and following not in words.FILLERS
    if text in words.NONE or is_english:
        return Kind.NONE
    is_join = text in words.JOINS or not text[0].isalnum()
    return Kind.JOIN if is_join else Kind.WORD


def _is_slip(parts: list[_Part], at: int) -> bool:
    """Whether a one-letter unit stands where no number was."""
    return len(parts[at].text) == 1 and not _is_number(_word(parts, at - 1))


def _is_number(text: str) -> bool:
    return text[:1].isdigit() or text in words.SMALL or text in words.TENS or text in words.COMPOUND


def _number(parts: list[_Part], at: int) -> tuple[Token | None, int] | None:
    text = parts[at].text
    if text[:1].isdigit():
        if not re.fullmatch(r"\d+(?:[.,]\d+)?", text):
            return None
        value, used = Fraction(text.replace(",", ".")), 1
        if _word(parts, at + 1) in words.SCALES:
            value, used = value * words.SCALES[_word(parts, at + 1)], 2
        return Token(Kind.NUMBER, *_span(parts, at, used), value), used
    if _is_each(text, _word(parts, at + 1)):
        return None
    value, used = _spoken(parts, at)
    return (Token(Kind.NUMBER, *_span(parts, at, used), value), used) if used else None


def _spoken(parts: list[_Part], at: int) -> tuple[Fraction, int]:
    """Return a number in words and how many words it takes: none where there is no number."""
    first = _word(parts, at)
    if first in words.HALVES:
        return words.HALVES[first], 1
    value, used = _below_hundred(parts, at)
    if value == 1 and _word(parts, at + used) in words.HALVES:
        return words.HALVES[_word(parts, at + used)], used + 1
    scale = _word(parts, at + used)
    if scale in words.SCALES:
        value = (value if used else 1) * words.SCALES[scale]
        used += 1
        joint = 1 if _word(parts, at + used) in {"og", "and"} else 0
        rest, more = _below_hundred(parts, at + used + joint)
        # "hundre og tjue" is one number, "hundre og en kasse" hardly ever.
        if more and (rest > 1 or not joint):
            value, used = value + rest, used + joint + more
    return Fraction(value), used


def _below_hundred(parts: list[_Part], at: int) -> tuple[int, int]:
    text = _word(parts, at)
    if text in words.COMPOUND:
        return words.COMPOUND[text], 1
    if text in words.TENS:
        small = words.SMALL.get(_word(parts, at + 1), 0)
        return (words.TENS[text] + small, 2) if 1 <= small <= 9 else (words.TENS[text], 1)
    if text in words.SMALL:
        return words.SMALL[text], 1
    return 0, 0


def _day(
    parts: list[_Part], at: int, today: date, delivery_days: tuple[date, ...]
) -> tuple[Token | None, int] | None:
    for used, days, is_span in (
        _named_week(parts, at, today, delivery_days),
        _near_day(parts, at, today),
        _weekday(parts, at, today),
        _written_date(parts, at, today),
    ):
        if used:
            place = _span(parts, at, used)
            return Token(Kind.DAY, *place, days=tuple(days), is_span=is_span), used
    return None


def _named_week(
    parts: list[_Part], at: int, today: date, delivery_days: tuple[date, ...]
) -> tuple[int, list[date], bool]:
    first, second = _word(parts, at), _word(parts, at + 1)
    if first in words.EVERY and second in words.DAY:
        return 2, list(delivery_days), True
    if first in words.THIS | words.NEXT and second in words.WEEK:
        monday = today - timedelta(days=today.weekday())
        if first in words.NEXT:
            monday += timedelta(days=7)
        days = [day for day in delivery_days if monday <= day < monday + timedelta(days=7)]
        return 2, days, True
    return 0, [], False


def _near_day(parts: list[_Part], at: int, today: date) -> tuple[int, list[date], bool]:
    first, second = _word(parts, at), _word(parts, at + 1)
    used = 2 if first in {"i", "over"} and first + second in _NEAR else 1
    name = first + second if used == 2 else first
    if name not in _NEAR:
        return 0, [], False
    return used, [today + timedelta(days=_NEAR[name])], False


_NEAR = (
    dict.fromkeys(words.TODAY, 0)
    | dict.fromkeys(words.TOMORROW, 1)
    | dict.fromkeys(words.DAY_AFTER_TOMORROW, 2)
)


def _weekday(parts: list[_Part], at: int, today: date) -> tuple[int, list[date], bool]:
    used = 1 if _word(parts, at) in words.NEXT | words.THIS else 0
    weekday = words.WEEKDAYS.get(_word(parts, at + used))
    if weekday is None:
        return 0, [], False
    is_next = _word(parts, at) in words.NEXT
    used += 1
    if _word(parts, at + used) in words.NEXT and _word(parts, at + used + 1) in words.WEEK:
        is_next, used = True, used + 2
    if is_next:
        monday = today + timedelta(days=7 - today.weekday())
        return used, [monday + timedelta(days=weekday - 1)], False
    return used, [today + timedelta(days=(weekday - today.isoweekday()) % 7)], False


def _written_date(parts: list[_Part], at: int, today: date) -> tuple[int, list[date], bool]:
    text = _word(parts, at)
    numbers = [int(number) for number in re.findall(r"\d+", text)]
    if len(numbers) >= 2 and not re.fullmatch(r"\d+[.,]\d+", text):
        return _dated(numbers[0], numbers[1], today, used=1)
    month = words.MONTHS.get(_word(parts, at + 1))
    if text.isdigit() and month:
        return _dated(int(text), month, today, used=2)
    return 0, [], False


def _dated(day: int, month: int, today: date, *, used: int) -> tuple[int, list[date], bool]:
    """Return the next such date; a day that no month has is no date."""
    for year in (today.year, today.year + 1):
        try:
            found = date(year, month, day)
        except ValueError:
            continue
        if found >= today:
            return used, [found], False
    return 0, [], False
