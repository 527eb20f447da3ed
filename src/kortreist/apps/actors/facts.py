"""What is known of a party, as its form is filled in: given whole, checked by the services."""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from datetime import date, time
from typing import TYPE_CHECKING, TypeVar

from kortreist.apps.actors.models import ReferenceField, Sector, SellerMode, UnitKind, WhenEmpty

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

    Facts = TypeVar("Facts", bound=DataclassInstance)

# Numbers that people write with blanks or points in them, and that are stored without.
NUMBERS = frozenset({"org_no", "bank_account", "endpoint_id", "postcode"})


@dataclass(frozen=True, slots=True, kw_only=True)
class OrganisationFacts:
    """A firm, farm, cooperative or municipality; empty is not known."""

    name: str
    org_no: str = ""
    legal_form: str = ""
    is_example: bool = False
    vat_registered_from: date | None = None
    vat_registered_until: date | None = None
    street: str = ""
    postcode: str = ""
    phone: str = ""
    email: str = ""
    bank_account: str = ""
    story: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class ProducerTerms:
    """On what terms a producer sells through a hub, in the period ``[valid_from, valid_until)``."""

    valid_from: date
    valid_until: date | None = None
    seller_mode: SellerMode = SellerMode.RESALE
    minimum_ore: int = 0
    handover_note: str = ""
    # Whether the hub's van comes for the goods, and within which hours.
    is_collected: bool = False
    collect_from: time | None = None
    collect_until: time | None = None
    member_number: int | None = None
    member_since: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DeliveryPointFacts:
    """A door, and the hours of the Norwegian day when somebody is there."""

    name: str
    postcode: str
    opens_at: time
    closes_at: time
    street: str = ""
    instructions: str = ""
    is_pickup: bool = False
    zone_id: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PayerFacts:
    """Who pays; without a credit limit there is none, without a pattern any reference will do."""

    name: str
    endpoint_scheme: str = ""
    endpoint_id: str = ""
    email: str = ""
    language: str = "nb"
    payment_terms_days: int = 14
    credit_limit_ore: int | None = None
    reference_field: ReferenceField = ReferenceField.BUYER_REFERENCE
    reference_pattern: str = ""
    reference_hint: str = ""
    when_empty: WhenEmpty = WhenEmpty.WARN


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitFacts:
    """Who orders; without a number it gets the hub's next one."""

    name: str
    kind: UnitKind
    sector: Sector
    delivery_point_id: int
    payer_id: int
    number: int | None = None
    priority: int = 1
    usual_reference: str = ""
    email: str = ""
    phone: str = ""
    language: str = "nb"


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonFacts:
    """Somebody the hub deals with; with an e-mail address they can sign in."""

    name: str
    email: str = ""
    phone: str = ""
    language: str = "nb"
    persona: Mapping[str, str] = field(default_factory=dict)


def tidy(facts: "Facts") -> "Facts":
    """Return the facts without blanks around texts, names on one line, and numbers unbroken."""
    texts = {
        each.name: text
        for each in fields(facts)
        if isinstance(text := getattr(facts, each.name), str)
    }
    return replace(facts, **{name: _tidy_text(name, text) for name, text in texts.items()})


def _tidy_text(name: str, text: str) -> str:
    if name in NUMBERS:
        return "".join(text.replace(".", "").split())
    return " ".join(text.split()) if name == "name" else text.strip()
