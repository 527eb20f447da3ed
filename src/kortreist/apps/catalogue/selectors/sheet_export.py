"""A producer's goods, prices and availability as a sheet that can be taken in again."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from kortreist.apps.actors.permissions import Actor, Permission, require
from kortreist.apps.catalogue.models import ALLERGENS, ProductGroup
from kortreist.apps.catalogue.selectors.sheet_goods import known_goods
from kortreist.apps.catalogue.sheets.allergens import to_columns
from kortreist.apps.catalogue.sheets.columns import (
    ALLERGEN,
    COLUMNS,
    ON_DAY,
    Column,
    column_of,
)
from kortreist.apps.catalogue.sheets.plan import KnownPack, Values
from kortreist.apps.catalogue.sheets.values import LANGUAGES, UNITS
from kortreist.apps.registers import collation as norwegian
from kortreist.apps.ui.content import choose
from kortreist.formats.sheets import Value, write_csv, write_xlsx
from kortreist.kernel.quantity import Unit

DEMONSTRATION: Final = _("Demonstration. Prices, amounts and orders are examples.")
# What contents are written in.
UNIT_WORDS: Final = {Unit.GRAM: "kg", Unit.MILLILITRE: "l", Unit.PIECE: "stk"}


@dataclass(frozen=True, slots=True)
class ExportedSheet:
    """Headings and rows, in one language."""

    headings: Sequence[str]
    rows: Iterator[Sequence[Value]]


def export_goods(
    *,
    actor: Actor,
    hub_id: int,
    producer_id: int,
    language: str,
    today: date,
    by_allergen: bool = False,
) -> ExportedSheet:
    """Return a producer's packs with all that sheets carry, and a column for each day to come.

    Taken in again, in whichever language, nothing changes.

    Parameters
    ----------
    by_allergen
        A column for each of the fourteen, in place of lists of what is in it and of traces.

    Raises
    ------
    NotFoundError, NotPermittedError
        When the producer's goods are not the actor's to see.
    """
    require(actor, Permission.OFFER_GOODS, hub_id=hub_id, organisation_id=producer_id)
    goods = known_goods(hub_id=hub_id, producer_id=producer_id, since=today)
    packs = [pack for of in goods.of_product.values() for pack in of]
    packs.sort(key=lambda pack: (norwegian.sort_key(str(pack.values["name_nb"])), pack.variant_id))
    days = sorted({name for pack in packs for name in pack.values if name.startswith(ON_DAY)})
    columns = [*_columns(by_allergen=by_allergen), *(column_of(each) for each in days)]
    return ExportedSheet(
        [column.heading(language) for column in columns], _rows(packs, columns, language)
    )


def file_of(sheet: ExportedSheet, *, kind: str, title: str) -> bytes:
    """Return an exported sheet as a file: ``csv`` or ``xlsx``; a demonstration's says so on top."""
    notes = [str(DEMONSTRATION)] if settings.DEMO else []
    if kind == "csv":
        return write_csv(sheet.headings, sheet.rows, notes=notes)
    return write_xlsx(title, sheet.headings, sheet.rows, notes=notes)


def _columns(*, by_allergen: bool) -> Iterator[Column]:
    for column in COLUMNS:
        if by_allergen and column.field == "allergens":
            yield from (column_of(f"{ALLERGEN}{code}") for code in ALLERGENS)
        elif column.is_exported and not (by_allergen and column.field == "traces"):
            yield column


def _rows(
    packs: Sequence[KnownPack], columns: Sequence[Column], language: str
) -> Iterator[Sequence[Value]]:
    place = LANGUAGES.index(language)
    groups = {
        group.code: f"{group.code} {choose(group.name, language).text}".strip()
        for group in ProductGroup.objects.all()
    }
    for pack in packs:
        values = _as_written(pack.values, place, groups)
        yield [_cell(column, values, place) for column in columns]


def _as_written(values: Values, place: int, groups: dict[str, str]) -> Values:
    unit = Unit(str(values["unit"]))
    content = Decimal(int(str(values["content_amount"])))
    stated = {f"{ALLERGEN}{code}": word for code, word in to_columns(values).items()}
    return (
        values
        | stated
        | {
            "content": content / unit.per_price_unit,
            "unit": UNITS[UNIT_WORDS[unit]][place],
            "group": groups[str(values["group"])],
        }
    )


def _cell(column: Column, values: Values, place: int) -> Value:
    value = values.get(column.field)
    if column.field in {"content", "unit", "group"}:
        return value if isinstance(value, str | Decimal) else None
    if value is None and column.field != "allergens" and not column.field.startswith(ALLERGEN):
        return None
    return column.kind.write(value, place)
