"""What may be praised: everything but alcohol, which is shown as plain facts and nothing else.

Alcohol may not be advertised (alkoholloven § 9-2): no picture, no story, no campaign, no offer of
what is left over, no message that points to it. Every place that praises asks here.
"""

from django.db.models import Q

from kortreist.apps.catalogue.models import Product


def may_be_promoted(product: Product) -> bool:
    """Whether goods may be shown with pictures and stories, in campaigns, offers and messages."""
    return not product.is_alcohol and not product.alcohol_bp


def is_promotable(product: str = "variant__product__") -> Q:
    """Return the same as a condition on rows that lead to a product by a path."""
    is_weak = Q(**{f"{product}alcohol_bp__isnull": True}) | Q(**{f"{product}alcohol_bp": 0})
    return Q(**{f"{product}is_alcohol": False}) & is_weak
