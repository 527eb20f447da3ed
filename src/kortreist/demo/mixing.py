"""What is left of some goods packed anew for large kitchens, and a drill that was held on them."""

import time
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from django.db import transaction

from kortreist.apps.fulfilment.entries import (
    AnswerEntry,
    MakeEntry,
    RecallEntry,
    SourceEntry,
)
from kortreist.apps.fulfilment.models import (
    Hazard,
    Instruction,
    Lot,
    NoticeAnswer,
    Recall,
    RecallKind,
)
from kortreist.apps.fulfilment.selectors.freshness import is_sellable, stock_lots
from kortreist.apps.fulfilment.selectors.makeable import free_code
from kortreist.apps.fulfilment.services.making import make_lot
from kortreist.apps.fulfilment.services.recall_answers import note_answer
from kortreist.apps.fulfilment.services.recalls import close_recall, start_recall
from kortreist.demo.rounds import Round
from kortreist.kernel.periods import oslo_date

# Small packs, the large one that they become, and how many of them it takes.
ANEW = {
    "roros": (
        ("rein-skav-500g", "rein-skav-2500g", 5),
        ("rein-torket-100g", "rein-torket-700g", 7),
    ),
}
REASON = "Øvelse før jul: finner vi alle som fikk av partiet?"
CONCLUSION = "Alle ble funnet. Ett kjøkken svarte ikke, og ble ringt dagen etter."


def mix_and_drill(played: Round) -> None:
    """Pack a lot anew, once, and hold a drill on what went into it, from start to end."""
    made = _made(played)
    if made is not None:
        _drill(played, made)


@transaction.atomic
def _made(played: Round) -> Lot | None:
    known = Lot.objects.filter(hub=played.hub_id, purchase_line__isnull=True).first()
    if known is not None:
        return known
    for small, large, packs in ANEW.get(played.region.header.code, ()):
        sources = _sources(played, small, packs)
        if sources:
            return _make(played, sources, large)
    return None


def _sources(played: Round, variant: str, packs: int) -> Sequence[SourceEntry]:
    """Return packs of the first lots to expire, of two where there are two; nothing if too few."""
    today = oslo_date(played.times.settled)
    lots = [
        lot
        for lot in stock_lots(hub_id=played.hub_id).filter(
            variant=played.setting.variant_ids[variant]
        )
        if is_sellable(lot, on=today)
    ]
    if sum(lot.packs_left for lot in lots) < packs:
        return ()
    sources, left = [], packs
    for place, lot in enumerate(lots):
        others = sum(each.packs_left for each in lots[place + 1 :])
        most = left - 1 if others and place == 0 else left
        count = min(lot.packs_left, most)
        if count:
            sources.append(SourceEntry(lot.pk, count))
            left -= count
    return () if left else sources


def _make(played: Round, sources: Sequence[SourceEntry], variant: str) -> Lot:
    now = played.times.settled
    first = Lot.objects.get(pk=sources[0].lot_id)
    goods = played.setting.goods[played.setting.variant_ids[variant]].variant
    entry = MakeEntry(
        sources=sources,
        variant_id=played.setting.variant_ids[variant],
        code=free_code(hub_id=played.hub_id, today=oslo_date(now)),
        count=1,
        place_id=first.place_id or 0,
        amount=goods.content_amount,
    )
    return make_lot(actor=played.cast.packers, hub_id=played.hub_id, entry=entry, now=now)


@transaction.atomic
def _drill(played: Round, made: Lot) -> None:
    """Find everybody who got some of the goods that were used; all but one answer."""
    if Recall.objects.filter(hub=played.hub_id).exists():
        return
    by_boss: dict[str, Any] = {  # Any: keywords of several services
        "actor": played.cast.coordinator,
        "hub_id": played.hub_id,
    }
    now = played.times.settled + timedelta(minutes=5)
    used = Lot.objects.filter(hub=played.hub_id, variant__in=made.sources.values("source__variant"))
    lots = list(used.filter(place__isnull=False).values_list("pk", flat=True))
    entry = RecallEntry(RecallKind.DRILL, lots, Hazard.LABEL, REASON, Instruction.SET_ASIDE)
    recall = start_recall(**by_boss, entry=entry, now=now, clock=time.monotonic_ns)
    for minute, notice in enumerate(recall.notices.order_by("pk")[1:], start=2):
        answer = NoticeAnswer.USED if minute % 3 else NoticeAnswer.REMOVED
        note_answer(
            **by_boss,
            notice_id=notice.pk,
            entry=AnswerEntry(answer, notice.count),
            now=now + timedelta(minutes=minute),
        )
    close_recall(
        **by_boss, recall_id=recall.pk, conclusion=CONCLUSION, now=now + timedelta(hours=1)
    )
