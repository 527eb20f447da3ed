"""Freezing what is declared of goods, each time it changes."""

from collections.abc import Collection
from datetime import datetime

from kortreist.apps.catalogue.declared import alarming_changes, content_of, digest_of
from kortreist.apps.catalogue.models import Declaration, Product
from kortreist.apps.catalogue.services.many import write_anew


def declare(product: Product, *, now: datetime) -> Declaration:
    """Return the declaration of a product as it stands, a new one if anything in it changed.

    For services that have written a product they hold locked, in the same transaction.
    """
    content = content_of(product)
    digest = digest_of(content)
    current = product.declaration
    if current is not None and current.sha256 == digest:
        return current
    made = Declaration.objects.create(
        product=product,
        version=current.version + 1 if current else 1,
        content=content,
        sha256=digest,
        alarming=alarming_changes(current.content, content) if current else [],
        made_at=now,
    )
    product.declaration = made
    product.save(update_fields=["declaration"])
    return made


def declare_many(products: Collection[Product], *, now: datetime) -> int:
    """Freeze the declarations of many products at once, where anything in them changed.

    As `declare`, in few questions however many there are. Returns how many are new.
    """
    made = []
    current = Declaration.objects.in_bulk(
        [each.declaration_id for each in products if each.declaration_id is not None]
    )
    for product in products:
        content = content_of(product)
        digest = digest_of(content)
        before = current.get(product.declaration_id or 0)
        if before is not None and before.sha256 == digest:
            continue
        made.append(
            Declaration(
                product=product,
                version=before.version + 1 if before else 1,
                content=content,
                sha256=digest,
                alarming=alarming_changes(before.content, content) if before else [],
                made_at=now,
            )
        )
    Declaration.objects.bulk_create(made, batch_size=500)
    for declaration in made:
        declaration.product.declaration = declaration
    write_anew([each.product for each in made], ["declaration"])
    return len(made)
