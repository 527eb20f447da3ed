"""GTIN, GLN and SSCC: numbers whose last digit follows from the others."""

from biip.checksums import gs1_standard_check_digit

from kortreist.formats.gs1.errors import CompanyPrefixInvalidError, SsccUsedUpError

GTIN_LENGTHS = (8, 12, 13, 14)
GLN_LENGTH = 13
SSCC_LENGTH = 18
SHORTEST_PREFIX = 4
LONGEST_PREFIX = 12


def check_digit(body: str) -> str:
    """Return the digit that stands after ``body``: weights 3 and 1 from the right, modulo 10.

    Parameters
    ----------
    body
        ASCII digits, without the check digit.

    Raises
    ------
    ValueError
        When ``body`` is empty or holds anything but digits.

    References
    ----------
    GS1 General Specifications, section 7.9.1.
    """
    if not _is_digits(body):
        msg = f"not digits: {body!r}"
        raise ValueError(msg)
    return str(gs1_standard_check_digit(body))


def is_gtin(text: str) -> bool:
    """Whether ``text`` is a GTIN-8, -12, -13 or -14 with the right check digit."""
    return len(text) in GTIN_LENGTHS and is_checked(text)


def is_gln(text: str) -> bool:
    """Whether ``text`` is a GLN (13 digits) with the right check digit."""
    return len(text) == GLN_LENGTH and is_checked(text)


def is_sscc(text: str) -> bool:
    """Whether ``text`` is an SSCC (18 digits) with the right check digit."""
    return len(text) == SSCC_LENGTH and is_checked(text)


def is_checked(text: str) -> bool:
    """Whether ``text`` is digits, the last of which follows from the others."""
    return len(text) > 1 and _is_digits(text) and check_digit(text[:-1]) == text[-1]


def gtin_14(gtin: str) -> str:
    """Return a GTIN with 14 digits, as it stands in element strings.

    Raises
    ------
    ValueError
        When ``gtin`` is none.
    """
    if not is_gtin(gtin):
        msg = f"not a GTIN: {gtin!r}"
        raise ValueError(msg)
    return gtin.zfill(14)


def gtin_forms(gtin: str) -> tuple[str, ...]:
    """Return all ways to write the same GTIN, longest first: for looking it up as it was typed.

    Raises
    ------
    ValueError
        When ``gtin`` is none.
    """
    full = gtin_14(gtin)
    return tuple(
        full[-length:] for length in reversed(GTIN_LENGTHS) if not full[:-length].strip("0")
    )


def sscc_serials(company_prefix: str) -> int:
    """Return how many serial numbers a company prefix has for each extension digit.

    Raises
    ------
    CompanyPrefixInvalidError
        When the prefix is not 4 to 12 digits.
    """
    if not SHORTEST_PREFIX <= len(company_prefix) <= LONGEST_PREFIX or not _is_digits(
        company_prefix
    ):
        raise CompanyPrefixInvalidError(prefix=company_prefix)
    return int(10 ** (SSCC_LENGTH - 2 - len(company_prefix)))


def make_sscc(*, company_prefix: str, serial: int, extension: int = 0) -> str:
    """Return a load unit's number: extension digit, company prefix, serial, check digit.

    Parameters
    ----------
    company_prefix
        4 to 12 digits, from GS1.
    serial
        Zero or more; fills what the prefix leaves of 16 digits.
    extension
        0 to 9; the company's own choice, ten times as many numbers.

    Raises
    ------
    CompanyPrefixInvalidError
        When the prefix is not 4 to 12 digits.
    SsccUsedUpError
        When ``serial`` has more digits than are left.
    ValueError
        When ``extension`` or ``serial`` is out of range from below, or ``extension`` above 9.
    """
    room = sscc_serials(company_prefix)
    if not 0 <= extension <= 9 or serial < 0:
        msg = f"no SSCC has extension {extension} and serial {serial}"
        raise ValueError(msg)
    if serial >= room:
        raise SsccUsedUpError(prefix=company_prefix, serial=serial)
    width = SSCC_LENGTH - 2 - len(company_prefix)
    body = f"{extension}{company_prefix}{serial:0{width}d}"
    return body + check_digit(body)


def _is_digits(text: str) -> bool:
    return text.isascii() and text.isdigit()
