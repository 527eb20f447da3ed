"""Putting goods into words in templates."""

from django import template

from kortreist.apps.catalogue.models import Variant
from kortreist.apps.catalogue.words import ALLERGEN, goods_name
from kortreist.apps.ui import figures

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


register.filter("goods_name", goods_name)
