"""What can be wrong with a number or a barcode."""

from kortreist.kernel.errors import ConflictError, InvalidInputError


class BarcodeUnreadableError(InvalidInputError):
    """It is neither a number of goods, nor a load unit's, nor element strings (``text``)."""

    default_code = "barcode_unreadable"


class BarcodeElementUnknownError(InvalidInputError):
    """No application identifier begins like this (``found``)."""

    default_code = "barcode_element_unknown"


class BarcodeElementTwiceError(InvalidInputError):
    """The same thing is said twice and differently (``ai``, ``first``, ``second``)."""

    default_code = "barcode_element_twice"


class BarcodeCheckDigitError(InvalidInputError):
    """The last digit does not follow from the others (``number``, ``expected``)."""

    default_code = "barcode_check_digit"


class BarcodeDateError(InvalidInputError):
    """There is no such day or hour (``ai``, ``value``)."""

    default_code = "barcode_date"


class BarcodeValueError(InvalidInputError):
    """The value is too long, too short or of other characters than allowed (``ai``, ``value``)."""

    default_code = "barcode_value"


class BarcodeTooLongError(InvalidInputError):
    """It is more than one symbol of the kind can hold (``text``)."""

    default_code = "barcode_too_long"


class CompanyPrefixInvalidError(InvalidInputError):
    """A GS1 company prefix is 4 to 12 digits (``prefix``)."""

    default_code = "company_prefix_invalid"


class SsccUsedUpError(ConflictError):
    """The company prefix has no number of this length left (``prefix``, ``serial``)."""

    default_code = "sscc_used_up"
