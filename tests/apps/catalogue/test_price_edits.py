import pytest
from django.urls import reverse

from kortreist.apps.actors.models import AuditEvent
from kortreist.apps.catalogue.errors import (
    PriceEditEmptyError,
    PriceEditStateError,
    PriceOutOfRangeError,
    SheetChangedError,
)
from kortreist.apps.catalogue.models import Listing, PriceEdit
from kortreist.apps.catalogue.price_rules import PriceRule
from kortreist.apps.catalogue.selectors.wanted import Wanted
from kortreist.apps.catalogue.services.listings import list_variant
from kortreist.apps.catalogue.services.price_edits import (
    apply_price_edit,
    cancel_price_edit,
    plan_as_typed,
    plan_by_rule,
    take_back_price_edit,
)
from kortreist.kernel.errors import NotFoundError, NotPermittedError
from tests import factories
from tests.conftest import NOON
from tests.harness.sql_log import query_count

pytestmark = [pytest.mark.django_db, pytest.mark.both]

THREE = PriceRule(percent_bp=300, round_to_ore=10)


@pytest.fixture
def hub():
    return factories.make_hub()


@pytest.fixture
def farm(hub):
    return factories.make_producer(hub)


def sell(hub, farm, *prices):
    return [
        factories.make_listing(hub, factories.make_variant(farm, f"Vare {number}"), price)
        for number, price in enumerate(prices)
    ]


def prices():
    return list(Listing.objects.order_by("pk").values_list("producer_price_ore", flat=True))


def plan(hub, wanted=None, rule=THREE, actor=factories.SYSTEM):
    return plan_by_rule(actor=actor, hub_id=hub.pk, wanted=wanted or Wanted(), rule=rule, now=NOON)


@pytest.mark.parametrize(
    ("rule", "before", "after"),
    [
        (THREE, 3450, 3550),
        (THREE, 10, 10),
        (PriceRule(percent_bp=-1000), 999, 899),
        (PriceRule(amount_ore=-500), 300, 0),
        (PriceRule(percent_bp=250, amount_ore=100, round_to_ore=50), 1000, 1150),
        (PriceRule(round_to_ore=100), 1250, 1300),
    ],
)
def test_rules_round_once_to_the_nearest_multiple(rule, before, after):
    assert rule.apply(before) == after


def test_planned_nothing_is_changed_and_applied_all_of_it_is(hub, farm):
    sell(hub, farm, 1000, 2000, 10)
    edit = plan(hub)
    assert edit.rows_count == 2
    assert prices() == [1000, 2000, 10]

    apply_price_edit(actor=factories.SYSTEM, hub_id=hub.pk, edit_id=edit.pk, now=NOON)

    assert prices() == [1030, 2060, 10]
    assert list(Listing.objects.order_by("pk").values_list("version", flat=True)) == [2, 2, 1]
    trail = AuditEvent.objects.get()
    assert (trail.code, trail.params["rows"]) == ("catalogue.prices.changed", 2)


def test_only_what_is_wanted_is_changed(hub, farm):
    other = factories.make_producer(hub)
    sell(hub, farm, 1000)
    sell(hub, other, 1000)
    sell(factories.make_hub(), farm, 1000)

    edit = plan(hub, Wanted(producer=other.public_id))
    apply_price_edit(actor=factories.SYSTEM, hub_id=hub.pk, edit_id=edit.pk, now=NOON)

    assert prices() == [1000, 1030, 1000]


def test_taken_back_prices_are_as_they_were(hub, farm):
    sell(hub, farm, 1000, 2000)
    scope = {"actor": factories.SYSTEM, "hub_id": hub.pk, "edit_id": plan(hub).pk, "now": NOON}
    apply_price_edit(**scope)
    take_back_price_edit(**scope)

    assert prices() == [1000, 2000]
    with pytest.raises(PriceEditStateError):
        take_back_price_edit(**scope)


def test_a_price_changed_meanwhile_stops_all_of_it(hub, farm):
    first, _ = sell(hub, farm, 1000, 2000)
    edit = plan(hub)
    scope = {"actor": factories.SYSTEM, "hub_id": hub.pk, "now": NOON}
    list_variant(**scope, variant_id=first.variant_id, producer_price_ore=1500)

    with pytest.raises(SheetChangedError):
        apply_price_edit(**scope, edit_id=edit.pk)

    assert prices() == [1500, 2000]
    edit.refresh_from_db()
    assert edit.state == "staged"


def test_typed_prices_are_held_against_those_in_force(hub, farm):
    first, second = sell(hub, farm, 1000, 2000)
    elsewhere = sell(factories.make_hub(), farm, 3000)[0]

    edit = plan_as_typed(
        actor=factories.SYSTEM,
        hub_id=hub.pk,
        prices={first.pk: 1100, second.pk: 2000, elsewhere.pk: 1},
        now=NOON,
    )

    rows = list(edit.rows.values_list("listing_id", "from_ore", "to_ore"))
    assert rows == [(first.pk, 1000, 1100)]


def test_what_changes_nothing_or_too_much_is_refused(hub, farm):
    with pytest.raises(PriceEditEmptyError):
        plan(hub)
    sell(hub, farm, 9_999_000)
    with pytest.raises(PriceOutOfRangeError):
        plan(hub, rule=PriceRule(percent_bp=10_000))
    assert not PriceEdit.objects.exists()


def test_given_up_it_cannot_be_applied(hub, farm):
    sell(hub, farm, 1000)
    scope = {"actor": factories.SYSTEM, "hub_id": hub.pk, "edit_id": plan(hub).pk, "now": NOON}
    cancel_price_edit(**scope)
    with pytest.raises(PriceEditStateError):
        apply_price_edit(**scope)
    assert prices() == [1000]


def test_prices_are_the_hubs(hub, farm):
    sell(hub, farm, 1000)
    with pytest.raises(NotPermittedError):
        plan(hub, actor=factories.producer_actor(hub, farm))
    edit = plan(hub)
    with pytest.raises(NotFoundError):
        apply_price_edit(
            actor=factories.coordinator(factories.make_hub()),
            hub_id=hub.pk,
            edit_id=edit.pk,
            now=NOON,
        )
    assert prices() == [1000]


def test_questions_are_as_many_for_many_prices(hub, farm):
    def ask():
        edit = plan(hub)
        scope = {"actor": factories.SYSTEM, "hub_id": hub.pk, "edit_id": edit.pk, "now": NOON}
        apply_price_edit(**scope)
        take_back_price_edit(**scope)

    sell(hub, farm, 1000, 2000)
    few = query_count(ask)
    sell(hub, farm, *range(1000, 5000, 50))
    assert query_count(ask) == few


def address(name, hub, **more):
    return reverse(f"catalogue:{name}", kwargs={"hub": hub.public_id} | more)


def test_pages_lead_from_rule_to_prices_and_back(client, hub, farm):
    client.force_login(factories.make_role(hub).person.user)
    (listing,) = sell(hub, farm, 1000)
    page = client.get(address("prices", hub), {"producer": str(farm.public_id)})
    assert "Vare 0" in page.content.decode()
    answer = {"how": "rule", "percent": "-2,5", "kroner": "", "round_to_ore": "10"}
    planned = client.post(address("prices", hub), answer)
    edit = PriceEdit.objects.get()
    assert planned.url == address("price-edit-detail", hub, edit=edit.public_id)
    assert "9,80" in client.get(planned.url).content.decode()

    client.post(address("price-edit-apply", hub, edit=edit.public_id))
    assert prices() == [980]
    client.post(address("price-edit-take-back", hub, edit=edit.public_id))
    assert prices() == [1000]

    typed = {"how": "typed", f"price_{listing.pk}": "12,30"}
    planned = client.post(address("prices", hub), typed)
    assert client.get(planned.url).status_code == 200
    client.post(planned.url + "cancel/")
    assert prices() == [1000]


def test_a_rule_that_cannot_be_is_told_in_the_form(client, hub, farm):
    client.force_login(factories.make_role(hub).person.user)
    sell(hub, farm, 1000)
    for percent in ("mye", "", "0"):
        answer = {"how": "rule", "percent": percent, "kroner": "", "round_to_ore": "1"}
        assert client.post(address("prices", hub), answer).status_code == 200
    assert not PriceEdit.objects.exists()
