"""Filling the registers from the files that the product carries."""

from collections.abc import Callable
from datetime import date, datetime

from django.db import transaction

from kortreist.apps.registers.models import (
    DatedFigure,
    LoadedRegister,
    Municipality,
    Postcode,
    VatRate,
)
from kortreist.apps.registers.services.records import Record, Row, read_record

BATCH_ROWS = 1000


@transaction.atomic
def load_registers(*, now: datetime) -> dict[str, int]:
    """Load places, VAT rates and dated figures, and tell how many rows of each were read.

    A register whose file has not changed since it was last loaded is left alone, so this may run
    at every start. Rows are added and renewed, never removed: trade may refer to them.
    """
    loaders = {
        "municipalities": _load_municipalities,
        "postcodes": _load_postcodes,
        "vat_rates": _load_vat_rates,
        "dated_figures": _load_dated_figures,
    }
    return {name: load_once(name, load, now=now) for name, load in loaders.items()}


def load_once(name: str, load: Callable[[list[Row]], None], *, now: datetime) -> int:
    """Load a register unless the same content is there already; return how many rows were read."""
    record = read_record(name)
    if LoadedRegister.objects.filter(name=name, sha256=record.sha256).exists():
        return 0
    load(record.rows)
    _remember(record, now=now)
    return len(record.rows)


def _remember(record: Record, *, now: datetime) -> None:
    LoadedRegister.objects.update_or_create(
        name=record.name,
        defaults={"sha256": record.sha256, "rows": len(record.rows), "loaded_at": now},
    )


def _load_municipalities(rows: list[Row]) -> None:
    fields = ("name", "other_name", "county_number", "county", "language_form")
    Municipality.objects.bulk_create(
        [
            Municipality(
                number=row["number"],
                latitude=float(row["latitude"]),
                longitude=float(row["longitude"]),
                **{field: row[field] for field in fields},
            )
            for row in rows
        ],
        batch_size=BATCH_ROWS,
        update_conflicts=True,
        unique_fields=["number"],
        update_fields=[*fields, "latitude", "longitude"],
    )


def _load_postcodes(rows: list[Row]) -> None:
    municipality_ids = dict(Municipality.objects.values_list("number", "pk"))
    Postcode.objects.bulk_create(
        [
            Postcode(
                code=row["code"],
                place=row["place"],
                municipality_id=municipality_ids[row["municipality"]],
                latitude=_degrees(row["latitude"]),
                longitude=_degrees(row["longitude"]),
            )
            for row in rows
        ],
        batch_size=BATCH_ROWS,
        update_conflicts=True,
        unique_fields=["code"],
        update_fields=["place", "municipality", "latitude", "longitude"],
    )


def _load_vat_rates(rows: list[Row]) -> None:
    VatRate.objects.bulk_create(
        [
            VatRate(
                vat_class=row["vat_class"],
                category=row["category"],
                rate_bp=int(row["rate_bp"]),
                valid_from=date.fromisoformat(row["valid_from"]),
                valid_until=_day(row["valid_until"]),
                source=row["source"],
            )
            for row in rows
        ],
        update_conflicts=True,
        unique_fields=["vat_class", "valid_from"],
        update_fields=["category", "rate_bp", "valid_until", "source"],
    )


def _load_dated_figures(rows: list[Row]) -> None:
    DatedFigure.objects.bulk_create(
        [
            DatedFigure(
                code=row["code"],
                value=int(row["value"]),
                unit=row["unit"],
                valid_from=date.fromisoformat(row["valid_from"]),
                valid_until=_day(row["valid_until"]),
                source=row["source"],
                is_verified=row["is_verified"] == "1",
            )
            for row in rows
        ],
        update_conflicts=True,
        unique_fields=["code", "valid_from"],
        update_fields=["value", "unit", "valid_until", "source", "is_verified"],
    )


def _degrees(text: str) -> float | None:
    return float(text) if text else None


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None
