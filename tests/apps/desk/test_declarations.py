"""Every unit that uses goods hears when what is in them has changed, once, and no others."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.urls import reverse

from kortreist.apps.actors.models import RoleKind
from kortreist.apps.catalogue.facts import ProductFacts, facts_of
from kortreist.apps.catalogue.models import Declaration
from kortreist.apps.catalogue.services.goods import change_product, create_product
from kortreist.apps.desk.models import DeclarationNews, DeclarationRound
from kortreist.apps.desk.selectors.declarations import changed_goods
from kortreist.apps.desk.services.declarations import note_seen, tell_changes, tell_hub
from kortreist.apps.jobs.registry import schedules
from kortreist.apps.messages.models import Message
from kortreist.apps.planning.models import MenuItem, Recipe, RecipeLine
from kortreist.apps.trading.models import Favourite, OrderStatus
from kortreist.kernel.errors import NotFoundError, NotPermittedError
from tests import rounds
from tests.apps.trading.test_standing import make_standing
from tests.conftest import NOON
from tests.factories import (
    SYSTEM,
    buyer_actor,
    coordinator,
    make_group,
    make_hub,
    make_listing,
    make_producer,
    make_role,
    make_unit,
    make_variant,
    producer_actor,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def hub():
    make_group("6")
    return make_hub()


@pytest.fixture
def bread(hub, now):
    farm = make_producer(hub)
    product = create_product(
        actor=producer_actor(hub, farm),
        hub_id=hub.pk,
        producer_id=farm.pk,
        facts=ProductFacts(name={"nb": "Grovbrød"}, group="6", allergens=["gluten"]),
        now=now,
    )
    variant = make_variant(product=product)
    make_listing(hub, variant)
    return product


@pytest.fixture
def user(hub, bread):
    """A kitchen that has ordered the bread."""
    return order(hub, bread, make_unit(hub, "Fjellro barnehage"))


def order(hub, bread, unit, status=OrderStatus.PLACED):
    cycle = rounds.make_cycle(hub)
    offer = rounds.make_offer(cycle, bread.variants.get())
    rounds.make_line(rounds.make_order(cycle, unit, status), offer, 2)
    return unit


def change(hub, product, now, **facts):
    product.refresh_from_db()
    change_product(
        actor=producer_actor(hub, product.producer),
        hub_id=hub.pk,
        product_id=product.pk,
        facts=replace(facts_of(product), **facts),
        now=now,
    )


def tell(hub, now):
    return tell_hub(actor=SYSTEM, hub_id=hub.pk, now=now)


def test_who_uses_the_goods_is_told_once_and_nobody_else(hub, bread, user, now):
    basket = order(hub, bread, make_unit(hub), OrderStatus.BASKET)
    stranger = make_unit(hub)
    change(hub, bread, now, allergens=["gluten", "sesame"])
    assert tell(hub, now) == 2
    assert tell(hub, now) == 0
    assert {row.unit for row in DeclarationNews.objects.all()} == {user, basket}
    told = Message.objects.filter(template="declaration_changed", unit_id=user.pk)
    assert [message.params["name"] for message in told] == [{"nb": "Grovbrød"}]
    assert not Message.objects.filter(unit_id=stranger.pk).exists()


def star(hub, variant, unit):
    Favourite.objects.create(hub=hub, unit=unit, variant=variant, added_at=NOON)


def cook(hub, variant, unit):
    recipe = Recipe.objects.create(hub=hub, unit=unit, name={"nb": "Skiver"}, portions=10)
    RecipeLine.objects.create(hub=hub, recipe=recipe, variant=variant, amount=500, unit="g")


def plan(hub, variant, unit):
    """Put a recipe of the hub's own on the unit's menu."""
    cook(hub, variant, None)
    MenuItem.objects.create(
        hub=hub, unit=unit, recipe=Recipe.objects.get(), day=NOON.date(), portions=40
    )


def stand(hub, variant, unit):
    make_standing(unit, [(variant, 4)])


@pytest.mark.both
@pytest.mark.parametrize("use", [star, cook, plan, stand], ids=lambda use: use.__name__)
def test_each_way_of_using_the_goods_is_told_of_a_change(hub, bread, now, use):
    unit, stranger = make_unit(hub), make_unit(hub)
    use(hub, bread.variants.get(), unit)
    change(hub, bread, now, allergens=["gluten", "sesame"])

    assert tell(hub, now) == 1

    assert DeclarationNews.objects.get().unit == unit
    assert Message.objects.get(template="declaration_changed").unit_id == unit.pk
    assert not Message.objects.filter(unit_id=stranger.pk).exists()


def test_the_message_says_plainly_what_changed(hub, bread, user, now):
    user.language = "en"
    user.save()
    change(hub, bread, now, allergens=["gluten", "sesame"], traces=["nuts"])
    tell(hub, now)
    message = Message.objects.get(unit_id=user.pk)
    assert message.params["changes"] == [
        "Now with sesame",
        "May now contain traces of nuts",
    ]


def test_several_changes_are_told_as_one(hub, bread, user, now):
    change(hub, bread, now, allergens=["gluten", "sesame"])
    change(hub, bread, now, allergens=["gluten", "sesame", "milk"])
    assert tell(hub, now) == 1
    news = DeclarationNews.objects.get()
    assert (news.before.version, news.declaration.version) == (1, 3)


def test_what_was_changed_back_is_told_to_nobody(hub, bread, user, now):
    change(hub, bread, now, allergens=["gluten", "sesame"])
    change(hub, bread, now, allergens=["gluten"])
    assert tell(hub, now) == 0
    assert not DeclarationNews.objects.exists()
    assert DeclarationRound.objects.count() == 2


@pytest.mark.parametrize(
    "facts", [{"name": {"nb": "Brød"}}, {"story": {"nb": "Nytt"}}, {"shelf_life_days": 3}]
)
def test_what_makes_nobody_ill_is_not_told(hub, bread, user, now, facts):
    change(hub, bread, now, **facts)
    assert tell(hub, now) == 0
    assert not Message.objects.exists()


def test_each_hub_tells_its_own(hub, bread, user, now):
    other = make_hub()
    change(hub, bread, now, allergens=[])
    assert tell_changes(actor=SYSTEM, now=now) == 1
    assert not DeclarationNews.objects.filter(hub=other).exists()


def test_half_told_is_not_told(hub, bread, user, now, monkeypatch):
    change(hub, bread, now, allergens=[])
    monkeypatch.setattr(DeclarationRound.objects, "bulk_create", lambda *_, **__: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        tell(hub, now)
    assert not DeclarationNews.objects.exists()
    assert not Message.objects.exists()


def test_home_shows_it_until_it_is_seen_and_again_when_taken_back(hub, bread, user, now):
    change(hub, bread, now, allergens=["gluten", "sesame"])
    tell(hub, now)
    actor = buyer_actor(user)
    scope = {"actor": actor, "hub_id": hub.pk, "unit_id": user.pk}
    [goods] = changed_goods(actor=actor, unit=user, now=now)
    assert goods.product == bread
    assert note_seen(**scope, now=now) == 1
    assert changed_goods(actor=actor, unit=user, now=now) == []
    assert note_seen(**scope, now=now, is_seen=False) == 1
    assert len(changed_goods(actor=actor, unit=user, now=now)) == 1
    # and after a month it is history
    assert changed_goods(actor=actor, unit=user, now=now + timedelta(weeks=5)) == []


def test_a_neighbour_sees_and_says_nothing(hub, bread, user, now):
    change(hub, bread, now, allergens=[])
    tell(hub, now)
    stranger = buyer_actor(make_unit(hub))
    with pytest.raises(NotFoundError):
        note_seen(actor=stranger, hub_id=hub.pk, unit_id=user.pk, now=now)
    with pytest.raises(NotPermittedError):
        tell_hub(actor=coordinator(hub), hub_id=hub.pk, now=now)
    assert DeclarationNews.objects.filter(seen_at__isnull=True).count() == 1


def test_the_worker_looks_every_few_minutes():
    assert schedules["desk.tell_declarations"].cron == "*/5 * * * *"
    assert "desk.warn_of_papers" in schedules


def test_the_pages_button_puts_it_away(hub, bread, user, now, client):
    change(hub, bread, now, allergens=["gluten", "sesame"])
    tell(hub, now)
    DeclarationNews.objects.update(at=Declaration.objects.latest("pk").made_at)
    person = make_role(hub, RoleKind.BUYER, unit=user).person
    client.force_login(person.user)
    kwargs = {"hub": hub.public_id, "unit": user.public_id}
    assert client.post(reverse("desk:declarations-seen", kwargs=kwargs)).status_code == 302
    assert not DeclarationNews.objects.filter(seen_at__isnull=True).exists()
    assert client.post(reverse("desk:declarations-unseen", kwargs=kwargs)).status_code == 302
    assert DeclarationNews.objects.filter(seen_at__isnull=True).count() == 1
