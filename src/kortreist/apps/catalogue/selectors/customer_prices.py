"""What goods cost one buyer: the price lists that reach it, by the rule in `engines.pricing.lists`.

All lists are read by one statement, so that whoever places an order while a list is changed sees
all of the change or none of it.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from datetime import date

from django.db.models import Q, QuerySet

from kortreist.apps.actors.models import BuyerUnit
from kortreist.apps.actors.selectors.grants import in_force
from kortreist.apps.catalogue.models import Listing, PriceListEntry
from kortreist.apps.catalogue.selectors.prices import fees_in_force
from kortreist.engines.pricing import ListedPrice, Reach, Step, price_breakdown, price_steps

# Whom a row of a list's reach is for: unit, payer, kind, sector.
ReachRow = tuple[int | None, int | None, str, str]
EVERYBODY = Q()
# A price for a pack, once for each reach of its list: variant, list, whether it is a campaign, from
# how many packs, øre, and the reach.
EntryRow = tuple[int, int, bool, int, int, int | None, int | None, str, str]


def prices_for(
    *,
    hub_id: int,
    unit: BuyerUnit,
    on: date,
    variant_ids: Collection[int],
    ordinary: Mapping[int, int] | None = None,
) -> dict[int, list[Step]]:
    """Return the buyer's price by number of packs for each variant, from one pack on.

    Parameters
    ----------
    unit
        The buyer, with its payer; whoever asks has the right to know.
    on
        The day of delivery.
    ordinary
        Prices without any list by variant, as a cycle's offers have them. Left out, they are the
        hub's listed prices with the fees of that day; variants that are not listed are left out.
    """
    if ordinary is None:
        ordinary = _listed_at_hub(hub_id, on, variant_ids)
    listed = _listed_for(hub_id, unit, on, ordinary.keys() & set(variant_ids))
    return {
        variant_id: list(price_steps(ordinary_price_ore=ore, listed=listed[variant_id]))
        for variant_id, ore in ordinary.items()
    }


def prices_for_units(
    *,
    hub_id: int,
    units: Collection[BuyerUnit],
    on: date,
    ordinary: Mapping[int, int],
) -> dict[int, dict[int, list[Step]]]:
    """Return each unit's prices by variant and number of packs, as `prices_for`, in one query.

    The units bring their payers along.
    """
    rows = list(_entries(hub_id, on, ordinary))
    found = {}
    for unit in units:
        listed = _nearest(row for row in rows if _is_for(row[5:], unit))
        found[unit.pk] = {
            variant_id: list(price_steps(ordinary_price_ore=ore, listed=listed[variant_id]))
            for variant_id, ore in ordinary.items()
        }
    return found


def _listed_at_hub(hub_id: int, on: date, variant_ids: Collection[int]) -> dict[int, int]:
    fees = fees_in_force(hub_id=hub_id, on=on)
    rows = Listing.objects.filter(hub_id=hub_id, variant__in=set(variant_ids)).order_by("pk")
    return {
        variant_id: price_breakdown(ore, fees).buyer_price_ore
        for variant_id, ore in rows.values_list("variant_id", "producer_price_ore")
    }


def _listed_for(
    hub_id: int, unit: BuyerUnit, on: date, variant_ids: Iterable[int]
) -> Mapping[int, list[ListedPrice]]:
    """Read what the lists in force ask this buyer, each with its most specific reach."""
    return _nearest(_entries(hub_id, on, variant_ids, _reaches(unit)))


def _entries(
    hub_id: int, on: date, variant_ids: Iterable[int], reaches: Q = EVERYBODY
) -> "QuerySet[PriceListEntry, EntryRow]":
    """Return what the lists in force on a day ask for goods, once for each of these reaches."""
    return (
        # Asked together, so that the reaches that are read are those that were asked for.
        PriceListEntry.objects.filter(
            reaches,
            in_force(on, "price_list__"),
            counting(on),
            hub_id=hub_id,
            variant__in=list(variant_ids),
            price_list__archived_at__isnull=True,
        )
        # Alcohol is never in a campaign, also where it was put there before it was said to be one.
        .exclude(price_list__is_campaign=True, variant__product__is_alcohol=True)
        .order_by()
        .values_list(
            "variant_id",
            "price_list_id",
            "price_list__is_campaign",
            "from_packs",
            "price_ore",
            "price_list__reaches__unit_id",
            "price_list__reaches__payer_id",
            "price_list__reaches__unit_kind",
            "price_list__reaches__sector",
        )
    )


def _nearest(rows: Iterable[EntryRow]) -> Mapping[int, list[ListedPrice]]:
    """Return the prices by variant, each of a list's by the most specific reach it has."""
    nearest: dict[tuple[int, int, int], ListedPrice] = {}
    for variant_id, list_id, is_campaign, packs, ore, unit_id, payer_id, kind, sector in rows:
        reach = _reach((unit_id, payer_id, kind, sector))
        price = ListedPrice(list_id, reach, packs, ore, is_campaign)
        known = nearest.setdefault((variant_id, list_id, packs), price)
        if ORDER[reach] < ORDER[known.reach]:
            nearest[variant_id, list_id, packs] = price
    listed: dict[int, list[ListedPrice]] = defaultdict(list)
    for (variant_id, _, _), price in nearest.items():
        listed[variant_id].append(price)
    return listed


def counting(day: date) -> Q:
    """Return what picks the prices that count for deliveries on a day."""
    begun = Q(counts_from__isnull=True) | Q(counts_from__lte=day)
    return begun & (Q(counts_until__isnull=True) | Q(counts_until__gt=day))


ORDER = {reach: place for place, reach in enumerate(Reach)}


def _reaches(unit: BuyerUnit) -> Q:
    reach = "price_list__reaches__"
    names_nobody = Q(**{f"{reach}unit__isnull": True, f"{reach}payer__isnull": True})
    of_kind = Q(**{f"{reach}unit_kind__in": ("", unit.kind)})
    of_sector = Q(**{f"{reach}sector__in": ("", unit.sector)})
    return (
        Q(**{f"{reach}unit": unit.pk})
        | Q(**{f"{reach}payer": unit.payer.organisation_id})
        | (names_nobody & of_kind & of_sector)
    )


def _is_for(reach: ReachRow, unit: BuyerUnit) -> bool:
    """Whether a list with this reach is for a unit; the same as `_reaches` asks the database."""
    unit_id, payer_id, kind, sector = reach
    if unit_id is not None:
        return unit_id == unit.pk
    if payer_id is not None:
        return payer_id == unit.payer.organisation_id
    return kind in {"", unit.kind} and sector in {"", unit.sector}


def _reach(row: ReachRow) -> Reach:
    unit_id, payer_id, kind, sector = row
    if unit_id is not None:
        return Reach.UNIT
    if payer_id is not None:
        return Reach.PAYER
    return Reach.KIND if kind or sector else Reach.EVERYBODY
