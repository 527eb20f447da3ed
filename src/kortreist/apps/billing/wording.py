"""What a document's line says, in the receiver's language, as it then stands for good."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext, override
from django.utils.translation import gettext_lazy as _

from kortreist.apps.billing.models import DocumentKind, OpenItemSide
from kortreist.apps.catalogue.models import Variant
from kortreist.apps.trading.models import ChargeKind, ChargeLine, ChargeReason, PurchaseStage
from kortreist.apps.ui import figures
from kortreist.apps.ui.content import choose

# Packs and amount by stage, as `DocumentLine.facts` keeps them.
Stages = Mapping[str, Sequence[int]]

# What is charged besides goods, by what it pays for.
CHARGES: Final[dict[str, Promise]] = {
    ChargeReason.TRANSPORT: _("Delivery to the door"),
    ChargeReason.PACKING: _("Packing"),
    ChargeReason.SALES: _("Sales fee"),
    ChargeReason.ADMINISTRATION: _("Order fee"),
    ChargeReason.SMALL_ORDER: _("Small order"),
}
OTHER_CHARGE: Final = _("Other charges")
# Deposits by ledger; those on drinks name their goods.
DEPOSITS: Final[dict[str, Promise]] = {
    ChargeReason.DRINK: _("Deposit: %(goods)s"),
    ChargeReason.CRATE: _("Deposit on crates"),
    ChargeReason.PALLET: _("Deposit on pallets"),
}


def line_text(charge: ChargeLine, variant: Variant | None, language: str) -> str:
    """Return what a charge is for: the goods' name and pack, or the kind of charge."""
    if charge.kind == ChargeKind.DEPOSIT:
        goods = goods_text(variant, language) if variant else ""
        with override(language):
            return (str(DEPOSITS[charge.reason]) % {"goods": goods})[:300]
    if variant is not None:
        return goods_text(variant, language)
    with override(language):
        return str(CHARGES.get(charge.reason, OTHER_CHARGE))


def bonus_text(round_number: int, delivered_on: date, language: str) -> str:
    """Return which delivery a line of a bonus note is for."""
    with override(language):
        return gettext("Round %(number)s, delivered %(day)s") % {
            "number": round_number,
            "day": figures.day_year(delivered_on),
        }


def goods_text(variant: Variant, language: str) -> str:
    """Return the name of goods with their pack: ``Tyttebær, kurv 500 g``."""
    names = (choose(variant.product.name, language).text, choose(variant.name, language).text)
    return ", ".join(filter(None, names))[:300]


# The documents and the stages of a line, as headings.
KINDS: Final[dict[str, Promise]] = {
    DocumentKind.INVOICE: _("Invoice"),
    DocumentKind.CREDIT_NOTE: _("Credit note"),
    DocumentKind.SETTLEMENT: _("Settlement statement"),
    DocumentKind.BONUS: _("Bonus note"),
}
KINDS_MANY: Final[dict[str, Promise]] = {
    DocumentKind.INVOICE: _("Invoices"),
    DocumentKind.CREDIT_NOTE: _("Credit notes"),
    DocumentKind.SETTLEMENT: _("Settlement statements"),
    DocumentKind.BONUS: _("Bonus notes"),
}
# Who owes, of what was owed when the hub moved in.
SIDES: Final[dict[str, Promise]] = {
    OpenItemSide.RECEIVABLE: _("Owed to the hub"),
    OpenItemSide.PAYABLE: _("The hub owes"),
}
# What comes before a producer is credited.
PRODUCERS_STAGES: Final[dict[str, Promise]] = {
    PurchaseStage.ORDERED: _("Ordered"),
    PurchaseStage.PROMISED: _("Promised"),
    PurchaseStage.RECEIVED: _("Received"),
}


def buyer_notes(stages: Stages) -> list[str]:
    """Return what a buyer wants to know of a line: that it is not what was ordered."""
    ordered, delivered = _packs(stages, "ordered"), _packs(stages, "delivered")
    if ordered is None or delivered is None or ordered == delivered:
        return []
    return [
        gettext("Ordered %(ordered)s, delivered %(delivered)s.")
        % {"ordered": ordered, "delivered": delivered}
    ]


def producer_notes(stages: Stages) -> list[str]:
    """Return how a producer's ordered quantity became the credited one, step by step."""
    ordered, promised = _packs(stages, "ordered"), _packs(stages, "promised")
    received = _packs(stages, "received")
    notes = []
    if ordered is not None and promised is not None and promised < ordered:
        notes.append(gettext("You promised %(less)s fewer.") % {"less": ordered - promised})
    expected = ordered if promised is None else promised
    if expected is not None and received is not None and received < expected:
        notes.append(gettext("%(less)s fewer came.") % {"less": expected - received})
    if expected is not None and received is not None and received > expected:
        notes.append(gettext("%(more)s more came.") % {"more": received - expected})
    return notes


def _packs(stages: Stages, stage: str) -> int | None:
    return stages[stage][0] if stage in stages else None
