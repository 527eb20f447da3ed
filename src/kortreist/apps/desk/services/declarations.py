"""Telling every unit that uses some goods when what is in them has changed."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime

from django.db import transaction
from django.urls import reverse
from django.utils import translation

from kortreist.apps.actors.models import BuyerUnit, Hub
from kortreist.apps.actors.permissions import Actor, Permission, require, require_system
from kortreist.apps.actors.selectors.parties import found
from kortreist.apps.actors.services.audit import record
from kortreist.apps.catalogue.changes import sentences
from kortreist.apps.catalogue.declared import alarming_changes
from kortreist.apps.catalogue.models import Declaration, Listing
from kortreist.apps.desk.models import DeclarationNews, DeclarationRound
from kortreist.apps.messages.selectors.reach import Reach, read_reach
from kortreist.apps.messages.services.notify import notify_unit
from kortreist.apps.planning.selectors.interest import units_with_recipe
from kortreist.apps.trading.selectors.interest import units_interested
from kortreist.kernel.periods import oslo_date

DECLARATION_CHANGED = "declaration_changed"

Change = tuple[Declaration, Declaration]


def tell_changes(*, actor: Actor, now: datetime) -> int:
    """Tell the units of every hub of changes not told yet; return how many units were told.

    Each hub is told in a transaction of its own, so that one that fails does not keep the others
    from knowing. Harmless when run twice.
    """
    require_system(actor)
    hubs = Hub.objects.filter(archived_at__isnull=True).order_by("pk")
    return sum(tell_hub(actor=actor, hub_id=hub.pk, now=now) for hub in hubs)


@transaction.atomic
def tell_hub(*, actor: Actor, hub_id: int, now: datetime) -> int:
    """Tell a hub's units of changed declarations of goods they use; return how many were told.

    Who has the goods among its favourites, in a recipe, a standing order, a basket or an order of
    the last twelve weeks uses them. What was changed and changed back is told to nobody.
    """
    require_system(actor)
    pending = _pending(hub_id)
    if not pending:
        return 0
    changes = _changes(pending)
    told = _tell(hub_id, changes, now)
    DeclarationRound.objects.bulk_create(
        (
            DeclarationRound(hub_id=hub_id, declaration=declaration, at=now)
            for declaration in pending
        ),
        ignore_conflicts=True,
    )
    return told


@transaction.atomic
def note_seen(
    *, actor: Actor, hub_id: int, unit_id: int, now: datetime, is_seen: bool = True
) -> int:
    """Say that a unit has read what changed, or take that back; return how many changes.

    Taking back brings back what was put away last.

    Raises
    ------
    NotFoundError, NotPermittedError
        When the unit is not the actor's to order for.
    """
    require(actor, Permission.ORDER, hub_id=hub_id, unit_id=unit_id)
    unit = found(BuyerUnit.objects.filter(hub_id=hub_id, pk=unit_id).first())
    news = DeclarationNews.objects.filter(hub_id=hub_id, unit=unit)
    if is_seen:
        count = news.filter(seen_at__isnull=True).update(seen_at=now)
    else:
        last = news.order_by("-seen_at").exclude(seen_at=None).first()
        count = news.filter(seen_at=last.seen_at).update(seen_at=None) if last else 0
    if count:
        what = "seen" if is_seen else "unseen"
        record(
            actor,
            f"desk.declarations.{what}",
            unit,
            hub_id=hub_id,
            now=now,
            params={"changes": count},
        )
    return count


def _pending(hub_id: int) -> list[Declaration]:
    """Return the alarming declarations of what the hub sells that it has not been told of."""
    listed = Listing.objects.filter(hub_id=hub_id).values("variant__product_id")
    told = DeclarationRound.objects.filter(hub_id=hub_id).values("declaration_id")
    return list(
        Declaration.objects.filter(product__in=listed, version__gt=1)
        .exclude(alarming=[])
        .exclude(pk__in=told)
        .select_related("product__producer")
        .order_by("product_id", "version")
    )


def _changes(pending: Sequence[Declaration]) -> list[Change]:
    """Return each product's declaration before the first of these, and after the last."""
    by_product: dict[int, list[Declaration]] = defaultdict(list)
    for declaration in pending:
        by_product[declaration.product_id].append(declaration)
    known = {
        (row.product_id, row.version): row
        for row in Declaration.objects.filter(product__in=by_product)
    }
    changes = []
    for product_id, row in by_product.items():
        before = known[product_id, row[0].version - 1]
        if alarming_changes(before.content, row[-1].content):
            changes.append((before, row[-1]))
    return changes


def _tell(hub_id: int, changes: Sequence[Change], now: datetime) -> int:
    today = oslo_date(now)
    products = {after.product_id for _before, after in changes}
    users = _users(hub_id, products, now)
    units = BuyerUnit.objects.select_related("hub").in_bulk(users)
    reach = read_reach(hub_id=hub_id, on=today)
    told = set()
    for before, after in changes:
        for unit_id in sorted(pk for pk, used in users.items() if after.product_id in used):
            _news, is_new = DeclarationNews.objects.get_or_create(
                unit_id=unit_id,
                declaration=after,
                defaults={"hub_id": hub_id, "before": before, "at": now},
            )
            if is_new:
                _notify(units[unit_id], before, after, reach, now)
                told.add(unit_id)
    return len(told)


def _users(hub_id: int, products: set[int], now: datetime) -> dict[int, set[int]]:
    users: dict[int, set[int]] = defaultdict(set)
    in_trade = units_interested(hub_id=hub_id, product_ids=products, today=oslo_date(now))
    for found_in in (in_trade, units_with_recipe(hub_id=hub_id, product_ids=products)):
        for unit_id, used in found_in.items():
            users[unit_id] |= used
    return users


def _notify(
    unit: BuyerUnit, before: Declaration, after: Declaration, reach: Reach, now: datetime
) -> None:
    product = after.product

    def params(language: str) -> Mapping[str, object]:
        with translation.override(language):
            changed = sentences(before.content, after.content)
        return {
            "unit": unit.name,
            "name": product.name,
            "producer": product.producer.name,
            "changes": changed,
            "link": reverse(
                "trading:goods",
                kwargs={
                    "hub": unit.hub.public_id,
                    "unit": unit.public_id,
                    "product": product.public_id,
                },
            ),
        }

    notify_unit(
        hub_id=unit.hub_id,
        key=f"{DECLARATION_CHANGED}:{after.pk}:{unit.pk}",
        template=DECLARATION_CHANGED,
        unit=unit,
        params=params,
        now=now,
        reach=reach,
    )
