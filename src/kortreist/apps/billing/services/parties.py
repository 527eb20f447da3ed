"""The parties of a document as they are on the day it is issued: what the paper says of them."""

from datetime import date
from typing import TypedDict

from kortreist.apps.actors.models import (
    BuyerUnit,
    DeliveryPoint,
    InvoiceParty,
    Organisation,
)
from kortreist.apps.registers.models import Postcode
from kortreist.kernel.periods import is_in_force

# Languages the law knows a sales document in; a receiver with another gets bokmål.
PAPER_LANGUAGES = frozenset({"nb", "nn", "en"})
# Forms that must stand in Foretaksregisteret, and say so on what they send.
REGISTERED_FORMS = frozenset({"AS", "ASA", "NUF"})


class Firm(TypedDict):
    """A legal person: who, where, and under which numbers."""

    name: str
    org_no: str
    is_vat_registered: bool
    is_in_enterprise_register: bool
    street: str
    postcode: str
    place: str
    account: str
    email: str
    phone: str


class Payer(TypedDict):
    """Who pays, and where the payer wants the document and the reference."""

    name: str
    org_no: str
    street: str
    postcode: str
    place: str
    endpoint_scheme: str
    endpoint_id: str
    email: str
    reference_field: str
    terms_days: int


class Door(TypedDict):
    """Who got the goods, and where."""

    unit_number: int
    unit: str
    name: str
    street: str
    postcode: str
    place: str


def is_vat_registered(organisation: Organisation, on: date) -> bool:
    """Whether the organisation stands in the VAT register on a day."""
    since = organisation.vat_registered_from
    return since is not None and is_in_force(on, since, organisation.vat_registered_until)


def firm_of(organisation: Organisation, *, on: date) -> Firm:
    """Return an organisation as a document names it; VAT registration as on the delivery day."""
    postcode, place = _postal(organisation.postcode)
    return Firm(
        name=organisation.name,
        org_no=organisation.org_no,
        is_vat_registered=is_vat_registered(organisation, on),
        is_in_enterprise_register=organisation.legal_form.upper() in REGISTERED_FORMS,
        street=organisation.street,
        postcode=postcode,
        place=place,
        account=organisation.bank_account,
        email=organisation.email,
        phone=organisation.phone,
    )


def payer_of(payer: InvoiceParty) -> Payer:
    """Return a payer as a document names it."""
    organisation = payer.organisation
    postcode, place = _postal(organisation.postcode)
    return Payer(
        name=payer.name,
        org_no=organisation.org_no,
        street=organisation.street,
        postcode=postcode,
        place=place,
        endpoint_scheme=payer.endpoint_scheme,
        endpoint_id=payer.endpoint_id,
        email=payer.email,
        reference_field=payer.reference_field,
        terms_days=payer.payment_terms_days,
    )


def door_of(unit: BuyerUnit, point: DeliveryPoint) -> Door:
    """Return the unit and the door it was delivered to."""
    postcode, place = _postal(point.postcode)
    return Door(
        unit_number=unit.number,
        unit=unit.name,
        name=point.name,
        street=point.street,
        postcode=postcode,
        place=place,
    )


def paper_language(*candidates: str) -> str:
    """Return the first language that a paper may be in, else bokmål."""
    return next((language for language in candidates if language in PAPER_LANGUAGES), "nb")


def _postal(postcode: Postcode | None) -> tuple[str, str]:
    return ("", "") if postcode is None else (postcode.code, postcode.place)
