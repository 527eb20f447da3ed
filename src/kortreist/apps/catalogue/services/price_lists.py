"""Price lists: whom they are for, and when. What goods cost on them: `list_prices`."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import transaction

from kortreist.apps.actors import checks
from kortreist.apps.actors.models import BuyerUnit, InvoiceParty, Sector, UnitKind
from kortreist.apps.actors.permissions import Actor, Permission, require
from kortreist.apps.actors.services.audit import record
from kortreist.apps.catalogue.errors import (
    AlcoholCampaignError,
    PriceListChangedError,
    PriceNoticeError,
    ReachError,
)
from kortreist.apps.catalogue.locks import lock_price_list
from kortreist.apps.catalogue.models import Listing, PriceList, PriceListReach
from kortreist.apps.catalogue.selectors.agreements import agreed_until
from kortreist.kernel.errors import NotFoundError
from kortreist.kernel.periods import oslo_date


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
    PriceNoticeError
        When somebody was promised to know of dearer prices so long before, and would lose some.
    AlcoholCampaignError
        When it would become a campaign and has alcohol on it.
    ReachError, PeriodError, NameMissingError, TextTooLongError
        When the facts cannot be right.
    """
    require(actor, Permission.MANAGE_GOODS, hub_id=hub_id)
    _check(hub_id, facts)
    price_list = lock_unchanged(hub_id, price_list_id, expected_version)
    if facts.is_campaign:
        require_no_alcohol(price_list.entries.values_list("variant_id", flat=True))
    _require_notice(price_list, facts, now)
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

    One that a buyer was promised to keep for so many days ends when these are over, and can be put
    away then.

    Raises
    ------
    NotPermittedError, NotFoundError
        When the list is not the actor's hub's.
    """
    require(actor, Permission.MANAGE_GOODS, hub_id=hub_id)
    price_list = lock_unchanged(hub_id, price_list_id, None)
    agreed = agreed_until(price_list, today=oslo_date(now))
    if agreed and (price_list.valid_until is None or price_list.valid_until > oslo_date(now)):
        return _end(actor, price_list, agreed, now)
    price_list.archived_at = now
    price_list.version += 1
    price_list.save(update_fields=["archived_at", "version"])
    record(actor, "catalogue.price_list.archived", price_list, hub_id=hub_id, now=now)
    return price_list


def _end(actor: Actor, price_list: PriceList, on: date, now: datetime) -> PriceList:
    before = price_list.valid_until
    if before is not None and before <= on:
        return price_list
    # A list that would begin after the notice never counts at all.
    price_list.valid_until = max(on, price_list.valid_from + timedelta(days=1))
    price_list.version += 1
    price_list.save(update_fields=["valid_until", "version"])
    record(
        actor,
        "catalogue.price_list.ended",
        price_list,
        hub_id=price_list.hub_id,
        now=now,
        before={"until": before and before.isoformat()},
        after={"until": price_list.valid_until.isoformat()},
    )
    return price_list


def _require_notice(price_list: PriceList, facts: PriceListFacts, now: datetime) -> None:
    """Let a change through that takes nothing from those who were promised notice of it."""
    today = oslo_date(now)
    agreed = agreed_until(price_list, today=today)
    if agreed is None:
        return
    begins_later = facts.valid_from > max(price_list.valid_from, today)
    ends = price_list.valid_until or date.max
    ends_sooner = (facts.valid_until or date.max) < min(agreed, ends)
    reaches = {_key(reach) for reach in facts.reaches}
    loses_somebody = any(_key(reach) not in reaches for reach in price_list.reaches.all())
    is_other = facts.is_campaign != price_list.is_campaign
    if begins_later or ends_sooner or loses_somebody or is_other:
        raise PriceNoticeError(day=agreed)


def _key(reach: ReachFacts | PriceListReach) -> tuple[int | None, int | None, str, str]:
    return (reach.unit_id, reach.payer_id, reach.unit_kind, reach.sector)


def require_no_alcohol(variant_ids: Iterable[int]) -> None:
    """Raise AlcoholCampaignError where any of the goods is alcohol."""
    ids = list(variant_ids)
    if Listing.objects.filter(variant__in=ids, variant__product__is_alcohol=True).exists():
        raise AlcoholCampaignError


def lock_unchanged(hub_id: int, price_list_id: int, expected_version: int | None) -> PriceList:
    """Lock a list that nobody has changed since ``expected_version``."""
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
