"""Putting goods into words in templates."""

from django import template
from django.utils.translation import gettext as _

from kortreist.apps.catalogue import words
from kortreist.apps.catalogue.models import (
    PackKind,
    PackLevel,
    PriceEdit,
    PriceListReach,
    SheetImport,
    Variant,
)
from kortreist.apps.catalogue.sheets.showing import EDIT_STATES, STATES
from kortreist.apps.catalogue.words import ALLERGEN, MARK, MARKING, NOT_FOR_KIND, goods_name
from kortreist.apps.ui import figures
from kortreist.apps.ui.content import choose
from kortreist.apps.ui.statuses import Status

register = template.Library()


@register.filter
def allergen_names(codes: list[str]) -> str:
    """Return allergens as a list in words, for the inside of a sentence."""
    return ", ".join(str(ALLERGEN[code]).lower() for code in codes)


@register.filter
def unnamed_size(variant: Variant) -> str:
    """Return how much is in a pack, unless its name says so already."""
    size = figures.amount(variant.content_amount, variant.unit)
    words = size.replace(figures.NO_BREAK, " ")
    return "" if words in goods_name(variant).replace(figures.NO_BREAK, " ") else size


@register.filter
def pack_name(variant: Variant) -> str:
    """Return what tells a pack from its siblings, or how much is in it."""
    return choose(variant.name).text or figures.amount(variant.content_amount, variant.unit)


@register.filter
def mark_name(mark: str) -> str:
    """Return a mark in words."""
    return str(MARK[mark])


@register.filter
def marking_words(code: str) -> str:
    """Return what must stand on goods in words; a code without words as it is."""
    return str(MARKING.get(code, code))


@register.filter
def not_for_kind(unit_kind: str) -> str:
    """Say that goods are not for a kind of unit."""
    return str(NOT_FOR_KIND[unit_kind])


@register.filter
def level_words(level: PackLevel) -> str:
    """Return what a level of packing holds, as in "a case of 12"."""
    if level.kind == PackKind.PIECE:
        return _("one pack, %(size)s") % {"size": figures.amount(level.holds, level.variant.unit)}
    holds = {"holds": figures.whole(level.holds)}
    if level.kind == PackKind.CASE:
        return _("a case of %(holds)s") % holds
    return _("a pallet of %(holds)s") % holds


register.filter("goods_name", goods_name)


@register.filter
def sheet_status(sheet: SheetImport) -> Status:
    """Return how far a sheet has come, as a status."""
    return STATES[sheet.state]


@register.filter
def price_edit_status(edit: PriceEdit) -> Status:
    """Return how far a change of prices has come, as a status."""
    return EDIT_STATES[edit.state]


@register.filter
def reach_name(reach: PriceListReach) -> str:
    """Return whom a price list is for."""
    return words.reach_name(reach)


@register.filter
def fee_kind(kind: str) -> str:
    """Return what a fee pays for."""
    return str(words.FEE_KIND[kind])


@register.filter
def fee_basis(basis: str) -> str:
    """Return what a fee is reckoned from."""
    return str(words.FEE_BASIS[basis])


@register.filter
def deposit_ledger(ledger: str) -> str:
    """Return what a ledger of deposits is of."""
    return str(words.LEDGER[ledger])
