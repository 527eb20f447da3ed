"""Many times the rows, by the database itself: each copy lies a stride of keys further on."""

from collections.abc import Mapping, Sequence
from typing import TypeAlias

from django.core.management.color import no_style
from django.db import connection, transaction
from django.db.models import Field, ForeignKey, Model, UUIDField

from kortreist.apps.actors.models import (
    BuyerUnit,
    DeliveryPoint,
    Hub,
    HubProducer,
    InvoiceParty,
    Organisation,
)
from kortreist.apps.catalogue.models import Availability, Fee, Listing, Product, Variant
from kortreist.apps.trading.models import Offer, Order, OrderCycle, OrderLine

Table: TypeAlias = type[Model]
# More than there are keys between the first row of an original and its last.
STRIDE = 100_000

BUYERS: Sequence[Table] = (DeliveryPoint, InvoiceParty, BuyerUnit, Order, OrderLine)
GOODS: Sequence[Table] = (Product, Variant, Listing, Availability, Offer)
PRODUCERS: Sequence[Table] = (Organisation, HubProducer)
HUB: Sequence[Table] = (Hub, Fee, OrderCycle)

# What may be there only once is made anew, as SQL over a row and the number of its copy.
Anew: TypeAlias = Mapping[tuple[Table, str], str]
ANEW: Anew = {
    (Organisation, "org_no"): "''",
    (BuyerUnit, "number"): f"source.number + copy.n * {STRIDE}",
    (OrderCycle, "number"): f"source.number + copy.n * {STRIDE}",
}
WEEKS_EARLIER = {
    "postgresql": "source.delivery_day - 7 * copy.n",
    "sqlite": "date(source.delivery_day, (-7 * copy.n) || ' days')",
}
UUID = {"postgresql": "gen_random_uuid()", "sqlite": "lower(hex(randomblob(16)))"}


@transaction.atomic
def copy_rows(
    tables: Sequence[Table],
    *,
    times: int,
    where: Mapping[Table, str] | None = None,
    beside: Sequence[Table] = (),
    anew: Anew | None = None,
) -> None:
    """Copy every row of some tables so many times; once for each table.

    Keys between these tables lead from copy to copy; keys to other tables stay as they are.

    Parameters
    ----------
    where
        Of some tables only the rows of ``source`` for which this SQL is true.
    beside
        Tables that have been copied before, so that keys lead to those copies.
    anew
        Columns that are to have this SQL for a value.
    """
    with connection.cursor() as cursor:
        for table in tables:
            only = (where or {}).get(table, "TRUE")
            statement = _statement(table, [*tables, *beside], {**ANEW, **(anew or {})})
            cursor.execute(f"{statement} WHERE {only}", [times])
        for sql in connection.ops.sequence_reset_sql(no_style(), list(tables)):
            cursor.execute(sql)


def gather_statistics() -> None:
    """Let the database look at what it holds, as it does by itself after a while."""
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def _statement(table: Table, tables: Sequence[Table], anew: Anew) -> str:
    fields = [field for field in table._meta.concrete_fields if field.column]
    columns = ", ".join(f'"{field.column}"' for field in fields)
    values = ", ".join(_value(table, field, tables, anew) for field in fields)
    name = table._meta.db_table
    return (
        f'INSERT INTO "{name}" ({columns}) '
        "WITH RECURSIVE copy(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM copy WHERE n < %s) "
        f'SELECT {values} FROM "{name}" AS source CROSS JOIN copy'
    )


def _value(table: Table, field: Field, tables: Sequence[Table], anew: Anew) -> str:
    own = f'source."{field.column}"'
    if (table, field.name) in anew:
        return anew[table, field.name]
    if isinstance(field, UUIDField):
        return UUID[connection.vendor]
    follows = isinstance(field, ForeignKey) and field.related_model in tables
    return f"{own} + copy.n * {STRIDE}" if field.primary_key or follows else own
