"""Which news is of which kind, who gets it, and how they are told unless they choose otherwise."""

from collections.abc import Mapping
from typing import Final

from kortreist.apps.messages.models import Channel, Kind

# A text of a kind that nobody has named here goes by e-mail and cannot be turned off.
KIND_OF: Final[dict[str, Kind]] = {
    "round_opened": Kind.OPENING,
    "round_opened_producer": Kind.OPENING,
    "round_closes_soon": Kind.REMINDER,
    "say_what_you_have": Kind.REMINDER,
    "order_placed": Kind.RECEIPT,
    "order_confirmed": Kind.CONFIRMATION,
    "shortage": Kind.SHORTAGE,
    "weight_changed": Kind.WEIGHT,
    "standing_orders_placed": Kind.STANDING,
    "standing_orders_failed": Kind.STANDING,
    "declaration_changed": Kind.DECLARATION,
    "surplus_offered": Kind.SURPLUS,
    "more_wanted": Kind.REMINDER,
    "price_rises": Kind.PRICES,
    "certificate_ends": Kind.OTHER,
    "closing_list": Kind.CLOSING_LIST,
    "purchase_order_sent": Kind.PURCHASE,
    "recall_unit": Kind.RECALL,
    "recall_producer": Kind.RECALL,
    "recall_reminder": Kind.RECALL,
    "deviation_seen": Kind.DEVIATION,
    "deviation_of_goods": Kind.DEVIATION,
}

BY_EMAIL: Final = frozenset({Channel.EMAIL})
BY_SMS: Final = frozenset({Channel.SMS})
BY_BOTH: Final = BY_EMAIL | BY_SMS

# In the order they are shown in.
UNIT_KINDS: Final[Mapping[Kind, frozenset[Channel]]] = {
    Kind.OPENING: BY_EMAIL,
    Kind.REMINDER: BY_EMAIL,
    Kind.RECEIPT: BY_EMAIL,
    Kind.CONFIRMATION: BY_EMAIL,
    Kind.SHORTAGE: BY_EMAIL,
    Kind.WEIGHT: BY_EMAIL,
    Kind.DECLARATION: BY_EMAIL,
    Kind.DEVIATION: BY_BOTH,
    Kind.STANDING: BY_EMAIL,
    Kind.PRICES: BY_EMAIL,
    Kind.SURPLUS: BY_EMAIL,
}
# A farmer reads a text message in the field, and the e-mail with every line of it in the evening.
PRODUCER_KINDS: Final[Mapping[Kind, frozenset[Channel]]] = {
    Kind.OPENING: BY_SMS,
    Kind.REMINDER: BY_SMS,
    Kind.CLOSING_LIST: BY_EMAIL,
    Kind.PURCHASE: BY_BOTH,
    Kind.DEVIATION: BY_BOTH,
}

# Without these the two would not know what they owe one another, or what is safe to serve: they
# may be moved between channels, not turned off.
NEEDED: Final = frozenset(
    {
        Kind.CONFIRMATION,
        Kind.SHORTAGE,
        Kind.WEIGHT,
        Kind.DECLARATION,
        Kind.PRICES,
        Kind.PURCHASE,
        Kind.RECALL,
        Kind.DEVIATION,
        Kind.OTHER,
    }
)

# Nobody chooses how to be told of goods that may do harm: by every way there is, and everybody.
DUTY: Final = frozenset({Kind.RECALL})


def kind_of(template: str) -> Kind:
    """Return what a text is about."""
    return KIND_OF.get(template, Kind.OTHER)


def usual_channels(kind: Kind, *, is_producer: bool) -> frozenset[Channel]:
    """Return how a unit or a producer is told when it has not chosen."""
    if kind in DUTY:
        return BY_BOTH
    return (PRODUCER_KINDS if is_producer else UNIT_KINDS).get(kind, BY_EMAIL)
