"""Reading a hub's price lists, its fees and its deposits, for those who keep them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from uuid import UUID

from django.db.models import Count, F, Q, QuerySet

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
from kortreist.engines.pricing import PricePeriod, price_asked, price_breakdown


@dataclass(frozen=True, slots=True)
class ListedStep:
    """One step of a list: what is asked for it, and until when another price was agreed."""

    variant: Variant
    from_packs: int
    periods: tuple[PricePeriod, ...]
    # What the goods cost without the list.
    ordinary_ore: int | None

    @property
    def asked_ore(self) -> int | None:
        """What the hub asks when all notice is over; None where it takes the price away."""
        return price_asked(self.periods)

    @property
    def agreed(self) -> PricePeriod | None:
        """The price that counts until the one that is asked; None where that counts already."""
        return next((each for each in self.periods if each.until is not None), None)


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
        .annotate(prices=Count("entries", filter=Q(entries__counts_until__isnull=True)))
        .prefetch_related("reaches__unit", "reaches__payer")
        .order_by("-valid_from", "-pk")
    )


def get_price_list(*, actor: Actor, hub_id: int, public_id: UUID) -> PriceList:
    """Return one of a hub's lists, or raise NotFoundError."""
    return found(list_price_lists(actor=actor, hub_id=hub_id).filter(public_id=public_id).first())


def steps_of(price_list: PriceList, *, today: date) -> list[ListedStep]:
    """Return a list's prices by name and number of packs, from today on; three queries."""
    entries = list(
        PriceListEntry.objects.filter(
            Q(counts_until__isnull=True) | Q(counts_until__gt=today), price_list=price_list
        )
        .select_related("variant__product__producer")
        .order_by(
            *by_name("variant__product__")[:2],
            "variant",
            "from_packs",
            F("counts_from").asc(nulls_first=True),
        )
    )
    ordinary = _ordinary(price_list, {entry.variant_id for entry in entries})
    return [
        ListedStep(
            rows[0].variant,
            rows[0].from_packs,
            tuple(row.period for row in rows),
            ordinary.get(rows[0].variant_id),
        )
        for rows in _by_step(entries)
    ]


def _by_step(entries: Iterable[PriceListEntry]) -> list[list[PriceListEntry]]:
    steps = groupby(entries, key=lambda entry: (entry.variant_id, entry.from_packs))
    return [list(rows) for _, rows in steps]


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
