"""Reading a notice: its items one by one, each with goods, packs and days."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from fractions import Fraction

from kortreist.engines.notices.case import Goods, Notice, Proposal, Reading, Remark
from kortreist.engines.notices.matching import (
    ALTERNATIVES,
    Match,
    Shelf,
    find_goods,
    shelve,
)
from kortreist.engines.notices.tokens import Kind, Token, tokens_of
from kortreist.engines.notices.vocabulary import SAME, SAME_MORE
from kortreist.kernel.quantity import Unit

# Goods this near to the likeliest are a real question.
CLOSE = 3.0
SURE = 80.0
DOUBT = {
    Remark.DAY_ASSUMED: 0.97,
    Remark.DAY_MOVED: 0.85,
    Remark.UNIT_ASSUMED: 0.92,
    Remark.ROUNDED_DOWN: 1.0,
    Remark.UNIT_UNFIT: 0.5,
    Remark.AMOUNT_MISSING: 0.5,
    Remark.UNSURE: 0.8,
    Remark.SAID_TWICE: 0.9,
}


@dataclass(slots=True)
class _Item:
    """What belongs together while a notice is gone through."""

    words: list[Token] = field(default_factory=list)
    number: Token | None = None
    unit: Token | None = None
    size: tuple[str, int] | None = None
    is_none: bool = False
    days: list[Token] = field(default_factory=list)
    tokens: list[Token] = field(default_factory=list)

    @property
    def has_amount(self) -> bool:
        return self.number is not None or self.is_none

    @property
    def is_whole(self) -> bool:
        return self.has_amount and bool(self.words)


def read_notice(notice: Notice) -> Reading:
    """Return what a notice seems to mean, against the producer's own goods.

    The same notice and goods always give the same reading; the order of goods only breaks ties.
    Takes time in proportion to the words times the goods' names.

    Parameters
    ----------
    notice
        The text, the day it was said, the days and the goods it can be about.
    """
    lowered = " ".join(notice.text.casefold().split())
    is_same = any(phrase in lowered for phrase in (*SAME, *SAME_MORE))
    if is_same:
        return Reading((), (), is_same_as_last=True)
    tokens = tokens_of(notice.text, notice.today, notice.delivery_days)
    shelves = shelve(notice.goods)
    items = _with_days(_items(tokens), tokens)
    proposals: list[Proposal] = []
    unknown: list[str] = []
    for item in items:
        if item.is_none and not item.words:
            proposals += _nothing_at_all(item, notice)
            continue
        found, lost = _read(item, shelves, notice)
        proposals += found
        unknown += lost
    return Reading(_last_word_counts(proposals), tuple(unknown), is_same_as_last=False)


def _items(tokens: Sequence[Token]) -> list[_Item]:
    """Cut a notice into items: a new one begins where the one before has all it needs."""
    items: list[_Item] = []
    now = _Item()
    is_each = False
    for token in tokens:
        if token.kind is Kind.EACH:
            is_each = True
            continue
        if is_each and token.kind is Kind.NUMBER:
            now.size = ("", int(token.number * 1000))
            now.tokens.append(token)
            continue
        if is_each and token.kind is Kind.MEASURE and now.size:
            now.size = (token.unit, int(Fraction(now.size[1], 1000) * token.number))
            now.tokens.append(token)
            is_each = False
            continue
        if _begins_anew(now, token):
            items.append(now)
            now = _Item()
        _add(now, token)
    return [item for item in [*items, now] if item.tokens]


def _begins_anew(now: _Item, token: Token) -> bool:
    if token.kind is Kind.JOIN:
        return bool(now.words or now.has_amount)
    if token.kind in {Kind.NUMBER, Kind.NONE}:
        return now.is_whole
    if token.kind is Kind.WORD:
        # "gulrot 40 kg poteter 20 kg": goods first, and the amount closes the item.
        return now.is_whole and now.tokens[-1].kind is not Kind.WORD and now.tokens[0] in now.words
    return False


def _add(now: _Item, token: Token) -> None:
    if token.kind is Kind.JOIN:
        return
    if token.kind is Kind.DAY:
        now.days.append(token)
        return
    now.tokens.append(token)
    if token.kind is Kind.WORD:
        now.words.append(token)
    elif token.kind is Kind.NUMBER:
        now.number = now.number or token
    elif token.kind is Kind.NONE:
        now.is_none = True
    elif now.unit is None:
        now.unit = token
    elif now.unit.kind is Kind.MEASURE and token.kind is Kind.PACK:
        # "fem to-kilos poser": the pack was named after what it holds.
        now.unit = token


def _with_days(items: list[_Item], tokens: Sequence[Token]) -> list[_Item]:
    """Give each item its days: a day counts back to the day before it, or on from the first."""
    days = [token for token in tokens if token.kind is Kind.DAY]
    if not days:
        return items
    first_item = min((item.tokens[0].start for item in items), default=0)
    is_heading = days[0].start < first_item
    for item in items:
        start = item.tokens[0].start
        before = [day for day in days if day.start < start]
        after = [day for day in days if day.start > start]
        if is_heading:
            item.days = _run(before, backwards=True) if before else _run(after)
        else:
            item.days = _run(after) if after else _run(before, backwards=True)
    return items


def _run(days: Sequence[Token], *, backwards: bool = False) -> list[Token]:
    """Return the days that were named together: "tirsdag og torsdag"."""
    run: list[Token] = []
    for day in reversed(days) if backwards else days:
        gap = (run[-1].start - day.end) if backwards and run else 0
        gap = (day.start - run[-1].end) if not backwards and run else gap
        if run and gap > len(" og på "):
            break
        run.append(day)
    return sorted(run, key=lambda day: day.start)


def _read(
    item: _Item, shelves: Sequence[Shelf], notice: Notice
) -> tuple[list[Proposal], list[str]]:
    said = [token.text for token in item.words]
    whole = notice.text[
        min(token.start for token in item.tokens) : max(token.end for token in item.tokens)
    ]
    if not said and item.unit is not None and item.unit.kind is Kind.PACK:
        # "seks brett": goods may be called by their pack alone.
        said = [item.unit.text]
    pack = item.unit.unit if item.unit and item.unit.kind is Kind.PACK else ""
    matches = find_goods(said, shelves, pack=pack, size=item.size)
    if not matches:
        return [], [" ".join(whole.split())] if said or item.has_amount else []
    best = _best_pack(item, matches)
    lost = [
        token.text for token in item.words if len(token.text) > 2 and token.text not in best.heard
    ]
    return [_propose(item, best, matches, notice, " ".join(whole.split()))], lost


def _best_pack(item: _Item, matches: Sequence[Match]) -> Match:
    """Return the likeliest goods, among equals those that the amount fits best."""
    return min(_close_to(matches[0], matches), key=lambda match: _misfit(item, match))


def _close_to(best: Match, matches: Sequence[Match]) -> list[Match]:
    return [match for match in matches if best.rank - match.rank < CLOSE]


def _misfit(item: _Item, match: Match) -> int:
    """Return how badly an amount goes up in packs: not at all, with something left, or never."""
    _packs, left, remarks = _packs_of(item, match.goods)
    return 2 if Remark.UNIT_UNFIT in remarks else int(left > 0)


def _propose(
    item: _Item, best: Match, matches: Sequence[Match], notice: Notice, said: str
) -> Proposal:
    packs, left, remarks = _packs_of(item, best.goods)
    days, day_remarks = _days_of(item.days, notice)
    others = [match for match in matches if match.goods.goods_id != best.goods.goods_id]
    rivals = [
        match for match in _close_to(best, others) if _misfit(item, match) == _misfit(item, best)
    ]
    if best.score < SURE or rivals:
        remarks = [*remarks, Remark.UNSURE]
    remarks = [*remarks, *day_remarks]
    share = best.score / 100
    for remark in remarks:
        share *= DOUBT[remark]
    return Proposal(
        goods_id=best.goods.goods_id,
        days=days,
        packs=packs,
        left_over_amount=left,
        confidence_bp=max(0, min(10_000, round(share * 10_000))),
        alternatives=tuple(match.goods.goods_id for match in others[:ALTERNATIVES]),
        remarks=tuple(remarks),
        said=said,
        called=" ".join(token.text for token in item.words),
    )


def _packs_of(item: _Item, goods: Goods) -> tuple[int | None, int, list[Remark]]:
    """Return whole packs, what is left over, and what to look at twice."""
    if item.number is None:
        return (0, 0, []) if item.is_none else (None, 0, [Remark.AMOUNT_MISSING])
    number = item.number.number
    if item.unit is None:
        return _without_unit(number, goods)
    if item.unit.kind is Kind.PACK:
        return _rounded(number, Fraction(1))
    return _measured(number, item.unit, goods)


def _measured(number: Fraction, unit: Token, goods: Goods) -> tuple[int | None, int, list[Remark]]:
    if unit.unit == goods.unit:
        return _rounded(number * unit.number, Fraction(goods.content_amount))
    if unit.unit == Unit.PIECE:
        # "ti stykker" of what is weighed are ten packs.
        packs, left, remarks = _rounded(number * unit.number, Fraction(1))
        return packs, left, [*remarks, Remark.UNIT_ASSUMED]
    return None, 0, [Remark.UNIT_UNFIT]


def _without_unit(number: Fraction, goods: Goods) -> tuple[int | None, int, list[Remark]]:
    """Take a bare number as packs, or as pieces where that many pieces fill packs."""
    content = goods.content_amount
    if goods.unit == Unit.PIECE and content > 1 and number >= content and number % content == 0:
        return int(number // content), 0, [Remark.UNIT_ASSUMED]
    packs, left, remarks = _rounded(number, Fraction(1))
    return packs, left, [*remarks, Remark.UNIT_ASSUMED]


def _rounded(amount: Fraction, content: Fraction) -> tuple[int, int, list[Remark]]:
    packs = int(amount // content)
    left = int(amount - packs * content) if content > 1 else 0
    is_whole = amount == packs * content
    return packs, left, [] if is_whole else [Remark.ROUNDED_DOWN]


def _days_of(said: Sequence[Token], notice: Notice) -> tuple[tuple[date, ...], list[Remark]]:
    known = sorted(notice.delivery_days)
    if not known:
        return (), []
    if not said:
        return (known[0],), [Remark.DAY_ASSUMED]
    days: set[date] = set()
    is_moved = False
    for token in said:
        for day in token.days:
            later = [other for other in known if other >= day]
            if later:
                days.add(later[0])
                is_moved |= later[0] != day
    if not days:
        return (known[0],), [Remark.DAY_MOVED]
    return tuple(sorted(days)), [Remark.DAY_MOVED] if is_moved else []


def _nothing_at_all(item: _Item, notice: Notice) -> list[Proposal]:
    """Take "nothing this week" as none of any goods."""
    said = " ".join(token.text for token in item.tokens)
    if not {"ingenting", "inkje", "nothing"} & set(said.split()):
        return []
    days, remarks = _days_of(item.days, notice)
    return [
        Proposal(goods.goods_id, days, 0, 0, 7_000, (), tuple(remarks), said, "")
        for goods in notice.goods
    ]


def _last_word_counts(proposals: Sequence[Proposal]) -> tuple[Proposal, ...]:
    """Keep one word for the same goods and days, the last."""
    kept: dict[tuple[int, tuple[date, ...]], Proposal] = {}
    for proposal in proposals:
        key = (proposal.goods_id, proposal.days)
        if key in kept:
            proposal = replace(proposal, remarks=(*proposal.remarks, Remark.SAID_TWICE))  # noqa: PLW2901 - the later word stands
        kept[key] = proposal
    return tuple(kept.values())
