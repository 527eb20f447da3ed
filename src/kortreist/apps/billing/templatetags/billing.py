"""Words for documents in templates: ``{% load billing %}``."""

from django import template

from kortreist.apps.billing.wording import KINDS, SIDES

register = template.Library()


@register.filter
def document_kind(kind: str) -> str:
    """Return what a document is called: invoice, credit note, settlement statement."""
    return str(KINDS[kind])


@register.filter
def owed_way(side: str) -> str:
    """Return who owes of an open item."""
    return str(SIDES[side])


@register.filter
def grouped(number: str) -> str:
    """Return an organisation number or a KID in groups of three, from the right."""
    turned = number[::-1]
    groups = (turned[start : start + 3] for start in range(0, len(turned), 3))
    return "\u00a0".join(groups)[::-1]
