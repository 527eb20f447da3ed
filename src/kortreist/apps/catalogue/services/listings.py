"""What a hub sells, for how much, and the named parts of the price."""

from datetime import date, datetime

from django.db import transaction

from kortreist.apps.actors import checks
from kortreist.apps.actors.locks import lock_hub
from kortreist.apps.actors.permissions import Actor, Permission, require
from kortreist.apps.actors.selectors.grants import in_force
from kortreist.apps.actors.selectors.parties import found, require_producer
from kortreist.apps.actors.services.audit import record
from kortreist.apps.catalogue.errors import (
    FeeError,
    FeeOverlapsError,
    FeePastError,
    GoodsArchivedError,
    PriceOutOfRangeError,
)
from kortreist.apps.catalogue.locks import locked_listings
from kortreist.apps.catalogue.models import Fee, FeeBasis, FeeKind, Listing, Variant
from kortreist.kernel.periods import oslo_date

MOST_PRICE_ORE = 10_000_000


@transaction.atomic
def list_variant(
    *,
    actor: Actor,
    hub_id: int,
    variant_id: int,
    producer_price_ore: int,
    is_visible: bool = True,
    now: datetime,
) -> Listing:
    """Take a pack into the hub's assortment, or change its price or whether it is shown.

    The price is what the producer gets, ex VAT per kg, litre or piece. Offers of open cycles keep
    the price they were made with.

    Raises
    ------
    NotPermittedError
        When ``actor`` may not manage the hub's goods.
    NotFoundError
        When the pack is none of the hub's producers'.
    GoodsArchivedError, PriceOutOfRangeError
        When it is no longer made, or the price cannot be right.
    """
    require(actor, Permission.MANAGE_GOODS, hub_id=hub_id)
    variant = found(Variant.objects.select_related("product").filter(pk=variant_id).first())
    producer_id = variant.product.producer_id
    require_producer(hub_id=hub_id, organisation_id=producer_id, on=oslo_date(now))
    if variant.archived_at or variant.product.archived_at:
        raise GoodsArchivedError
    if not 0 <= producer_price_ore <= MOST_PRICE_ORE:
        raise PriceOutOfRangeError(most_ore=MOST_PRICE_ORE)
    after = {"producer_price_ore": producer_price_ore, "is_visible": is_visible}
    listing, is_new = locked_listings().get_or_create(
        hub_id=hub_id, variant=variant, defaults=after
    )
    before = {} if is_new else {name: getattr(listing, name) for name in after}
    if before == after:
        return listing
    if not is_new:
        listing.producer_price_ore = producer_price_ore
        listing.is_visible = is_visible
        listing.version += 1
        listing.save(update_fields=[*after, "version"])
    record(
        actor,
        "catalogue.listing.set",
        listing,
        hub_id=hub_id,
        now=now,
        params={"variant": variant_id},
        before=before,
        after=after,
    )
    return listing


@transaction.atomic
def set_fee(
    *,
    actor: Actor,
    hub_id: int,
    kind: FeeKind,
    basis: FeeBasis,
    rate_bp: int = 0,
    amount_ore: int = 0,
    valid_from: date,
    valid_until: date | None = None,
    now: datetime,
) -> Fee:
    """Set a fee from a day on; the same fee's earlier rate ends where the new one begins.

    What has been stays: only a fee that is new may begin before today, and orders that are placed
    keep the fees they were promised.

    Raises
    ------
    NotPermittedError
        When ``actor`` may not manage the hub's goods.
    FeeError, ShareOutOfRangeError, MoneyOutOfRangeError, PeriodError
        When the fee cannot be right.
    FeePastError
        When a fee that is taken already would change before today.
    FeeOverlapsError
        When a later rate of the same fee is set already.
    """
    require(actor, Permission.MANAGE_GOODS, hub_id=hub_id)
    _check_fee(kind, basis, rate_bp, amount_ore)
    checks.require_period(valid_from, valid_until)
    lock_hub(hub_id)
    same = Fee.objects.filter(hub_id=hub_id, kind=kind, basis=basis)
    if valid_from < oslo_date(now) and same.exists():
        raise FeePastError(today=oslo_date(now))
    later = same.filter(valid_from__gte=valid_from).order_by("valid_from").first()
    if later is not None and (valid_until is None or later.valid_from < valid_until):
        raise FeeOverlapsError(valid_from=later.valid_from)
    same.filter(in_force(valid_from)).update(valid_until=valid_from)
    fee = Fee.objects.create(
        hub_id=hub_id,
        kind=kind,
        basis=basis,
        rate_bp=rate_bp,
        amount_ore=amount_ore,
        valid_from=valid_from,
        valid_until=valid_until,
    )
    record(
        actor,
        "catalogue.fee.set",
        fee,
        hub_id=hub_id,
        now=now,
        params={"kind": str(kind), "basis": str(basis), "from": valid_from.isoformat()},
        after={"rate_bp": rate_bp, "amount_ore": amount_ore},
    )
    return fee


def _check_fee(kind: str, basis: str, rate_bp: int, amount_ore: int) -> None:
    checks.require_choice("kind", kind, FeeKind.values)
    checks.require_choice("basis", basis, FeeBasis.values)
    checks.require_range("rate_bp", rate_bp, 0, 10_000)
    checks.require_range("amount_ore", amount_ore, 0, MOST_PRICE_ORE)
    unused = amount_ore if basis == FeeBasis.PERCENT else rate_bp
    if unused:
        raise FeeError
