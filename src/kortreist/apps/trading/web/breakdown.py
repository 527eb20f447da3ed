"""Who gets what of a price."""

from django.utils.translation import gettext as _

from kortreist.apps.trading import words
from kortreist.apps.trading.models import Offer
from kortreist.apps.trading.selectors.totals import OrderTotals
from kortreist.apps.ui import figures
from kortreist.apps.ui.components import PriceLine


def breakdown(totals: OrderTotals) -> list[PriceLine]:
    """Return an order's money line by line, from the producers' part to what is paid."""
    lines = [PriceLine(_("To the producers"), totals.producers_ore)]
    lines += [PriceLine(words.FEE[kind], ore) for kind, ore in totals.fees if ore]
    if totals.hub_ore:
        label = _("The hub") if totals.hub_ore > 0 else _("Less by your own price, from the hub")
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
    if totals.deposit_ore:
        lines.append(PriceLine(_("Deposit"), totals.deposit_ore, note=_("you get it back")))
    return [*lines, PriceLine(_("To pay"), totals.gross_ore, "total")]


def offer_breakdown(offer: Offer, price_ore: int) -> list[PriceLine]:
    """Return what a buyer's price per kg, litre or piece goes to, the producer's part first."""
    parts = [(str(words.FEE[kind]), ore) for _fee, kind, ore in offer.fee_parts]
    margin_ore = price_ore - offer.producer_price_ore - sum(ore for _label, ore in parts)
    if margin_ore:
        label = _("The hub") if margin_ore > 0 else _("The hub pays for the campaign")
        parts.append((label, margin_ore))
    return [
        PriceLine(
            _("To %(producer)s") % {"producer": offer.producer.name}, offer.producer_price_ore
        ),
        *(PriceLine(label, ore) for label, ore in parts),
        PriceLine(_("You pay, ex VAT"), price_ore, "total"),
    ]
