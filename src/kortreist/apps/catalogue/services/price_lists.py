"""Price lists: whom they are for, when, and what goods cost on them."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import pairwise

from django.db import transaction

from kortreist.apps.actors import checks
from kortreist.apps.actors.models import BuyerUnit, InvoiceParty, Sector, UnitKind
from kortreist.apps.actors.permissions import Actor, Permission, require
from kortreist.apps.actors.services.audit import record
from kortreist.apps.catalogue.errors import (
    AlcoholCampaignError,
    PriceListChangedError,
    PriceOutOfRangeError,
    PriceStepError,
    ReachError,
)
from kortreist.apps.catalogue.locks import lock_price_list
from kortreist.apps.catalogue.models import Listing, PriceList, PriceListEntry, PriceListReach
from kortreist.apps.catalogue.services.listings import MOST_PRICE_ORE
from kortreist.kernel.errors import NotFoundError

MOST_STEP_PACKS = 99_999


@dataclass(frozen=True, slots=True, kw_only=True)
class ReachFacts:
    """Whom a list is for; nothing named is everybody.

    ``payer_id`` is the organisation that pays. Kind and sector may stand together, the others each
    alone.
    """

    unit_id: int | None = None
    payer_id: int | None = None
    unit_kind: str = ""
    sector: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PriceListFacts:
    """A list's name, period ``[valid_from, valid_until)`` by delivery day, and reach."""

    name: str
    valid_from: date
    valid_until: date | None = None
    is_campaign: bool = False
    reaches: Sequence[ReachFacts] = ()


@dataclass(frozen=True, slots=True)
class EntryFacts:
    """A price from so many packs on, ex VAT per kg, litre or piece; None takes the step away."""

    variant_id: int
    from_packs: int
    price_ore: int | None


@transaction.atomic
def create_price_list(
    *, actor: Actor, hub_id: int, facts: PriceListFacts, now: datetime
) -> PriceList:
    """Begin a price list, which is empty; baskets have its prices as soon as there are any.

    Raises
    ------
    NotPermittedError
        When ``actor`` may not manage the hub's goods.
    NotFoundError
        When a buyer it is for is none of the hub's.
    ReachError, PeriodError, NameMissingError, TextTooLongError
        When the facts cannot be right.
    """
    require(actor, Permission.MANAGE_GOODS, hub_id=hub_id)
    _check(hub_id, facts)
    price_list = PriceList.objects.create(hub_id=hub_id, **_values(facts))
    _write_reaches(price_list, facts.reaches)
    record(
        actor,
        "catalogue.price_list.created",
        price_list,
        hub_id=hub_id,
        now=now,
        after=_told(facts),
    )
    return price_list


@transaction.atomic
def change_price_list(
    *,
    actor: Actor,
    hub_id: int,
    price_list_id: int,
    facts: PriceListFacts,
    now: datetime,
    expected_version: int | None = None,
) -> PriceList:
    """Change whom a list is for, and when; orders that were placed keep their prices.

    Raises
    ------
    NotPermittedError, NotFoundError
        When the list or a buyer is not the actor's hub's.
    PriceListChangedError
        When somebody changed the list since ``expected_version``.
    AlcoholCampaignError
        When it would become a campaign and has alcohol on it.
    ReachError, PeriodError, NameMissingError, TextTooLongError
        When the facts cannot be right.
    """
    require(actor, Permission.MANAGE_GOODS, hub_id=hub_id)
    _check(hub_id, facts)
    price_list = _lock(hub_id, price_list_id, expected_version)
    if facts.is_campaign:
        _require_no_alcohol(price_list.entries.values_list("variant_id", flat=True))
    for name, value in _values(facts).items():
        setattr(price_list, name, value)
    price_list.version += 1
    price_list.save(update_fields=[*_values(facts), "version"])
    price_list.reaches.all().delete()
    _write_reaches(price_list, facts.reaches)
    record(
        actor,
        "catalogue.price_list.changed",
        price_list,
        hub_id=hub_id,
        now=now,
        after=_told(facts),
    )
    return price_list


@transaction.atomic
def archive_price_list(
    *, actor: Actor, hub_id: int, price_list_id: int, now: datetime
) -> PriceList:
    """Put a list away; the goods have their other prices from now on.

    Raises
    ------
    NotPermittedError, NotFoundError
        When the list is not the actor's hub's.
    """
    require(actor, Permission.MANAGE_GOODS, hub_id=hub_id)
    price_list = _lock(hub_id, price_list_id, None)
    price_list.archived_at = now
    price_list.version += 1
    price_list.save(update_fields=["archived_at", "version"])
    record(actor, "catalogue.price_list.archived", price_list, hub_id=hub_id, now=now)
    return price_list


@transaction.atomic
def set_entries(
    *,
    actor: Actor,
    hub_id: int,
    price_list_id: int,
    entries: Sequence[EntryFacts],
    now: datetime,
    expected_version: int | None = None,
) -> PriceList:
    """Write many prices of a list at once, all or none; what is not named stays as it is.

    Raises
    ------
    NotPermittedError, NotFoundError
        When the list is not the actor's hub's, or the hub does not sell the goods.
    PriceListChangedError
        When somebody changed the list since ``expected_version``.
    AlcoholCampaignError, PriceOutOfRangeError, AmountOutOfRangeError, PriceStepError
        When a price cannot be right.
    """
    require(actor, Permission.MANAGE_GOODS, hub_id=hub_id)
    for entry in entries:
        checks.require_range("from_packs", entry.from_packs, 1, MOST_STEP_PACKS)
        if entry.price_ore is not None and not 0 <= entry.price_ore <= MOST_PRICE_ORE:
            raise PriceOutOfRangeError(most_ore=MOST_PRICE_ORE)
    price_list = _lock(hub_id, price_list_id, expected_version)
    ids = {entry.variant_id for entry in entries}
    if Listing.objects.filter(hub_id=hub_id, variant__in=ids).count() != len(ids):
        raise NotFoundError
    if price_list.is_campaign:
        _require_no_alcohol(ids)
    before, after = _write_entries(price_list, entries, ids)
    _require_falling(after)
    if before == after:
        return price_list
    price_list.version += 1
    price_list.save(update_fields=["version"])
    record(
        actor,
        "catalogue.price_list.priced",
        price_list,
        hub_id=hub_id,
        now=now,
        before={"prices": _as_rows(before)},
        after={"prices": _as_rows(after)},
    )
    return price_list


# (variant, from packs) → øre
Prices = dict[tuple[int, int], int]


def _write_entries(
    price_list: PriceList, entries: Iterable[EntryFacts], ids: Collection[int]
) -> tuple[Prices, Prices]:
    rows = PriceListEntry.objects.filter(price_list=price_list, variant__in=ids)
    known = {(row.variant_id, row.from_packs): row for row in rows}
    before = {key: row.price_ore for key, row in known.items()}
    after = dict(before)
    for entry in entries:
        key = (entry.variant_id, entry.from_packs)
        if entry.price_ore is None:
            after.pop(key, None)
        else:
            after[key] = entry.price_ore
    gone = [known[key].pk for key in before.keys() - after.keys()]
    PriceListEntry.objects.filter(pk__in=gone).delete()
    # One statement, so that those who order meet the old prices or the new ones.
    PriceListEntry.objects.bulk_create(
        [
            PriceListEntry(
                hub_id=price_list.hub_id,
                price_list=price_list,
                variant_id=variant_id,
                from_packs=packs,
                price_ore=ore,
            )
            for (variant_id, packs), ore in after.items()
            if before.get((variant_id, packs)) != ore
        ],
        update_conflicts=True,
        unique_fields=["price_list", "variant", "from_packs"],
        update_fields=["price_ore"],
        batch_size=500,
    )
    return before, after


def _require_falling(prices: Prices) -> None:
    by_variant: dict[int, list[tuple[int, int]]] = defaultdict(list)
    for (variant_id, packs), ore in sorted(prices.items()):
        by_variant[variant_id].append((packs, ore))
    for steps in by_variant.values():
        if any(later > earlier for (_, earlier), (_, later) in pairwise(steps)):
            raise PriceStepError


def _require_no_alcohol(variant_ids: Iterable[int]) -> None:
    ids = list(variant_ids)
    if Listing.objects.filter(variant__in=ids, variant__product__is_alcohol=True).exists():
        raise AlcoholCampaignError


def _as_rows(prices: Prices) -> list[list[int]]:
    return [[variant_id, packs, ore] for (variant_id, packs), ore in sorted(prices.items())]


def _lock(hub_id: int, price_list_id: int, expected_version: int | None) -> PriceList:
    price_list = lock_price_list(hub_id=hub_id, price_list_id=price_list_id)
    if expected_version is not None and expected_version != price_list.version:
        raise PriceListChangedError
    return price_list


def _check(hub_id: int, facts: PriceListFacts) -> None:
    checks.require_name(facts.name)
    checks.require_lengths(facts, {"name": 100})
    checks.require_period(facts.valid_from, facts.valid_until)
    for reach in facts.reaches:
        is_kind = bool(reach.unit_kind or reach.sector)
        if (reach.unit_id is not None) + (reach.payer_id is not None) + is_kind > 1:
            raise ReachError
        if reach.unit_kind:
            checks.require_choice("unit_kind", reach.unit_kind, UnitKind.values)
        if reach.sector:
            checks.require_choice("sector", reach.sector, Sector.values)
        require_buyer(hub_id, unit_id=reach.unit_id, payer_id=reach.payer_id)


def require_buyer(hub_id: int, *, unit_id: int | None, payer_id: int | None) -> None:
    """Raise NotFoundError unless the unit or paying organisation is one of the hub's."""
    if unit_id is not None and not BuyerUnit.objects.filter(hub_id=hub_id, pk=unit_id).exists():
        raise NotFoundError
    if payer_id is None:
        return
    if not InvoiceParty.objects.filter(hub_id=hub_id, organisation=payer_id).exists():
        raise NotFoundError


def _values(facts: PriceListFacts) -> dict[str, object]:
    return {
        "name": facts.name.strip(),
        "is_campaign": facts.is_campaign,
        "valid_from": facts.valid_from,
        "valid_until": facts.valid_until,
    }


def _told(facts: PriceListFacts) -> dict[str, object]:
    return {
        "is_campaign": facts.is_campaign,
        "from": facts.valid_from.isoformat(),
        "until": facts.valid_until and facts.valid_until.isoformat(),
        "reaches": [
            [reach.unit_id, reach.payer_id, reach.unit_kind, reach.sector]
            for reach in facts.reaches
        ],
    }


def _write_reaches(price_list: PriceList, reaches: Iterable[ReachFacts]) -> None:
    PriceListReach.objects.bulk_create(
        PriceListReach(
            hub_id=price_list.hub_id,
            price_list=price_list,
            unit_id=reach.unit_id,
            payer_id=reach.payer_id,
            unit_kind=reach.unit_kind,
            sector=reach.sector,
        )
        for reach in reaches
    )
