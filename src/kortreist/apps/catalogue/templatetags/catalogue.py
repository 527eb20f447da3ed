"""Putting goods into words in templates."""

from django import template

from kortreist.apps.catalogue.words import ALLERGEN, goods_name

register = template.Library()


@register.filter
def allergen_names(codes: list[str]) -> str:
    """Return allergens as a list in words, for the inside of a sentence."""
    return ", ".join(str(ALLERGEN[code]).lower() for code in codes)


register.filter("goods_name", goods_name)
