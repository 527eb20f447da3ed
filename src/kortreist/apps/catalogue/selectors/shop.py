"""Finding goods: words, allergens, season and the rest, alike for listings and a cycle's offers.

Written for rows that lead to a product by a path, so that upper rooms search their own rows:
``find_goods(offers, wanted, product="variant__product__", page=1)``.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import reduce
from operator import and_
from typing import Generic, TypeVar
from uuid import UUID

from django.db.models import Count, F, Model, Q, QuerySet, TextField
from django.db.models.functions import Cast
from django.db.models.lookups import Contains

from kortreist.apps.actors.models import BuyerUnit
from kortreist.apps.actors.permissions import Actor, Permission, require
from kortreist.apps.actors.selectors.parties import knows_all, producers_of
from kortreist.apps.catalogue.models import ALLERGENS, Listing
from kortreist.apps.catalogue.seasons import season_is_on_condition
from kortreist.apps.catalogue.selectors.groups import GroupTree
from kortreist.apps.catalogue.suitability import may_buy_alcohol
from kortreist.apps.catalogue.wording import fold
from kortreist.kernel.errors import NotFoundError

Row = TypeVar("Row", bound=Model)

PRODUCT = "variant__product__"
PAGE_ROWS = 100
LONGEST_SEARCH = 100
MOST_WORDS = 8
EVERYTHING = Q()


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What somebody looks for; left out, it does not matter.

    Parameters
    ----------
    text
        Words that must all be part of the goods' names, their producer's or their groups'.
    free_of
        Allergens that must be stated not to be there; unknown codes are ignored.
    group
        Code of a food group; its parts count.
    week
        ISO week that must lie in the season.
    """

    text: str = ""
    free_of: frozenset[str] = frozenset()
    is_organic: bool = False
    storage: str = ""
    group: str = ""
    week: int | None = None
    producer: UUID | None = None

    @property
    def words(self) -> list[str]:
        """The words looked for, folded; as many as can be of use."""
        return fold(self.text[:LONGEST_SEARCH]).split()[:MOST_WORDS]


@dataclass(frozen=True, slots=True)
class Shelf(Generic[Row]):
    """One page of what was found.

    `not_stated` is how many more there would be if their producers had said which allergens are
    in them: never shown as free of anything, but told.
    """

    rows: Sequence[Row]
    total: int
    page: int
    not_stated: int

    @property
    def pages(self) -> int:
        """How many pages there are, at least one."""
        return pages_of(self.total)

    def __iter__(self) -> Iterator[Row]:
        return iter(self.rows)

    def __len__(self) -> int:
        return len(self.rows)


def find_goods(
    rows: QuerySet[Row], wanted: Wanted, *, product: str = PRODUCT, page: int = 1
) -> Shelf[Row]:
    """Return a page of the rows whose product is what is wanted, by name in Norwegian order.

    Three queries, and one more where a group is wanted, however much there is: the page's rows are
    found by their keys alone, so that the database sorts names and not all that hangs on them. A
    page beyond the last is the last.
    """
    rows = rows.filter(_is_wanted(wanted, product))
    is_free = _is_free(wanted.free_of, product)
    is_unstated = Q(**{f"{product}allergens_stated": False}) if is_free else Q(pk=None)
    counts = rows.order_by().aggregate(
        total=Count("pk", filter=is_free or None), not_stated=Count("pk", filter=is_unstated)
    )
    total = counts["total"]
    page = min(max(1, page), pages_of(total))
    first = (page - 1) * PAGE_ROWS
    in_turn = rows.filter(is_free).order_by(*by_name(product)).values_list("pk", flat=True)
    keys = list(in_turn[first : first + PAGE_ROWS])
    found = {row.pk: row for row in rows.filter(pk__in=keys).order_by()}
    return Shelf([found[key] for key in keys], total, page, counts["not_stated"])


def find_listings(
    *,
    actor: Actor,
    hub_id: int,
    wanted: Wanted,
    on: date,
    unit: BuyerUnit | None = None,
    page: int = 1,
) -> Shelf[Listing]:
    """Return a page of a hub's assortment on a day, as a unit, a producer or the hub sees it.

    A unit sees what is sold to its kind; a producer its own goods; those who work for the hub
    everything that is listed, hidden or not.

    Raises
    ------
    NotFoundError
        When the hub or the unit is not the actor's to know of.
    """
    listings = _listings_for(actor, hub_id, unit)
    sellers = producers_of(hub_id=hub_id, on=on).values("organisation_id")
    listings = listings.filter(variant__product__producer__in=sellers)
    return find_goods(listings, wanted, page=page)


def pages_of(total: int) -> int:
    """Return how many pages so many rows fill, at least one."""
    return max(1, -(-total // PAGE_ROWS))


def is_for(unit_kind: str, *, product: str = PRODUCT) -> Q:
    """Return the condition that goods may be shown and sold to this kind of unit."""
    if may_buy_alcohol(unit_kind):
        return EVERYTHING
    return Q(**{f"{product}is_alcohol": False})


def by_name(product: str = PRODUCT) -> tuple[str, str, str]:
    """Return the order of the goods' names, as Norwegians sort, the same on both databases."""
    return f"{product}sort_key", f"{product}pk", "pk"


def _listings_for(actor: Actor, hub_id: int, unit: BuyerUnit | None) -> QuerySet[Listing]:
    listings = Listing.objects.filter(
        hub_id=hub_id,
        variant__archived_at__isnull=True,
        variant__product__archived_at__isnull=True,
    ).select_related("variant__product__producer", "variant__product__group")
    if unit is not None:
        if unit.hub_id != hub_id:
            raise NotFoundError
        require(actor, Permission.ORDER, hub_id=hub_id, unit_id=unit.pk)
        return listings.filter(is_for(unit.kind), is_visible=True)
    if knows_all(actor, hub_id):
        return listings
    own = {grant.organisation_id for grant in actor.grants_at(hub_id)} - {None}
    if not own:
        raise NotFoundError
    return listings.filter(variant__product__producer__in=own)


def _is_wanted(wanted: Wanted, product: str) -> Q:
    conditions = [Q(**{f"{product}search_text__contains": word}) for word in wanted.words]
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
    return reduce(and_, conditions, EVERYTHING)


def _is_free(allergens: frozenset[str], product: str) -> Q:
    """Return the condition that goods are stated to hold none of the allergens."""
    known = [each for each in ALLERGENS if each in allergens]
    if not known:
        return EVERYTHING
    # As text, because SQLite cannot look into JSON lists; the quotes keep codes apart.
    stated = Cast(F(f"{product}allergens"), TextField())
    without = [~Q(Contains(stated, f'"{allergen}"')) for allergen in known]
    return reduce(and_, without, Q(**{f"{product}allergens_stated": True}))
