"""Producers' goods: written once, by the producer or by a hub that sells for it."""

from dataclasses import asdict
from datetime import datetime

from django.db import transaction

from kortreist.apps.actors.facts import tidy
from kortreist.apps.actors.models import Organisation
from kortreist.apps.actors.permissions import Actor, Permission, require
from kortreist.apps.actors.selectors.parties import found, require_producer
from kortreist.apps.actors.services.audit import record
from kortreist.apps.actors.services.writing import write_changes
from kortreist.apps.catalogue.checks import check_product, check_variant
from kortreist.apps.catalogue.errors import GoodsArchivedError, GroupUnknownError
from kortreist.apps.catalogue.facts import ProductFacts, VariantFacts
from kortreist.apps.catalogue.models import ALLERGENS, Product, ProductGroup, Variant
from kortreist.apps.catalogue.selectors.groups import GroupTree
from kortreist.apps.catalogue.wording import search_text, sort_key
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
    _require_right(actor, hub_id, producer_id, now)
    check_product(facts)
    producer = Organisation.objects.get(pk=producer_id)
    product = Product.objects.create(producer=producer, **_values(facts, producer))
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
    values = _values(facts, product.producer)
    write_changes(actor, "catalogue.product.changed", product, values, hub_id=hub_id, now=now)
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
    variant = Variant.objects.create(product=product, **asdict(facts))
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
def refresh_search_texts() -> int:
    """Bring the words goods are found by up to date with their producers' and groups' names.

    Returns how many products were out of date. For the nightly job, and after a load.
    """
    tree = GroupTree.read()
    stale = []
    for product in Product.objects.select_related("producer").iterator(chunk_size=1000):
        words = _words(product.name, product.producer, product.group_id, tree)
        if {name: getattr(product, name) for name in words} != words:
            product.search_text, product.sort_key = words["search_text"], words["sort_key"]
            stale.append(product)
    Product.objects.bulk_update(stale, ["search_text", "sort_key"], batch_size=500)
    return len(stale)


def _require_right(actor: Actor, hub_id: int, producer_id: int, now: datetime) -> None:
    require(actor, Permission.OFFER_GOODS, hub_id=hub_id, organisation_id=producer_id)
    require_producer(hub_id=hub_id, organisation_id=producer_id, on=oslo_date(now))


def _lock_product(actor: Actor, hub_id: int, product_id: int, now: datetime) -> Product:
    rows = Product.objects.select_for_update(of=("self",)).select_related("producer")
    product = found(rows.filter(pk=product_id).first())
    _require_right(actor, hub_id, product.producer_id, now)
    if product.archived_at is not None:
        raise GoodsArchivedError
    return product


def _values(facts: ProductFacts, producer: Organisation) -> dict[str, object]:
    group = ProductGroup.objects.filter(code=facts.group).first()
    if group is None:
        raise GroupUnknownError(group=facts.group[:20])
    name = {language: text.strip() for language, text in facts.name.items() if text.strip()}
    first_week, last_week = facts.season or (None, None)
    return {
        "group_id": group.pk,
        "name": name,
        "description": dict(facts.description),
        "storage": facts.storage,
        "vat_class": facts.vat_class,
        "is_alcohol": facts.is_alcohol,
        "is_organic": facts.is_organic,
        # In the law's own order, each once.
        "allergens": [each for each in ALLERGENS if each in (facts.allergens or ())],
        "allergens_stated": facts.allergens is not None,
        "season_from_week": first_week,
        "season_until_week": last_week,
        **_words(name, producer, group.pk, GroupTree.read()),
    }


def _words(
    name: dict[str, str], producer: Organisation, group_id: int, tree: GroupTree
) -> dict[str, str]:
    groups = [group.name for group in tree.path_to(group_id)]
    return {
        "search_text": search_text(name, producer.name, groups),
        "sort_key": sort_key(name),
    }
