"""The packing team's work on paper, in the screen's order."""

from collections.abc import Sequence

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override

from kortreist.apps.actors.models import Hub
from kortreist.apps.catalogue.words import goods_name
from kortreist.apps.fulfilment.papers.parties import storage_icon
from kortreist.apps.fulfilment.selectors.packing import PackingLine
from kortreist.apps.fulfilment.selectors.packing_sheets import PackingSheet
from kortreist.apps.fulfilment.words import pictogram_of
from kortreist.apps.trading.models import OrderCycle
from kortreist.apps.ui import figures
from kortreist.apps.ui.icons import DRAWINGS
from kortreist.apps.ui.papers import frame_of
from kortreist.formats.papers import (
    Fact,
    Frame,
    Icon,
    PackingList,
    PackingListWords,
    PackingPart,
    PackingRow,
)


def packing_list(
    hub: Hub,
    cycle: OrderCycle,
    sheets: Sequence[PackingSheet],
    *,
    by_goods: bool,
    own_pages: bool,
    language: str,
) -> tuple[PackingList, Frame]:
    """Return a round's packing list in the language of those who pack."""
    packs = sum(line.count for sheet in sheets for line in sheet.lines)
    with override(language):
        paper = PackingList(
            words=_words(packs),
            about=figures.day_long(cycle.delivery_day),
            packs=figures.whole(packs),
            parts=tuple(_part(sheet, by_goods=by_goods) for sheet in sheets),
            facts=(Fact(label=_("Round"), text=str(cycle.number)),),
            own_pages=own_pages,
        )
        return paper, frame_of(
            issuer=hub.name, made_at=cycle.closes_at, is_illustrative=hub.is_demonstration
        )


def _words(packs: int) -> PackingListWords:
    return PackingListWords(
        title=_("Packing list"),
        packs=ngettext("pack", "packs", packs),
        done=_("Packed"),
        checked=_("Checked"),
        name=_("Goods"),
        count=_("Packs"),
        lot=_("Lot"),
        weighed=_("Weighed, kg"),
        crates=_("Crates"),
        packed_by=_("Packed by (team)"),
    )


def _part(sheet: PackingSheet, *, by_goods: bool) -> PackingPart:
    if by_goods:
        line = sheet.lines[0].line
        return PackingPart(
            name=goods_name(line.variant),
            detail=line.producer.name,
            rows=tuple(
                _row(each, name=each.line.order.unit.name, detail="") for each in sheet.lines
            ),
        )
    return PackingPart(
        name=sheet.lines[0].line.order.unit.name,
        rows=tuple(
            _row(each, name=goods_name(each.line.variant), detail=each.line.producer.name)
            for each in sheet.lines
        ),
    )


def _row(each: PackingLine, *, name: str, detail: str) -> PackingRow:
    line = each.line
    product = line.variant.product
    drawing = DRAWINGS[pictogram_of(product.group.code)]
    packed = [part.lot.code for part in each.parts]
    return PackingRow(
        goods=name,
        detail=detail,
        count=figures.whole(each.count),
        amount=figures.amount(each.count * line.content_amount, line.unit),
        picture=Icon(drawing=drawing, word=goods_name(line.variant)),
        storage=storage_icon(product.storage),
        lots=tuple(packed or [lot.code for lot, packs in each.choices if packs]),
        is_weighed=each.is_weighed,
        remark=_("Too little came") if each.is_short else "",
    )
