"""What a document's line says, in the receiver's language, as it then stands for good."""

from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from kortreist.apps.catalogue.models import Variant
from kortreist.apps.trading.models import ChargeKind, ChargeLine, ChargeReason
from kortreist.apps.ui.content import choose

# What is charged besides goods, by what it pays for.
CHARGES: Final[dict[str, Promise]] = {
    ChargeReason.TRANSPORT: _("Delivery to the door"),
    ChargeReason.PACKING: _("Packing"),
    ChargeReason.SALES: _("Sales fee"),
    ChargeReason.ADMINISTRATION: _("Order fee"),
}
OTHER_CHARGE: Final = _("Other charges")
DEPOSIT: Final = _("Deposit")


def line_text(charge: ChargeLine, variant: Variant | None, language: str) -> str:
    """Return what a charge is for: the goods' name and pack, or the kind of charge."""
    if variant is not None:
        return goods_text(variant, language)
    with override(language):
        if charge.kind == ChargeKind.DEPOSIT:
            return str(DEPOSIT)
        return str(CHARGES.get(charge.reason, OTHER_CHARGE))


def goods_text(variant: Variant, language: str) -> str:
    """Return the name of goods with their pack: ``Tyttebær, kurv 500 g``."""
    names = (choose(variant.product.name, language).text, choose(variant.name, language).text)
    return ", ".join(filter(None, names))[:300]
