"""What goods-in sees by itself: too little, too much, late, warm, short-dated, damaged.

These rows follow what they are about while nobody has chosen a remedy, so they are in nobody's
trail: the receipt that made them is.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta

from kortreist.apps.actors.models import Hub
from kortreist.apps.actors.permissions import Actor
from kortreist.apps.fulfilment.models import Deviation, DeviationKind, DeviationStage
from kortreist.apps.fulfilment.remedies import Wrong, suggest
from kortreist.apps.trading.models import PurchaseLine, PurchaseOrder
from kortreist.kernel.periods import oslo_moment


@dataclass(frozen=True, slots=True)
class Sight:
    """Something that is wrong, by its cause.

    Parameters
    ----------
    about
        The row's keys, by their fields' names.
    done
        Fields of a remedy that was chosen in the same breath.
    """

    cause: str
    kind: DeviationKind
    stage: DeviationStage
    about: Mapping[str, int | None]
    facts: Mapping[str, object]
    storage: str
    over_dc: int = 0
    note: str = ""
    photo_id: int | None = None
    done: Mapping[str, object] = field(default_factory=dict)

    def row(self, hub_id: int, actor: Actor, now: datetime) -> Deviation:
        """Return it as a row, unsaved."""
        wrong = Wrong(self.kind, self.stage, self.storage, self.over_dc)
        return Deviation(
            hub_id=hub_id,
            cause=self.cause,
            kind=self.kind,
            stage=self.stage,
            facts=dict(self.facts),
            note=self.note,
            photo_id=self.photo_id,
            suggested=suggest(wrong),
            actor=actor.name,
            at=now,
            **self.about,
            **self.done,
        )


def follow(
    actor: Actor, hub_id: int, sights: Iterable[Sight], *, gone: Collection[str], now: datetime
) -> None:
    """Bring what is open into line with what is seen, in at most five queries.

    Parameters
    ----------
    gone
        Causes that are not there any more.
    """
    by_cause = {sight.cause: sight for sight in sights}
    known = {
        row.cause: row
        for row in Deviation.objects.filter(hub_id=hub_id, cause__in={*by_cause, *gone})
    }
    fresh: list[Deviation] = []
    changed: list[Deviation] = []
    settled: list[int] = []
    for cause, sight in by_cause.items():
        row, there = sight.row(hub_id, actor, now), known.get(cause)
        if there is None:
            fresh.append(row)
        elif (there.kind, there.facts) != (row.kind, row.facts):
            if there.is_open:
                there.kind, there.facts, there.suggested = row.kind, row.facts, row.suggested
                changed.append(there)
            else:
                settled.append(there.pk)
                fresh.append(row)
    over = [known[cause].pk for cause in gone if cause in known and known[cause].is_open]
    if over:
        Deviation.objects.filter(pk__in=over).delete()
    if settled:
        # What was chosen stands; the new facts are a new matter.
        Deviation.objects.filter(pk__in=settled).update(cause="")
    if changed:
        Deviation.objects.bulk_update(changed, ["kind", "facts", "suggested"])
    if fresh:
        # Two may see the same at once; once is enough.
        Deviation.objects.bulk_create(fresh, ignore_conflicts=True)


def notice_quantities(
    actor: Actor,
    hub_id: int,
    lines: Sequence[PurchaseLine],
    came: Mapping[int, int | None],
    now: datetime,
) -> None:
    """See which of locked lines got too little or too much; None: nobody knows yet."""
    orders = PurchaseOrder.objects.in_bulk({line.purchase_order_id for line in lines})
    storages = _storages(lines)
    sights: list[Sight] = []
    gone: list[str] = []
    for line in lines:
        expected = line.ordered_count if line.promised_count is None else line.promised_count
        count, cause = came[line.pk], f"quantity:{line.pk}"
        if count is None or count == expected:
            gone.append(cause)
            continue
        kind = DeviationKind.OVER if count > expected else DeviationKind.SHORT
        sights.append(
            Sight(
                cause,
                kind if count else DeviationKind.MISSING,
                DeviationStage.GOODS_IN,
                about_line(line, orders[line.purchase_order_id]),
                {"expected": expected, "count": count},
                storages[line.pk],
            )
        )
    follow(actor, hub_id, sights, gone=gone, now=now)


def about_line(line: PurchaseLine, order: PurchaseOrder) -> dict[str, int | None]:
    """Return the keys of something about a purchase line."""
    return {
        "purchase_line_id": line.pk,
        "purchase_order_id": order.pk,
        "producer_id": order.producer_id,
    }


def due_at(hub: Hub, order: PurchaseOrder) -> datetime:
    """Return when a purchase order's goods are to have come to the hub."""
    day = order.cycle.delivery_day - timedelta(days=hub.goods_in_days_before)
    if hub.goods_in_until is None:
        return oslo_moment(day + timedelta(days=1), time())
    return oslo_moment(day, hub.goods_in_until)


def late_of(hub: Hub, orders: Iterable[PurchaseOrder], now: datetime) -> list[Sight]:
    """Return which purchase orders' goods come later than they were to; once an order."""
    found = []
    for order in orders:
        due = due_at(hub, order)
        if now <= due:
            continue
        found.append(
            Sight(
                f"late:{order.pk}",
                DeviationKind.LATE,
                DeviationStage.GOODS_IN,
                {"purchase_order_id": order.pk, "producer_id": order.producer_id},
                {"due_at": due.isoformat(), "came_at": now.isoformat()},
                "ambient",
            )
        )
    return found


def _storages(lines: Sequence[PurchaseLine]) -> dict[int, str]:
    rows = PurchaseLine.objects.filter(pk__in=[line.pk for line in lines])
    return dict(rows.values_list("pk", "variant__product__storage"))
