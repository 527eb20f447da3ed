"""The product types of the Data Food Consortium, named by their addresses."""

from typing import Final

# Taxonomies v1.3.0; earlier payloads have another address before the same fragment.
BASE: Final = (
    "https://github.com/datafoodconsortium/taxonomies/releases/latest/download/productTypes.rdf#"
)


def product_type_uri(dfc_type: str) -> str:
    """Return the address of a product type; empty for none."""
    return f"{BASE}{dfc_type}" if dfc_type else ""
