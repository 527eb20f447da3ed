"""GS1: numbers with check digits, element strings, what scanners read, symbols for paper."""

from kortreist.formats.gs1.elements import Elements, element_string, readable_text
from kortreist.formats.gs1.errors import (
    BarcodeCheckDigitError,
    BarcodeDateError,
    BarcodeElementTwiceError,
    BarcodeElementUnknownError,
    BarcodeTooLongError,
    BarcodeUnreadableError,
    BarcodeValueError,
    CompanyPrefixInvalidError,
    SsccUsedUpError,
)
from kortreist.formats.gs1.numbers import (
    check_digit,
    gtin_14,
    gtin_forms,
    is_gln,
    is_gtin,
    is_sscc,
    make_sscc,
    sscc_serials,
)
from kortreist.formats.gs1.scanning import Scanned, scan
from kortreist.formats.gs1.symbols import (
    BarSymbol,
    data_matrix,
    ean_13,
    gs1_128,
    gs1_128_rows,
    qr_code,
)

__all__ = [
    "BarSymbol",
    "BarcodeCheckDigitError",
    "BarcodeDateError",
    "BarcodeElementTwiceError",
    "BarcodeElementUnknownError",
    "BarcodeTooLongError",
    "BarcodeUnreadableError",
    "BarcodeValueError",
    "CompanyPrefixInvalidError",
    "Elements",
    "Scanned",
    "SsccUsedUpError",
    "check_digit",
    "data_matrix",
    "ean_13",
    "element_string",
    "gs1_128",
    "gs1_128_rows",
    "gtin_14",
    "gtin_forms",
    "is_gln",
    "is_gtin",
    "is_sscc",
    "make_sscc",
    "qr_code",
    "readable_text",
    "scan",
    "sscc_serials",
]
