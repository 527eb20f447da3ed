"""What can go wrong in the trade; codes are public and never renamed."""

from kortreist.kernel.errors import ConflictError, InvalidInputError


class CycleStateError(ConflictError):
    """The cycle is not at the stage this needs (``status``, ``needed``)."""

    default_code = "cycle_state"


class CycleTimesError(InvalidInputError):
    """The cycle would close before it opens, or deliver before it closes."""

    default_code = "cycle_times"


class StaleFormError(ConflictError):
    """Somebody changed it since the form was opened (``seen``, ``version``)."""

    default_code = "stale_form"


class OutOfStockError(ConflictError):
    """There are fewer packs left than asked for (``wanted``, ``left``)."""

    default_code = "out_of_stock"


class NotAMultipleError(InvalidInputError):
    """Only whole multiples are sold (``multiple``)."""

    default_code = "not_a_multiple"


class QuantityOutOfRangeError(InvalidInputError):
    """The number of packs is below zero or beyond all reason (``most``)."""

    default_code = "quantity_out_of_range"


class EmptyOrderError(ConflictError):
    """There is nothing in the basket."""

    default_code = "empty_order"


class UnitClosedError(ConflictError):
    """The unit takes no deliveries on the cycle's delivery day (``day``, ``reason``)."""

    default_code = "unit_closed"


class GoodsNotForUnitError(ConflictError):
    """The goods may not be sold to this kind of unit."""

    default_code = "goods_not_for_unit"


class ReferenceMissingError(InvalidInputError):
    """The payer refuses invoices without its reference (``hint``)."""

    default_code = "reference_missing"


class ReferenceFormatError(InvalidInputError):
    """The payer's reference does not look as it must (``hint``)."""

    default_code = "reference_format"


class CreditLimitError(ConflictError):
    """The order would take the payer past its credit limit (``left_ore``)."""

    default_code = "credit_limit"


class AlreadyPromisedError(ConflictError):
    """More has been promised to buyers than this would leave (``promised``)."""

    default_code = "already_promised"


class RunOutdatedError(ConflictError):
    """The cycle has changed since this sharing-out was worked out."""

    default_code = "run_outdated"


class AlreadyReceivedError(ConflictError):
    """Goods have been received on the purchase order, so it cannot be taken back."""

    default_code = "already_received"


class PromiseTooLargeError(InvalidInputError):
    """A producer cannot promise more than was ordered (``ordered``)."""

    default_code = "promise_too_large"


class AlreadyDocumentedError(ConflictError):
    """It stands on an issued document; corrections are new lines."""

    default_code = "already_documented"


class ClaimTooLargeError(InvalidInputError):
    """More is claimed than was invoiced and not given back yet (``packs``, ``amount``)."""

    default_code = "claim_too_large"


class PackingBegunError(ConflictError):
    """Lines have been packed that rest on what would be taken back (``packed``)."""

    default_code = "packing_begun"
