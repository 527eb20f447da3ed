"""Agreements in force, and what packing must know of them."""

from collections import defaultdict
from collections.abc import Collection
from datetime import date

from django.db.models import Q, QuerySet

from kortreist.apps.actors.models import BuyerUnit
from kortreist.apps.actors.permissions import Actor, Permission, require
from kortreist.apps.actors.selectors.grants import in_force
from kortreist.apps.catalogue.models import PriceAgreement


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


def list_agreements(*, actor: Actor, hub_id: int) -> QuerySet[PriceAgreement]:
    """Return all of a hub's agreements, latest first."""
    require(actor, Permission.SEE_HUB, hub_id=hub_id)
    return (
        PriceAgreement.objects.filter(hub_id=hub_id, archived_at__isnull=True)
        .select_related("unit", "payer", "price_list")
        .order_by("-valid_from", "pk")
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
