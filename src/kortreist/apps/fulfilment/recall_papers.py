"""A case's report on paper, as the food safety authority asks for it."""

from collections.abc import Iterator
from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _

from kortreist.apps.actors.models import Hub
from kortreist.apps.catalogue.words import goods_name
from kortreist.apps.fulfilment.models import Recall, RecallNotice
from kortreist.apps.fulfilment.recall_words import goods_word, hazard_in, instruction_in
from kortreist.apps.fulfilment.selectors.recalls import RecallReport, name_of
from kortreist.apps.fulfilment.words import ANSWER, NO_ANSWER, RECALL_NAME
from kortreist.apps.messages.links import absolute
from kortreist.apps.ui import figures
from kortreist.apps.ui.papers import frame_of
from kortreist.formats.papers import Fact, Frame, RecallNoticeWords, RecallReceiver
from kortreist.formats.papers import RecallNotice as RecallPaper
from kortreist.kernel.periods import oslo_date


def recall_paper(report: RecallReport, hub: Hub) -> tuple[RecallPaper, Frame]:
    """Return a case's report and its frame, in the reader's language."""
    recall, page = report.page.recall, report.page
    count = {"answered": page.answered, "of": len(page.notices)}
    paper = RecallPaper(
        words=_words(recall),
        about=f"{hub.name}, {figures.day_year(oslo_date(recall.opened_at))}",
        why=tuple(filter(None, (_drill(recall), hazard_in(recall), recall.reason))),
        what_to_do=tuple(filter(None, (_asked(recall), recall.conclusion))),
        facts=tuple(_facts(report)),
        answered=_("%(answered)s of %(of)s") % count,
        receivers=tuple(
            receiver for notice in page.notices if notice.unit for receiver in _receivers(notice)
        ),
    )
    places = {"hub": hub.public_id, "recall": recall.public_id}
    latest = max(
        filter(None, (recall.closed_at, *(notice.answered_at for notice in page.notices))),
        default=recall.opened_at,
    )
    frame = frame_of(
        issuer=hub.name,
        made_at=latest,
        link=absolute(reverse("fulfilment:recall-detail", kwargs=places)),
        is_illustrative=hub.is_demonstration,
    )
    return paper, frame


def _words(recall: Recall) -> RecallNoticeWords:
    return RecallNoticeWords(
        title=str(RECALL_NAME[recall.kind]),
        answered=_("have answered"),
        why=_("What is wrong"),
        what_to_do=_("What to do"),
        goods=_("What the goods are"),
        receivers=_("Who got some"),
        receiver=_("Who"),
        amount=_("Of this lot"),
        delivered=_("Delivered"),
        told=_("Told"),
        answer=_("Answer"),
    )


def _drill(recall: Recall) -> str:
    return _("This is a drill. Nothing is stopped.") if recall.is_drill else ""


def _asked(recall: Recall) -> str:
    return "" if recall.is_drill else instruction_in(recall)


def _facts(report: RecallReport) -> Iterator[Fact]:
    recall = report.page.recall
    yield Fact(label=_("Opened"), text=figures.moment(recall.opened_at))
    yield Fact(label=_("Everybody was found in"), text=f"{figures.whole(recall.traced_ms)} ms")
    if recall.authority_told_at:
        told = figures.moment(recall.authority_told_at)
        yield Fact(label=_("Food Safety Authority told"), text=told)
    for lot in report.trace.lots:
        amount = figures.amount(lot.received_amount, lot.variant.unit)
        yield Fact(
            label=_("Lot %(lot)s") % {"lot": lot.code}, text=f"{goods_name(lot.variant)}, {amount}"
        )
    origins = {each.lot.pk: each for back in report.ancestries for each in back.origins}
    for each in origins.values():
        brought = figures.day_year(oslo_date(each.lot.received_at))
        amount = figures.amount(each.lot.received_amount, each.lot.variant.unit)
        yield Fact(
            label=_("From whom"),
            text=f"{each.producer.name}, {each.lot.code}, {brought}, {amount}",
        )


def _receivers(notice: RecallNotice) -> Iterator[RecallReceiver]:
    answer = str(ANSWER.get(notice.answer, NO_ANSWER).word)
    for each in notice.goods:
        day = figures.day(date.fromisoformat(each["day"])) if each["day"] else "–"
        yield RecallReceiver(
            name=name_of(notice),
            amount=figures.amount(each["traced_amount"], each["unit"]),
            delivered=day,
            detail=", ".join(filter(None, (each["lot"], goods_word(each), each["address"]))),
            told=figures.moment(notice.told_at) if notice.told_at else "",
            answer=f"{answer}. {notice.note}" if notice.note else answer,
        )
