"""What a producer says can be had."""

from datetime import date

import pytest

from kortreist.apps.actors.models import AuditEvent
from kortreist.apps.catalogue.errors import (
    DayPassedError,
    GoodsArchivedError,
    NotListedError,
    PacksOutOfRangeError,
)
from kortreist.apps.catalogue.models import Availability, SupplyMode
from kortreist.apps.catalogue.services.availability import state_availability
from kortreist.kernel.errors import NotFoundError, NotPermittedError
from tests.conftest import NOON
from tests.factories import (
    accountant,
    buyer_actor,
    coordinator,
    make_hub,
    make_listing,
    make_producer,
    make_unit,
    make_variant,
    outsider,
    producer_actor,
)

pytestmark = pytest.mark.django_db

THURSDAY = date(2026, 11, 26)


@pytest.fixture
def listing(db):
    hub = make_hub()
    return make_listing(hub, make_variant(make_producer(hub)))


def state(listing, packs=40, *, actor=None, day=THURSDAY, mode=None):
    producer = listing.variant.product.producer
    return state_availability(
        actor=actor or producer_actor(listing.hub, producer),
        hub_id=listing.hub_id,
        variant_id=listing.variant_id,
        delivery_day=day,
        packs=packs,
        supply_mode=mode,
        now=NOON,
    )


def test_latest_word_counts(listing):
    state(listing, 40, mode=SupplyMode.RESERVE)
    state(listing, 25)
    word = Availability.objects.get()
    assert (word.packs, word.supply_mode, word.delivery_day) == (25, "reserve", THURSDAY)
    last, first = AuditEvent.objects.all()
    assert (first.code, first.before["packs"]) == ("catalogue.availability.stated", 0)
    assert last.params == {"variant": listing.variant_id, "day": "2026-11-26"}
    assert last.before == {"packs": 40, "supply_mode": "reserve"}
    assert last.after == {"packs": 25, "supply_mode": "reserve"}


def test_first_word_is_shared_out_and_nothing_is_a_word_too(listing):
    word = state(listing, 0)
    assert (word.packs, word.supply_mode) == (0, SupplyMode.SHARE)
    assert state(listing, 3, actor=coordinator(listing.hub)).packs == 3


@pytest.mark.both
@pytest.mark.django_db(transaction=True)
def test_words_said_at_once_leave_one(race):
    # given
    hub = make_hub()
    listing = make_listing(hub, make_variant(make_producer(hub)))
    actor = coordinator(hub)
    # when
    finish = race(8, lambda i: state(listing, i + 1, actor=actor))
    # then each saw the one before it, and the last of them stands
    assert finish.errors == []
    word = Availability.objects.get()
    trail = list(AuditEvent.objects.order_by("pk"))
    said = [event.after["packs"] for event in trail]
    assert sorted(said) == [1, 2, 3, 4, 5, 6, 7, 8]
    assert [event.before["packs"] for event in trail] == [0, *said[:-1]]
    assert word.packs == said[-1]


_case_wrong = [
    ({"packs": -1}, PacksOutOfRangeError),
    ({"packs": 1_000_001}, PacksOutOfRangeError),
    ({"day": date(2026, 11, 23)}, DayPassedError),
]


@pytest.mark.parametrize(("wrong", "error"), _case_wrong)
def test_word_that_cannot_be_right_is_refused(listing, wrong, error):
    with pytest.raises(error):
        state(listing, **wrong)
    assert not Availability.objects.exists()
    assert not AuditEvent.objects.exists()


def test_today_can_still_be_had(listing):
    assert state(listing, day=date(2026, 11, 24)).packs == 40


def test_only_goods_that_are_sold_can_be_had(listing):
    unlisted = make_variant(listing.variant.product.producer)
    with pytest.raises(NotListedError):
        state_availability(
            actor=coordinator(listing.hub),
            hub_id=listing.hub_id,
            variant_id=unlisted.pk,
            delivery_day=THURSDAY,
            packs=1,
            supply_mode=None,
            now=NOON,
        )
    listing.variant.archived_at = NOON
    listing.variant.save()
    with pytest.raises(GoodsArchivedError):
        state(listing)
    assert not Availability.objects.exists()


def test_nobody_speaks_for_another_producer(listing):
    hub = listing.hub
    for actor, error in (
        (producer_actor(hub, make_producer(hub)), NotFoundError),
        (buyer_actor(make_unit(hub)), NotFoundError),
        (coordinator(make_hub()), NotFoundError),
        (outsider(), NotFoundError),
        (accountant(hub), NotPermittedError),
    ):
        with pytest.raises(error):
            state(listing, actor=actor)
    assert not Availability.objects.exists()
    assert not AuditEvent.objects.exists()


def test_producer_that_leaves_offers_nothing_for_days_after(listing):
    listing.variant.product.producer.hub_terms.update(valid_until=THURSDAY)
    with pytest.raises(NotFoundError):
        state(listing)
    assert state(listing, day=date(2026, 11, 25)).packs == 40
