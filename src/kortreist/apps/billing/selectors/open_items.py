"""What was owed when the hub moved in and is not paid: to the hub, or by it."""

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Case, F, Q, QuerySet, Sum, When
from django.db.models.functions import Coalesce

from kortreist.apps.actors.models import InvoiceParty, Organisation
from kortreist.apps.actors.permissions import Actor, Permission, require
from kortreist.apps.billing.models import OpenItem, OpenItemSide
from kortreist.kernel.errors import NotFoundError

PAID = Coalesce(Sum("payments__amount_ore", filter=Q(payments__undone_at__isnull=True)), 0)
# Of what the other owes back, what is left lies below zero until it is paid.
LEFT = Case(
    When(amount_ore__lt=0, then=F("amount_ore") + F("paid_ore")),
    default=F("amount_ore") - F("paid_ore"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenItemFilter:
    """What somebody looks for; left out, it does not matter. ``party`` is a payer or producer."""

    side: str = ""
    party: UUID | None = None
    text: str = ""
    is_paid: bool = False


@dataclass(frozen=True, slots=True)
class OpenItemSums:
    """What is left to pay in øre with VAT, of what a list shows, and what of it is overdue."""

    receivable_ore: int
    payable_ore: int
    overdue_ore: int


# Any, here and below: an OpenItem with two figures that the checker cannot see.
def open_items(*, hub_id: int) -> QuerySet[Any]:
    """Return a hub's open items with ``paid_ore`` and ``left_ore``."""
    return OpenItem.objects.filter(hub_id=hub_id).annotate(paid_ore=PAID).annotate(left_ore=LEFT)


def list_open_items(
    *, actor: Actor, hub_id: int, wanted: OpenItemFilter | None = None
) -> QuerySet[Any]:
    """Return what is not paid, or what is, the first to fall due first.

    Raises
    ------
    NotPermittedError
        When ``actor`` may not see the hub's money.
    """
    require(actor, Permission.SEE_MONEY, hub_id=hub_id)
    wanted = wanted or OpenItemFilter()
    items = open_items(hub_id=hub_id)
    items = items.filter(left_ore=0) if wanted.is_paid else items.exclude(left_ore=0)
    if wanted.side:
        items = items.filter(side=wanted.side)
    if wanted.party:
        is_party = Q(payer__public_id=wanted.party) | Q(producer__public_id=wanted.party)
        items = items.filter(is_party)
    if wanted.text:
        items = items.filter(
            Q(number__icontains=wanted.text)
            | Q(kid__contains=wanted.text)
            | Q(payer__name__icontains=wanted.text)
            | Q(producer__name__icontains=wanted.text)
        )
    return items.select_related("payer", "producer").order_by("due_on", "pk")


def sum_up(items: QuerySet[Any], *, today: date) -> OpenItemSums:
    """Add up what a list shows, in one query."""
    rows = items.order_by().values_list("side", "due_on", "left_ore")
    sums = dict.fromkeys(OpenItemSide.values, 0)
    overdue = 0
    for side, due_on, left in rows:
        sums[side] += left
        overdue += left if due_on < today else 0
    return OpenItemSums(
        receivable_ore=sums[OpenItemSide.RECEIVABLE],
        payable_ore=sums[OpenItemSide.PAYABLE],
        overdue_ore=overdue,
    )


def get_open_item(*, actor: Actor, hub_id: int, public_id: UUID) -> Any:  # noqa: ANN401
    """Return one of a hub's open items with its payments, or raise NotFoundError."""
    require(actor, Permission.SEE_MONEY, hub_id=hub_id)
    item = (
        open_items(hub_id=hub_id)
        .filter(public_id=public_id)
        .select_related("payer", "producer")
        .prefetch_related("payments")
        .first()
    )
    if item is None:
        raise NotFoundError
    return item


def parties_of(*, actor: Actor, hub_id: int) -> list[tuple[UUID, str]]:
    """Return whom a hub has open items with, by name; two queries."""
    require(actor, Permission.SEE_MONEY, hub_id=hub_id)
    items = OpenItem.objects.filter(hub_id=hub_id)
    payers = InvoiceParty.objects.filter(pk__in=items.values("payer"))
    producers = Organisation.objects.filter(pk__in=items.values("producer"))
    found = [
        *payers.values_list("public_id", "name"),
        *producers.values_list("public_id", "name"),
    ]
    return sorted(found, key=lambda row: row[1].casefold())


def owed_by(*, hub_id: int, payer_id: int) -> int:
    """Return what a payer owes from before the hub moved in, in øre with VAT; never below zero."""
    items = open_items(hub_id=hub_id).filter(payer_id=payer_id, side=OpenItemSide.RECEIVABLE)
    owed: int = sum(items.order_by().values_list("left_ore", flat=True))
    return max(0, owed)
