"""What can go wrong with places and rules; codes are public and never renamed."""

from kortreist.kernel.errors import InvalidInputError


class VatRateMissingError(InvalidInputError):
    """No rate is known for this class of goods on this day (``vat_class``, ``day``)."""

    default_code = "vat_rate_missing"


class PostcodeUnknownError(InvalidInputError):
    """There is no such postcode (``postcode``)."""

    default_code = "postcode_unknown"


class FigureMissingError(InvalidInputError):
    """No figure of that name is known for this day (``figure``, ``day``)."""

    default_code = "figure_missing"
