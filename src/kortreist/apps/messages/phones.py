"""Telephone numbers that a text message can reach."""

import phonenumbers
from phonenumbers import NumberParseException, PhoneNumberFormat, PhoneNumberType

HOME = "NO"
MOBILE = frozenset({PhoneNumberType.MOBILE, PhoneNumberType.FIXED_LINE_OR_MOBILE})


def mobile_number(typed: str) -> str:
    """Return a number as the networks write it, ``+4791234567``; empty where no text arrives."""
    try:
        number = phonenumbers.parse(typed, HOME)
    except NumberParseException:
        return ""
    if not phonenumbers.is_valid_number(number):
        return ""
    if phonenumbers.number_type(number) not in MOBILE:
        return ""
    return phonenumbers.format_number(number, PhoneNumberFormat.E164)
