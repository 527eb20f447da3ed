"""Recipes, the week's menu, and the order that follows from it."""

from datetime import timedelta

import pytest
from django.urls import reverse

from kortreist.apps.actors.models import AuditEvent, RoleKind
from kortreist.apps.catalogue.models import Product, SupplyMode, UnitCode
from kortreist.apps.planning.errors import RecipeChangedError, RecipeEmptyError
from kortreist.apps.planning.models import MenuItem, Recipe
from kortreist.apps.planning.selectors.interest import units_with_recipe
from kortreist.apps.planning.selectors.proposals import propose
from kortreist.apps.planning.services.menus import order_for_menu, put_on_menu
from kortreist.apps.planning.services.recipes import Ingredient, archive_recipe, save_recipe
from kortreist.apps.trading.errors import LinesRefusedError
from kortreist.apps.trading.models import Offer, OrderLine
from kortreist.kernel.errors import InvalidInputError, NotFoundError
from tests import factories, rounds
from tests.apps.trading.conftest import build_market
from tests.conftest import NOON
from tests.harness.sql_log import query_count

pytestmark = pytest.mark.django_db

FISH_SOUP = (
    Ingredient(words="ørret", amount=1_200, unit=UnitCode.GRAM),
    Ingredient(words="gulrot", amount=400, unit=UnitCode.GRAM, waste_bp=2_000),
)


@pytest.fixture
def market(db):
    """The market with trout in packs of 2.5 kg beside the carrots and the cheese."""
    market = build_market()
    trout = factories.make_variant(market.farm, "Ørretfilet", content_amount=2_500)
    factories.make_listing(market.hub, trout, 18_000)
    market.trout = rounds.make_offer(
        market.cycle, trout, packs=20, price_ore=18_000, supply_mode=SupplyMode.RESERVE
    )
    return market


def write(market, ingredients=FISH_SOUP, *, actor=None, unit_id=0, **fields):
    fields = {"name": {"nb": "Fiskesuppe"}, "portions": 10} | fields
    return save_recipe(
        actor=actor or market.cook,
        hub_id=market.hub.pk,
        unit_id=market.unit.pk if unit_id == 0 else unit_id,
        ingredients=ingredients,
        now=NOON,
        **fields,
    )


def plan(market, recipe, portions=120, day=None):
    return put_on_menu(
        actor=market.cook,
        hub_id=market.hub.pk,
        unit_id=market.unit.pk,
        day=day or market.cycle.delivery_day,
        recipe_id=recipe.pk,
        portions=portions,
        now=NOON,
    )


def look(market, **fields):
    return propose(actor=market.cook, unit=market.unit, cycle=market.cycle, now=NOON, **fields)


def order(market, proposal):
    return order_for_menu(
        actor=market.cook,
        hub_id=market.hub.pk,
        unit_id=market.unit.pk,
        cycle_id=market.cycle.pk,
        packs=proposal.packs,
        expected_version=proposal.version,
        now=NOON,
    )


def test_hundred_and_twenty_portions_of_fish_soup_become_an_order(market):
    plan(market, write(market))

    proposal = look(market)

    # 14.4 kg of trout in packs of 2.5 kg; 4.8 kg of carrots, and a fifth goes away
    assert [(need.amount, need.missing) for need in proposal.needs] == [(14_400, 0), (6_000, 0)]
    assert proposal.packs == {market.trout.pk: 6, market.carrots.pk: 6}
    order(market, proposal)
    lines = dict(OrderLine.objects.values_list("offer_id", "ordered_count"))
    assert lines == proposal.packs


def test_pressing_twice_is_pressing_once(market):
    plan(market, write(market))
    order(market, look(market))

    order(market, look(market))

    assert OrderLine.objects.get(offer=market.trout).ordered_count == 6


def test_what_is_missing_is_told_and_the_rest_proposed(market):
    Offer.objects.filter(pk=market.trout.pk).update(reserved_packs=18)
    plan(market, write(market))

    proposal = look(market)

    assert [need.missing for need in proposal.missing] == [14_400 - 5_000]
    assert proposal.packs == {market.trout.pk: 2, market.carrots.pk: 6}


@pytest.mark.parametrize("change", ["closed", "alcohol", "allergens"])
def test_what_the_kitchen_cannot_have_is_not_proposed(market, change):
    if change == "closed":
        Offer.objects.filter(pk=market.trout.pk).update(closes_at=NOON)
    elif change == "alcohol":
        Product.objects.filter(pk=market.trout.variant.product_id).update(is_alcohol=True)
    else:
        Product.objects.update(allergens_stated=True)
        Product.objects.filter(pk=market.trout.variant.product_id).update(allergens=["fish"])
    plan(market, write(market))

    proposal = look(market, free_of=frozenset({"fish"} if change == "allergens" else ()))

    assert market.trout.pk not in proposal.packs
    assert proposal.needs[0].missing == 14_400


def test_goods_nobody_has_stated_are_told_of(market):
    plan(market, write(market))

    proposal = look(market, free_of=frozenset({"fish"}))

    assert proposal.packs == {}
    assert [need.unstated for need in proposal.needs] == [1, 1]


def test_pack_and_group_can_be_named_too(market):
    root = factories.make_group("6")
    greens = factories.make_group("6.1", parent=root)
    Product.objects.filter(pk=market.carrots.variant.product_id).update(group=greens)
    recipe = write(
        market,
        [
            Ingredient(variant_id=market.trout.variant_id, amount=1_000, unit=UnitCode.GRAM),
            Ingredient(group_id=greens.pk, amount=1_000, unit=UnitCode.GRAM),
        ],
    )
    plan(market, recipe, portions=10)

    assert look(market).packs == {market.trout.pk: 1, market.carrots.pk: 1}


def test_only_what_is_cooked_in_the_week_from_the_delivery_counts(market):
    recipe = write(market)
    plan(market, recipe, day=market.cycle.delivery_day - timedelta(days=1))
    plan(market, recipe, day=market.cycle.delivery_day + timedelta(days=7))

    assert look(market).needs == ()


def test_stock_gone_meanwhile_writes_nothing(market):
    plan(market, write(market))
    proposal = look(market)
    Offer.objects.filter(pk=market.trout.pk).update(reserved_packs=20)

    with pytest.raises(LinesRefusedError):
        order(market, proposal)

    assert not OrderLine.objects.exists()


def test_proposal_asks_as_often_for_many_dishes(market):
    plan(market, write(market))
    look(market)
    few = query_count(lambda: look(market))
    for number in range(12):
        plan(market, write(market, name={"nb": f"Rett {number}"}), portions=5)

    assert query_count(lambda: look(market)) == few


def test_recipe_is_changed_and_put_away(market):
    recipe = write(market)
    write(market, FISH_SOUP[:1], recipe_id=recipe.pk, expected_version=1)
    recipe.refresh_from_db()
    assert (recipe.version, recipe.lines.count()) == (2, 1)
    with pytest.raises(RecipeChangedError):
        write(market, recipe_id=recipe.pk, expected_version=1)

    archive_recipe(
        actor=market.cook,
        hub_id=market.hub.pk,
        unit_id=market.unit.pk,
        recipe_id=recipe.pk,
        now=NOON,
    )

    recipe.refresh_from_db()
    assert recipe.archived_at == NOON
    assert set(AuditEvent.objects.values_list("code", flat=True)) == {
        "planning.recipe.written",
        "planning.recipe.changed",
        "planning.recipe.put_away",
    }


@pytest.mark.parametrize(
    ("wrong", "error"),
    [
        ({"ingredients": ()}, RecipeEmptyError),
        ({"portions": 0}, RecipeEmptyError),
        ({"name": {"nb": " "}}, InvalidInputError),
        (
            {"ingredients": [Ingredient(words="a", amount=0, unit=UnitCode.GRAM)]},
            InvalidInputError,
        ),
        (
            {"ingredients": [Ingredient(words="a", group_id=1, amount=1, unit=UnitCode.GRAM)]},
            InvalidInputError,
        ),
        (
            {"ingredients": [Ingredient(variant_id=0, amount=1, unit=UnitCode.GRAM)]},
            NotFoundError,
        ),
    ],
)
def test_what_cannot_be_a_recipe_is_refused(market, wrong, error):
    with pytest.raises(error):
        write(market, **wrong)
    assert not Recipe.objects.exists()
    assert not AuditEvent.objects.exists()


def test_neighbours_recipe_is_not_there(market):
    recipe = write(market, actor=factories.buyer_actor(market.other), unit_id=market.other.pk)
    with pytest.raises(NotFoundError):
        plan(market, recipe)
    with pytest.raises(NotFoundError):
        write(market, recipe_id=recipe.pk)
    with pytest.raises(NotFoundError):
        write(market, unit_id=market.other.pk)
    assert not MenuItem.objects.exists()


def test_hub_shares_recipes_with_all(market):
    shared = write(market, actor=market.boss, unit_id=None)

    assert plan(market, shared).recipe == shared


def test_recipes_tell_who_cooks_with_what(market):
    product = market.trout.variant.product_id
    line = Ingredient(variant_id=market.trout.variant_id, amount=1, unit=UnitCode.GRAM)
    write(market, [line])
    shared = write(market, [line], actor=market.boss, unit_id=None)
    MenuItem.objects.create(
        hub=market.hub,
        unit=market.other,
        day=market.cycle.delivery_day,
        recipe=shared,
        portions=5,
    )

    found = units_with_recipe(hub_id=market.hub.pk, product_ids=[product])

    assert found == {market.unit.pk: {product}, market.other.pk: {product}}


# Pages


@pytest.fixture
def cook(market, client):
    role = factories.make_role(market.hub, RoleKind.BUYER, unit=market.unit)
    client.force_login(role.person.user)
    return client


def url(market, name, **kwargs):
    scope = {"hub": market.hub.public_id, "unit": market.unit.public_id}
    return reverse(name, kwargs=scope | kwargs)


def test_cook_writes_a_recipe_and_orders_for_it(market, cook):
    factories.make_group("4")
    lines = {
        "what": ["ørret", "gulrot", ""],
        "amount": ["1,2 kg", "400 g", ""],
        "waste": ["", "20", ""],
    }
    cook.post(url(market, "planning:recipe-new"), {"name": "Fiskesuppe", "portions": "10"} | lines)
    recipe = Recipe.objects.get()
    assert [(line.words, line.amount, line.waste_bp) for line in recipe.lines.all()] == [
        ("ørret", 1_200, 0),
        ("gulrot", 400, 2_000),
    ]
    dish = {"recipe": recipe.public_id, "portions": "120", "day": market.cycle.delivery_day}
    cook.post(url(market, "planning:menu"), dish)
    page = cook.get(url(market, "planning:menu")).content.decode()
    assert "Ørretfilet" in page
    assert "14,4" in page

    answer = cook.post(
        url(market, "planning:menu-order"), {"cycle": market.cycle.public_id, "version": "1"}
    )

    assert answer.url.startswith(url(market, "trading:basket"))
    assert OrderLine.objects.get(offer=market.trout).ordered_count == 6


def test_line_that_cannot_be_read_is_kept_and_named(market, cook):
    fields = {"name": "Suppe", "portions": "10"}
    lines = {"what": ["ørret", "gulrot"], "amount": ["mye", "400 g"], "waste": ["", ""]}

    page = cook.post(url(market, "planning:recipe-new"), fields | lines).content.decode()

    assert 'value="mye"' in page
    assert page.count('aria-invalid="true"') == 1
    assert not Recipe.objects.exists()


def test_shared_recipe_is_shown_and_copied(market, cook):
    shared = write(market, actor=market.boss, unit_id=None)

    page = cook.get(url(market, "planning:recipe-detail", recipe=shared.public_id))
    copy = cook.get(url(market, "planning:recipe-new") + f"?from={shared.public_id}")

    assert "data-guard-unsaved" not in page.content.decode()
    assert 'value="ørret"' in copy.content.decode()


def test_dish_is_taken_off_again(market, cook):
    recipe = write(market)
    item = plan(market, recipe)
    fields = {"recipe": recipe.public_id, "day": item.day, "portions": "0"}

    cook.post(url(market, "planning:menu"), fields)

    assert not MenuItem.objects.exists()
