"""The demonstration's price lists, an agreement, deposits and zones. All of it is illustrative."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta

from kortreist.apps.actors.models import BelowMinimum, BuyerUnit, DeliveryPoint, Sector, UnitKind
from kortreist.apps.actors.permissions import Actor
from kortreist.apps.actors.services.zones import ZoneFacts, create_zone, put_in_zone
from kortreist.apps.catalogue.models import DepositLedger, Listing
from kortreist.apps.catalogue.selectors.prices import fees_in_force
from kortreist.apps.catalogue.services.agreements import AgreementFacts, make_agreement
from kortreist.apps.catalogue.services.deposits import DepositFacts, set_deposit
from kortreist.apps.catalogue.services.list_prices import EntryFacts, set_entries
from kortreist.apps.catalogue.services.price_lists import (
    PriceListFacts,
    ReachFacts,
    create_price_list,
)
from kortreist.demo.description import Product as Goods
from kortreist.demo.description import Region, Variant
from kortreist.engines.pricing import price_breakdown
from kortreist.kernel.rounding import share_of

SMALL_BOTTLE, LARGE_BOTTLE, CRATE = "flaske-liten", "flaske-stor", "kasse"
DRINKS, BOTTLES = "9", frozenset({"bottle", "can"})
ILLUSTRATIVE = "Illustrativ"


def deposit_of(product: Goods, variant: Variant) -> str:
    """Return the code of the deposit on a bottle or can; empty for all else."""
    if not product.group.startswith(DRINKS) or variant.pack not in BOTTLES:
        return ""
    return SMALL_BOTTLE if variant.content_amount <= 500 else LARGE_BOTTLE


def price_goods(
    region: Region,
    *,
    actor: Actor,
    hub_id: int,
    variants: Mapping[str, int],
    today: date,
    now: datetime,
) -> None:
    """Take deposits, draw zones, and give public kitchens, one hotel and everybody their prices."""
    since = today - timedelta(days=365)
    for code, ledger, ore in (
        (SMALL_BOTTLE, DepositLedger.DRINK, 200),
        (LARGE_BOTTLE, DepositLedger.DRINK, 300),
        (CRATE, DepositLedger.CRATE, 5_000),
    ):
        facts = DepositFacts(
            code=code, ledger=ledger, amount_ore=ore, valid_from=since, source=ILLUSTRATIVE
        )
        set_deposit(actor=actor, hub_id=hub_id, facts=facts, now=now)
    _draw_zones(actor, hub_id, now)
    sober = [
        variants[variant.code]
        for product in region.products
        if not product.is_alcohol
        for variant in product.variants
    ]
    ordinary = _ordinary(hub_id, today)
    public = create_price_list(
        actor=actor,
        hub_id=hub_id,
        now=now,
        facts=PriceListFacts(
            name="Offentlige kjøkken",
            valid_from=since,
            reaches=(ReachFacts(sector=Sector.PUBLIC.value),),
        ),
    )
    _put(actor, hub_id, public.pk, ordinary, sober[::6], ((5, 300), (20, 600)), now)
    campaign = create_price_list(
        actor=actor,
        hub_id=hub_id,
        now=now,
        facts=PriceListFacts(
            name="Høstuka",
            valid_from=today - timedelta(days=40),
            valid_until=today + timedelta(days=40),
            is_campaign=True,
            reaches=(ReachFacts(),),
        ),
    )
    _put(actor, hub_id, campaign.pk, ordinary, sober[3::25], ((1, 1_000),), now)
    _agree_with_a_hotel(actor, hub_id, ordinary, sober[1::8], since, now)


def _draw_zones(actor: Actor, hub_id: int, now: datetime) -> None:
    """Draw one zone around the town that most doors are in, and one for all the others."""
    points = list(
        DeliveryPoint.objects.filter(hub=hub_id).select_related("postcode").order_by("pk")
    )
    towns = [point.postcode.municipality_id for point in points]
    if not towns:
        return
    centre = max(sorted(set(towns)), key=towns.count)
    near = create_zone(
        actor=actor,
        hub_id=hub_id,
        facts=ZoneFacts(
            name="Nær",
            minimum_ore=50_000,
            below_minimum=BelowMinimum.FEE.value,
            small_order_ore=5_000,
            steps=((0, 12_000), (150_000, 6_000), (300_000, 0)),
        ),
        now=now,
    )
    far = create_zone(
        actor=actor,
        hub_id=hub_id,
        facts=ZoneFacts(
            name="Fjern",
            minimum_ore=100_000,
            below_minimum=BelowMinimum.FEE.value,
            small_order_ore=9_000,
            steps=((0, 24_000), (300_000, 12_000), (600_000, 0)),
        ),
        now=now,
    )
    for point, town in zip(points, towns, strict=True):
        zone_id = near.pk if town == centre else far.pk
        put_in_zone(actor=actor, hub_id=hub_id, point_id=point.pk, zone_id=zone_id, now=now)


def _agree_with_a_hotel(
    actor: Actor,
    hub_id: int,
    ordinary: Mapping[int, int],
    goods: list[int],
    since: date,
    now: datetime,
) -> None:
    hotel = BuyerUnit.objects.filter(hub=hub_id, kind=UnitKind.HOTEL).order_by("number").first()
    if hotel is None:
        return
    agreed = create_price_list(
        actor=actor,
        hub_id=hub_id,
        facts=PriceListFacts(
            name=f"Avtale, {hotel.name}"[:100],
            valid_from=since,
            reaches=(ReachFacts(unit_id=hotel.pk),),
        ),
        now=now,
    )
    _put(actor, hub_id, agreed.pk, ordinary, goods, ((1, 400), (10, 800)), now)
    make_agreement(
        actor=actor,
        hub_id=hub_id,
        facts=AgreementFacts(
            unit_id=hotel.pk,
            price_list_id=agreed.pk,
            valid_from=since,
            notice_days=30,
            agreed_ore=15_000_000,
            least_life_days=3,
            bonus_bp=200,
        ),
        now=now,
    )


def _ordinary(hub_id: int, today: date) -> dict[int, int]:
    fees = fees_in_force(hub_id=hub_id, on=today)
    rows = Listing.objects.filter(hub=hub_id).values_list("variant_id", "producer_price_ore")
    return {variant_id: price_breakdown(ore, fees).buyer_price_ore for variant_id, ore in rows}


def _put(
    actor: Actor,
    hub_id: int,
    price_list_id: int,
    ordinary: Mapping[int, int],
    goods: list[int],
    steps: tuple[tuple[int, int], ...],
    now: datetime,
) -> None:
    """Put goods on a list at so many basis points below the ordinary price, by number of packs."""
    entries = [
        EntryFacts(variant_id, packs, ordinary[variant_id] - share_of(ordinary[variant_id], bp))
        for variant_id in goods
        for packs, bp in steps
    ]
    set_entries(actor=actor, hub_id=hub_id, price_list_id=price_list_id, entries=entries, now=now)
