"""KID, the number a payer writes so that the payment finds its invoice."""

SHORTEST = 7
LONGEST = 25


def kid_of(number: int) -> str:
    """Return the KID of an invoice number: at least seven digits and a check digit (mod 10).

    Parameters
    ----------
    number
        Above zero.

    Raises
    ------
    ValueError
        When ``number`` is not above zero, or too long for a KID.
    """
    body = f"{number:0{SHORTEST}d}"
    if number <= 0 or len(body) >= LONGEST:
        msg = f"no KID can be made of {number}"
        raise ValueError(msg)
    return body + _check_digit(body)


def is_kid(text: str) -> bool:
    """Whether ``text`` is 2 to 25 digits of which the last is the mod 10 check of the others."""
    return (
        2 <= len(text) <= LONGEST
        and text.isascii()
        and text.isdigit()
        and _check_digit(text[:-1]) == text[-1]
    )


def _check_digit(body: str) -> str:
    """Return the digit that Luhn's algorithm puts after ``body``."""
    doubled = (int(digit) * (2 - place % 2) for place, digit in enumerate(reversed(body)))
    return str(-sum(value // 10 + value % 10 for value in doubled) % 10)
