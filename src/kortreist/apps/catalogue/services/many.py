"""Writing many rows in few questions."""

from collections.abc import Collection, Sequence

from django.db.models import Model

AT_ONCE = 500


def write_anew(rows: Sequence[Model], fields: Collection[str]) -> None:
    """Write named fields of rows that are there already, and that the caller holds locked.

    As an insert that meets its own key: a hundred times quicker than a case for each row, which is
    what `bulk_update` makes of it.
    """
    if rows and fields:
        type(rows[0])._default_manager.bulk_create(
            rows,
            batch_size=AT_ONCE,
            update_conflicts=True,
            unique_fields=["id"],
            update_fields=list(fields),
        )
