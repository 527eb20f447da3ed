"""What the hub has in stock: where it lies, who counts on it, what it is worth."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from django.core.paginator import Page, Paginator
from django.db.models import F, Q, QuerySet, Sum

from kortreist.apps.actors.permissions import Actor, Permission, require
from kortreist.apps.catalogue.models import Listing, Variant
from kortreist.apps.fulfilment.models import (
    UNDOABLE,
    Lot,
    MovementKind,
    StockLevel,
    StockMovement,
    StockPlace,
)
from kortreist.apps.fulfilment.selectors.claims import StockClaim, stock_claims
from kortreist.apps.fulfilment.selectors.costs import cost_ore
from kortreist.apps.fulfilment.selectors.freshness import is_sellable, stock_lots
from kortreist.apps.trading.models import Ownership
from kortreist.kernel.errors import NotFoundError

PAGE_LENGTH = 100
# How many days before its date a lot is spoken of.
SOON_DAYS = 14
# How far back losses are told of.
LOOK_BACK = timedelta(days=91)
LOSSES = (MovementKind.WRITTEN_OFF, MovementKind.COUNTED)


@dataclass(frozen=True, slots=True)
class StockedLot:
    """A lot in stock, and how it stands with its date today."""

    lot: Lot
    today: date

    @property
    def value_ore(self) -> int:
        """What the packs left cost, in øre ex VAT."""
        amount = self.lot.received_amount * self.lot.packs_left // self.lot.received_count
        return cost_ore(self.lot, self.lot.purchase_line, amount)

    @property
    def is_consigned(self) -> bool:
        """Whether it is the producer's until it is sold."""
        return self.lot.ownership == Ownership.CONSIGNMENT

    @property
    def is_expired(self) -> bool:
        """Whether it is past its date."""
        return self.lot.best_before is not None and self.lot.best_before < self.today

    @property
    def is_expiring(self) -> bool:
        """Whether its date is near."""
        soon = self.today + timedelta(days=SOON_DAYS)
        return (
            not self.is_expired
            and self.lot.best_before is not None
            and (self.lot.best_before <= soon)
        )

    @property
    def is_sellable(self) -> bool:
        """Whether packs of it may be sold today."""
        return is_sellable(self.lot, on=self.today)


@dataclass(frozen=True, slots=True)
class StockRow:
    """One variant in stock, or that should be."""

    variant: Variant
    lots: tuple[StockedLot, ...]
    claims: tuple[StockClaim, ...]
    level: StockLevel | None

    @property
    def packs(self) -> int:
        """All that lies there."""
        return sum(row.lot.packs_left for row in self.lots)

    @property
    def sellable(self) -> int:
        """What of it may be sold: in date, not stopped."""
        return sum(row.lot.packs_left for row in self.lots if row.is_sellable)

    @property
    def promised(self) -> int:
        """What buyers have ordered of it."""
        return sum(claim.promised for claim in self.claims)

    @property
    def free(self) -> int:
        """What nobody counts on; below zero when something was lost that was promised."""
        return self.sellable - self.promised

    @property
    def owned_ore(self) -> int:
        """What the hub has paid for it."""
        return sum(row.value_ore for row in self.lots if not row.is_consigned)

    @property
    def consigned_ore(self) -> int:
        """What lies there on consignment, at the producers' prices."""
        return sum(row.value_ore for row in self.lots if row.is_consigned)

    @property
    def oldest(self) -> date | None:
        """The date that comes first."""
        return min((row.lot.best_before for row in self.lots if row.lot.best_before), default=None)

    @property
    def places(self) -> list[StockPlace]:
        """Where it lies, each place once."""
        found = {row.lot.place_id: row.lot.place for row in self.lots if row.lot.place}
        return list(found.values())

    @property
    def is_missing(self) -> bool:
        """Whether more is promised than may be sold."""
        return self.free < 0

    @property
    def is_expired(self) -> bool:
        """Whether some of it is past its date."""
        return any(row.is_expired for row in self.lots)

    @property
    def is_expiring(self) -> bool:
        """Whether some of it soon is."""
        return any(row.is_expiring for row in self.lots)

    @property
    def is_below(self) -> bool:
        """Whether there is less free than the hub wants to have."""
        return self.level is not None and self.free < self.level.least_packs

    @property
    def pressing(self) -> int:
        """How much it needs somebody: the lower, the sooner."""
        wrongs = (self.is_missing, self.is_expired, self.is_expiring, self.is_below)
        return next((turn for turn, wrong in enumerate(wrongs) if wrong), len(wrongs))


@dataclass(frozen=True, slots=True)
class Loss:
    """What was lost lately for one reason; counts that found more are below zero."""

    reason: str
    packs: int
    value_ore: int


@dataclass(frozen=True, slots=True)
class StockPage:
    """One page of the stock, what needs somebody first, and what all of it comes to."""

    page: "Page[StockRow]"
    owned_ore: int
    consigned_ore: int
    losses: tuple[Loss, ...]


@dataclass(frozen=True, slots=True)
class StockSigns:
    """How many goods in stock need somebody, for the homes."""

    variants: int
    missing: int
    expiring: int
    below: int

    @property
    def is_quiet(self) -> bool:
        """Whether nothing does."""
        return not (self.missing or self.expiring or self.below)


def list_stock(*, actor: Actor, hub_id: int, today: date, number: int = 1) -> StockPage:
    """Return a page of what lies in stock, what needs somebody first, in a constant of queries."""
    require(actor, Permission.RECEIVE_GOODS, hub_id=hub_id)
    rows = stock_rows(hub_id=hub_id, today=today)
    ordered = sorted(rows, key=lambda row: (row.pressing, row.variant.product.sort_key))
    return StockPage(
        page=Paginator(ordered, PAGE_LENGTH).get_page(number),
        owned_ore=sum(row.owned_ore for row in rows),
        consigned_ore=sum(row.consigned_ore for row in rows),
        losses=_losses(hub_id, today - LOOK_BACK),
    )


def stock_signs(*, hub_id: int, today: date) -> StockSigns:
    """Return how many goods in stock need somebody; for pages that lead to the stock."""
    rows = stock_rows(hub_id=hub_id, today=today)
    return StockSigns(
        variants=len(rows),
        missing=sum(row.is_missing for row in rows),
        expiring=sum(row.is_expired or row.is_expiring for row in rows),
        below=sum(row.is_below for row in rows),
    )


def get_stock(*, actor: Actor, hub_id: int, variant_id: UUID, today: date) -> StockRow:
    """Return one variant's stock, also when there is none.

    Raises
    ------
    NotFoundError
        When the hub neither sells nor has it.
    """
    require(actor, Permission.RECEIVE_GOODS, hub_id=hub_id)
    mine = Q(pk__in=Listing.objects.filter(hub_id=hub_id).values("variant_id")) | Q(
        pk__in=Lot.objects.filter(hub_id=hub_id).values("variant_id")
    )
    variant = Variant.objects.filter(mine, public_id=variant_id).select_related("product").first()
    if variant is None:
        raise NotFoundError
    rows = stock_rows(hub_id=hub_id, today=today, variant_ids=[variant.pk])
    return rows[0] if rows else StockRow(variant, (), (), None)


def list_movements(*, hub_id: int, variant_id: int, most: int = 50) -> list[StockMovement]:
    """Return what lately happened to a variant's stock, latest first; the caller may see it."""
    return list(
        StockMovement.objects.filter(
            hub_id=hub_id, lot__variant=variant_id, lot__place__isnull=False
        )
        .select_related("lot", "from_place", "to_place", "undone_by", "order_line__order__unit")
        .order_by("-pk")[:most]
    )


def undoable(movements: Sequence[StockMovement]) -> set[UUID]:
    """Return which of a list of movements, latest first, can be taken back now."""
    found: set[UUID] = set()
    lots: set[int] = set()
    for movement in movements:
        is_undone = movement.undoes_id is not None or hasattr(movement, "undone_by")
        if is_undone or movement.lot_id in lots:
            continue
        lots.add(movement.lot_id)
        if movement.kind in UNDOABLE:
            found.add(movement.public_id)
    return found


def get_movement(*, actor: Actor, hub_id: int, public_id: UUID) -> StockMovement:
    """Return a movement with its lot.

    Raises
    ------
    NotFoundError
        When there is none like it at the hub.
    """
    require(actor, Permission.RECEIVE_GOODS, hub_id=hub_id)
    movements = StockMovement.objects.filter(hub_id=hub_id, public_id=public_id)
    movement = movements.select_related("lot__variant").first()
    if movement is None:
        raise NotFoundError
    return movement


def list_places(*, actor: Actor, hub_id: int) -> "QuerySet[StockPlace]":
    """Return the places in use, by name."""
    require(actor, Permission.RECEIVE_GOODS, hub_id=hub_id)
    return StockPlace.objects.filter(hub_id=hub_id, archived_at__isnull=True).order_by("name")


def usual_places(*, hub_id: int) -> dict[int, str]:
    """Return where variants that are kept in stock lie, by variant: the place's public id."""
    levels = StockLevel.objects.filter(hub_id=hub_id, place__archived_at__isnull=True)
    rows = levels.values_list("variant_id", "place__public_id")
    return {variant_id: str(public_id) for variant_id, public_id in rows}


def stock_rows(
    *, hub_id: int, today: date, variant_ids: Sequence[int] | None = None
) -> list[StockRow]:
    """Return the variants that lie in stock or should, in six queries."""
    lots = stock_lots(hub_id=hub_id).select_related(
        "variant__product", "producer", "place", "purchase_line__purchase_order"
    )
    levels = StockLevel.objects.filter(hub_id=hub_id).select_related("variant__product", "place")
    if variant_ids is not None:
        lots = lots.filter(variant_id__in=variant_ids)
        levels = levels.filter(variant_id__in=variant_ids)
    by_variant: dict[int, list[StockedLot]] = defaultdict(list)
    variants: dict[int, Variant] = {}
    for lot in lots:
        variants[lot.variant_id] = lot.variant
        by_variant[lot.variant_id].append(StockedLot(lot, today))
    wanted = {level.variant_id: level for level in levels}
    variants |= {pk: level.variant for pk, level in wanted.items()}
    claims: dict[int, list[StockClaim]] = defaultdict(list)
    for claim in stock_claims(hub_id=hub_id, variant_ids=variants):
        claims[claim.offer.variant_id].append(claim)
    return [
        StockRow(variant, tuple(by_variant[pk]), tuple(claims[pk]), wanted.get(pk))
        for pk, variant in variants.items()
    ]


def _losses(hub_id: int, since: date) -> tuple[Loss, ...]:
    rows = (
        StockMovement.objects.filter(hub_id=hub_id, kind__in=LOSSES, at__date__gte=since)
        .exclude(count=0)
        .order_by()
        .values_list("kind", "reason")
        .annotate(packs=-Sum("count"), ore=-Sum("value_ore"))
        .order_by(F("ore").desc())
    )
    return tuple(Loss(reason or kind, packs, ore) for kind, reason, packs, ore in rows if packs)
