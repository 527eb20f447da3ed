"""Reading what producers have every week."""

from datetime import date

from django.db.models import Q, QuerySet

from kortreist.apps.actors.permissions import Actor, Permission, require
from kortreist.apps.catalogue.models import Rhythm


def list_rhythms(*, actor: Actor, hub_id: int, producer_id: int) -> QuerySet[Rhythm]:
    """Return a producer's rhythms at a hub, by name of the goods.

    Raises
    ------
    NotFoundError, NotPermittedError
        When they are not the actor's to see.
    """
    require(actor, Permission.OFFER_GOODS, hub_id=hub_id, organisation_id=producer_id)
    return (
        Rhythm.objects.filter(
            hub_id=hub_id, ended_at__isnull=True, variant__product__producer_id=producer_id
        )
        .select_related("variant__product")
        .order_by("variant__product__sort_key", "variant__content_amount", "pk")
    )


def rhythms_on(*, hub_id: int, day: date, producer_id: int | None = None) -> dict[int, Rhythm]:
    """Return the rhythms that hold on a day, by variant; of goods still made and sold."""
    rows = Rhythm.objects.filter(
        Q(valid_until__isnull=True) | Q(valid_until__gt=day),
        hub_id=hub_id,
        valid_from__lte=day,
        paused_at__isnull=True,
        ended_at__isnull=True,
        variant__archived_at__isnull=True,
        variant__product__archived_at__isnull=True,
    ).select_related("variant__product")
    if producer_id is not None:
        rows = rows.filter(variant__product__producer_id=producer_id)
    return {
        rhythm.variant_id: rhythm
        for rhythm in rows.order_by("pk")
        if not rhythm.weekdays or day.isoweekday() in rhythm.weekdays
    }
