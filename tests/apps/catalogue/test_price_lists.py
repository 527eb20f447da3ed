"""Writing price lists, agreements, deposits and fees: checked, traced, all or none."""

from datetime import date, timedelta

import pytest

from kortreist.apps.actors.models import AuditEvent
from kortreist.apps.catalogue.errors import (
    AlcoholCampaignError,
    DepositOverlapsError,
    FeePastError,
    PriceListChangedError,
    PriceOutOfRangeError,
    PriceStepError,
    ReachError,
)
from kortreist.apps.catalogue.models import (
    DepositKind,
    Fee,
    FeeBasis,
    FeeKind,
    PriceAgreement,
    PriceList,
    PriceListEntry,
    PriceListReach,
)
from kortreist.apps.catalogue.selectors.customer_prices import prices_for, prices_for_units
from kortreist.apps.catalogue.services.agreements import (
    AgreementFacts,
    end_agreement,
    make_agreement,
)
from kortreist.apps.catalogue.services.deposits import DepositFacts, set_deposit
from kortreist.apps.catalogue.services.list_prices import EntryFacts, set_entries
from kortreist.apps.catalogue.services.listings import set_fee
from kortreist.apps.catalogue.services.price_lists import (
    PriceListFacts,
    ReachFacts,
    archive_price_list,
    change_price_list,
    create_price_list,
)
from kortreist.engines.pricing import Step
from kortreist.kernel.errors import NotFoundError, NotPermittedError
from tests import factories, price_lists
from tests.conftest import NOON

TODAY = NOON.date()


@pytest.fixture
def shop(db):
    """A hub that lists carrots at 30 kr to the farm, with 10 % for packing."""
    hub = factories.make_hub()
    farm = factories.make_producer(hub)
    shop = type("Shop", (), {})()
    shop.hub = hub
    shop.carrots = factories.make_variant(farm, "Gulrot")
    factories.make_listing(hub, shop.carrots, 3000)
    factories.make_fee(hub)
    shop.unit = factories.make_unit(hub)
    shop.scope = {"actor": factories.coordinator(hub), "hub_id": hub.pk, "now": NOON}
    return shop


def make_list(shop, *reaches, **fields):
    facts = PriceListFacts(
        **{"name": "Storkjøkken", "valid_from": TODAY, "reaches": reaches or (ReachFacts(),)}
        | fields
    )
    return create_price_list(**shop.scope, facts=facts)


def price(shop, price_list, *rows, **fields):
    entries = [EntryFacts(shop.carrots.pk, packs, ore) for packs, ore in rows]
    return set_entries(**shop.scope, price_list_id=price_list.pk, entries=entries, **fields)


def steps(shop, on=TODAY):
    return prices_for(hub_id=shop.hub.pk, unit=shop.unit, on=on, variant_ids=[shop.carrots.pk])[
        shop.carrots.pk
    ]


def test_listed_prices_are_the_ordinary_ones(shop):
    assert steps(shop) == [Step(1, 3300)]


def test_a_list_gives_the_buyer_its_steps(shop, audit_codes):
    price_list = make_list(shop, ReachFacts(unit_kind="kindergarten"))
    price(shop, price_list, (1, 3200), (10, 3000))

    assert steps(shop) == [Step(1, 3200, price_list.pk), Step(10, 3000, price_list.pk)]
    assert steps(shop, TODAY - timedelta(days=1)) == [Step(1, 3300)]
    assert audit_codes() == ["catalogue.price_list.created", "catalogue.price_list.priced"]


def test_entries_are_changed_added_and_taken_away_together(shop):
    price_list = make_list(shop)
    price(shop, price_list, (1, 3200), (10, 3000), (20, 2900))
    price(shop, price_list, (10, None), (20, 2800), (30, 2700), expected_version=2)

    rows = PriceListEntry.objects.order_by("from_packs").values_list("from_packs", "price_ore")
    assert list(rows) == [(1, 3200), (20, 2800), (30, 2700)]
    event = AuditEvent.objects.get(
        code="catalogue.price_list.priced", before__prices__0=[shop.carrots.pk, 1, 3200]
    )
    assert event.after["prices"][-1] == [shop.carrots.pk, 30, 2700]


@pytest.mark.parametrize(
    ("rows", "error"),
    [
        ([(1, 3000), (10, 3100)], PriceStepError),
        ([(1, -1)], PriceOutOfRangeError),
        ([(1, 10_000_001)], PriceOutOfRangeError),
    ],
)
def test_prices_that_cannot_be_right_are_refused_whole(shop, rows, error):
    price_list = make_list(shop)
    with pytest.raises(error):
        price(shop, price_list, (1, 3200), *rows)

    assert not PriceListEntry.objects.exists()
    assert PriceList.objects.get().version == 1
    assert AuditEvent.objects.count() == 1


def test_alcohol_is_in_no_campaign(shop):
    shop.carrots.product.is_alcohol = True
    shop.carrots.product.save()
    campaign = make_list(shop, is_campaign=True)
    with pytest.raises(AlcoholCampaignError):
        price(shop, campaign, (1, 2000))
    ordinary = make_list(shop)
    price(shop, ordinary, (1, 3200))

    with pytest.raises(AlcoholCampaignError):
        change_price_list(
            **shop.scope,
            price_list_id=ordinary.pk,
            facts=PriceListFacts(name="Tilbud", valid_from=TODAY, is_campaign=True),
        )
    assert not PriceList.objects.get(pk=ordinary.pk).is_campaign


def test_two_who_change_the_same_list_meet(shop):
    price_list = make_list(shop)
    price(shop, price_list, (1, 3200))
    with pytest.raises(PriceListChangedError):
        price(shop, price_list, (1, 3000), expected_version=1)

    assert PriceListEntry.objects.get().price_ore == 3200


def test_a_list_that_is_put_away_counts_no_more(shop):
    price_list = make_list(shop)
    price(shop, price_list, (1, 3200))
    archive_price_list(**shop.scope, price_list_id=price_list.pk)

    assert steps(shop) == [Step(1, 3300)]
    with pytest.raises(NotFoundError):
        price(shop, price_list, (1, 3000))


@pytest.mark.parametrize(
    "reach",
    [
        {"unit_id": 1, "payer_id": 1},
        {"unit_id": 1, "unit_kind": "hotel"},
        {"payer_id": 1, "sector": "public"},
    ],
)
def test_a_reach_says_one_thing(shop, reach):
    with pytest.raises(ReachError):
        make_list(shop, ReachFacts(**reach))
    assert not PriceList.objects.exists()


def test_another_hubs_buyers_and_goods_are_not_there(shop):
    stranger = factories.make_unit(factories.make_hub())
    for reach in (
        ReachFacts(unit_id=stranger.pk),
        ReachFacts(payer_id=stranger.payer.organisation_id),
    ):
        with pytest.raises(NotFoundError):
            make_list(shop, reach)
    other = factories.make_variant(factories.make_producer(stranger.hub))
    price_list = make_list(shop)
    with pytest.raises(NotFoundError):
        set_entries(
            **shop.scope, price_list_id=price_list.pk, entries=[EntryFacts(other.pk, 1, 100)]
        )


def test_only_who_manages_goods_writes_prices(shop):
    shop.scope["actor"] = factories.packing_team(shop.hub)
    with pytest.raises(NotPermittedError):
        make_list(shop)
    with pytest.raises(NotPermittedError):
        make_agreement(**shop.scope, facts=AgreementFacts(unit_id=shop.unit.pk, valid_from=TODAY))


# Agreements, deposits, fees


def test_an_agreement_is_with_one_buyer(shop, audit_codes):
    agreement = make_agreement(
        **shop.scope,
        facts=AgreementFacts(unit_id=shop.unit.pk, valid_from=TODAY, bonus_bp=200),
    )
    end_agreement(**shop.scope, agreement_id=agreement.pk, on=TODAY + timedelta(days=30))
    assert PriceAgreement.objects.get().valid_until == TODAY + timedelta(days=30)
    assert audit_codes() == ["catalogue.agreement.made", "catalogue.agreement.ended"]
    for buyer in ({}, {"unit_id": shop.unit.pk, "payer_id": shop.unit.payer.organisation_id}):
        with pytest.raises(ReachError):
            make_agreement(**shop.scope, facts=AgreementFacts(valid_from=TODAY, **buyer))


def deposit(shop, **fields):
    facts = DepositFacts(
        **{"code": "kasse", "ledger": "crate", "amount_ore": 5000, "valid_from": TODAY} | fields
    )
    return set_deposit(**shop.scope, facts=facts)


def test_a_new_deposit_ends_the_one_before_it(shop):
    deposit(shop)
    deposit(shop, amount_ore=6000, valid_from=TODAY + timedelta(days=10))

    rows = DepositKind.objects.order_by("valid_from").values_list("amount_ore", "valid_until")
    assert list(rows) == [(5000, TODAY + timedelta(days=10)), (6000, None)]
    with pytest.raises(DepositOverlapsError):
        deposit(shop, valid_from=TODAY + timedelta(days=5))
    with pytest.raises(FeePastError):
        deposit(shop, valid_from=TODAY - timedelta(days=1))


def test_what_has_been_of_a_fee_stays(shop):
    with pytest.raises(FeePastError) as caught:
        set_fee(
            **shop.scope,
            kind=FeeKind.PACKING,
            basis=FeeBasis.PERCENT,
            rate_bp=1500,
            valid_from=date(2026, 11, 1),
        )
    assert caught.value.params == {"today": TODAY}
    assert Fee.objects.get().valid_until is None
    # a fee that nobody has paid yet may begin before today
    set_fee(
        **shop.scope,
        kind=FeeKind.SALES,
        basis=FeeBasis.PERCENT,
        rate_bp=500,
        valid_from=date(2026, 11, 1),
    )
    assert Fee.objects.count() == 2


def test_prices_take_the_same_queries_however_many_goods(shop, query_count):
    price_list = make_list(shop)
    price(shop, price_list, (1, 3200))
    few = query_count(lambda: steps(shop))
    variants = [factories.make_variant(shop.carrots.product.producer) for _ in range(5)]
    for variant in variants:
        factories.make_listing(shop.hub, variant)
    price_lists.make_price_list(shop.hub, *((variant, 100) for variant in variants))

    def read():
        ids = [shop.carrots.pk, *(variant.pk for variant in variants)]
        prices_for(hub_id=shop.hub.pk, unit=shop.unit, on=TODAY, variant_ids=ids)

    assert query_count(read) == few


@pytest.mark.both
def test_prices_of_many_units_are_those_of_each(shop, query_count):
    units = [factories.make_unit(shop.hub, kind=kind) for kind in ("hotel", "shop", "kindergarten")]
    same_payer = factories.make_unit(shop.hub, payer=units[0].payer)
    for number, reach in enumerate(
        (
            {},
            {"unit": units[1]},
            {"payer": units[0].payer.organisation},
            {"unit_kind": "hotel", "sector": units[0].sector},
            {"sector": units[2].sector},
        )
    ):
        price = 2900 - 100 * number
        price_lists.make_price_list(shop.hub, (shop.carrots, price), reach=reach)
    # a list for one kitchen and for a kind is no kitchen's own list to another of the kind
    both = price_lists.make_price_list(shop.hub, (shop.carrots, 2150), reach={"unit": units[2]})
    PriceListReach.objects.create(hub=shop.hub, price_list=both, unit_kind="hotel")
    other = factories.make_unit(shop.hub, kind="hotel", sector=units[2].sector)
    price_lists.make_price_list(
        shop.hub, (shop.carrots, 2950), reach={"payer": other.payer.organisation}
    )
    units.append(other)
    ordinary = {shop.carrots.pk: 3300}
    scope = {"hub_id": shop.hub.pk, "on": TODAY, "ordinary": ordinary}
    everybody = [*units, same_payer]

    found = prices_for_units(units=everybody, **scope)

    for unit in everybody:
        assert found[unit.pk] == prices_for(unit=unit, variant_ids=[shop.carrots.pk], **scope)
    assert found[other.pk][shop.carrots.pk][0].price_ore == 2950
    assert query_count(lambda: prices_for_units(units=everybody, **scope)) == 1
