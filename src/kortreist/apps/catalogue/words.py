"""What goods and allergens are called, as a kitchen says it."""

from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from kortreist.apps.catalogue.models import Variant
from kortreist.apps.ui.content import choose

# The 14, as a kitchen says them.
ALLERGEN: Final[dict[str, Promise]] = {
    "gluten": _("Gluten"),
    "crustaceans": _("Crustaceans"),
    "eggs": _("Eggs"),
    "fish": _("Fish"),
    "peanuts": _("Peanuts"),
    "soya": _("Soya"),
    "milk": _("Milk"),
    "nuts": _("Nuts"),
    "celery": _("Celery"),
    "mustard": _("Mustard"),
    "sesame": _("Sesame"),
    "sulphites": _("Sulphites"),
    "lupin": _("Lupin"),
    "molluscs": _("Molluscs"),
}


def goods_name(variant: Variant) -> str:
    """Return a pack's full name in the reader's language: the product, and which pack."""
    parts = (choose(variant.product.name).text, choose(variant.name).text)
    return ", ".join(part for part in parts if part)
