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

from django.db.models import Case, Count, F, Model, Q, QuerySet, TextField, Value, When
from django.db.models.functions import Cast
from django.db.models.lookups import Contains

from kortreist.apps.actors.models import BuyerUnit
from kortreist.apps.actors.permissions import Actor, Permission, require
from kortreist.apps.actors.selectors.licences import licensed_bp
from kortreist.apps.actors.selectors.parties import knows_all, producers_of
from kortreist.apps.catalogue.models import ALLERGENS, Listing, Product
from kortreist.apps.catalogue.seasons import season_is_on_condition
from kortreist.apps.catalogue.selectors.groups import GroupTree
from kortreist.apps.catalogue.selectors.search import NO_HITS, Hits, look_up
from kortreist.apps.catalogue.stemming import words_of
from kortreist.apps.catalogue.suitability import MOST_WITHOUT_STRENGTH_BP, may_buy_alcohol
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
    # The words as they were understood, where a slip was guessed at; and those nothing has.
    corrected: str = ""
    unknown: tuple[str, ...] = ()

    @property
    def pages(self) -> int:
        """How many pages there are, at least one."""
        return pages_of(self.total)

    def __iter__(self) -> Iterator[Row]:
        return iter(self.rows)

    def __len__(self) -> int:
        return len(self.rows)


def find_goods(
    rows: QuerySet[Row],
    wanted: Wanted,
    *,
    product: str = PRODUCT,
    page: int = 1,
    is_to_be_had: Q | None = None,
) -> Shelf[Row]:
    """Return a page of the rows whose product is what is wanted.

    By name in Norwegian order; where words are looked for, what fits them best first, then what is
    to be had, then by name. Three queries, one more where a group is wanted and two or three where
    words are, however much there is: the page's rows are found by their keys alone, so that the
    database sorts names and not all that hangs on them. A page beyond the last is the last.

    Parameters
    ----------
    is_to_be_had
        What holds of rows that are not sold out.
    """
    hits = look_up(wanted.words, rows, product=product) if wanted.words else NO_HITS
    rows = rows.filter(_is_wanted(wanted, product))
    if wanted.is_search:
        rows = rows.filter(**{f"{product}pk__in": hits.ranks})
    is_free = _is_free(wanted.free_of, product)
    is_unstated = Q(**{f"{product}allergens_stated": False}) if is_free else Q(pk=None)
    counts = rows.order_by().aggregate(
        total=Count("pk", filter=is_free or None), not_stated=Count("pk", filter=is_unstated)
    )
    total = counts["total"]
    page = min(max(1, page), pages_of(total))
    first = (page - 1) * PAGE_ROWS
    in_turn = _in_turn(rows.filter(is_free), hits, product, is_to_be_had)
    keys = list(in_turn[first : first + PAGE_ROWS])
    found = {row.pk: row for row in rows.filter(pk__in=keys).order_by()}
    return Shelf(
        [found[key] for key in keys],
        total,
        page,
        counts["not_stated"],
        corrected=hits.corrected,
        unknown=hits.unknown,
    )


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
    listings = _listings_for(actor, hub_id, unit, on)
    sellers = producers_of(hub_id=hub_id, on=on).values("organisation_id")
    listings = listings.filter(variant__product__producer__in=sellers)
    return find_goods(listings, wanted, page=page)


def wanted_listings(*, hub_id: int, wanted: Wanted) -> QuerySet[Listing]:
    """Return all of a hub's listings, hidden ones too, whose product is what is wanted, by name.

    For those who manage the hub's goods.
    """
    rows = Listing.objects.filter(
        hub_id=hub_id,
        variant__archived_at__isnull=True,
        variant__product__archived_at__isnull=True,
    ).filter(_is_wanted(wanted, PRODUCT))
    if wanted.words:
        hits = look_up(wanted.words, rows, product=PRODUCT)
        rows = rows.filter(variant__product__pk__in=hits.ranks)
    return rows.order_by(*by_name())


def pages_of(total: int) -> int:
    """Return how many pages so many rows fill, at least one."""
    return max(1, -(-total // PAGE_ROWS))


def is_for(unit: BuyerUnit, *, on: date, product: str = PRODUCT) -> Q:
    """Return the condition that goods may be shown to a unit on a day.

    Alcohol is hidden but from those whose licence covers it. What is not for their kind in other
    ways is shown, and refused with the reason.
    """
    no_alcohol = Q(**{f"{product}is_alcohol": False})
    most_bp = licensed_bp(unit, on) if may_buy_alcohol(unit.kind) else 0
    if not most_bp:
        return no_alcohol
    covered = Q(**{f"{product}alcohol_bp__lte": most_bp})
    if most_bp > MOST_WITHOUT_STRENGTH_BP:
        covered |= Q(**{f"{product}alcohol_bp__isnull": True})
    return no_alcohol | covered


def by_name(product: str = PRODUCT) -> tuple[str, str, str]:
    """Return the order of the goods' names, as Norwegians sort, the same on both databases."""
    return f"{product}sort_key", f"{product}pk", "pk"


def texts_of(product: str = PRODUCT) -> tuple[str, ...]:
    """Return the long texts of goods, which lists do not show, for `defer`."""
    texts = ("description", "story", "origin", "ingredients", "nutrition")
    return tuple(f"{product}{text}" for text in texts)


def _listings_for(actor: Actor, hub_id: int, unit: BuyerUnit | None, on: date) -> QuerySet[Listing]:
    listings = Listing.objects.filter(
        hub_id=hub_id,
        variant__archived_at__isnull=True,
        variant__product__archived_at__isnull=True,
    ).select_related("variant__product__producer", "variant__product__group")
    if unit is not None:
        if unit.hub_id != hub_id:
            raise NotFoundError
        require(actor, Permission.ORDER, hub_id=hub_id, unit_id=unit.pk)
        return listings.filter(is_for(unit, on=on), is_visible=True)
    if knows_all(actor, hub_id):
        return listings
    own = {grant.organisation_id for grant in actor.grants_at(hub_id)} - {None}
    if not own:
        raise NotFoundError
    return listings.filter(variant__product__producer__in=own)


def goods_with_mark(mark: str, on: date) -> QuerySet[Product, int]:
    """Return the keys of the goods that carry a mark on a day."""
    goods = Product.objects.filter(
        certificates__mark=mark,
        certificates__valid_from__lte=on,
        certificates__valid_until__gt=on,
        certificates__withdrawn_at__isnull=True,
    )
    return goods.order_by().values_list("pk", flat=True)


def _in_turn(
    rows: QuerySet[Row], hits: Hits, product: str, is_to_be_had: Q | None
) -> QuerySet[Row, int] | list[int]:
    """Return the rows' keys in the order they are shown in."""
    if not hits.ranks:
        return rows.order_by(*by_name(product)).values_list("pk", flat=True)
    is_here = Case(When(is_to_be_had or Q(pk__isnull=False), then=Value(0)), default=Value(1))
    found = rows.annotate(is_out=is_here).values_list(
        f"{product}pk", "is_out", f"{product}sort_key", "pk"
    )
    ranked = sorted(
        (hits.ranks[goods], is_out, name, goods, pk) for goods, is_out, name, pk in found
    )
    return [pk for *_, pk in ranked]


def _is_wanted(wanted: Wanted, product: str) -> Q:
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


def _is_free(allergens: frozenset[str], product: str) -> Q:
    """Return the condition that goods are stated to hold none of the allergens."""
    known = [each for each in ALLERGENS if each in allergens]
    if not known:
        return EVERYTHING
    # As text, because SQLite cannot look into JSON lists; the quotes keep codes apart.
    stated = Cast(F(f"{product}allergens"), TextField())
    without = [~Q(Contains(stated, f'"{allergen}"')) for allergen in known]
    return reduce(and_, without, Q(**{f"{product}allergens_stated": True}))
