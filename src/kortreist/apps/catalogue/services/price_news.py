"""Telling buyers in time that agreed prices become dearer."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta

from django.urls import reverse

from kortreist.apps.actors.models import BuyerUnit
from kortreist.apps.catalogue.models import PriceAgreement, PriceList, Variant
from kortreist.apps.catalogue.selectors.agreements import with_notice
from kortreist.apps.messages.services.notify import notify_unit
from kortreist.engines.pricing import PricePeriod, price_on
from kortreist.kernel.periods import oslo_date

PRICE_RISES = "price_rises"
Prices = Mapping[tuple[int, int], Sequence[PricePeriod]]


def tell_of_prices(
    price_list: PriceList, before: Prices, after: Prices, *, until: date, now: datetime
) -> None:
    """Tell each unit with an agreement about the list which of its prices rise, and from when.

    A price that is taken off the list is told as one without a price.
    """
    risen = _risen(before, after, until)
    if not risen:
        return
    lines = _lines(risen)
    for unit in _units(with_notice(price_list, today=oslo_date(now))):
        notify_unit(
            hub_id=price_list.hub_id,
            key=f"{PRICE_RISES}:{price_list.pk}:{price_list.version}:{unit.pk}",
            template=PRICE_RISES,
            unit=unit,
            params={
                "unit": unit.name,
                "from_day": until.isoformat(),
                "prices": lines,
                "link": reverse(
                    "trading:unit-agreement",
                    kwargs={"hub": unit.hub.public_id, "unit": unit.public_id},
                ),
            },
            now=now,
        )


def _risen(
    before: Prices, after: Prices, until: date
) -> dict[tuple[int, int], tuple[int, int | None]]:
    """Return what changed steps cost on the last day of the notice, and from then on."""
    risen = {}
    for key in sorted(before):
        periods = after.get(key, ())
        if periods == before[key]:
            continue
        was, will = price_on(periods, until - timedelta(days=1)), price_on(periods, until)
        if was is not None and (will is None or will > was):
            risen[key] = (was, will)
    return risen


def _lines(risen: Mapping[tuple[int, int], tuple[int, int | None]]) -> list[dict[str, object]]:
    ids = {variant_id for variant_id, _ in risen}
    variants = Variant.objects.select_related("product").in_bulk(ids)
    return [
        {
            "name": variants[variant_id].product.name,
            "pack": variants[variant_id].name,
            "from_packs": packs,
            "was_ore": was,
            "will_ore": will,
            "unit_code": variants[variant_id].unit,
        }
        for (variant_id, packs), (was, will) in risen.items()
    ]


def _units(agreements: Iterable[PriceAgreement]) -> list[BuyerUnit]:
    known = list(agreements)
    own = {each.unit_id for each in known if each.unit_id is not None}
    payers = {each.payer_id for each in known if each.payer_id is not None}
    hubs = {each.hub_id for each in known}
    units = BuyerUnit.objects.filter(hub__in=hubs, archived_at__isnull=True).select_related("hub")
    found = units.filter(pk__in=own) | units.filter(payer__organisation__in=payers)
    return list(found.order_by("pk"))
