"""The sheets of a moving folder, in the order in which they are taken over."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from kortreist.apps.actors.models import (
    ReferenceField,
    RoleKind,
    Sector,
    SellerMode,
    UnitKind,
    WhenEmpty,
)
from kortreist.apps.billing.models import DocumentKind, OpenItemSide
from kortreist.apps.desk.moving.cells import Column, Kind, Value

Key = tuple[Value, ...]
Values = Mapping[str, Any]  # Any: a `Value`, as the column's kind says
LANGUAGES = ("nb", "nn", "en")


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet: its file's name without ending, its columns, and those that tell rows apart.

    A part of the key like ``org_no|name`` is the first of them that says something.
    """

    name: str
    columns: Sequence[Column]
    key: Sequence[str]

    def key_of(self, values: Values) -> Key:
        """Return what tells the row from others; names without regard to capitals."""
        return tuple(
            next((told for name in part.split("|") if (told := folded(values.get(name)))), None)
            for part in self.key
        )

    def column(self, name: str) -> Column | None:
        """Return the column of that name, if there is one."""
        return next((column for column in self.columns if column.name == name), None)


def folded(value: Value) -> Value:
    """Return a value as it is looked up: text without regard to capitals and blanks."""
    return " ".join(value.split()).casefold() if isinstance(value, str) else value


def _must(name: str, kind: Kind = Kind.TEXT, choices: tuple[str, ...] = ()) -> Column:
    return Column(name, kind, choices, is_required=True)


HUB = Sheet(
    "hub",
    (
        _must("organisation"),
        _must("name"),
        Column("language", choices=LANGUAGES),
        Column("payment_terms_days", Kind.NUMBER),
    ),
    ("organisation",),
)
# Named by organisation number where there is one, and by name where there is none.
ORGANISATIONS = Sheet(
    "organisations",
    (
        Column("org_no"),
        _must("name"),
        Column("legal_form"),
        Column("vat_registered_from", Kind.DAY),
        Column("vat_registered_until", Kind.DAY),
        Column("street"),
        Column("postcode"),
        Column("phone"),
        Column("email"),
        Column("bank_account"),
    ),
    ("org_no|name",),
)
PRODUCERS = Sheet(
    "producers",
    (
        _must("organisation"),
        Column("seller_mode", choices=tuple(SellerMode.values)),
        Column("minimum", Kind.KRONER),
        Column("handover_note"),
        _must("valid_from", Kind.DAY),
        Column("valid_until", Kind.DAY),
        Column("member_number", Kind.NUMBER),
        Column("member_since", Kind.DAY),
    ),
    ("organisation",),
)
DELIVERY_POINTS = Sheet(
    "delivery-points",
    (
        _must("name"),
        Column("street"),
        _must("postcode"),
        _must("opens_at", Kind.CLOCK),
        _must("closes_at", Kind.CLOCK),
        Column("instructions"),
        Column("is_pickup", Kind.FLAG),
    ),
    ("name",),
)
PAYERS = Sheet(
    "payers",
    (
        _must("name"),
        _must("organisation"),
        Column("endpoint_scheme"),
        Column("endpoint_id"),
        Column("email"),
        Column("language", choices=LANGUAGES),
        Column("payment_terms_days", Kind.NUMBER),
        Column("credit_limit", Kind.KRONER),
        Column("reference_field", choices=tuple(ReferenceField.values)),
        Column("reference_pattern"),
        Column("reference_hint"),
        Column("when_empty", choices=tuple(WhenEmpty.values)),
    ),
    ("name",),
)
UNITS = Sheet(
    "units",
    (
        _must("number", Kind.NUMBER),
        _must("name"),
        _must("kind", choices=tuple(UnitKind.values)),
        _must("sector", choices=tuple(Sector.values)),
        _must("organisation"),
        _must("delivery_point"),
        _must("payer"),
        Column("priority", Kind.NUMBER),
        Column("usual_reference"),
        Column("email"),
        Column("phone"),
        Column("language", choices=LANGUAGES),
    ),
    ("number",),
)
PEOPLE = Sheet(
    "people",
    (
        _must("name"),
        Column("email"),
        Column("phone"),
        Column("language", choices=LANGUAGES),
        _must("role", choices=tuple(RoleKind.values)),
        # The producer's organisation, or the unit's number.
        Column("at"),
        _must("valid_from", Kind.DAY),
    ),
    ("email|name", "role", "at"),
)
# One row for each reach of a list: a unit, a payer, or kinds of unit; nothing is everybody.
PRICE_LISTS = Sheet(
    "price-lists",
    (
        _must("name"),
        Column("unit", Kind.NUMBER),
        Column("payer"),
        Column("unit_kind", choices=tuple(UnitKind.values)),
        Column("sector", choices=tuple(Sector.values)),
        _must("valid_from", Kind.DAY),
        Column("valid_until", Kind.DAY),
        Column("is_campaign", Kind.FLAG),
    ),
    ("name", "unit", "payer", "unit_kind", "sector"),
)
PRICES = Sheet(
    "prices",
    (
        _must("price_list"),
        _must("producer"),
        # The producer's own number, else the GTIN, else the names of goods and pack.
        _must("goods"),
        Column("from_packs", Kind.NUMBER),
        _must("price", Kind.KRONER),
    ),
    ("price_list", "producer", "goods", "from_packs"),
)
AGREEMENTS = Sheet(
    "price-agreements",
    (
        Column("unit", Kind.NUMBER),
        Column("payer"),
        Column("price_list"),
        _must("valid_from", Kind.DAY),
        Column("valid_until", Kind.DAY),
        Column("notice_days", Kind.NUMBER),
        Column("agreed", Kind.KRONER),
        Column("least_life_days", Kind.NUMBER),
        Column("bonus_bp", Kind.NUMBER),
    ),
    ("unit", "payer", "price_list", "valid_from"),
)
OPEN_ITEMS = Sheet(
    "open-items",
    (
        _must("side", choices=tuple(OpenItemSide.values)),
        # The payer's name, or the producer's organisation.
        _must("party"),
        _must("number"),
        _must("issued_on", Kind.DAY),
        _must("due_on", Kind.DAY),
        _must("amount", Kind.KRONER),
        Column("kid"),
    ),
    ("side", "party", "number"),
)
NUMBERS = Sheet(
    "numbers",
    (_must("document", choices=tuple(DocumentKind.values)), _must("next_number", Kind.NUMBER)),
    ("document",),
)

PARTIES = (HUB, ORGANISATIONS, PRODUCERS, DELIVERY_POINTS, PAYERS, UNITS, PEOPLE)
# After the goods, which prices are of.
TERMS = (PRICE_LISTS, PRICES, AGREEMENTS, OPEN_ITEMS, NUMBERS)
SHEETS = PARTIES + TERMS
# A folder in the folder: one sheet for each producer, named by its organisation.
GOODS = "goods"
