"""What can go wrong with documents; codes are public and never renamed."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import IntegrityError

from kortreist.kernel.errors import ConflictError, InvalidInputError


class DocumentIsIssuedError(ConflictError):
    """An issued document stands; what was wrong is corrected by a new one."""

    default_code = "document_is_issued"


class SellerModeNotYetError(ConflictError):
    """Goods that the hub only mediates are the producer's own to invoice (``producer``)."""

    default_code = "seller_mode_not_yet"


class InvoiceReferenceMissingError(ConflictError):
    """The payers of these units refuse invoices without a reference (``units``)."""

    default_code = "invoice_reference_missing"


class NotChargedError(ConflictError):
    """Goods that changed hands have no amounts yet (``missing``)."""

    default_code = "not_charged"


class CreditTooLargeError(ConflictError):
    """More would be credited than the invoice came to (``left_ore``)."""

    default_code = "credit_too_large"


class NothingToCreditError(ConflictError):
    """There is no claim on the invoice that is not credited yet."""

    default_code = "nothing_to_credit"


class DeliveriesLeftError(ConflictError):
    """Some of the cycle's deliveries are not done (``left``)."""

    default_code = "deliveries_left"


class CycleDoesNotBalanceError(ConflictError):
    """What buyers pay is not what producers get, fees and the rest (``difference_ore``)."""

    default_code = "cycle_does_not_balance"


class OpenItemDatesError(InvalidInputError):
    """What is owed fell due before it was issued."""

    default_code = "open_item_dates"


class OpenItemOverpaidError(InvalidInputError):
    """Nothing was paid, or more than is left (``left_ore``)."""

    default_code = "open_item_overpaid"


class OpenItemPaidOnError(InvalidInputError):
    """It was paid on a day that has not come, or before it was issued (``issued_on``)."""

    default_code = "open_item_paid_on"


class OpenItemPaidError(ConflictError):
    """Some of it was noted as paid here, so what was owed stands (``left_ore`` is left)."""

    default_code = "open_item_paid"


class SeriesCountsBackError(ConflictError):
    """A series has begun already, or would count back (``next_number`` is where it stands)."""

    default_code = "series_counts_back"


@contextmanager
def refused_as_conflict() -> Iterator[None]:
    """Tell the database's refusal to touch an issued document apart from a bug."""
    try:
        yield
    except IntegrityError as error:
        if DocumentIsIssuedError.default_code in str(error):
            raise DocumentIsIssuedError from error
        raise
