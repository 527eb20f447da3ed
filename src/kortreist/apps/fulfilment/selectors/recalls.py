"""Cases of goods that are taken back: which there are, who was told, who has answered."""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Count, Q, QuerySet

from kortreist.apps.actors.permissions import Actor, Permission, require
from kortreist.apps.fulfilment.models import Lot, Recall, RecallNotice
from kortreist.apps.fulfilment.selectors.trace import (
    Ancestry,
    Trace,
    trace_back,
    trace_forward,
)
from kortreist.kernel.errors import NotFoundError

# A hub has few; older ones are found by their lots.
MOST_SHOWN = 100


@dataclass(frozen=True, slots=True)
class RecallPage:
    """A case with its lots and notices, those who have not answered first."""

    recall: Recall
    roots: tuple[Lot, ...]
    made: tuple[Lot, ...]
    notices: tuple[RecallNotice, ...]

    @property
    def answered(self) -> int:
        """How many have answered."""
        return sum(bool(notice.answer) for notice in self.notices)

    @property
    def silent(self) -> int:
        """How many have not."""
        return len(self.notices) - self.answered

    @property
    def found(self) -> Mapping[str, int]:
        """What tracing found."""
        found: Mapping[str, int] = self.recall.found
        return found


@dataclass(frozen=True, slots=True)
class RecallReport:
    """A case with all that an authority asks for."""

    page: RecallPage
    trace: Trace
    ancestries: tuple[Ancestry, ...]


def list_recalls(*, actor: Actor, hub_id: int) -> list[Recall]:
    """Return the cases at a hub, open ones first, with how many were told and have answered."""
    require(actor, Permission.RECALL, hub_id=hub_id)
    return list(
        Recall.objects.filter(hub_id=hub_id)
        .annotate(
            told=Count("notices", distinct=True),
            answered=Count("notices", filter=~Q(notices__answer=""), distinct=True),
        )
        .order_by("-status", "-pk")[:MOST_SHOWN]
    )


def get_recall(*, actor: Actor, hub_id: int, public_id: UUID) -> RecallPage:
    """Return a case, in three queries.

    Raises
    ------
    NotFoundError
        When there is none like it at the hub.
    """
    require(actor, Permission.RECALL, hub_id=hub_id)
    recall = Recall.objects.filter(hub_id=hub_id, public_id=public_id).first()
    if recall is None:
        raise NotFoundError
    lots = [
        (row.is_root, row.lot)
        for row in recall.lots.select_related("lot__variant__product", "lot__producer")
    ]
    notices = sorted(_notices(recall.notices.all()), key=_silent_first)
    return RecallPage(
        recall=recall,
        roots=tuple(lot for is_root, lot in lots if is_root),
        made=tuple(lot for is_root, lot in lots if not is_root),
        notices=tuple(notices),
    )


def recall_report(page: RecallPage) -> RecallReport:
    """Return a case from `get_recall` with where its goods came from and what is still here."""
    return RecallReport(
        page=page,
        trace=trace_forward(page.roots),
        ancestries=tuple(trace_back(lot) for lot in page.roots),
    )


def get_notice(*, actor: Actor, hub_id: int, public_id: UUID) -> RecallNotice:
    """Return one receiver's notice.

    Raises
    ------
    NotFoundError
        When there is none like it at the hub.
    """
    require(actor, Permission.RECALL, hub_id=hub_id)
    notices = RecallNotice.objects.filter(hub_id=hub_id, public_id=public_id)
    notice = _notices(notices).first()
    if notice is None:
        raise NotFoundError
    return notice


def notice_by_digest(digest: str) -> RecallNotice:
    """Return the notice that a link belongs to; whoever holds the link may read it.

    Raises
    ------
    NotFoundError
        When no notice has such a link.
    """
    notice = _notices(RecallNotice.objects.filter(token_digest=digest)).first()
    if notice is None:
        raise NotFoundError
    return notice


def _notices(notices: "QuerySet[RecallNotice]") -> "QuerySet[RecallNotice]":
    return notices.select_related("recall__hub", "unit", "producer").order_by("pk")


def _silent_first(notice: RecallNotice) -> tuple[bool, bool, str]:
    return bool(notice.answer), notice.producer_id is not None, name_of(notice).casefold()


def name_of(notice: RecallNotice) -> str:
    """Return whom a notice is for."""
    if notice.unit is not None:
        return notice.unit.name
    return notice.producer.name if notice.producer else ""
