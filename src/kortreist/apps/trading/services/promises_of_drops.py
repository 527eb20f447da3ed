"""Fixing what an order is promised besides its goods, and keeping to it when it changes."""

from collections.abc import Sequence

from kortreist.apps.trading.drops import (
    DropTerms,
    drop_terms,
    goods_ordered_ore,
    stored_flat_fees,
)
from kortreist.apps.trading.errors import BelowMinimumError
from kortreist.apps.trading.models import Order, OrderLine


def promise_drop(order: Order, terms: DropTerms, lines: Sequence[OrderLine]) -> None:
    """Put the terms on an order that is yet to be saved, with what they come to for its goods.

    Raises
    ------
    BelowMinimumError
        When there are goods, but too few for the hub to drive with.
    """
    goods_ore = goods_ordered_ore(lines)
    zone = terms.zone
    if zone is not None and zone.refuses_small and zone.missing_ore(goods_ore):
        raise BelowMinimumError(
            minimum_ore=zone.minimum_ore, missing_ore=zone.missing_ore(goods_ore)
        )
    order.terms = terms.as_json()
    order.flat_fees = stored_flat_fees(terms.flat_fees(goods_ore))


def keep_promise(order: Order) -> None:
    """Reckon a placed order's fees and freight anew by the terms it was promised.

    An order without any goods left costs nothing, and is not held to a minimum.

    Raises
    ------
    BelowMinimumError
        As `promise_drop`.
    """
    lines = list(order.lines.filter(ordered_count__gt=0))
    if order.terms:
        terms = DropTerms.from_json(order.terms)
    else:
        terms = drop_terms(order.cycle, order.delivery_point)
    if lines:
        promise_drop(order, terms, lines)
    else:
        order.flat_fees = []
    order.save(update_fields=["terms", "flat_fees"])
