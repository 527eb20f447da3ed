"""What somebody looks for among goods, and the conditions that come of it."""

from dataclasses import dataclass
from datetime import date
from functools import reduce
from operator import and_
from typing import Final
from uuid import UUID

from django.db.models import F, Q, QuerySet, TextField
from django.db.models.functions import Cast
from django.db.models.lookups import Contains

from kortreist.apps.catalogue.models import ALLERGENS, Product
from kortreist.apps.catalogue.seasons import season_is_on_condition
from kortreist.apps.catalogue.selectors.groups import GroupTree
from kortreist.apps.catalogue.stemming import words_of
from kortreist.apps.catalogue.wording import fold

# From a listing or an offer to its goods.
PRODUCT: Final = "variant__product__"
LONGEST_SEARCH: Final = 100
MOST_WORDS: Final = 8
EVERYTHING: Final = Q()


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What somebody looks for; left out, it does not matter.

    Parameters
    ----------
    text
        Words that must all be of the goods' names, their producer's, groups' or marks', forgiving
        endings, other words for the same, and slips (`search.look_up`).
    free_of
        Allergens that must be stated not to be there; unknown codes are ignored.
    group
        Code of a food group; its parts count.
    week
        ISO week that must lie in the season.
    mark, on
        A mark that the goods must carry on the day.
    """

    text: str = ""
    free_of: frozenset[str] = frozenset()
    is_organic: bool = False
    storage: str = ""
    group: str = ""
    week: int | None = None
    producer: UUID | None = None
    mark: str = ""
    on: date | None = None

    @property
    def words(self) -> list[str]:
        """The words looked for, folded; as many as can be of use."""
        return words_of(self.text[:LONGEST_SEARCH])[:MOST_WORDS]

    @property
    def is_narrowed(self) -> bool:
        """Whether anything but words is asked for."""
        chosen = (self.free_of, self.is_organic, self.storage, self.group, self.week)
        return any(chosen) or bool(self.producer or self.mark)

    @property
    def is_search(self) -> bool:
        """Whether anything was typed, be it only signs that are no words."""
        return bool(fold(self.text))


def is_wanted(wanted: Wanted, product: str = PRODUCT) -> Q:
    """Return the condition that goods are what is wanted, but for words and allergens."""
    conditions: list[Q] = []
    if wanted.is_organic:
        conditions.append(Q(**{f"{product}is_organic": True}))
    if wanted.storage:
        conditions.append(Q(**{f"{product}storage": wanted.storage}))
    if wanted.group:
        ids = GroupTree.read().ids_under(wanted.group)
        conditions.append(Q(**{f"{product}group__in": ids}))
    if wanted.week is not None:
        conditions.append(season_is_on_condition(wanted.week, product=product))
    if wanted.producer is not None:
        conditions.append(Q(**{f"{product}producer__public_id": wanted.producer}))
    if wanted.mark and wanted.on:
        conditions.append(Q(**{f"{product}pk__in": goods_with_mark(wanted.mark, wanted.on)}))
    return reduce(and_, conditions, EVERYTHING)


def is_free(allergens: frozenset[str], product: str = PRODUCT) -> Q:
    """Return the condition that goods are stated to hold none of the allergens."""
    known = [each for each in ALLERGENS if each in allergens]
    if not known:
        return EVERYTHING
    # As text, because SQLite cannot look into JSON lists; the quotes keep codes apart.
    stated = Cast(F(f"{product}allergens"), TextField())
    without = [~Q(Contains(stated, f'"{allergen}"')) for allergen in known]
    return reduce(and_, without, Q(**{f"{product}allergens_stated": True}))


def goods_with_mark(mark: str, on: date) -> QuerySet[Product, int]:
    """Return the keys of the goods that carry a mark on a day."""
    goods = Product.objects.filter(
        certificates__mark=mark,
        certificates__valid_from__lte=on,
        certificates__valid_until__gt=on,
        certificates__withdrawn_at__isnull=True,
    )
    return goods.order_by().values_list("pk", flat=True)
