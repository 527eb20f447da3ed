"""Numbers without gaps: taken under the series' lock, in the transaction that issues.

Nobody chooses a number. One that was taken in a transaction that failed was never taken.
"""

from kortreist.apps.billing.locks import lock_series
from kortreist.apps.billing.models import NumberSeries


def take_number(*, issuer_id: int, kind: str) -> tuple[NumberSeries, int]:
    """Take an issuer's next number for one kind of document."""
    series, numbers = take_numbers(issuer_id=issuer_id, kind=kind, count=1)
    return series, numbers[0]


def take_numbers(*, issuer_id: int, kind: str, count: int) -> tuple[NumberSeries, range]:
    """Take an issuer's next ``count`` numbers at once, as for all invoices of a cycle."""
    series = lock_series(issuer_id=issuer_id, kind=kind)
    numbers = range(series.next_number, series.next_number + count)
    series.next_number = numbers.stop
    series.save(update_fields=["next_number"])
    return series, numbers
