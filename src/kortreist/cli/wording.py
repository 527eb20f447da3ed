"""Refusals in words, on the command line."""

import sys
from importlib import import_module

from kortreist.kernel.errors import DomainError

ENGINE_WORDS = {
    "duplicate_id": "comes twice, and must come once",
    "goods_differ": "the line and its goods must have the same unit and producer's price",
    "invalid_input": "cannot be right",
    "minimums_exceed_packs": "does not cover the minimums",
    "mixed_signs": "some rates come out above zero and some below",
    "negative_price": "must be zero or more",
    "negative_quantity": "must be zero or more",
    "no_goods_for_freight": "there are no goods that the fee could follow",
    "no_tours_found": "no tours were found that keep every limit; search longer",
    "outside_vat_not_alone": "a document outside the scope of VAT (O) cannot have lines inside it",
    "packs_below_one": "must be one or more",
    "unfit_input": "{words}",
    "unknown_engine": "there is no engine {name!r}; there are {known}",
    "unknown_item": "there is no such thing in the input",
    "unknown_vat_category": "there is no VAT category {category!r}",
    "vat_rate_mismatch": "a rate of {rate_bp} basis points does not suit category {category}",
}


def words_for(error: DomainError) -> str:
    """Return what the error says: in the reader's language where Django runs, else in English."""
    if error.code in ENGINE_WORDS and "field" in error.params:
        return f"{error.params['field']}: {ENGINE_WORDS[error.code].format(**error.params)}"
    if error.code in ENGINE_WORDS:
        return ENGINE_WORDS[error.code].format(**error.params)
    if "django" in sys.modules:
        messages = import_module("kortreist.apps.ui.error_messages")
        return str(messages.message_for(error))
    return str(error)
