"""When goods are in season, by ISO week."""

from django.db.models import F, Q

from kortreist.apps.catalogue.models import Product


def season_is_on(product: Product, week: int) -> bool:
    """Whether an ISO week lies in the product's season; without a season it always does.

    A season from week 48 until week 2 goes over New Year.
    """
    first, last = product.season_from_week, product.season_until_week
    if first is None or last is None:
        return True
    if first <= last:
        return first <= week <= last
    return week >= first or week <= last


def season_is_on_condition(week: int, *, product: str = "") -> Q:
    """Return `season_is_on` as a condition on rows that lead to a product by the path given."""
    first, last = f"{product}season_from_week", f"{product}season_until_week"
    has_begun, has_not_ended = Q(**{f"{first}__lte": week}), Q(**{f"{last}__gte": week})
    is_within_a_year = Q(**{f"{first}__lte": F(last)})
    return (
        Q(**{f"{first}__isnull": True})
        | (is_within_a_year & has_begun & has_not_ended)
        | (~is_within_a_year & (has_begun | has_not_ended))
    )
