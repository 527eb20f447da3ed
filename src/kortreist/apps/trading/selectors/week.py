"""What a producer has in a round, and what is wished for of it."""

from dataclasses import dataclass

from django.core.paginator import Page, Paginator
from django.db.models import OuterRef, Subquery, Sum

from kortreist.apps.actors.permissions import Actor, Permission, require
from kortreist.apps.catalogue.models import Listing, SupplyMode, Variant
from kortreist.apps.trading.models import Offer, OrderCycle, OrderLine, OrderStatus

PAGE_LENGTH = 100


@dataclass(frozen=True, slots=True)
class WeekRow:
    """One pack in a producer's week.

    ``last_packs`` is what was stated last time it was; ``wished_packs`` what placed orders ask for
    in all, never by whom.
    """

    variant: Variant
    packs: int | None
    supply_mode: str
    last_packs: int | None
    wished_packs: int
    promised_packs: int

    @property
    def is_wanted_beyond(self) -> bool:
        """Whether more is wished for than there is."""
        return self.wished_packs > (self.packs or 0)


@dataclass(frozen=True, slots=True)
class WeekPage:
    """A page of what a producer sells, and a row for each pack on it."""

    page: "Page[Listing]"
    rows: list[WeekRow]


def producer_week(
    *, actor: Actor, hub_id: int, producer_id: int, cycle: OrderCycle, number: int | str = 1
) -> WeekPage:
    """Return what a producer sells through the hub with what is stated and wished for, by name.

    Raises
    ------
    NotFoundError
        When the producer is not the actor's to know of.
    """
    require(actor, Permission.OFFER_GOODS, hub_id=hub_id, organisation_id=producer_id)
    listings = (
        Listing.objects.filter(
            hub_id=hub_id,
            is_visible=True,
            variant__archived_at__isnull=True,
            variant__product__archived_at__isnull=True,
            variant__product__producer_id=producer_id,
        )
        .select_related("variant__product")
        .order_by("variant__product__sort_key", "variant__content_amount", "pk")
    )
    page = Paginator(listings, PAGE_LENGTH).get_page(number)
    variants = [listing.variant for listing in page]
    offers = {offer.variant_id: offer for offer in cycle.offers.filter(variant__in=variants)}
    last = _last_stated(hub_id, variants, cycle)
    wished = _wished(hub_id, producer_id, cycle)
    return WeekPage(page, [_row(variant, offers, last, wished) for variant in variants])


def _row(
    variant: Variant, offers: dict[int, Offer], last: dict[int, int], wished: dict[int, int]
) -> WeekRow:
    offer = offers.get(variant.pk)
    return WeekRow(
        variant=variant,
        packs=offer.offered_packs if offer else None,
        supply_mode=offer.supply_mode if offer else SupplyMode.SHARE,
        last_packs=last.get(variant.pk),
        wished_packs=wished.get(variant.pk, 0),
        promised_packs=offer.reserved_packs if offer else 0,
    )


def _last_stated(hub_id: int, variants: list[Variant], cycle: OrderCycle) -> dict[int, int]:
    """Return the packs stated in the latest earlier round, of each variant that was in one."""
    earlier = Offer.objects.filter(
        hub_id=hub_id, variant=OuterRef("pk"), cycle__delivery_day__lt=cycle.delivery_day
    ).order_by("-cycle__delivery_day", "-pk")
    latest = Subquery(earlier.values("offered_packs")[:1])
    return dict(
        Variant.objects.filter(pk__in=[variant.pk for variant in variants])
        .annotate(last_packs=latest)
        .exclude(last_packs=None)
        .values_list("pk", "last_packs")
    )


def _wished(hub_id: int, producer_id: int, cycle: OrderCycle) -> dict[int, int]:
    return dict(
        OrderLine.objects.filter(
            hub_id=hub_id,
            producer_id=producer_id,
            order__cycle=cycle,
            order__status=OrderStatus.PLACED,
        )
        .order_by()
        .values_list("variant_id")
        .annotate(packs=Sum("ordered_count"))
    )
