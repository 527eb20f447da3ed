"""Filling the food groups and the rules about goods from the register files."""

from datetime import date, datetime

from django.db import transaction

from kortreist.apps.catalogue.models import HandlingRule, NotForRule, ProductGroup
from kortreist.apps.catalogue.services.suitability import refresh_not_for
from kortreist.apps.registers.services.loading import load_once
from kortreist.apps.registers.services.records import Row
from kortreist.kernel.periods import oslo_date

LANGUAGES = ("nb", "nn", "en")


@transaction.atomic
def load_product_groups(*, now: datetime) -> int:
    """Load the food groups, and the rules about goods, unless they are there already.

    Returns how many groups were read.
    """
    read = load_once("food_groups", _load, now=now)
    load_once("dfc_types", _load_types, now=now)
    load_once("handling_rules", _load_handling, now=now)
    if load_once("not_for_rules", _load_not_for, now=now):
        refresh_not_for(on=oslo_date(now))
    return read


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


def _load_types(rows: list[Row]) -> None:
    """Give each group its product type, else that of the nearest group above it."""
    stated = {row["group"]: row["dfc_type"] for row in rows}
    groups = list(ProductGroup.objects.all())
    for group in groups:
        code = group.code
        while code and code not in stated:
            code = code.rpartition(".")[0]
        group.dfc_type = stated.get(code, "")
    ProductGroup.objects.bulk_update(groups, ["dfc_type"], batch_size=200)


def _load_not_for(rows: list[Row]) -> None:
    NotForRule.objects.bulk_create(
        [
            NotForRule(
                code=row["code"],
                unit_kind=row["unit_kind"],
                valid_from=date.fromisoformat(row["valid_from"]),
                valid_until=_day(row["valid_until"]),
                source=row["source"],
                is_verified=row["is_verified"] == "1",
            )
            for row in rows
        ],
        update_conflicts=True,
        unique_fields=["code", "unit_kind", "valid_from"],
        update_fields=["valid_until", "source", "is_verified"],
    )


def _load_handling(rows: list[Row]) -> None:
    HandlingRule.objects.bulk_create(
        [
            HandlingRule(
                species=row["species"],
                treatment=row["treatment"],
                max_temperature_dc=_tenths(row["max_temperature_dc"]),
                markings=row["markings"].split(),
                valid_from=date.fromisoformat(row["valid_from"]),
                valid_until=_day(row["valid_until"]),
                source=row["source"],
                is_verified=row["is_verified"] == "1",
            )
            for row in rows
        ],
        update_conflicts=True,
        unique_fields=["species", "treatment", "valid_from"],
        update_fields=["max_temperature_dc", "markings", "valid_until", "source", "is_verified"],
    )


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


def _tenths(text: str) -> int | None:
    return int(text) if text else None
