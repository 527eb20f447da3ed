"""What goods cost on a price list: many prices at once, and those agreed with notice by the day."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import pairwise

from django.db import transaction
from django.db.models import F

from kortreist.apps.actors import checks
from kortreist.apps.actors.permissions import Actor, Permission, require
from kortreist.apps.actors.services.audit import record
from kortreist.apps.catalogue.errors import PriceOutOfRangeError, PriceStepError
from kortreist.apps.catalogue.models import Listing, PriceList, PriceListEntry
from kortreist.apps.catalogue.selectors.agreements import agreed_until
from kortreist.apps.catalogue.services.listings import MOST_PRICE_ORE
from kortreist.apps.catalogue.services.price_lists import lock_unchanged, require_no_alcohol
from kortreist.apps.catalogue.services.price_news import tell_of_prices
from kortreist.engines.pricing import PricePeriod, change_price, price_on
from kortreist.kernel.errors import NotFoundError
from kortreist.kernel.periods import oslo_date

MOST_STEP_PACKS = 99_999

# (variant, from packs)
Key = tuple[int, int]
Prices = Mapping[Key, tuple[PricePeriod, ...]]


@dataclass(frozen=True, slots=True)
class EntryFacts:
    """A price from so many packs on, ex VAT per kg, litre or piece; None takes the step away."""

    variant_id: int
    from_packs: int
    price_ore: int | None

    @property
    def key(self) -> Key:
        """Which step of which goods."""
        return (self.variant_id, self.from_packs)


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

    Where a buyer was promised notice, a price that rises or goes away does so for deliveries after
    the notice, and the buyer is told; one that falls does so at once.

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
    price_list = lock_unchanged(hub_id, price_list_id, expected_version)
    ids = {entry.variant_id for entry in entries}
    if Listing.objects.filter(hub_id=hub_id, variant__in=ids).count() != len(ids):
        raise NotFoundError
    if price_list.is_campaign:
        require_no_alcohol(ids)
    until = agreed_until(price_list, today=oslo_date(now))
    before = _prices(price_list, ids)
    after = _changed(before, entries, until)
    _require_falling(after)
    if before == after:
        return price_list
    _write(price_list, before, after)
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
    if until is not None:
        tell_of_prices(price_list, before, after, until=until, now=now)
    return price_list


def _prices(price_list: PriceList, ids: Collection[int]) -> Prices:
    found: dict[Key, tuple[PricePeriod, ...]] = {}
    rows = PriceListEntry.objects.filter(price_list=price_list, variant__in=ids)
    for row in rows.order_by(F("counts_from").asc(nulls_first=True), "pk"):
        key = (row.variant_id, row.from_packs)
        found[key] = (*found.get(key, ()), row.period)
    return found


def _changed(before: Prices, entries: Iterable[EntryFacts], until: date | None) -> Prices:
    after = dict(before)
    for entry in entries:
        periods = change_price(after.get(entry.key, ()), entry.price_ore, notice_until=until)
        after[entry.key] = periods
    return {key: periods for key, periods in after.items() if periods}


def _write(price_list: PriceList, before: Prices, after: Prices) -> None:
    """Write what differs; those who order meet all of it or none, as it is one transaction."""
    gone = {key for key in before.keys() | after.keys() if before.get(key) != after.get(key)}
    rows = PriceListEntry.objects.filter(
        price_list=price_list, variant__in={variant_id for variant_id, _ in gone}
    ).values_list("pk", "variant_id", "from_packs")
    PriceListEntry.objects.filter(
        pk__in=[pk for pk, variant_id, packs in rows if (variant_id, packs) in gone]
    ).delete()
    PriceListEntry.objects.bulk_create(
        [
            PriceListEntry(
                hub_id=price_list.hub_id,
                price_list=price_list,
                variant_id=key[0],
                from_packs=key[1],
                price_ore=period.price_ore,
                counts_from=period.since,
                counts_until=period.until,
            )
            for key in sorted(gone & after.keys())
            for period in after[key]
        ],
        batch_size=500,
    )


def _require_falling(prices: Prices) -> None:
    """Raise PriceStepError where more packs would cost more on any day."""
    by_variant: dict[int, list[tuple[PricePeriod, ...]]] = defaultdict(list)
    for (variant_id, _), periods in sorted(prices.items()):
        by_variant[variant_id].append(periods)
    for steps in by_variant.values():
        days = {each.since for periods in steps for each in periods} - {None}
        for day in (date.min, *filter(None, days)):
            costs = [ore for periods in steps if (ore := price_on(periods, day)) is not None]
            if any(later > earlier for earlier, later in pairwise(costs)):
                raise PriceStepError


def _as_rows(prices: Prices) -> list[list[int | str | None]]:
    return [
        [variant_id, packs, period.price_ore, *_dates(period)]
        for (variant_id, packs), periods in sorted(prices.items())
        for period in periods
    ]


def _dates(period: PricePeriod) -> list[str | None]:
    """Return a period's ends for the trail, where it has any."""
    if period.since is None and period.until is None:
        return []
    return [None if end is None else end.isoformat() for end in (period.since, period.until)]
