"""Producers' goods: written once, by the producer or by a hub that sells for it."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict
from datetime import date, datetime
from itertools import islice

from django.db import transaction

from kortreist.apps.actors.facts import tidy
from kortreist.apps.actors.models import Organisation
from kortreist.apps.actors.permissions import Actor
from kortreist.apps.actors.selectors.parties import found
from kortreist.apps.actors.services.audit import record
from kortreist.apps.actors.services.writing import write_changes
from kortreist.apps.catalogue.checks import check_product, check_variant
from kortreist.apps.catalogue.errors import GoodsArchivedError, GroupUnknownError
from kortreist.apps.catalogue.facts import ProductFacts, VariantFacts
from kortreist.apps.catalogue.models import (
    ALLERGENS,
    CEREALS,
    NUTS,
    NotFor,
    Product,
    ProductGroup,
    Variant,
)
from kortreist.apps.catalogue.selectors.groups import GroupTree
from kortreist.apps.catalogue.selectors.rules import kinds_refused
from kortreist.apps.catalogue.services.declarations import declare
from kortreist.apps.catalogue.services.packs import pack_levels
from kortreist.apps.catalogue.services.rights import require_producer_right
from kortreist.apps.catalogue.services.search_words import write_words
from kortreist.apps.catalogue.wording import sort_key
from kortreist.kernel.periods import oslo_date

__all__ = [
    "ProductFacts",
    "VariantFacts",
    "add_variant",
    "archive_product",
    "archive_variant",
    "change_product",
    "create_product",
    "refresh_search_texts",
]

TEXTS = ("description", "origin", "story", "ingredients")
PLAIN = (
    "is_alcohol",
    "alcohol_bp",
    "is_organic",
    "species",
    "treatment",
    "shelf_life_days",
    "lead_days",
)
BATCH = 1_000
# Of a variant's facts, those that stand in the levels of its packing.
OF_LEVELS = frozenset({"case_gtin", "pallet_cases", "pallet_gtin"})


@transaction.atomic
def create_product(
    *, actor: Actor, hub_id: int, producer_id: int, facts: ProductFacts, now: datetime
) -> Product:
    """Enter something a producer makes or grows.

    Raises
    ------
    NotFoundError, NotPermittedError
        When the producer is not the hub's, or the actor may not offer its goods.
    InvalidInputError
        When a fact cannot be right.
    """
    require_producer_right(actor, hub_id, producer_id, now)
    check_product(facts)
    producer = Organisation.objects.get(pk=producer_id)
    values = _values(facts, on=oslo_date(now))
    product = Product.objects.create(producer=producer, **values)
    declare(product, now=now)
    write_words([product], on=oslo_date(now))
    record(actor, "catalogue.product.created", product, hub_id=hub_id, now=now)
    return product


@transaction.atomic
def change_product(
    *, actor: Actor, hub_id: int, product_id: int, facts: ProductFacts, now: datetime
) -> Product:
    """Correct what is known of a product; what was sold keeps the facts it was sold under.

    Raises
    ------
    NotFoundError, NotPermittedError
        When the product is none of the hub's producers', or the actor may not offer its goods.
    GoodsArchivedError, InvalidInputError
        When it is no longer made, or a fact cannot be right.
    """
    product = _lock_product(actor, hub_id, product_id, now)
    check_product(facts)
    values = _values(facts, on=oslo_date(now))
    write_changes(actor, "catalogue.product.changed", product, values, hub_id=hub_id, now=now)
    declare(product, now=now)
    write_words([product], on=oslo_date(now))
    return product


@transaction.atomic
def archive_product(*, actor: Actor, hub_id: int, product_id: int, now: datetime) -> Product:
    """Say that a product is no longer made; it disappears from every shop.

    Raises
    ------
    NotFoundError, NotPermittedError
        When the product is none of the hub's producers', or the actor may not offer its goods.
    GoodsArchivedError
        When it is gone already.
    """
    product = _lock_product(actor, hub_id, product_id, now)
    product.archived_at = now
    product.save(update_fields=["archived_at"])
    record(actor, "catalogue.product.archived", product, hub_id=hub_id, now=now)
    return product


@transaction.atomic
def add_variant(
    *, actor: Actor, hub_id: int, product_id: int, facts: VariantFacts, now: datetime
) -> Variant:
    """Add a sellable pack. What a pack holds is never changed: archive it and add another.

    Raises
    ------
    NotFoundError, NotPermittedError
        When the product is none of the hub's producers', or the actor may not offer its goods.
    GoodsArchivedError, InvalidInputError
        When it is no longer made, or a fact cannot be right.
    """
    product = _lock_product(actor, hub_id, product_id, now)
    facts = tidy(facts)
    check_variant(facts)
    values = {name: value for name, value in asdict(facts).items() if name not in OF_LEVELS}
    variant = Variant.objects.create(product=product, **values)
    pack_levels(variant, facts)
    record(
        actor,
        "catalogue.variant.added",
        variant,
        hub_id=hub_id,
        now=now,
        params={"product": product.pk},
    )
    return variant


@transaction.atomic
def archive_variant(*, actor: Actor, hub_id: int, variant_id: int, now: datetime) -> Variant:
    """Say that a pack is no longer made.

    Raises
    ------
    NotFoundError, NotPermittedError
        When the pack is none of the hub's producers', or the actor may not offer its goods.
    GoodsArchivedError
        When it is gone already.
    """
    variant = found(Variant.objects.filter(pk=variant_id).first())
    _lock_product(actor, hub_id, variant.product_id, now)
    variant.refresh_from_db()
    if variant.archived_at is not None:
        raise GoodsArchivedError
    variant.archived_at = now
    variant.save(update_fields=["archived_at"])
    record(actor, "catalogue.variant.archived", variant, hub_id=hub_id, now=now)
    return variant


@transaction.atomic
def refresh_search_texts(*, on: date) -> int:
    """Bring the words goods are found by up to date with producers, groups and marks in force.

    Returns how many products were out of date. For the nightly job, and after a load.
    """
    tree = GroupTree.read()
    changed = 0
    rows = Product.objects.select_related("producer").order_by("pk")
    for some in _some(rows.iterator(chunk_size=BATCH)):
        late = [product for product in some if product.sort_key != sort_key(product.name)]
        for product in late:
            product.sort_key = sort_key(product.name)
        Product.objects.bulk_update(late, ["sort_key"])
        changed += len(write_words(some, on=on, tree=tree) | {product.pk for product in late})
    return changed


def _lock_product(actor: Actor, hub_id: int, product_id: int, now: datetime) -> Product:
    rows = Product.objects.select_for_update(of=("self",)).select_related("producer", "declaration")
    product = found(rows.filter(pk=product_id).first())
    require_producer_right(actor, hub_id, product.producer_id, now)
    if product.archived_at is not None:
        raise GoodsArchivedError
    return product


def _values(facts: ProductFacts, *, on: date) -> dict[str, object]:
    group = ProductGroup.objects.filter(code=facts.group).first()
    if group is None:
        raise GroupUnknownError(group=facts.group[:20])
    name = _content(facts.name)
    first_week, last_week = facts.season or (None, None)
    return {
        "group_id": group.pk,
        "name": name,
        **{name: _content(getattr(facts, name)) for name in TEXTS},
        "storage": facts.storage,
        "vat_class": facts.vat_class,
        **{name: getattr(facts, name) for name in PLAIN},
        # In the law's own order, each once.
        "allergens": _in_order(facts.allergens, ALLERGENS),
        "allergens_stated": facts.allergens is not None,
        "cereals": _in_order(facts.cereals, CEREALS),
        "nuts": _in_order(facts.nuts, NUTS),
        "traces": [
            each
            for each in _in_order(facts.traces, ALLERGENS)
            if each not in (facts.allergens or ())
        ],
        "nutrition": dict(facts.nutrition),
        "not_for": _in_order(facts.not_for, NotFor.values),
        "not_for_stated": facts.not_for is not None,
        "not_for_kinds": kinds_refused(facts.not_for or (), on=on),
        "season_from_week": first_week,
        "season_until_week": last_week,
        "sort_key": sort_key(name),
    }


def _content(texts: Mapping[str, str]) -> dict[str, str]:
    return {language: text.strip() for language, text in texts.items() if text.strip()}


def _in_order(codes: Iterable[str] | None, known: Iterable[str]) -> list[str]:
    chosen = set(codes or ())
    return [code for code in known if code in chosen]


def _some(products: Iterator[Product]) -> Iterator[list[Product]]:
    while some := list(islice(products, BATCH)):
        yield some
