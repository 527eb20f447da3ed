"""What a hub has, sheet by sheet, as a moving folder writes it down."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from django.db.models import Q

from kortreist.apps.actors.models import (
    BuyerUnit,
    DeliveryPoint,
    Hub,
    HubProducer,
    InvoiceParty,
    Organisation,
    Role,
)
from kortreist.apps.actors.selectors.parties import is_known_at
from kortreist.apps.billing.models import NumberSeries, OpenItemSide
from kortreist.apps.billing.selectors.open_items import open_items
from kortreist.apps.catalogue.models import PriceAgreement, PriceList, PriceListEntry, Variant
from kortreist.apps.desk.moving import sheets
from kortreist.apps.desk.moving.cells import Value
from kortreist.apps.desk.moving.sheets import Key, Sheet, Values
from kortreist.apps.ui.content import choose


@dataclass(frozen=True, slots=True)
class Standing:
    """A row as the hub has it now, and the key of what stands behind it."""

    pk: int
    values: Values


def standing_rows(sheet: Sheet, hub: Hub) -> dict[Key, Standing]:
    """Return what the hub has of one sheet, by what tells rows apart."""
    rows = READERS[sheet.name](hub)
    return {sheet.key_of(row.values): row for row in rows}


def name_of(organisation: Organisation) -> str:
    """Return what sheets call an organisation: its number, or its name where it has none."""
    return organisation.org_no or organisation.name


def goods_name(variant: Variant) -> str:
    """Return what sheets call a pack among its producer's; ask with its product."""
    names = (choose(variant.product.name, "nb").text, choose(variant.name, "nb").text)
    return variant.producer_code or variant.gtin or " | ".join(name for name in names if name)


def _hub(hub: Hub) -> Iterator[Standing]:
    values = {name: getattr(hub, name) for name in ("name", "language", "payment_terms_days")}
    yield Standing(hub.pk, {"organisation": name_of(hub.organisation), **values})


def _organisations(hub: Hub) -> Iterator[Standing]:
    known = is_known_at(hub.pk) & Q(archived_at__isnull=True)
    rows = Organisation.objects.filter(known).select_related("postcode").distinct().order_by("pk")
    for row in rows:
        yield Standing(row.pk, _organisation_values(row))


def _organisation_values(row: Organisation) -> Values:
    return _copied(row, sheets.ORGANISATIONS, postcode=row.postcode.code if row.postcode else "")


def _producers(hub: Hub) -> Iterator[Standing]:
    rows = HubProducer.objects.filter(hub=hub).select_related("organisation").order_by("pk")
    for row in rows:
        yield Standing(
            row.pk,
            _copied(
                row,
                sheets.PRODUCERS,
                organisation=name_of(row.organisation),
                minimum=row.minimum_ore,
            ),
        )


def _delivery_points(hub: Hub) -> Iterator[Standing]:
    rows = DeliveryPoint.objects.filter(hub=hub, archived_at__isnull=True)
    for row in rows.select_related("postcode").order_by("pk"):
        yield Standing(row.pk, _copied(row, sheets.DELIVERY_POINTS, postcode=row.postcode.code))


def _payers(hub: Hub) -> Iterator[Standing]:
    rows = InvoiceParty.objects.filter(hub=hub, archived_at__isnull=True)
    for row in rows.select_related("organisation").order_by("pk"):
        yield Standing(
            row.pk,
            _copied(
                row,
                sheets.PAYERS,
                organisation=name_of(row.organisation),
                credit_limit=row.credit_limit_ore,
            ),
        )


def _units(hub: Hub) -> Iterator[Standing]:
    rows = BuyerUnit.objects.filter(hub=hub, archived_at__isnull=True)
    for row in rows.select_related("organisation", "delivery_point", "payer").order_by("number"):
        yield Standing(
            row.pk,
            _copied(
                row,
                sheets.UNITS,
                organisation=name_of(row.organisation),
                delivery_point=row.delivery_point.name,
                payer=row.payer.name,
            ),
        )


def _people(hub: Hub) -> Iterator[Standing]:
    rows = Role.objects.filter(
        hub=hub, valid_until__isnull=True, person__anonymised_at__isnull=True
    ).select_related("person__user", "organisation", "unit")
    for row in rows.order_by("pk"):
        person = row.person
        at = name_of(row.organisation) if row.organisation else ""
        yield Standing(
            row.pk,
            {
                "name": person.name,
                "email": person.user.email if person.user else "",
                "phone": person.phone,
                "language": person.language,
                "role": row.kind,
                "at": str(row.unit.number) if row.unit else at,
                "valid_from": row.valid_from,
            },
        )


def _price_lists(hub: Hub) -> Iterator[Standing]:
    lists = PriceList.objects.filter(hub=hub, archived_at__isnull=True).order_by("pk")
    for row in lists.prefetch_related("reaches__unit", "reaches__payer"):
        for reach in row.reaches.all() or [None]:
            unit, payer = reach and reach.unit, reach and reach.payer
            yield Standing(
                row.pk,
                _copied(
                    row,
                    sheets.PRICE_LISTS,
                    unit=unit.number if unit else None,
                    payer=name_of(payer) if payer else "",
                    unit_kind=reach.unit_kind if reach else "",
                    sector=reach.sector if reach else "",
                ),
            )


def _prices(hub: Hub) -> Iterator[Standing]:
    # What is asked in the end, where a dearer price waits for a notice to be over.
    rows = PriceListEntry.objects.filter(
        hub=hub, price_list__archived_at__isnull=True, counts_until__isnull=True
    )
    for row in rows.select_related("price_list", "variant__product__producer").order_by("pk"):
        yield Standing(
            row.pk,
            {
                "price_list": row.price_list.name,
                "producer": name_of(row.variant.product.producer),
                "goods": goods_name(row.variant),
                "from_packs": row.from_packs,
                "price": row.price_ore,
            },
        )


def _agreements(hub: Hub) -> Iterator[Standing]:
    rows = PriceAgreement.objects.filter(hub=hub, archived_at__isnull=True).order_by("pk")
    for row in rows.select_related("unit", "payer", "price_list"):
        yield Standing(
            row.pk,
            _copied(
                row,
                sheets.AGREEMENTS,
                unit=row.unit.number if row.unit else None,
                payer=name_of(row.payer) if row.payer else "",
                price_list=row.price_list.name if row.price_list else "",
                agreed=row.agreed_ore,
            ),
        )


def _open_items(hub: Hub) -> Iterator[Standing]:
    # What is left: what was paid here since is nothing to take along.
    rows = open_items(hub_id=hub.pk).exclude(left_ore=0).select_related("payer", "producer")
    for row in rows.order_by("pk"):
        if row.side == OpenItemSide.RECEIVABLE:
            party = row.payer.name if row.payer else ""
        else:
            party = name_of(row.producer) if row.producer else ""
        yield Standing(row.pk, _copied(row, sheets.OPEN_ITEMS, party=party, amount=row.left_ore))


def _numbers(hub: Hub) -> Iterator[Standing]:
    for row in NumberSeries.objects.filter(issuer=hub.organisation).order_by("kind"):
        yield Standing(row.pk, {"document": row.kind, "next_number": row.next_number})


def _copied(row: object, sheet: Sheet, **others: Value) -> Values:
    names = [column.name for column in sheet.columns]
    return {name: others[name] if name in others else getattr(row, name) for name in names}


READERS: Mapping[str, Callable[[Hub], Iterator[Standing]]] = {
    sheets.HUB.name: _hub,
    sheets.ORGANISATIONS.name: _organisations,
    sheets.PRODUCERS.name: _producers,
    sheets.DELIVERY_POINTS.name: _delivery_points,
    sheets.PAYERS.name: _payers,
    sheets.UNITS.name: _units,
    sheets.PEOPLE.name: _people,
    sheets.PRICE_LISTS.name: _price_lists,
    sheets.PRICES.name: _prices,
    sheets.AGREEMENTS.name: _agreements,
    sheets.OPEN_ITEMS.name: _open_items,
    sheets.NUMBERS.name: _numbers,
}
