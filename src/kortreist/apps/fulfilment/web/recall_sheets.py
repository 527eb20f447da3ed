"""A case as a table: each lot, where it came from, and each receiver with its answer."""

from collections.abc import Iterator, Sequence

from django.utils.translation import gettext as _

from kortreist.apps.actors.models import Hub
from kortreist.apps.catalogue.words import goods_name
from kortreist.apps.fulfilment.models import Lot, RecallNotice
from kortreist.apps.fulfilment.recall_words import goods_word
from kortreist.apps.fulfilment.selectors.recalls import RecallReport, name_of
from kortreist.apps.fulfilment.web.trace_sheets import TraceSheet, in_units
from kortreist.apps.fulfilment.words import ANSWER, HAZARD, NO_ANSWER, RECALL_NAME
from kortreist.apps.ui import figures
from kortreist.formats.sheets.writing import Value
from kortreist.kernel.periods import oslo_date


def recall_sheet(report: RecallReport, hub: Hub) -> TraceSheet:
    """Return a case's report as a table."""
    recall = report.page.recall
    name = str(RECALL_NAME[recall.kind])
    notes = [
        f"{name}: {HAZARD[recall.hazard]}. {recall.reason}".strip(),
        _("Opened %(when)s. Found everybody in %(ms)s milliseconds.")
        % {"when": figures.moment(recall.opened_at), "ms": recall.traced_ms},
    ]
    if hub.is_demonstration:
        notes.append(_("Illustrative figures from a demonstration."))
    day = oslo_date(recall.opened_at).isoformat()
    return TraceSheet(f"{name} {day}", _headings(), list(_rows(report)), notes)


def _headings() -> list[str]:
    return [
        _("What"),
        _("Who"),
        _("Address"),
        _("Lot"),
        _("Goods"),
        _("Date"),
        _("Packs"),
        _("Amount"),
        _("Of this lot"),
        _("Unit"),
        _("Answer"),
        _("Packs answered for"),
        _("Note"),
    ]


def _rows(report: RecallReport) -> Iterator[Sequence[Value]]:
    for lot in report.trace.lots:
        yield _lot_row(_("Lot"), lot.producer.name, lot)
    origins = {each.lot.pk: each for back in report.ancestries for each in back.origins}
    for each in origins.values():
        yield _lot_row(_("Came from"), each.producer.name, each.lot)
    for notice in report.page.notices:
        yield from _notice_rows(notice)
    for rest in report.trace.resting:
        unit = rest.lot.variant.unit
        place = rest.lot.place.name if rest.lot.place else ""
        yield (
            *(_("Still here"), place, "", rest.lot.code, goods_name(rest.lot.variant), ""),
            *(rest.count, in_units(rest.amount, unit), in_units(rest.traced_amount, unit)),
            *(figures.unit_word(unit), "", None, ""),
        )


def _lot_row(what: str, who: str, lot: Lot) -> Sequence[Value]:
    unit = lot.variant.unit
    day = oslo_date(lot.received_at).isoformat()
    return (
        *(what, who, "", lot.code, goods_name(lot.variant), day, lot.received_count),
        *(in_units(lot.received_amount, unit), None, figures.unit_word(unit), "", None, ""),
    )


def _notice_rows(notice: RecallNotice) -> Iterator[Sequence[Value]]:
    what = _("Producer told") if notice.unit is None else _("Went to")
    answer = str(ANSWER.get(notice.answer, NO_ANSWER).word)
    for each in notice.goods:
        unit = each["unit"]
        yield (
            *(what, name_of(notice), each["address"], each["lot"], goods_word(each)),
            *(each["day"] or "", each["count"], in_units(each["amount"], unit)),
            *(in_units(each["traced_amount"], unit), figures.unit_word(unit)),
            *(answer, notice.answered_count, notice.note),
        )
