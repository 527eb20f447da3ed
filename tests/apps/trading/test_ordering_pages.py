"""Favourites, the list to order by, and standing orders, as the kitchen and the hub see them."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from kortreist.apps.actors.models import RoleKind
from kortreist.apps.catalogue.models import PackLevel, SupplyMode
from kortreist.apps.catalogue.services.search_words import write_words
from kortreist.apps.trading.models import (
    Favourite,
    Offer,
    Order,
    OrderLine,
    OrderStatus,
    StandingOrder,
    StandingRun,
)
from kortreist.apps.trading.selectors.interest import units_interested
from kortreist.apps.trading.services.standing_runs import fill_standing_orders
from tests import factories, rounds
from tests.apps.trading.test_standing import LONG_AGO, make_standing
from tests.conftest import NOON
from tests.harness.sql_log import query_count

pytestmark = pytest.mark.django_db


@pytest.fixture
def market(market):
    """The market, in a round that is open by the real clock."""

    now = timezone.now()
    market.cycle.opens_at, market.cycle.closes_at = now - timedelta(days=1), now + timedelta(days=1)
    market.cycle.delivery_day = (now + timedelta(days=3)).date()
    market.cycle.save()
    return market


@pytest.fixture
def cook(market, client):
    role = factories.make_role(market.hub, RoleKind.BUYER, unit=market.unit)
    client.force_login(role.person.user)
    return client


def url(market, name, **kwargs):
    scope = {"hub": market.hub.public_id, "unit": market.unit.public_id}
    return reverse(f"trading:{name}", kwargs=scope | kwargs)


def favour(market, *offers, **fields):
    for place, offer in enumerate(offers):
        defaults = {"position": place, "added_at": market.cycle.opens_at}
        Favourite.objects.create(
            hub=market.hub, unit=market.unit, variant=offer.variant, **defaults | fields
        )


def fill(cook, market, **texts):
    offers = {"carrots": market.carrots, "cheese": market.cheese}
    fields = {f"n-{offers[name].variant.public_id}": text for name, text in texts.items()}
    order = Order.objects.filter(unit=market.unit, cycle=market.cycle).first()
    version = order.version if order else 1
    return cook.post(url(market, "table"), fields | {"version": version})


def counts():
    return {
        line.variant.product.name["nb"]: line.ordered_count
        for line in OrderLine.objects.select_related("variant__product")
    }


def test_star_puts_goods_on_the_list_and_off_it(market, cook):
    fields = {"offer": market.carrots.public_id, "next": url(market, "shop")}
    assert cook.post(url(market, "star"), fields | {"on": "1"}).url == url(market, "shop")
    assert Favourite.objects.get().variant == market.carrots.variant
    assert 'aria-pressed="true"' in cook.get(url(market, "shop")).content.decode()

    answer = cook.post(url(market, "star"), fields, headers={"HX-Request": "true"})

    assert 'aria-pressed="false"' in answer.content.decode()
    assert not Favourite.objects.exists()


def test_list_is_filled_and_put_in_the_basket_at_once(market, cook):
    favour(market, market.carrots, market.cheese)

    answer = fill(cook, market, carrots="12", cheese="2")

    assert answer.status_code == 302
    assert counts() == {"Gulrot": 12, "Geitost": 2}
    # an emptied field takes the line off again
    fill(cook, market, carrots="", cheese="2")
    assert counts() == {"Geitost": 2}


@pytest.mark.both
@pytest.mark.parametrize("wrong", ["99", "mange", "1,5", "-1", "1234567"])
def test_one_wrong_number_is_kept_and_named_and_nothing_is_written(market, cook, wrong):
    favour(market, market.carrots, market.cheese)

    answer = fill(cook, market, carrots="12", cheese=wrong)

    page = answer.content.decode()
    assert answer.status_code == 422
    assert 'value="12"' in page
    assert f'value="{wrong}"' in page
    assert page.count('aria-invalid="true"') == 1
    assert not OrderLine.objects.exists()


def test_stale_list_keeps_what_was_typed(market, cook):
    favour(market, market.carrots)
    order = rounds.make_order(market.cycle, market.unit, OrderStatus.BASKET, version=5)

    fields = {f"n-{market.carrots.variant.public_id}": "7", "version": "4"}
    page = cook.post(url(market, "table"), fields).content.decode()

    assert 'value="7"' in page
    assert 'name="version" value="5"' in page
    assert not order.lines.exists()


def test_list_has_favourites_by_shelf_and_then_what_is_usual(market, cook):
    favour(market, market.carrots, shelf="Kjølerom")
    past = rounds.make_cycle(
        market.hub, "ordered", delivery_day=market.cycle.delivery_day - timedelta(days=7)
    )
    order = rounds.make_order(past, market.unit)
    rounds.make_line(order, rounds.make_offer(past, market.cheese.variant), 3)

    page = cook.get(url(market, "table")).content.decode()

    assert page.index("Kjølerom") < page.index("Gulrot") < page.index("Geitost")


def test_shelves_are_arranged(market, cook):
    favour(market, market.carrots, market.cheese)
    name = {"carrots": market.carrots.variant.public_id, "cheese": market.cheese.variant.public_id}

    cook.post(
        url(market, "table-arrange"),
        {f"s-{name['cheese']}": "Kjøl", f"p-{name['cheese']}": "1", f"s-{name['carrots']}": "Tørr"},
    )

    assert {(each.shelf, each.position) for each in Favourite.objects.all()} == {
        ("Kjøl", 1),
        ("Tørr", 0),
    }


def test_three_hundred_rows_cost_no_more_queries_than_three(market, cook):
    favour(market, market.carrots, market.cheese)
    cook.get(url(market, "table"))
    fields = {f"n-{market.carrots.variant.public_id}": "1", "version": "1"}
    few_written = query_count(lambda: cook.post(url(market, "table"), fields))
    few = query_count(lambda: cook.get(url(market, "table")))
    offers = []
    for number in range(298):
        variant = factories.make_variant(market.farm, f"Vare {number}")
        offers.append(rounds.make_offer(market.cycle, variant))
    favour(market, *offers)

    assert query_count(lambda: cook.get(url(market, "table"))) == few
    fields = {f"n-{offer.variant.public_id}": "2" for offer in offers} | {"version": "2"}
    many_written = query_count(lambda: cook.post(url(market, "table"), fields))
    assert OrderLine.objects.filter(ordered_count=2).count() == 298
    assert many_written <= few_written + 2


def standing_fields(market, **fields):
    return {
        "name": "Melk",
        "rhythm": "every",
        "from_day": LONG_AGO.isoformat(),
        "lead_days": "0",
        f"n-{market.carrots.variant.public_id}": "4",
    } | fields


def test_standing_order_is_made_changed_and_ended(market, cook):
    favour(market, market.carrots)
    answer = cook.post(url(market, "standing-new"), standing_fields(market))
    standing = StandingOrder.objects.get()
    detail = url(market, "standing-detail", standing=standing.public_id)
    assert answer.url == detail
    assert "Melk" in cook.get(url(market, "standing-list")).content.decode()

    fields = standing_fields(market, name="Gulrøtter", rhythm="2", weekday="3", version="1")
    cook.post(detail, fields)

    standing.refresh_from_db()
    assert (standing.name, standing.every_weeks, standing.weekday) == ("Gulrøtter", 2, 3)
    cook.post(url(market, "standing-end", standing=standing.public_id))
    standing.refresh_from_db()
    assert standing.until_day is not None


def test_standing_order_without_goods_is_sent_back_with_the_reason(market, cook):
    favour(market, market.carrots)
    fields = standing_fields(market) | {f"n-{market.carrots.variant.public_id}": ""}

    page = cook.post(url(market, "standing-new"), fields)

    assert page.status_code == 200
    assert "error-summary" in page.content.decode()
    assert not StandingOrder.objects.exists()


def test_one_delivery_is_left_out_or_changed_this_once(market, cook):
    standing = make_standing(market.unit, [(market.carrots.variant, 4)])
    scope = {"standing": standing.public_id}
    day = {"day": market.cycle.delivery_day.isoformat()}

    cook.post(url(market, "standing-date", **scope), day | {"is_skipped": "1"})
    assert standing.exceptions.get().is_skipped
    cook.post(url(market, "standing-date", **scope), day)
    assert not standing.exceptions.exists()
    fields = standing_fields(market, holds=f"once:{market.cycle.public_id}", version="1")
    fields[f"n-{market.carrots.variant.public_id}"] = "9"
    cook.post(url(market, "standing-detail", **scope), fields)

    assert standing.exceptions.get().counts == {str(market.carrots.variant_id): 9}
    assert standing.lines.get().count == 4


def test_hub_sees_what_needs_help_first(market, client):
    make_standing(market.unit, [(market.carrots.variant, 4)])
    gone = factories.make_variant(market.farm, "Kålrot")
    make_standing(market.other, [(gone, 4)], name="Rotgrønt")
    fill_standing_orders(
        actor=factories.SYSTEM,
        hub_id=market.hub.pk,
        cycle_id=market.cycle.pk,
        now=market.cycle.opens_at,
    )
    boss = factories.make_role(market.hub, RoleKind.COORDINATOR)
    client.force_login(boss.person.user)
    scope = {"hub": market.hub.public_id, "cycle": market.cycle.public_id}

    page = client.get(reverse("trading:standing-runs", kwargs=scope)).content.decode()

    assert StandingRun.objects.count() == 2
    assert page.index(market.other.name) < page.index(market.unit.name)
    assert "Kålrot" in page


def test_repeated_basket_says_what_is_otherwise(market, cook):
    past = rounds.make_cycle(
        market.hub, "ordered", delivery_day=market.cycle.delivery_day - timedelta(days=7)
    )
    order = rounds.make_order(past, market.unit)
    for offer, count in ((market.carrots, 4), (market.cheese, 12)):
        rounds.make_line(order, rounds.make_offer(past, offer.variant, price_ore=2000), count)
    gone = factories.make_variant(market.farm, "Kålrot")
    rounds.make_line(order, rounds.make_offer(past, gone), 1)

    page = cook.post(url(market, "repeat"), {"cycle": market.cycle.public_id}, follow=True)

    text = page.content.decode()
    assert counts()["Geitost"] == 12 or OrderLine.objects.filter(ordered_count=10).exists()
    assert "Kålrot" in text
    assert page.redirect_chain[-1][0].endswith("&repeated=1")


def test_interest_is_told_by_unit(market):
    today = market.cycle.delivery_day
    favour(market, market.carrots)
    make_standing(market.other, [(market.cheese.variant, 4)])
    third = factories.make_unit(market.hub)
    basket = rounds.make_order(market.cycle, third, OrderStatus.BASKET)
    rounds.make_line(basket, market.carrots, 1)
    carrots, cheese = market.carrots.variant.product_id, market.cheese.variant.product_id

    found = units_interested(hub_id=market.hub.pk, product_ids=[carrots, cheese], today=today)

    assert found == {
        market.unit.pk: {carrots},
        market.other.pk: {cheese},
        third.pk: {carrots},
    }
    far = today + timedelta(weeks=30)
    later = units_interested(hub_id=market.hub.pk, product_ids=[carrots], today=far)
    assert later == {market.unit.pk: {carrots}}


def test_reserve_offers_show_what_is_left(market, cook):
    favour(market, market.cheese)
    Offer.objects.filter(pk=market.cheese.pk).update(
        supply_mode=SupplyMode.RESERVE, reserved_packs=10
    )

    page = cook.get(url(market, "table")).content.decode()

    assert f'name="n-{market.cheese.variant.public_id}"' not in page


def test_language_chooser_never_leads_to_an_address_for_forms_alone(market, cook):
    """After a refused form the chooser comes back to the page that the form stood on."""
    here = url(market, "basket")

    refused = cook.post(
        url(market, "line"), {"count": "many"}, headers={"Referer": f"http://testserver{here}"}
    )

    page = refused.content.decode()
    assert refused.status_code == 422
    assert f'name="next" value="{here}"' in page
    assert f'name="next" value="{url(market, "line")}"' not in page


def test_basket_says_once_that_goods_are_shared_out_and_keeps_notes(market, cook):
    line = {"offer": market.carrots.public_id, "count": "3"}
    cook.post(url(market, "line"), line | {"note": "små", "minimum_count": "2"})
    cook.post(url(market, "line"), {"offer": market.carrots.public_id, "count": "4"})

    page = cook.get(url(market, "basket")).content.decode()

    assert 'value="små"' in page
    assert OrderLine.objects.get().minimum_count == 2
    assert "Shared out when the round closes" not in page


def find(cook, market, text, **headers):
    return cook.get(
        url(market, "table"), {"q": text, "cycle": market.cycle.public_id}, headers=headers
    ).content.decode()


@pytest.mark.both
@pytest.mark.parametrize(
    ("_case", "text"),
    [
        ("a beginning", "gul"),
        ("another case", "GULROT"),
        ("the pack's GTIN", "7038010009457"),
        ("with the zero in front", "07038010009457"),
        ("the case's GTIN", "17038010009454"),
        ("the producer's own number", "fg-12"),
    ],
)
def test_quick_entry_finds_by_name_and_number(market, cook, _case, text):
    variant = market.carrots.variant
    variant.gtin, variant.producer_code = "7038010009457", "FG-12"
    variant.save()
    PackLevel.objects.create(variant=variant, kind="case", holds=10, gtin="17038010009454")
    write_words([variant.product, market.cheese.variant.product], on=NOON.date())

    page = find(cook, market, text)
    choices = find(cook, market, text, **{"HX-Request": "true"})

    assert f'name="offer" value="{market.carrots.public_id}"' in page
    assert str(market.cheese.public_id) not in page
    assert f'data-choose="n-{variant.public_id}"' in choices
    assert choices.count('role="option"') == 1


def test_quick_entry_shows_what_cannot_be_had_and_offers_no_field_for_it(market, cook):
    Offer.objects.filter(pk=market.cheese.pk).update(reserved_packs=10)
    write_words([market.cheese.variant.product], on=NOON.date())

    choices = find(cook, market, "geitost", **{"HX-Request": "true"})

    assert 'aria-disabled="true"' in choices
    assert "<template>" not in choices
    assert 'name="offer"' not in find(cook, market, "geitost")


def test_quick_entry_shows_no_alcohol_and_nothing_of_another_round(market, cook):
    product = market.cheese.variant.product
    product.is_alcohol = True
    product.save()
    later = rounds.make_cycle(market.hub, number=9)
    elsewhere = factories.make_variant(market.farm, "Sellerirot")
    rounds.make_offer(later, elsewhere)
    write_words([product, elsewhere.product], on=NOON.date())

    for text in ("geitost", "sellerirot", " ", "\0", "%"):
        assert 'role="option"' not in find(cook, market, text, **{"HX-Request": "true"})


def test_what_quick_entry_put_on_the_list_is_ordered_with_the_rest(market, cook):
    favour(market, market.carrots)

    refused = fill(cook, market, carrots="2", cheese="99").content.decode()
    assert 'value="99"' in refused
    fill(cook, market, carrots="2", cheese="3")

    assert counts() == {"Gulrot": 2, "Geitost": 3}


def test_another_hubs_goods_cannot_be_put_on_the_list(market, cook):
    other = factories.make_hub("Annen")
    farm = factories.make_producer(other, "Fremmed")
    strange = rounds.make_offer(rounds.make_cycle(other), factories.make_variant(farm, "Kålrot"))

    page = cook.post(url(market, "table"), {f"n-{strange.variant.public_id}": "3", "n-x": "1"})

    assert "Kålrot" not in page.content.decode()
    assert not OrderLine.objects.exists()


def test_quick_entry_asks_a_constant_number_of_questions(market, cook):
    products = [market.carrots.variant.product, market.cheese.variant.product]
    write_words(products, on=NOON.date())
    find(cook, market, "gulrot")
    one = query_count(lambda: find(cook, market, "gulrot", **{"HX-Request": "true"}))
    more = [factories.make_variant(market.farm, f"Gulrot {number}") for number in range(6)]
    for variant in more:
        rounds.make_offer(market.cycle, variant)
    write_words([variant.product for variant in more], on=NOON.date())
    find(cook, market, "gulrot")

    assert query_count(lambda: find(cook, market, "gulrot", **{"HX-Request": "true"})) == one


SAMI = "Gaejhtse-vuestie jïh åarjel-saemien ïtnjeme"


@pytest.mark.both
def test_south_sami_letters_are_kept_found_and_marked(market, cook):
    product = market.cheese.variant.product
    product.name = {"sma": SAMI}
    product.save()
    market.farm.name = "Saanti sïjte, Snåase"
    market.farm.save()
    product.refresh_from_db()
    write_words([product], on=NOON.date())

    for text in ("ïtnjeme", "ÏTNJEME", "gaejhtse", "snåase"):
        page = cook.get(
            url(market, "shop"), {"q": text, "cycle": market.cycle.public_id}
        ).content.decode()
        assert f'<span lang="sma">{SAMI}</span>' in page, text
        assert "(åarjelsaemien)" in page
        assert "Saanti sïjte, Snåase" in page
