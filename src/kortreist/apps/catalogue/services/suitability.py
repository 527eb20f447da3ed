"""Keeping on each product which kinds of units the rules in force say it is not for."""

from datetime import date

from django.db import transaction

from kortreist.apps.catalogue.models import Product
from kortreist.apps.catalogue.selectors.rules import kinds_by_code


@transaction.atomic
def refresh_not_for(*, on: date) -> int:
    """Bring products up to date with the rules of a day; return how many were not.

    For the nightly job, and after the rules were loaded.
    """
    kinds = kinds_by_code(on=on)
    stale = []
    for product in Product.objects.exclude(not_for=[]).order_by("pk").iterator(chunk_size=1000):
        refused = sorted({kind for code in product.not_for for kind in kinds.get(code, ())})
        if product.not_for_kinds != refused:
            product.not_for_kinds = refused
            stale.append(product)
    Product.objects.bulk_update(stale, ["not_for_kinds"], batch_size=500)
    return len(stale)
