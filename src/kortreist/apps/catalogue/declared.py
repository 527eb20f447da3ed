"""What a product's declaration says, and what of a change kitchens must hear of."""

import hashlib
import json
from collections.abc import Mapping
from typing import Final

from kortreist.apps.catalogue.models import Product

# In the order they are read; whatever else is told of goods is not declared.
DECLARED: Final = (
    "name",
    "ingredients",
    "allergens",
    "allergens_stated",
    "cereals",
    "nuts",
    "traces",
    "not_for",
    "not_for_stated",
    "nutrition",
    "origin",
    "storage",
    "shelf_life_days",
    "species",
    "treatment",
    "is_organic",
    "is_alcohol",
    "alcohol_bp",
)
# A change of these can make somebody ill.
ALARMING: Final = (
    "ingredients",
    "allergens",
    "allergens_stated",
    "cereals",
    "nuts",
    "traces",
    "not_for",
)
Content = Mapping[str, object]


def content_of(product: Product) -> dict[str, object]:
    """Return what is declared of a product, as JSON can hold it."""
    content: dict[str, object] = json.loads(
        json.dumps({name: getattr(product, name) for name in DECLARED})
    )
    return content


def digest_of(content: Content) -> str:
    """Return the digest by which the same declaration is known again."""
    text = json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def alarming_changes(before: Content, after: Content) -> list[str]:
    """Return which facts changed that kitchens must be told of."""
    return [name for name in ALARMING if before.get(name) != after.get(name)]
