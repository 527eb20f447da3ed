"""A case and its goods in the reader's language."""

from collections.abc import Mapping, Sequence
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kortreist.apps.fulfilment.models import Recall
from kortreist.apps.fulfilment.words import HAZARD, INSTRUCTION
from kortreist.apps.ui import figures
from kortreist.apps.ui.content import choose

Goods = Mapping[str, object]


def hazard_in(recall: Recall) -> str:
    """Return what is wrong."""
    return str(HAZARD[recall.hazard])


def instruction_in(recall: Recall) -> str:
    """Return what to do with the goods."""
    return str(INSTRUCTION[recall.instruction])


def goods_lines(goods: Sequence[Goods]) -> list[str]:
    """Return a sentence for each lot: mark, goods, packs, when it came."""
    return [_line(each) for each in goods]


def goods_word(each: Goods) -> str:
    """Return what goods of a notice are called."""
    names = [each[key] for key in ("name", "pack")]
    return ", ".join(choose(name).text for name in names if isinstance(name, Mapping) and name)


def _line(each: Goods) -> str:
    count, day = each["count"], each["day"]
    packs = ngettext("%(count)s pack", "%(count)s packs", int(str(count))) % {"count": count}
    facts = {"lot": each["lot"], "goods": goods_word(each), "packs": packs}
    if not day:
        return _("%(goods)s, lot %(lot)s: %(packs)s") % facts
    facts["day"] = figures.day(date.fromisoformat(str(day)))
    return _("%(goods)s, lot %(lot)s, delivered %(day)s: %(packs)s") % facts
