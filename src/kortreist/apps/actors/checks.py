"""What must hold of a party's facts before they are written."""

import re
from collections.abc import Container, Mapping
from datetime import date

import phonenumbers
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from stdnum import ean
from stdnum.no import kontonr, orgnr

from kortreist.apps.actors.errors import (
    AmountOutOfRangeError,
    BankAccountError,
    ChoiceUnknownError,
    EmailError,
    EndpointError,
    HoursError,
    MoneyOutOfRangeError,
    NameMissingError,
    OrganisationNumberError,
    PayerUnreachableError,
    PeriodError,
    PhoneError,
    ShareOutOfRangeError,
    TextTooLongError,
)
from kortreist.apps.actors.facts import (
    DeliveryPointFacts,
    OrganisationFacts,
    PayerFacts,
    PersonFacts,
    ProducerTerms,
    UnitFacts,
)
from kortreist.apps.actors.models import (
    ReferenceField,
    Sector,
    SellerMode,
    UnitKind,
    WhenEmpty,
)
from kortreist.apps.actors.references import LONGEST_REFERENCE, require_safe_pattern

CONTENT_LANGUAGES = ("nb", "nn", "en", "sma")
PHONE = re.compile(r"\+?\d[\d ]{4,18}")
MOST_ORE = 100_000_000_000
NORWEGIAN_NUMBER = "0192"
GLOBAL_LOCATION_NUMBER = "0088"


def check_organisation(facts: OrganisationFacts) -> None:
    """Raise an InvalidInputError that names what cannot be right."""
    require_name(facts.name)
    require_lengths(facts, {"legal_form": 20, "street": 200})
    require_content(facts.story, field="story")
    require_period(facts.vat_registered_from, facts.vat_registered_until)
    if facts.vat_registered_until and facts.vat_registered_from is None:
        raise PeriodError
    if facts.org_no and not orgnr.is_valid(facts.org_no):
        raise OrganisationNumberError(typed=facts.org_no[:20])
    if facts.bank_account and not _is_account(facts.bank_account):
        raise BankAccountError
    require_email(facts.email)
    require_phone(facts.phone)


def check_terms(terms: ProducerTerms) -> None:
    """Raise an InvalidInputError that names what cannot be right."""
    require_choice("seller_mode", terms.seller_mode, SellerMode.values)
    require_range("minimum_ore", terms.minimum_ore, 0, MOST_ORE)
    require_lengths(terms, {"handover_note": 300})
    if terms.member_number is not None:
        require_range("member_number", terms.member_number, 1, 999_999_999)
    require_period(terms.valid_from, terms.valid_until)


def check_delivery_point(facts: DeliveryPointFacts) -> None:
    """Raise an InvalidInputError that names what cannot be right."""
    require_name(facts.name)
    require_lengths(facts, {"street": 200, "instructions": 300})
    if facts.opens_at >= facts.closes_at:
        raise HoursError


def check_payer(facts: PayerFacts) -> None:
    """Raise an InvalidInputError that names what cannot be right."""
    require_name(facts.name)
    require_lengths(facts, {"reference_hint": 200})
    require_language(facts.language)
    require_choice("reference_field", facts.reference_field, ReferenceField.values)
    require_choice("when_empty", facts.when_empty, WhenEmpty.values)
    require_range("payment_terms_days", facts.payment_terms_days, 0, 365)
    if facts.credit_limit_ore is not None:
        require_range("credit_limit_ore", facts.credit_limit_ore, 0, MOST_ORE)
    require_safe_pattern(facts.reference_pattern)
    require_email(facts.email)
    if not facts.endpoint_id and not facts.email:
        raise PayerUnreachableError
    require_endpoint(facts.endpoint_scheme, facts.endpoint_id)


def check_unit(facts: UnitFacts) -> None:
    """Raise an InvalidInputError that names what cannot be right."""
    require_name(facts.name)
    require_choice("kind", facts.kind, UnitKind.values)
    require_choice("sector", facts.sector, Sector.values)
    require_language(facts.language)
    require_range("priority", facts.priority, 1, 99)
    require_lengths(facts, {"usual_reference": LONGEST_REFERENCE})
    require_email(facts.email)
    require_phone(facts.phone)
    if facts.number is not None:
        require_range("number", facts.number, 1, 999_999_999)


def check_person(facts: PersonFacts) -> None:
    """Raise an InvalidInputError that names what cannot be right."""
    require_name(facts.name)
    require_language(facts.language)
    require_content(facts.persona, field="persona")
    require_email(facts.email)
    require_phone(facts.phone)


def require_name(name: str) -> None:
    """Raise NameMissingError or TextTooLongError."""
    if not name.strip():
        raise NameMissingError
    _require_length("name", name, 200)


def require_lengths(facts: object, most: Mapping[str, int]) -> None:
    """Raise TextTooLongError when a named text is longer than its column."""
    for field, length in most.items():
        _require_length(field, getattr(facts, field), length)


def require_content(content: Mapping[str, str], *, field: str, most: int = 2000) -> None:
    """Raise unless every text is in a language that content is kept in, and not too long."""
    for language, text in content.items():
        require_choice("language", language, CONTENT_LANGUAGES)
        _require_length(field, text, most)


def require_language(language: str) -> None:
    """Raise ChoiceUnknownError unless the interface speaks the language."""
    require_choice("language", language, dict(settings.LANGUAGES))


def require_choice(field: str, value: str, choices: Container[str]) -> None:
    """Raise ChoiceUnknownError when a value is none of those there are."""
    if value not in choices:
        raise ChoiceUnknownError(field=field, value=str(value)[:40])


def require_range(field: str, number: int, least: int, most: int) -> None:
    """Raise AmountOutOfRangeError, or its like for money and shares, when it cannot be right."""
    if least <= number <= most:
        return
    if field.endswith("_ore"):
        raise MoneyOutOfRangeError(field=field, most_ore=most)
    if field.endswith("_bp"):
        raise ShareOutOfRangeError(field=field, most_bp=most)
    raise AmountOutOfRangeError(field=field, least=least, most=most)


def require_period(valid_from: date | None, valid_until: date | None) -> None:
    """Raise PeriodError when a period would end before it begins."""
    if valid_from and valid_until and valid_until <= valid_from:
        raise PeriodError


def require_email(email: str) -> None:
    """Raise EmailError when there is an address and it cannot be one."""
    if not email:
        return
    try:
        validate_email(email)
    except ValidationError as error:
        raise EmailError from error
    _require_length("email", email, 254)


def require_phone(phone: str) -> None:
    """Raise PhoneError when there is a number and it cannot be one."""
    if not phone:
        return
    try:
        number = phonenumbers.parse(phone, "NO")
    except phonenumbers.NumberParseException as error:
        raise PhoneError from error
    if not PHONE.fullmatch(phone) or not phonenumbers.is_possible_number(number):
        raise PhoneError


def require_endpoint(scheme: str, endpoint: str) -> None:
    """Raise EndpointError unless there is no address, or a well-formed Norwegian or GS1 one."""
    if not scheme and not endpoint:
        return
    valid = {NORWEGIAN_NUMBER: orgnr.is_valid, GLOBAL_LOCATION_NUMBER: _is_gln}
    if scheme not in valid or not valid[scheme](endpoint):
        raise EndpointError(scheme=scheme[:10])


def _is_account(number: str) -> bool:
    return len(number) == 11 and kontonr.is_valid(number)


def _is_gln(number: str) -> bool:
    return len(number) == 13 and ean.is_valid(number)


def _require_length(field: str, text: str, most: int) -> None:
    if len(text) > most:
        raise TextTooLongError(field=field, most=most)
