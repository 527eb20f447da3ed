"""Reading a hub's price lists, its fees and its deposits, for those who keep them."""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Count, QuerySet

from kortreist.apps.actors.permissions import Actor, Permission, require
from kortreist.apps.actors.selectors.parties import found
from kortreist.apps.catalogue.models import (
    DepositKind,
    Fee,
    Listing,
    PriceList,
    PriceListEntry,
    Variant,
)
from kortreist.apps.catalogue.selectors.prices import fees_in_force
from kortreist.apps.catalogue.selectors.shop import by_name
from kortreist.engines.pricing import price_breakdown


@dataclass(frozen=True, slots=True)
class ListedStep:
    """One price of a list, beside what the goods cost without it."""

    entry: PriceListEntry
    ordinary_ore: int | None

    @property
    def variant(self) -> Variant:
        """The goods."""
        return self.entry.variant


def list_price_lists(*, actor: Actor, hub_id: int) -> QuerySet[PriceList]:
    """Return a hub's lists that are not put away, the newest first, with how many prices each has.

    Raises
    ------
    NotPermittedError, NotFoundError
        When ``actor`` does not keep the hub's prices.
    """
    require(actor, Permission.MANAGE_GOODS, hub_id=hub_id)
    return (
        PriceList.objects.filter(hub_id=hub_id, archived_at__isnull=True)
        .annotate(prices=Count("entries"))
        .prefetch_related("reaches__unit", "reaches__payer")
        .order_by("-valid_from", "-pk")
    )


def get_price_list(*, actor: Actor, hub_id: int, public_id: UUID) -> PriceList:
    """Return one of a hub's lists, or raise NotFoundError."""
    return found(list_price_lists(actor=actor, hub_id=hub_id).filter(public_id=public_id).first())


def steps_of(price_list: PriceList) -> list[ListedStep]:
    """Return a list's prices by name and number of packs; three queries."""
    entries = list(
        PriceListEntry.objects.filter(price_list=price_list)
        .select_related("variant__product__producer")
        .order_by(*by_name("variant__product__")[:2], "variant", "from_packs")
    )
    ordinary = _ordinary(price_list, {entry.variant_id for entry in entries})
    return [ListedStep(entry, ordinary.get(entry.variant_id)) for entry in entries]


def goods_to_price(*, actor: Actor, hub_id: int) -> QuerySet[Listing]:
    """Return what a hub sells, by name, to be put on a list."""
    require(actor, Permission.MANAGE_GOODS, hub_id=hub_id)
    return (
        Listing.objects.filter(
            hub_id=hub_id,
            variant__archived_at__isnull=True,
            variant__product__archived_at__isnull=True,
        )
        .select_related("variant__product__producer")
        .order_by(*by_name())
    )


def list_fees(*, actor: Actor, hub_id: int) -> QuerySet[Fee]:
    """Return a hub's fees, those that count now or later first."""
    require(actor, Permission.MANAGE_GOODS, hub_id=hub_id)
    return Fee.objects.filter(hub_id=hub_id).order_by("kind", "basis", "-valid_from")


def list_deposits(*, actor: Actor, hub_id: int) -> QuerySet[DepositKind]:
    """Return a hub's deposits by ledger and code, the latest amount first."""
    require(actor, Permission.MANAGE_GOODS, hub_id=hub_id)
    return DepositKind.objects.filter(hub_id=hub_id).order_by("ledger", "code", "-valid_from")


def _ordinary(price_list: PriceList, variant_ids: set[int]) -> Mapping[int, int]:
    fees = fees_in_force(hub_id=price_list.hub_id, on=price_list.valid_from)
    rows = Listing.objects.filter(hub_id=price_list.hub_id, variant__in=variant_ids)
    return {
        variant_id: price_breakdown(ore, fees).buyer_price_ore
        for variant_id, ore in rows.values_list("variant_id", "producer_price_ore")
    }
