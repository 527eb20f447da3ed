"""What a producer has in a round, and what is wished for of it."""

from dataclasses import dataclass
from datetime import datetime

from django.core.paginator import Page, Paginator
from django.db.models import F, OuterRef, QuerySet, Subquery, Sum

from kortreist.apps.actors.permissions import Actor, Permission, require
from kortreist.apps.catalogue.models import Listing, SupplyMode, Variant
from kortreist.apps.catalogue.selectors.rhythms import rhythms_on
from kortreist.apps.trading.models import CycleStatus, Offer, OrderCycle, OrderLine, OrderStatus

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
    stock_packs: int = 0
    # What the weekly rhythm will post when the round opens, where nothing else is said.
    usual_packs: int | None = None
    closes_at: datetime | None = None

    @property
    def is_wanted_beyond(self) -> bool:
        """Whether more is wished for than there is."""
        return self.wished_packs > (self.packs or 0) + self.stock_packs


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
    page = Paginator(_listed(hub_id, producer_id), PAGE_LENGTH).get_page(number)
    variants = [listing.variant for listing in page]
    offers = {offer.variant_id: offer for offer in cycle.offers.filter(variant__in=variants)}
    last = _last_stated(hub_id, variants, cycle)
    wished = _wished(hub_id, producer_id, cycle)
    usual = _usual(hub_id, producer_id, cycle)
    return WeekPage(page, [_row(variant, offers, last, wished, usual) for variant in variants])


def packs_last_time(*, hub_id: int, producer_id: int, cycle: OrderCycle) -> dict[int, int]:
    """Return the packs a producer had of each variant in its latest round before a cycle."""
    offers = Offer.objects.filter(
        hub_id=hub_id, producer_id=producer_id, cycle__delivery_day__lt=cycle.delivery_day
    )
    latest = offers.order_by("-cycle__delivery_day", "-cycle_id").values_list("cycle_id", flat=True)
    return dict(
        offers.filter(
            cycle_id__in=list(latest[:1]),
            variant__archived_at__isnull=True,
            variant__product__archived_at__isnull=True,
        )
        .annotate(fresh=F("offered_packs") - F("stock_packs"))
        .order_by("pk")
        .values_list("variant_id", "fresh")
    )


def has_packs_from_last_time(*, hub_id: int, producer_id: int, cycle: OrderCycle) -> bool:
    """Whether the producer had something in its latest round that is not yet stated for this."""
    last = packs_last_time(hub_id=hub_id, producer_id=producer_id, cycle=cycle)
    stated = cycle.offers.filter(producer_id=producer_id).values_list("variant_id", flat=True)
    return bool(set(last) - set(stated))


def goods_to_offer(*, actor: Actor, hub_id: int, producer_id: int) -> list[Variant]:
    """Return the packs a producer sells through a hub, by name.

    Raises
    ------
    NotFoundError
        When the producer is not the actor's to know of.
    """
    require(actor, Permission.OFFER_GOODS, hub_id=hub_id, organisation_id=producer_id)
    return [listing.variant for listing in _listed(hub_id, producer_id)]


def _listed(hub_id: int, producer_id: int) -> QuerySet[Listing]:
    return (
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


def _row(
    variant: Variant,
    offers: dict[int, Offer],
    last: dict[int, int],
    wished: dict[int, int],
    usual: dict[int, int],
) -> WeekRow:
    offer = offers.get(variant.pk)
    return WeekRow(
        variant=variant,
        packs=offer.fresh_packs if offer else None,
        supply_mode=offer.supply_mode if offer else SupplyMode.SHARE,
        last_packs=last.get(variant.pk),
        wished_packs=wished.get(variant.pk, 0),
        promised_packs=max(0, offer.reserved_packs - offer.stock_packs) if offer else 0,
        stock_packs=offer.stock_packs if offer else 0,
        usual_packs=usual.get(variant.pk) if offer is None else None,
        closes_at=offer.closes_at if offer else None,
    )


def _usual(hub_id: int, producer_id: int, cycle: OrderCycle) -> dict[int, int]:
    """Return what the rhythms will post when a draft opens; an open round has it already."""
    if cycle.status != CycleStatus.DRAFT:
        return {}
    rhythms = rhythms_on(hub_id=hub_id, day=cycle.delivery_day, producer_id=producer_id)
    return {variant_id: rhythm.packs for variant_id, rhythm in rhythms.items()}


def _last_stated(hub_id: int, variants: list[Variant], cycle: OrderCycle) -> dict[int, int]:
    """Return the packs stated in the latest earlier round, of each variant that was in one."""
    earlier = Offer.objects.filter(
        hub_id=hub_id, variant=OuterRef("pk"), cycle__delivery_day__lt=cycle.delivery_day
    ).order_by("-cycle__delivery_day", "-pk")
    stated = earlier.annotate(fresh=F("offered_packs") - F("stock_packs"))
    latest = Subquery(stated.values("fresh")[:1])
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
