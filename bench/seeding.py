"""A hub as `plan_hub` draws it, written to a prepared database in bulk: its parties and goods.

The rows are such as the services would have written; only the trail of how they came is missing.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta

from django.core.management import call_command
from django.db import transaction

from bench.plan import Plan
from kortreist.apps.actors.models import (
    BuyerUnit,
    DeliveryPoint,
    Hub,
    HubProducer,
    InvoiceParty,
    Organisation,
    Person,
    Role,
    RoleKind,
    User,
)
from kortreist.apps.catalogue.models import Fee, Listing, Product, ProductGroup, Variant
from kortreist.apps.catalogue.services.goods import refresh_search_texts
from kortreist.apps.catalogue.services.groups import load_product_groups
from kortreist.apps.registers.models import Postcode
from kortreist.apps.registers.services.loading import load_registers
from kortreist.demo import description
from kortreist.demo.description import Region, variant_name

# Everything has been in force for so long.
SINCE_DAYS = 365


@dataclass
class Seeded:
    """The hub, and the rows that codes of its description became."""

    region: Region
    hub: Hub
    since: date
    producers: dict[str, Organisation] = field(default_factory=dict)
    units: dict[str, BuyerUnit] = field(default_factory=dict)
    variants: dict[str, Variant] = field(default_factory=dict)


def prepare() -> None:
    """Make the tables, and fill the registers that every hub leans on."""
    call_command("migrate", verbosity=0)
    fill_registers()


def fill_registers() -> None:
    now = datetime.now(UTC)
    load_registers(now=now)
    load_product_groups(now=now)


@transaction.atomic
def seed_hub(plan: Plan) -> Seeded:
    """Write a plan's hub, with everybody around it and all goods on its shelf."""
    region = plan.region
    since = plan.day - timedelta(days=SINCE_DAYS)
    parties = _Parties(since)
    organisation = parties.organisation(region.hub, in_vat_register=True)
    organisation.save()
    hub = Hub.objects.create(organisation=organisation, name=region.hub.name)
    seeded = Seeded(region, hub, since)
    _add_producers(seeded, parties)
    _add_units(seeded, parties)
    _add_fees(seeded)
    _add_goods(seeded)
    return seeded


def seed_people(seeded: Seeded, *, farm: Organisation, kitchen: BuyerUnit) -> dict[str, User]:
    """Give the hub a coordinator, a farm its farmer and a kitchen its cook; who can sign in."""
    parts = {
        RoleKind.COORDINATOR: {},
        RoleKind.PRODUCER: {"organisation": farm},
        RoleKind.BUYER: {"unit": kitchen},
    }
    return {kind: _person(seeded, kind, whose) for kind, whose in parts.items()}


def _person(seeded: Seeded, kind: RoleKind, whose: Mapping[str, object]) -> User:
    user = User.objects.create_user(f"{kind}@example.org")
    person = Person.objects.create(name=kind.title(), user=user)
    Role.objects.create(person=person, hub=seeded.hub, kind=kind, valid_from=seeded.since, **whose)
    return user


class _Parties:
    """Organisations with their postcodes, which are read once."""

    def __init__(self, since: date) -> None:
        self.since = since
        self._postcodes = {postcode.code: postcode for postcode in Postcode.objects.all()}

    def postcode(self, actor: description.Actor) -> Postcode:
        return self._postcodes[actor.postcode]

    def organisation(self, actor: description.Actor, *, in_vat_register: bool) -> Organisation:
        return Organisation(
            name=actor.name,
            org_no=actor.org_no,
            is_example=True,
            vat_registered_from=self.since if in_vat_register else None,
            postcode=self.postcode(actor),
        )


def _add_producers(seeded: Seeded, parties: _Parties) -> None:
    described = seeded.region.producers
    rows = Organisation.objects.bulk_create(
        parties.organisation(each, in_vat_register=each.is_vat_registered) for each in described
    )
    seeded.producers = {each.code: row for each, row in zip(described, rows, strict=True)}
    HubProducer.objects.bulk_create(
        HubProducer(
            hub=seeded.hub,
            organisation=row,
            minimum_ore=each.minimum_ore,
            valid_from=seeded.since,
        )
        for each, row in zip(described, rows, strict=True)
    )


def _add_units(seeded: Seeded, parties: _Parties) -> None:
    region = seeded.region
    rows = Organisation.objects.bulk_create(
        parties.organisation(each, in_vat_register=False) for each in region.payers
    )
    payers = InvoiceParty.objects.bulk_create(
        InvoiceParty(hub=seeded.hub, organisation=row, name=row.name) for row in rows
    )
    payer_of = {each.code: row for each, row in zip(region.payers, payers, strict=True)}
    doors = DeliveryPoint.objects.bulk_create(
        DeliveryPoint(
            hub=seeded.hub,
            name=unit.name,
            postcode=parties.postcode(unit),
            opens_at=unit.opens,
            closes_at=unit.closes,
        )
        for unit in region.units
    )
    units = BuyerUnit.objects.bulk_create(
        BuyerUnit(
            hub=seeded.hub,
            organisation=payer_of[unit.payer].organisation,
            number=unit.number,
            name=f"{unit.name} {unit.number}",
            kind=unit.kind,
            sector=unit.sector,
            delivery_point=door,
            payer=payer_of[unit.payer],
            priority=region.allocation.priority.get(unit.kind, 1),
            usual_reference=unit.reference,
        )
        for unit, door in zip(region.units, doors, strict=True)
    )
    seeded.units = {unit.code: row for unit, row in zip(region.units, units, strict=True)}


def _add_fees(seeded: Seeded) -> None:
    Fee.objects.bulk_create(
        Fee(
            hub=seeded.hub,
            kind=fee.kind,
            basis=fee.basis,
            rate_bp=fee.rate_bp,
            amount_ore=fee.amount_ore,
            valid_from=seeded.since,
        )
        for fee in seeded.region.fees
    )


def _add_goods(seeded: Seeded) -> None:
    described = seeded.region.products
    groups = {group.code: group for group in ProductGroup.objects.all()}
    products = Product.objects.bulk_create(
        _product(each, seeded.producers[each.producer], groups[each.group]) for each in described
    )
    packs = [
        (pack, product)
        for each, product in zip(described, products, strict=True)
        for pack in each.variants
    ]
    rows = Variant.objects.bulk_create(_variant(pack, product) for pack, product in packs)
    Listing.objects.bulk_create(
        Listing(hub=seeded.hub, variant=row, producer_price_ore=pack.price_ore)
        for (pack, _), row in zip(packs, rows, strict=True)
    )
    seeded.variants = {pack.code: row for (pack, _), row in zip(packs, rows, strict=True)}
    refresh_search_texts(on=seeded.since)


def _product(each: description.Product, producer: Organisation, group: ProductGroup) -> Product:
    first_week, last_week = each.season or (None, None)
    return Product(
        producer=producer,
        group=group,
        name=each.name.as_content(),
        storage=each.storage,
        vat_class=each.vat_class,
        is_alcohol=each.is_alcohol,
        is_organic=each.is_organic,
        allergens=list(each.allergens or ()),
        allergens_stated=each.allergens is not None,
        season_from_week=first_week,
        season_until_week=last_week,
    )


def _variant(pack: description.Variant, product: Product) -> Variant:
    return Variant(
        product=product,
        name=variant_name(pack).as_content(),
        unit=pack.unit,
        content_amount=pack.content_amount,
        charge_by=pack.charge_by,
        tolerance_bp=pack.tolerance_bp,
        order_multiple=pack.order_multiple,
        case_packs=pack.case_packs,
    )
