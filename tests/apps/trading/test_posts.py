from datetime import date, timedelta

import pytest
from django.urls import reverse

from kortreist.apps.actors.models import RoleKind
from kortreist.apps.catalogue.models import Availability, GoodsAlias
from kortreist.apps.catalogue.services.rhythms import (
    change_packs,
    pause_rhythm,
    set_rhythm,
)
from kortreist.apps.trading.errors import PostUndoneError
from kortreist.apps.trading.models import AvailabilityPost, CycleStatus, Offer
from kortreist.apps.trading.selectors.notices import read_producer_notice
from kortreist.apps.trading.services.cycles import open_cycle
from kortreist.apps.trading.services.posts import (
    Statement,
    post_availability,
    repeat_last,
    undo_post,
)
from kortreist.kernel.errors import NotFoundError
from tests import factories, rounds
from tests.conftest import NOON

THURSDAY = date(2026, 11, 26)


def post(market, *said, **fields):
    statements = [Statement(market.cycle.pk, offer.variant_id, packs) for offer, packs in said]
    return post_availability(
        **{
            "actor": market.farmer,
            "hub_id": market.hub.pk,
            "producer_id": market.farm.pk,
            "statements": statements,
            "now": NOON,
        }
        | fields
    )


def packs(*offers):
    return [offer.offered_packs for offer in offers if not offer.refresh_from_db()]


def test_several_numbers_are_posted_and_taken_back_at_one_press(market, audit_codes):
    posted = post(market, (market.carrots, 70), (market.cheese, 12), text="70 gulrot og 12 ost")

    assert packs(market.carrots, market.cheese) == [70, 12]
    assert posted.post.text == "70 gulrot og 12 ost"
    undo_post(actor=market.farmer, hub_id=market.hub.pk, post_id=posted.post.pk, now=NOON)
    assert packs(market.carrots, market.cheese) == [50, 10]
    assert "trading.availability.post_undone" in audit_codes()


def test_what_was_new_is_gone_when_it_is_taken_back(market):
    variant = factories.make_variant(market.farm, "Salat")
    factories.make_listing(market.hub, variant)
    statement = Statement(market.cycle.pk, variant.pk, 8)
    posted = post(market, statements=[statement])

    undo_post(actor=market.farmer, hub_id=market.hub.pk, post_id=posted.post.pk, now=NOON)

    assert not Offer.objects.filter(variant=variant).exists()
    assert not Availability.objects.filter(variant=variant).exists()


def test_taking_back_leaves_what_was_changed_since(market):
    posted = post(market, (market.carrots, 70))
    post(market, (market.carrots, 75))

    undo_post(actor=market.farmer, hub_id=market.hub.pk, post_id=posted.post.pk, now=NOON)

    assert packs(market.carrots) == [75]


def test_a_press_is_taken_back_once(market):
    posted = post(market, (market.carrots, 70))
    args = {"actor": market.farmer, "hub_id": market.hub.pk, "post_id": posted.post.pk}
    undo_post(**args, now=NOON)

    with pytest.raises(PostUndoneError):
        undo_post(**args, now=NOON)


def test_one_number_that_cannot_be_does_not_stop_the_others(market):
    posted = post(market, (market.carrots, -1), (market.cheese, 12))

    assert packs(market.carrots, market.cheese) == [50, 12]
    assert [each.packs for each, _error in posted.refused] == [-1]


def test_nobody_posts_for_another_farm(market):
    other = factories.make_producer(market.hub)
    with pytest.raises(NotFoundError):
        post(market, (market.carrots, 70), actor=factories.producer_actor(market.hub, other))
    # and through one's own address only one's own goods
    posted = post(
        market,
        (market.carrots, 70),
        actor=factories.coordinator(market.hub),
        producer_id=other.pk,
    )

    assert packs(market.carrots) == [50]
    assert posted.post is None
    assert not AvailabilityPost.objects.exists()


def test_the_same_as_last_time_fills_only_what_is_not_said(market):
    later = rounds.make_cycle(market.hub, delivery_day=THURSDAY + timedelta(days=7))
    carrots = rounds.make_offer(later, market.carrots.variant, packs=3)

    repeat_last(
        actor=market.farmer,
        hub_id=market.hub.pk,
        producer_id=market.farm.pk,
        cycle_id=later.pk,
        now=NOON,
    )

    assert packs(carrots) == [3]
    assert later.offers.get(variant=market.cheese.variant).offered_packs == 10


def read(market, text):
    return read_producer_notice(
        actor=market.farmer,
        hub_id=market.hub.pk,
        producer_id=market.farm.pk,
        text=text,
        cycles=[market.cycle],
        today=date(2026, 11, 24),
    )


def test_a_notice_is_read_against_the_farms_own_goods(market):
    (row,) = read(market, "40 kg gulrot torsdag").rows

    assert (row.variant, row.proposal.packs) == (market.carrots.variant, 40)
    assert row.cycles == (market.cycle,)


def test_words_that_were_put_right_are_known_the_next_time(market):
    assert read(market, "fem rottegreier torsdag").rows == ()
    post(market, (market.carrots, 5), learned={"rottegreier": market.carrots.variant_id})

    (row,) = read(market, "fem rottegreier torsdag").rows
    assert row.variant == market.carrots.variant
    assert GoodsAlias.objects.get().word == "rottegreier"


# Every week


def rhythm(market, variant=None, **fields):
    return set_rhythm(
        **{
            "actor": market.farmer,
            "hub_id": market.hub.pk,
            "variant_id": (variant or market.carrots.variant).pk,
            "packs": 6,
            "weekdays": frozenset({4}),
            "valid_from": date(2026, 11, 24),
            "now": NOON,
        }
        | fields
    )


def opened(market, day, **fields):
    cycle = rounds.make_cycle(market.hub, CycleStatus.DRAFT, delivery_day=day)
    open_cycle(actor=market.boss, hub_id=market.hub.pk, cycle_id=cycle.pk, now=NOON)
    return {offer.variant_id: offer.offered_packs for offer in cycle.offers.all()}


def test_a_rhythm_is_posted_when_a_round_opens(market):
    rhythm(market)

    assert opened(market, date(2026, 12, 3)) == {market.carrots.variant_id: 6}
    # and not on other weekdays
    assert opened(market, date(2026, 12, 4)) == {}


def test_standing_stock_is_there_every_delivery_day(market):
    rhythm(market, weekdays=frozenset())

    assert opened(market, date(2026, 12, 4)) == {market.carrots.variant_id: 6}


def test_what_is_said_for_a_day_goes_before_the_rhythm(market):
    rhythm(market)
    factories.make_availability(market.hub, market.carrots.variant, packs=0, day=date(2026, 12, 3))

    assert opened(market, date(2026, 12, 3)) == {market.carrots.variant_id: 0}


def test_a_rhythm_rests_and_ends(market):
    each = rhythm(market)
    args = {"actor": market.farmer, "hub_id": market.hub.pk, "rhythm_id": each.pk, "now": NOON}
    pause_rhythm(**args, is_paused=True)
    assert opened(market, date(2026, 12, 3)) == {}
    pause_rhythm(**args, is_paused=False)
    change_packs(**args, packs=0)
    assert opened(market, date(2026, 12, 10)) == {}


def test_a_weekday_has_one_rhythm(market):
    first = rhythm(market, weekdays=frozenset({2, 4}))
    rhythm(market, packs=9)

    first.refresh_from_db()
    assert first.weekdays == [2]
    assert opened(market, date(2026, 12, 3)) == {market.carrots.variant_id: 9}


# Pages


@pytest.fixture
def farmer(market, client):
    role = factories.make_role(market.hub, RoleKind.PRODUCER, organisation=market.farm)
    client.force_login(role.person.user)
    return client


def url(market, name, **kwargs):
    scope = {"hub": market.hub.public_id, "producer": market.farm.public_id}
    return reverse(f"trading:{name}", kwargs=scope | kwargs)


def test_the_page_reads_confirms_posts_and_takes_back(market, farmer):
    page = farmer.post(url(market, "availability-notice"), {"text": "40 kg gulrot og 3 traktorer"})
    assert "3 traktorer" in page.content.decode()
    sent = {
        "row": "1",
        "packs-1": "40",
        "variant-1": str(market.carrots.variant.public_id),
        "first-1": str(market.carrots.variant.public_id),
        "cycle-1": str(market.cycle.public_id),
    }
    farmer.post(url(market, "availability-post"), sent)
    assert packs(market.carrots) == [40]

    farmer.post(url(market, "post-undo", post=AvailabilityPost.objects.get().public_id))
    assert packs(market.carrots) == [50]


def test_forged_rows_post_nothing(market, farmer):
    stranger = factories.make_variant(factories.make_producer(market.hub))
    for variant, cycle in [
        (stranger.public_id, market.cycle.public_id),
        ("no-id", market.cycle.public_id),
        (market.carrots.variant.public_id, "no-id"),
    ]:
        sent = {"row": ["1", "x"], "packs-1": "9", "variant-1": variant, "cycle-1": cycle}
        assert farmer.post(url(market, "availability-post"), sent).status_code == 302

    assert not AvailabilityPost.objects.exists()


def test_the_weekly_list_is_filled_and_changed(market, farmer):
    sent = {
        "variant": market.carrots.variant.public_id,
        "packs": "7",
        "weekdays": ["4"],
        "supply_mode": "share",
    }
    farmer.post(url(market, "rhythm-list"), sent)
    each = market.carrots.variant.rhythms.get()
    farmer.post(url(market, "rhythm-change", rhythm=each.public_id), {"packs": "8", "do": "save"})

    each.refresh_from_db()
    assert (each.packs, each.weekdays) == (8, [4])
