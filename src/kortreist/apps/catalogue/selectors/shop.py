"""Finding goods: words, allergens, season and the rest, alike for listings and a cycle's offers.

Written for rows that lead to a product by a path, so that upper rooms search their own rows:
``find_goods(offers, wanted, product="variant__product__", page=1)``.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from heapq import nsmallest
from typing import Generic, TypeVar

from django.db.models import Count, Model, Q, QuerySet

from kortreist.apps.actors.models import BuyerUnit
from kortreist.apps.actors.permissions import Actor, Permission, require
from kortreist.apps.actors.selectors.licences import licensed_bp
from kortreist.apps.actors.selectors.parties import knows_all, producers_of
from kortreist.apps.catalogue.models import Listing
from kortreist.apps.catalogue.selectors.candidates import Candidates, Fits
from kortreist.apps.catalogue.selectors.search import NO_HITS, look_up
from kortreist.apps.catalogue.selectors.wanted import PRODUCT, Wanted, is_free, is_wanted
from kortreist.apps.catalogue.suitability import MOST_WITHOUT_STRENGTH_BP, may_buy_alcohol
from kortreist.kernel.errors import NotFoundError

Row = TypeVar("Row", bound=Model)

PAGE_ROWS = 100


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
    to be had, then by name. Three queries, four to six where words are looked for, and one more
    where a group is wanted, however much there is: the page's rows are found by their keys alone,
    so that the database sorts names and not all that hangs on them. A page beyond the last is the
    last.

    Parameters
    ----------
    is_to_be_had
        What holds of rows that are not sold out.
    """
    if wanted.is_search:
        return _search(rows, wanted, product, page, is_to_be_had)
    rows = rows.filter(is_wanted(wanted, product))
    free = is_free(wanted.free_of, product)
    is_unstated = Q(**{f"{product}allergens_stated": False}) if free else Q(pk=None)
    counts = rows.order_by().aggregate(
        total=Count("pk", filter=free or None), not_stated=Count("pk", filter=is_unstated)
    )
    total = counts["total"]
    page = min(max(1, page), pages_of(total))
    first = (page - 1) * PAGE_ROWS
    in_turn = rows.filter(free).order_by(*by_name(product)).values_list("pk", flat=True)
    keys = list(in_turn[first : first + PAGE_ROWS])
    return Shelf(_of_keys(rows, keys), total, page, counts["not_stated"])


def _search(
    rows: QuerySet[Row], wanted: Wanted, product: str, page: int, is_to_be_had: Q | None
) -> Shelf[Row]:
    """Find goods by words: what fits best, then what is to be had, then by name.

    Ranked here and not there: what a database would have to sort is every row with every word it
    is found by.
    """
    candidates = Candidates(rows, wanted, product, is_to_be_had)
    hits = look_up(wanted.words, candidates) if wanted.words else NO_HITS
    ranks = hits.ranks
    fit = [
        (ranks[goods], is_out, name, goods, pk)
        for goods, is_out, name, pk, fits in candidates.rows
        if fits == Fits.YES and goods in ranks
    ]
    not_stated = sum(row[-1] == Fits.NOT_STATED and row[0] in ranks for row in candidates.rows)
    page = min(max(1, page), pages_of(len(fit)))
    best = nsmallest(page * PAGE_ROWS, fit)[(page - 1) * PAGE_ROWS :]
    return Shelf(
        _of_keys(rows, [row[-1] for row in best]),
        len(fit),
        page,
        not_stated,
        corrected=hits.corrected,
        unknown=hits.unknown,
    )


def _of_keys(rows: QuerySet[Row], keys: Sequence[int]) -> list[Row]:
    found = {row.pk: row for row in rows.filter(pk__in=keys).order_by()}
    return [found[key] for key in keys]


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
    ).filter(is_wanted(wanted))
    if wanted.words:
        hits = look_up(wanted.words, Candidates(rows, wanted))
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
