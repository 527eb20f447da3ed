"""Agreements in force, and what packing must know of them."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import date, timedelta

from django.db.models import Q, QuerySet

from kortreist.apps.actors.models import BuyerUnit
from kortreist.apps.actors.permissions import Actor, Permission, require
from kortreist.apps.actors.selectors.grants import in_force
from kortreist.apps.catalogue.models import PriceAgreement, PriceList, PriceListEntry


def agreements_with(*, actor: Actor, unit: BuyerUnit, on: date) -> QuerySet[PriceAgreement]:
    """Return the agreements a unit trades under on a day, its own and its payer's, latest first.

    Raises
    ------
    NotFoundError
        When the unit is not the actor's to know of.
    """
    if not actor.may(Permission.SEE_HUB, hub_id=unit.hub_id):
        require(actor, Permission.ORDER, hub_id=unit.hub_id, unit_id=unit.pk)
    return (
        PriceAgreement.objects.filter(
            Q(unit=unit) | Q(payer=unit.payer.organisation_id),
            in_force(on),
            hub_id=unit.hub_id,
            archived_at__isnull=True,
        )
        .select_related("unit", "payer", "price_list")
        .order_by("-valid_from", "pk")
    )


def prices_to_come(
    agreements: Iterable[PriceAgreement], *, today: date
) -> dict[int, list[PriceListEntry]]:
    """Return the agreed prices that change after today, by agreement; one query for all."""
    by_list: dict[int, list[PriceListEntry]] = defaultdict(list)
    known = list(agreements)
    rows = (
        PriceListEntry.objects.filter(
            Q(counts_until__gt=today) | Q(counts_from__gt=today),
            price_list__in={each.price_list_id for each in known if each.price_list_id},
        )
        .select_related("variant__product")
        .order_by("variant__product", "variant", "from_packs", "pk")
    )
    for row in rows:
        by_list[row.price_list_id].append(row)
    return {each.pk: by_list.get(each.price_list_id or 0, []) for each in known}


def list_agreements(*, actor: Actor, hub_id: int) -> QuerySet[PriceAgreement]:
    """Return all of a hub's agreements, latest first."""
    require(actor, Permission.SEE_HUB, hub_id=hub_id)
    return (
        PriceAgreement.objects.filter(hub_id=hub_id, archived_at__isnull=True)
        .select_related("unit", "payer", "price_list")
        .order_by("-valid_from", "pk")
    )


def agreed_until(price_list: PriceList, *, today: date) -> date | None:
    """Return the first day of delivery that a list's prices may be dearer on, for all its buyers.

    None where nobody was promised notice. Where an agreement ends before its notice does, its
    prices end with it.
    """
    agreements = with_notice(price_list, today=today)
    days = [
        min(today + timedelta(days=each.notice_days), each.valid_until or date.max)
        for each in agreements
    ]
    return max((day for day in days if day > today), default=None)


def with_notice(price_list: PriceList, *, today: date) -> list[PriceAgreement]:
    """Return the agreements about a list that promise notice and are not over."""
    return list(
        PriceAgreement.objects.filter(
            Q(valid_until__isnull=True) | Q(valid_until__gt=today),
            hub_id=price_list.hub_id,
            price_list=price_list,
            archived_at__isnull=True,
            notice_days__gt=0,
        )
        .select_related("unit", "payer")
        .order_by("pk")
    )


def least_life_days(*, hub_id: int, unit_ids: Collection[int], on: date) -> dict[int, int]:
    """Return how many days goods must have left at a unit's door, by unit, where it was agreed.

    Two queries, whoever is asked about; the longest counts where a unit has several agreements.
    """
    agreed = PriceAgreement.objects.filter(
        in_force(on), hub_id=hub_id, archived_at__isnull=True, least_life_days__gt=0
    ).values_list("unit_id", "payer_id", "least_life_days")
    by_unit: dict[int | None, int] = defaultdict(int)
    by_payer: dict[int | None, int] = defaultdict(int)
    for unit_id, payer_id, days in agreed:
        by_unit[unit_id] = max(by_unit[unit_id], days)
        by_payer[payer_id] = max(by_payer[payer_id], days)
    if not by_unit and not by_payer:
        return {}
    units = BuyerUnit.objects.filter(hub_id=hub_id, pk__in=set(unit_ids))
    least = {
        unit_id: max(by_unit.get(unit_id, 0), by_payer.get(payer_id, 0))
        for unit_id, payer_id in units.values_list("pk", "payer__organisation_id")
    }
    return {unit_id: days for unit_id, days in least.items() if days}
