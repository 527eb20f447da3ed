"""Prices and fees of a hub."""

from datetime import date

import pytest

from kortreist.apps.actors.errors import MoneyOutOfRangeError, PeriodError, ShareOutOfRangeError
from kortreist.apps.actors.models import AuditEvent
from kortreist.apps.catalogue.errors import (
    FeeError,
    FeeOverlapsError,
    GoodsArchivedError,
    PriceOutOfRangeError,
)
from kortreist.apps.catalogue.models import Fee, FeeBasis, FeeKind, Listing
from kortreist.apps.catalogue.selectors.prices import fees_in_force
from kortreist.apps.catalogue.services.listings import list_variant, set_fee
from kortreist.engines.pricing import FeeRule
from kortreist.kernel.errors import NotFoundError, NotPermittedError
from tests.conftest import NOON
from tests.factories import (
    accountant,
    coordinator,
    make_hub,
    make_producer,
    make_variant,
    outsider,
    producer_actor,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def hub(db):
    return make_hub()


@pytest.fixture
def variant(hub):
    return make_variant(make_producer(hub))


def put(hub, variant, price_ore=4000, actor=None, **fields):
    return list_variant(
        actor=actor or coordinator(hub),
        hub_id=hub.pk,
        variant_id=variant.pk,
        producer_price_ore=price_ore,
        now=NOON,
        **fields,
    )


def test_pack_is_listed_once_and_repriced_with_a_trail(hub, variant):
    put(hub, variant)
    put(hub, variant)
    listing = put(hub, variant, 4500, is_visible=False)
    assert Listing.objects.get() == listing
    assert (listing.producer_price_ore, listing.is_visible, listing.version) == (4500, False, 2)
    last, first = AuditEvent.objects.all()
    assert (first.code, first.before) == ("catalogue.listing.set", {})
    assert last.before == {"producer_price_ore": 4000, "is_visible": True}
    assert last.after == {"producer_price_ore": 4500, "is_visible": False}


@pytest.mark.both
@pytest.mark.django_db(transaction=True)
def test_pack_listed_many_times_at_once_is_listed_once(race):
    hub = make_hub()
    variant = make_variant(make_producer(hub))
    actor = coordinator(hub)
    finish = race(6, lambda i: put(hub, variant, 4000 + i, actor=actor))
    assert finish.errors == []
    assert Listing.objects.get().version == 6


@pytest.mark.parametrize("price_ore", [-1, 10_000_001])
def test_price_beyond_reason_is_refused(hub, variant, price_ore):
    with pytest.raises(PriceOutOfRangeError):
        put(hub, variant, price_ore)
    assert not Listing.objects.exists()
    assert not AuditEvent.objects.exists()


def test_prices_are_the_coordinators(hub, variant):
    for actor, error in (
        (producer_actor(hub, variant.product.producer), NotPermittedError),
        (accountant(hub), NotPermittedError),
        (coordinator(make_hub()), NotFoundError),
        (outsider(), NotFoundError),
    ):
        with pytest.raises(error):
            put(hub, variant, actor=actor)
    assert not Listing.objects.exists()


def test_another_hubs_goods_are_not_found(hub):
    variant = make_variant(make_producer(make_hub()))
    with pytest.raises(NotFoundError):
        put(hub, variant)
    assert not Listing.objects.exists()


def test_archived_goods_are_not_listed(hub, variant):
    variant.product.archived_at = NOON
    variant.product.save()
    with pytest.raises(GoodsArchivedError):
        put(hub, variant)


def fee(hub, valid_from, *, actor=None, kind=FeeKind.PACKING, basis=FeeBasis.PERCENT, **fields):
    if basis == FeeBasis.PERCENT:
        fields.setdefault("rate_bp", 1000)
    return set_fee(
        actor=actor or coordinator(hub),
        hub_id=hub.pk,
        kind=kind,
        basis=basis,
        valid_from=valid_from,
        now=NOON,
        **fields,
    )


def test_new_rate_ends_the_old_one_on_its_first_day(hub, audit_codes):
    # given
    old = fee(hub, date(2026, 1, 1))
    sales = fee(
        hub, date(2026, 1, 1), kind=FeeKind.SALES, basis=FeeBasis.PER_PRICE_UNIT, amount_ore=250
    )
    # when
    new = fee(hub, date(2026, 12, 1), rate_bp=1200)
    # then
    packing = {"kind": FeeKind.PACKING, "basis": FeeBasis.PERCENT}
    fixed = FeeRule(
        fee_id=sales.pk, kind=FeeKind.SALES, basis=FeeBasis.PER_PRICE_UNIT, amount_ore=250
    )
    assert fees_in_force(hub_id=hub.pk, on=date(2026, 11, 30)) == [
        FeeRule(fee_id=old.pk, rate_bp=1000, **packing),
        fixed,
    ]
    assert fees_in_force(hub_id=hub.pk, on=date(2026, 12, 1)) == [
        fixed,
        FeeRule(fee_id=new.pk, rate_bp=1200, **packing),
    ]
    assert fees_in_force(hub_id=make_hub().pk, on=date(2026, 12, 1)) == []
    assert audit_codes() == ["catalogue.fee.set"] * 3


def test_rate_before_a_later_one_has_to_end_in_time(hub):
    fee(hub, date(2027, 1, 1))
    with pytest.raises(FeeOverlapsError) as caught:
        fee(hub, date(2026, 12, 1))
    assert caught.value.params == {"valid_from": date(2027, 1, 1)}
    fee(hub, date(2026, 12, 1), valid_until=date(2027, 1, 1))
    assert Fee.objects.count() == 2


_case_wrong_fee = [
    ({"rate_bp": 10_001}, ShareOutOfRangeError),
    ({"rate_bp": -1}, ShareOutOfRangeError),
    ({"basis": FeeBasis.PER_ORDER, "amount_ore": -1}, MoneyOutOfRangeError),
    ({"rate_bp": 100, "amount_ore": 100}, FeeError),
    ({"basis": FeeBasis.PER_ORDER, "amount_ore": 100, "rate_bp": 100}, FeeError),
    ({"valid_until": date(2026, 1, 1)}, PeriodError),
]


@pytest.mark.parametrize(("wrong", "error"), _case_wrong_fee)
def test_wrong_fee_is_refused(hub, wrong, error):
    with pytest.raises(error):
        fee(hub, date(2026, 1, 1), **wrong)
    assert not Fee.objects.exists()
    assert not AuditEvent.objects.exists()


def test_fees_are_the_coordinators(hub):
    with pytest.raises(NotPermittedError):
        fee(hub, date(2026, 1, 1), actor=accountant(hub))
    assert not Fee.objects.exists()
