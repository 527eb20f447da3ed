"""Who gets what of a price."""

from django.utils.translation import gettext as _

from kortreist.apps.trading import words
from kortreist.apps.trading.selectors.totals import OrderTotals
from kortreist.apps.ui import figures
from kortreist.apps.ui.components import PriceLine


def breakdown(totals: OrderTotals) -> list[PriceLine]:
    """Return an order's money line by line, from the producers' part to what is paid."""
    lines = [PriceLine(_("To the producers"), totals.producers_ore)]
    lines += [PriceLine(words.FEE[kind], ore) for kind, ore in totals.fees if ore]
    if totals.hub_ore:
        label = _("The hub") if totals.hub_ore > 0 else _("The hub pays for the campaign")
        lines.append(PriceLine(label, totals.hub_ore))
    lines.append(PriceLine(_("Goods"), totals.goods_ore, "sum"))
    lines += [
        PriceLine(words.FEE[kind], ore, note=_("for the whole delivery"))
        for kind, ore in totals.freight
    ]
    for subtotal in totals.vat:
        note = _("of %(basis)s") % {"basis": figures.kr(subtotal.basis_ore)}
        label = _("VAT %(rate)s") % {"rate": figures.percent(subtotal.rate_bp)}
        lines.append(PriceLine(label, subtotal.vat_ore, note=note))
    return [*lines, PriceLine(_("To pay"), totals.gross_ore, "total")]
