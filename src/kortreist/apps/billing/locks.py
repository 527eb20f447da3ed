"""The locks of this room, the last of a transaction: cycle → order → line → stock → series."""

from django.db import connection, transaction

from kortreist.apps.billing.models import NumberSeries, OpenItem
from kortreist.kernel.errors import NotFoundError


def lock_open_item(*, hub_id: int, item_id: int) -> OpenItem:
    """Lock one of a hub's open items, or raise NotFoundError."""
    rows = OpenItem.objects.select_for_update(of=("self",))
    item = rows.filter(hub_id=hub_id, pk=item_id).first()
    if item is None:
        raise NotFoundError
    return item


def lock_series(*, issuer_id: int, kind: str) -> NumberSeries:
    """Lock an issuer's running numbers for one kind of document; the first time, begin them.

    Raises
    ------
    TransactionManagementError
        When no transaction is open: a number taken outside the issuing one may leave a gap.
    """
    if not connection.in_atomic_block:
        msg = "a number is taken in the transaction that issues its document"
        raise transaction.TransactionManagementError(msg)
    rows = NumberSeries.objects.select_for_update(of=("self",)).filter(
        issuer_id=issuer_id, kind=kind
    )
    series = rows.first()
    if series is None:
        # Of two who begin at once, the second waits here for the first, and then changes nothing.
        NumberSeries.objects.bulk_create(
            [NumberSeries(issuer_id=issuer_id, kind=kind)], ignore_conflicts=True
        )
        series = rows.get()
    return series
