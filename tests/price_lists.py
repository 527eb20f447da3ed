"""Price lists, zones and deposits for tests, in few lines, through plain ORM."""

from datetime import date

from kortreist.apps.actors.models import DeliveryZone, FreightStep
from kortreist.apps.catalogue.models import (
    DepositKind,
    PriceList,
    PriceListEntry,
    PriceListReach,
)

LONG_AGO = date(2020, 1, 1)


def make_price_list(hub, *prices, reach=None, **fields) -> PriceList:
    """Return a list of ``(variant, øre)`` or ``(variant, øre, from packs)``; for everybody."""
    price_list = PriceList.objects.create(
        hub=hub, **{"name": "Prisliste", "valid_from": LONG_AGO} | fields
    )
    PriceListReach.objects.create(hub=hub, price_list=price_list, **reach or {})
    for variant, price_ore, *packs in prices:
        PriceListEntry.objects.create(
            hub=hub,
            price_list=price_list,
            variant=variant,
            price_ore=price_ore,
            from_packs=packs[0] if packs else 1,
        )
    return price_list


def make_zone(hub, *steps, unit=None, **fields) -> DeliveryZone:
    """Return a zone with its steps of (from so much, freight), and put a unit's door into it."""
    zone = DeliveryZone.objects.create(hub=hub, **{"name": "Fjellet"} | fields)
    for least, freight in steps:
        FreightStep.objects.create(zone=zone, from_ore=least, freight_ore=freight)
    if unit is not None:
        unit.delivery_point.zone = zone
        unit.delivery_point.save(update_fields=["zone"])
    return zone


def make_deposit(hub, code="flaske", ledger="drink", amount_ore=300, **fields) -> DepositKind:
    return DepositKind.objects.create(
        hub=hub,
        code=code,
        ledger=ledger,
        amount_ore=amount_ore,
        **{"valid_from": LONG_AGO} | fields,
    )
