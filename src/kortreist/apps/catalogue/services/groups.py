"""Filling the food groups from the register file that the product carries."""

from datetime import datetime

from django.db import transaction

from kortreist.apps.catalogue.models import ProductGroup
from kortreist.apps.registers.services.loading import load_once
from kortreist.apps.registers.services.records import Row

LANGUAGES = ("nb", "nn", "en")


@transaction.atomic
def load_product_groups(*, now: datetime) -> int:
    """Load the food groups unless they are there already; return how many rows were read."""
    return load_once("food_groups", _load, now=now)


def _load(rows: list[Row]) -> None:
    ProductGroup.objects.bulk_create(
        [
            ProductGroup(code=row["code"], name={each: row[each] for each in LANGUAGES})
            for row in rows
        ],
        update_conflicts=True,
        unique_fields=["code"],
        update_fields=["name"],
    )
    by_code = {group.code: group for group in ProductGroup.objects.all()}
    for row in rows:
        parent = by_code.get(row["parent"])
        by_code[row["code"]].parent_id = parent.pk if parent else None
    ProductGroup.objects.bulk_update(by_code.values(), ["parent"], batch_size=200)
