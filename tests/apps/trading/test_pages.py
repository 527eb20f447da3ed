import pytest
from django.urls import reverse

from kortreist.apps.actors.models import RoleKind
from kortreist.apps.trading.models import CycleStatus, Offer, Order, OrderLine, OrderStatus
from tests import factories, rounds

pytestmark = pytest.mark.django_db

HTMX = {"HX-Request": "true"}


@pytest.fixture
def cook(market, client):
    role = factories.make_role(market.hub, RoleKind.BUYER, unit=market.unit)
    client.force_login(role.person.user)
    return client


@pytest.fixture
def farmer(market, client):
    role = factories.make_role(market.hub, RoleKind.PRODUCER, organisation=market.farm)
    client.force_login(role.person.user)
    return client


def unit_url(market, name, **kwargs):
    scope = {"hub": market.hub.public_id, "unit": market.unit.public_id}
    return reverse(f"trading:{name}", kwargs=scope | kwargs)


def farm_url(market, name, **kwargs):
    scope = {"hub": market.hub.public_id, "producer": market.farm.public_id}
    return reverse(f"trading:{name}", kwargs=scope | kwargs)


def put(cook, market, offer, count, **fields):
    fields = {"offer": offer.public_id, "count": count} | fields
    return cook.post(unit_url(market, "line"), fields, headers=fields.pop("headers", {}))


def test_shop_shows_all_producers_goods(market, cook):
    page = cook.get(unit_url(market, "shop"))

    text = page.content.decode()
    assert "Gulrot" in text
    assert "Geitost" in text
    assert "<html" in text


@pytest.mark.both
def test_search_narrows_the_shelf(market, cook):
    page = cook.get(unit_url(market, "shop"), {"q": "geit"}, headers=HTMX)

    text = page.content.decode()
    assert "Geitost" in text
    assert "Gulrot" not in text
    assert "<html" not in text
    assert page.headers["Vary"].startswith("HX-Request") or "HX-Request" in page.headers["Vary"]


def test_search_for_what_no_text_holds_finds_the_rest(market, cook):
    page = cook.get(unit_url(market, "shop"), {"q": "geit\0"})

    assert page.status_code == 200
    assert "Geitost" in page.content.decode()


def test_number_changed_without_javascript_leads_back(market, cook):
    answer = put(cook, market, market.carrots, 4, next=unit_url(market, "shop"))

    assert answer.status_code == 302
    assert answer.url == unit_url(market, "shop")
    assert OrderLine.objects.get().ordered_count == 4


def test_number_changed_with_htmx_answers_with_the_offer(market, cook):
    answer = put(cook, market, market.carrots, 4, next=unit_url(market, "shop"), headers=HTMX)

    text = answer.content.decode()
    assert f"offer-{market.carrots.public_id}" in text
    assert 'id="basket-count" hx-swap-oob="true"' in text


def test_number_changed_in_the_basket_answers_with_the_basket(market, cook):
    put(cook, market, market.cheese, 1)
    answer = put(cook, market, market.cheese, 2, next=unit_url(market, "basket"), headers=HTMX)

    text = answer.content.decode()
    assert text.lstrip().startswith('<div id="basket">')
    assert "kr\N{NO-BREAK SPACE}158,40" in text


def test_every_answer_names_the_page_that_the_number_was_changed_on(market, cook):
    for name in ("basket", "shop"):
        here = unit_url(market, name)
        put(cook, market, market.cheese, 1)
        for count in (2, 3):
            answer = put(cook, market, market.cheese, count, next=here, headers=HTMX)
            assert f'name="next" value="{here}' in answer.content.decode()


def test_order_goes_from_basket_to_sent(market, cook):
    put(cook, market, market.cheese, 2)
    order = Order.objects.get()
    fields = {"reference": "", "expected_version": order.version}

    answer = cook.post(unit_url(market, "order-place", order=order.public_id), fields)

    assert answer.url == unit_url(market, "order-detail", order=order.public_id)
    order.refresh_from_db()
    assert order.status == OrderStatus.PLACED
    page = cook.get(answer.url).content.decode()
    assert "Geitost" in page


def test_double_press_places_once(market, cook):
    put(cook, market, market.cheese, 2)
    order = Order.objects.get()
    url = unit_url(market, "order-place", order=order.public_id)
    fields = {"reference": "", "expected_version": order.version}

    assert [cook.post(url, fields).status_code for _ in range(2)] == [302, 302]
    assert Offer.objects.get(pk=market.cheese.pk).reserved_packs == 2


def test_loser_of_the_last_cheese_is_told_in_the_basket(market, cook):
    put(cook, market, market.cheese, 6)
    Offer.objects.filter(pk=market.cheese.pk).update(reserved_packs=6)
    order = Order.objects.get()

    url = unit_url(market, "order-place", order=order.public_id)
    page = cook.post(url, {"reference": ""}, follow=True)

    assert page.status_code == 200
    text = page.content.decode()
    assert "Geitost" in text
    assert "4" in text
    order.refresh_from_db()
    assert order.status == OrderStatus.BASKET


@pytest.mark.parametrize("count", ["-1", "1.5", "1,5", "abc", "", "1e3", "99999999999999"])
def test_numbers_that_cannot_be_right_are_refused_and_nothing_is_written(market, cook, count):
    answer = put(cook, market, market.carrots, count)

    assert answer.status_code in {302, 422}
    assert not OrderLine.objects.exists()


def test_way_back_never_leads_off_the_site(market, cook):
    answer = put(cook, market, market.carrots, 1, next="https://example.org/")

    assert answer.url == unit_url(market, "basket")


def test_order_can_be_taken_back_and_repeated(market, cook):
    put(cook, market, market.cheese, 2)
    order = Order.objects.get()
    cook.post(unit_url(market, "order-place", order=order.public_id), {"reference": ""})
    cook.post(unit_url(market, "order-cancel", order=order.public_id))
    order.refresh_from_db()
    assert order.status == OrderStatus.BASKET

    cook.post(unit_url(market, "order-place", order=order.public_id), {"reference": ""})
    day = market.cycle.delivery_day.replace(day=30)
    market.cycle.status = CycleStatus.CLOSED
    market.cycle.save()
    cycle = rounds.make_cycle(market.hub, delivery_day=day)
    rounds.make_offer(cycle, market.cheese.variant, price_ore=24000)
    cook.post(unit_url(market, "repeat"), {"cycle": cycle.public_id})
    assert Order.objects.get(cycle=cycle).lines.get().ordered_count == 2


def test_producer_posts_what_there_is(market, farmer):
    url = farm_url(market, "availability")
    fields = {str(market.carrots.variant.public_id): "40", "cycle": market.cycle.public_id}

    answer = farmer.post(url, fields, follow=True)

    assert answer.status_code == 200
    market.carrots.refresh_from_db()
    assert market.carrots.offered_packs == 40


def test_one_number_that_cannot_be_does_not_stop_the_others(market, farmer):
    Offer.objects.filter(pk=market.cheese.pk).update(reserved_packs=5)
    fields = {
        str(market.carrots.variant.public_id): "40",
        str(market.cheese.variant.public_id): "3",
        "cycle": market.cycle.public_id,
    }

    page = farmer.post(farm_url(market, "availability"), fields, follow=True)

    market.carrots.refresh_from_db()
    market.cheese.refresh_from_db()
    assert (market.carrots.offered_packs, market.cheese.offered_packs) == (40, 10)
    assert "Geitost: " in page.content.decode()


@pytest.mark.parametrize("typed", ["-3", "1.5", "mange", "9" * 12, "४"])
def test_producers_slips_are_refused_and_nothing_is_written(market, farmer, typed):
    fields = {
        str(market.carrots.variant.public_id): typed,
        "cycle": market.cycle.public_id,
    }

    answer = farmer.post(farm_url(market, "availability"), fields)

    assert answer.status_code == 422
    market.carrots.refresh_from_db()
    assert market.carrots.offered_packs == 50


def test_producer_answers_the_hubs_order(market, farmer):
    line = rounds.make_purchase_line(market.cheese, 5)
    market.cycle.status = CycleStatus.ORDERED
    market.cycle.save()
    market.cycle.allocation_runs.create(
        hub=market.hub,
        cycle_version=1,
        policy="proportional",
        status="committed",
        made_at=rounds.later(),
    )
    purchase = line.purchase_order
    url = farm_url(market, "purchase-promise", purchase=purchase.public_id)

    farmer.post(url, {str(line.public_id): "4"})

    line.refresh_from_db()
    assert line.promised_count == 4
    page = farmer.get(farm_url(market, "purchase-detail", purchase=purchase.public_id))
    assert page.status_code == 200
    # and five packs of 300 g at kr 240 a kilo
    assert page.context["net_ore"] == 36_000


def test_producer_who_has_none_of_it_sees_so_again(market, farmer):
    line = rounds.make_purchase_line(market.cheese, 5, promised_count=0, promised_amount=0)
    url = farm_url(market, "purchase-detail", purchase=line.purchase_order.public_id)

    assert 'value="0" min="0" max="5"' in farmer.get(url).content.decode()
