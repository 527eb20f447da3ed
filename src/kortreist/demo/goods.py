"""Putting a region's goods on the shelf: products, packs, prices and the parts of the price."""

from datetime import date, datetime

from kortreist.apps.actors.permissions import Actor
from kortreist.apps.catalogue.models import ChargeBy, FeeBasis, FeeKind, Storage, UnitCode
from kortreist.apps.catalogue.services.goods import (
    ProductFacts,
    VariantFacts,
    add_variant,
    create_product,
)
from kortreist.apps.catalogue.services.listings import list_variant, set_fee
from kortreist.apps.registers.models import VatClass
from kortreist.demo.declared import with_declaration
from kortreist.demo.description import Product, Region, Variant, variant_name
from kortreist.demo.pricing import deposit_of


def add_goods(
    region: Region,
    *,
    actor: Actor,
    hub_id: int,
    producers: dict[str, int],
    since: date,
    now: datetime,
) -> dict[str, int]:
    """Enter all goods and list them at the hub; return which variants the codes became."""
    for fee in region.fees:
        set_fee(
            actor=actor,
            hub_id=hub_id,
            kind=FeeKind(fee.kind),
            basis=FeeBasis(fee.basis),
            rate_bp=fee.rate_bp,
            amount_ore=fee.amount_ore,
            valid_from=since,
            now=now,
        )
    rows: dict[str, int] = {}
    for product in region.products:
        made = create_product(
            actor=actor,
            hub_id=hub_id,
            producer_id=producers[product.producer],
            facts=with_declaration(product.code, _product(product)),
            now=now,
        )
        for variant in product.variants:
            pack = add_variant(
                actor=actor,
                hub_id=hub_id,
                product_id=made.pk,
                facts=_variant(product, variant),
                now=now,
            )
            list_variant(
                actor=actor,
                hub_id=hub_id,
                variant_id=pack.pk,
                producer_price_ore=variant.price_ore,
                now=now,
            )
            rows[variant.code] = pack.pk
    return rows


def _product(product: Product) -> ProductFacts:
    return ProductFacts(
        name=product.name.as_content(),
        group=product.group,
        description=product.description.as_content() if product.description else {},
        storage=Storage(product.storage),
        vat_class=VatClass(product.vat_class),
        is_alcohol=product.is_alcohol,
        alcohol_bp=product.alcohol_bp,
        is_organic=product.is_organic,
        allergens=product.allergens,
        season=product.season,
    )


def _variant(product: Product, variant: Variant) -> VariantFacts:
    return VariantFacts(
        name=variant_name(variant).as_content(),
        unit=UnitCode(variant.unit.value),
        content_amount=variant.content_amount,
        charge_by=ChargeBy(variant.charge_by),
        tolerance_bp=variant.tolerance_bp,
        order_multiple=variant.order_multiple,
        case_packs=variant.case_packs,
        deposit_code=deposit_of(product, variant),
    )
