"""From what a scanner sent to what is to come: the order, the goods, the lot."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Case, Q, QuerySet, Value, When

from kortreist.apps.actors.permissions import Actor, Permission, require
from kortreist.apps.catalogue.models import PackKind, PackLevel
from kortreist.apps.fulfilment.models import Lot
from kortreist.apps.trading.models import (
    CycleStatus,
    PurchaseLine,
    PurchaseOrder,
    PurchaseStatus,
)
from kortreist.formats.gs1 import Scanned, gtin_forms, scan
from kortreist.kernel.errors import InvalidInputError
from kortreist.kernel.rounding import divide_rounded

LONGEST = 400
MOST_LINES = 200
IDENTIFIER = re.compile(r"[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}", re.IGNORECASE)
LOOKS_SCANNED = re.compile(r"\]|\(|[0-9]{8}")


@dataclass(frozen=True, slots=True)
class Prefill:
    """What a scan says of a lot; what it does not say is None."""

    count: int | None = None
    amount: int | None = None
    code: str = ""
    best_before: date | None = None


@dataclass(frozen=True, slots=True)
class Found:
    """What a scan or a typed code is about; one of them, or several lines to choose from.

    `refusal` is what the barcode's own reader found wrong with it.
    """

    text: str
    purchase: PurchaseOrder | None = None
    lines: tuple[PurchaseLine, ...] = ()
    lot: Lot | None = None
    scanned: Scanned | None = None
    refusal: InvalidInputError | None = None

    def prefill(self, line: PurchaseLine) -> Prefill:
        """Return what a scan says of a lot on a line."""
        if self.scanned is None:
            return Prefill()
        return prefill_of(self.scanned, line)


def find_scanned(
    *,
    actor: Actor,
    hub_id: int,
    text: str,
    today: date,
    cycle_id: int | None = None,
    purchase_id: int | None = None,
) -> Found:
    """Return what was scanned or typed at goods-in, in at most four queries.

    Lines of the order in hand come before those of the round, and those before others.

    Parameters
    ----------
    text
        A barcode as a scanner sends it, the address or number of a purchase order, a producer's own
        code for goods, or a lot number.
    """
    require(actor, Permission.RECEIVE_GOODS, hub_id=hub_id)
    text = text.strip()[:LONGEST]
    if match := IDENTIFIER.search(text):
        orders = PurchaseOrder.objects.filter(hub_id=hub_id, public_id=UUID(match.group()))
        if purchase := orders.first():
            return Found(text, purchase=purchase)
    scanned, refusal = _read(text, today)
    gtin = (scanned.gtin or scanned.content_gtin) if scanned else None
    lines = _lines(hub_id, gtin, text) if text else []
    near = _nearest(lines, cycle_id, purchase_id)
    if near:
        return Found(text, lines=near, scanned=scanned)
    code = scanned.lot if scanned and scanned.lot and not gtin else text
    lot = Lot.objects.filter(hub_id=hub_id, code__iexact=code).order_by("-pk").first()
    return Found(text, lot=lot, scanned=scanned, refusal=None if lot else refusal)


def open_lines(
    *, actor: Actor, hub_id: int, cycle_id: int | None = None
) -> "QuerySet[PurchaseLine]":
    """Return what is still to come, to choose from by hand."""
    require(actor, Permission.RECEIVE_GOODS, hub_id=hub_id)
    lines = _open(hub_id).filter(ordered_count__gt=0)
    if cycle_id is not None:
        lines = lines.filter(purchase_order__cycle_id=cycle_id)
    waiting = Case(When(received_count__isnull=True, then=Value(0)), default=Value(1))
    return lines.order_by(waiting, "purchase_order__producer__name", "pk")[:MOST_LINES]


def prefill_of(scanned: Scanned, line: PurchaseLine) -> Prefill:
    """Return what a scan says of a lot on a line; a case's count is told in packs."""
    packs = scanned.count
    if scanned.gtin and not scanned.content_gtin and _is_case(scanned.gtin, line):
        packs = (packs or 1) * line.variant.case_packs
    if packs is None and scanned.net_g:
        packs = max(1, divide_rounded(scanned.net_g, line.content_amount))
    return Prefill(packs, scanned.net_g, scanned.lot or "", scanned.use_by or scanned.best_before)


def _read(text: str, today: date) -> tuple[Scanned | None, InvalidInputError | None]:
    try:
        return scan(text, today=today), None
    except InvalidInputError as error:
        # What a hand typed need not be a barcode at all.
        return None, error if LOOKS_SCANNED.match(text) else None


def _lines(hub_id: int, gtin: str | None, text: str) -> Sequence[PurchaseLine]:
    if not gtin:
        return list(_open(hub_id).filter(variant__producer_code__iexact=text)[:MOST_LINES])
    forms = gtin_forms(gtin)
    levels = PackLevel.objects.filter(gtin__in=forms).values("variant_id")
    known = Q(variant__gtin__in=forms) | Q(variant__in=levels)
    return list(_open(hub_id).filter(known)[:MOST_LINES])


def _nearest(
    lines: Sequence[PurchaseLine], cycle_id: int | None, purchase_id: int | None
) -> tuple[PurchaseLine, ...]:
    for key, wanted in (("pk", purchase_id), ("cycle_id", cycle_id)):
        near = [line for line in lines if wanted and getattr(line.purchase_order, key) == wanted]
        if near:
            return tuple(near)
    return tuple(lines)


def _is_case(gtin: str, line: PurchaseLine) -> bool:
    levels = PackLevel.objects.filter(
        variant=line.variant_id, kind=PackKind.CASE, gtin__in=gtin_forms(gtin)
    )
    return levels.exists()


def _open(hub_id: int) -> "QuerySet[PurchaseLine]":
    return (
        PurchaseLine.objects.filter(
            Q(ordered_count__gt=0) | Q(received_count__gt=0),
            hub_id=hub_id,
            credited_count__isnull=True,
            purchase_order__status=PurchaseStatus.SENT,
            purchase_order__cycle__status=CycleStatus.ORDERED,
        )
        .select_related("variant__product", "purchase_order__producer", "purchase_order__cycle")
        .order_by("purchase_order__cycle__delivery_day", "pk")
    )
