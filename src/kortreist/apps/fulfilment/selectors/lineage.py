"""Which lots went into which, to any depth, in one query either way.

A lot is always younger than what went into it, which the database holds, so that no lot can be
among its own sources and every walk ends.
"""

from collections.abc import Collection
from typing import Final

from django.db import connection

from kortreist.apps.fulfilment.models import LotSource

# One hub's lots go into that hub's lots only.
BACK: Final = """
    WITH RECURSIVE walk (lot_id) AS (
        SELECT {source}.lot_id FROM {source} WHERE {source}.lot_id IN ({places})
        UNION
        SELECT {source}.source_id FROM {source} JOIN walk ON {source}.lot_id = walk.lot_id
    )
    SELECT {source}.* FROM {source} JOIN walk ON {source}.lot_id = walk.lot_id ORDER BY {source}.id
"""
FORWARD: Final = """
    WITH RECURSIVE walk (lot_id) AS (
        SELECT {source}.source_id FROM {source} WHERE {source}.source_id IN ({places})
        UNION
        SELECT {source}.lot_id FROM {source} JOIN walk ON {source}.source_id = walk.lot_id
    )
    SELECT {source}.* FROM {source} JOIN walk ON {source}.source_id = walk.lot_id
    ORDER BY {source}.id
"""


def edges_back(lot_ids: Collection[int]) -> list[LotSource]:
    """Return all that went into some lots, and into that, the oldest first."""
    return _walk(BACK, lot_ids)


def edges_forward(lot_ids: Collection[int]) -> list[LotSource]:
    """Return all that some lots went into, and what was made of that, the oldest first."""
    return _walk(FORWARD, lot_ids)


def _walk(query: str, lot_ids: Collection[int]) -> list[LotSource]:
    if not lot_ids:
        return []
    wanted = sorted(set(lot_ids))
    source = connection.ops.quote_name(LotSource._meta.db_table)
    asked = query.format(source=source, places=", ".join(["%s"] * len(wanted)))
    return list(LotSource.objects.raw(asked, wanted))
