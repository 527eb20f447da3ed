"""The pages of prices: lists as tables, agreements, fees with their days, zones with freight."""

import pytest
from django.urls import reverse

from kortreist.apps.actors.models import AuditEvent, DeliveryZone, RoleKind
from kortreist.apps.catalogue.models import (
    DepositKind,
    Fee,
    PriceAgreement,
    PriceList,
    PriceListReach,
)
from tests import factories, price_lists


@pytest.fixture
def keeper(db, client):
    """A coordinator at a hub with carrots and one kitchen, signed in."""
    client.hub = factories.make_hub()
    farm = factories.make_producer(client.hub)
    client.carrots = factories.make_variant(farm, "Gulrot")
    factories.make_listing(client.hub, client.carrots, 3000)
    client.unit = factories.make_unit(client.hub)
    role = factories.make_role(client.hub)
    client.force_login(role.person.user)
    return client


def url(client, name, **kwargs):
    return reverse(f"catalogue:{name}", kwargs={"hub": client.hub.public_id} | kwargs)


@pytest.mark.both
@pytest.mark.parametrize("name", ["price-lists", "agreements", "fees", "zones"])
def test_every_page_opens(keeper, name):
    price_lists.make_price_list(keeper.hub, (keeper.carrots, 2900), reach={"unit": keeper.unit})
    price_lists.make_zone(keeper.hub, (0, 100), unit=keeper.unit)
    price_lists.make_deposit(keeper.hub)
    factories.make_fee(keeper.hub)

    assert keeper.get(url(keeper, name)).status_code == 200


def test_a_list_is_begun_and_priced_as_a_table(keeper):
    keeper.post(
        url(keeper, "price-lists"),
        {"name": "Bestilling", "reach": f"unit:{keeper.unit.pk}", "valid_from": "2026-11-01"},
    )
    price_list = PriceList.objects.get()
    assert price_list.reaches.get().unit == keeper.unit
    page = url(keeper, "price-list", price_list=price_list.public_id)
    answer = keeper.post(
        page,
        {
            "version": 1,
            "goods-0": keeper.carrots.pk,
            "packs-0": "10",
            "price-0": "29,50",
            "packs-1": "1",
            "packs-2": "1",
        },
    )
    assert answer.status_code == 302
    entry = price_list.entries.get()
    assert (entry.from_packs, entry.price_ore) == (10, 2950)
    assert "29,50" in keeper.get(page).content.decode()
    # emptied, it is off the list
    keeper.post(page, {"version": 2, f"step-{keeper.carrots.pk}-10": ""})
    assert not price_list.entries.exists()


def test_what_cannot_be_right_stays_in_the_table(keeper):
    price_list = price_lists.make_price_list(keeper.hub, (keeper.carrots, 2900))
    page = url(keeper, "price-list", price_list=price_list.public_id)
    answer = keeper.post(page, {"version": 9, f"step-{keeper.carrots.pk}-1": "31"})

    assert answer.status_code == 200
    assert price_list.entries.get().price_ore == 2900


def test_an_agreement_is_written_down(keeper):
    keeper.post(
        url(keeper, "agreements"),
        {
            "buyer": f"payer:{keeper.unit.payer.organisation_id}",
            "valid_from": "2026-01-01",
            "agreed_ore": "50000",
            "bonus_bp": "2,5",
            "least_life_days": "7",
        },
    )
    agreement = PriceAgreement.objects.get()
    assert (agreement.agreed_ore, agreement.bonus_bp, agreement.least_life_days) == (
        5_000_000,
        250,
        7,
    )
    page = reverse(
        "trading:unit-agreement",
        kwargs={"hub": keeper.hub.public_id, "unit": keeper.unit.public_id},
    )
    assert keeper.get(page).status_code == 200


def test_fees_and_deposits_are_set_from_a_day(keeper):
    fee = {"kind": "sales", "basis": "per_order", "amount_ore": "25", "valid_from": "2030-01-01"}
    keeper.post(url(keeper, "fees"), fee)
    deposit = {
        "ledger": "crate",
        "code": "kasse",
        "deposit_ore": "50",
        "deposit_from": "2030-01-01",
    }
    keeper.post(url(keeper, "fees"), deposit)

    assert Fee.objects.get().amount_ore == 2_500
    assert DepositKind.objects.get().amount_ore == 5_000


def test_a_zone_has_its_steps_and_doors(keeper):
    keeper.post(
        url(keeper, "zones"),
        {
            "new-name": "Fjellet",
            "new-minimum_ore": "500",
            "new-below_minimum": "refuse",
            "new-from-0": "0",
            "new-freight-0": "150",
            "new-from-1": "2000",
            "new-freight-1": "0",
        },
    )
    zone = DeliveryZone.objects.get()
    assert list(zone.freight_steps.values_list("from_ore", "freight_ore")) == [
        (0, 15_000),
        (200_000, 0),
    ]
    keeper.post(url(keeper, "zone-doors"), {f"door-{keeper.unit.delivery_point_id}": zone.pk})
    keeper.unit.delivery_point.refresh_from_db()
    assert keeper.unit.delivery_point.zone == zone


@pytest.mark.parametrize("kind", [RoleKind.ACCOUNTANT, RoleKind.PACKING_TEAM])
def test_others_at_the_hub_do_not_keep_prices(keeper, kind):
    keeper.force_login(factories.make_role(keeper.hub, kind).person.user)

    assert keeper.get(url(keeper, "price-lists")).status_code == 403


@pytest.mark.both
def test_whom_a_list_is_for_and_when_is_changed(keeper):
    price_list = price_lists.make_price_list(
        keeper.hub, (keeper.carrots, 2900), reach={"unit_kind": "hotel", "sector": "private"}
    )
    PriceListReach.objects.create(hub=keeper.hub, price_list=price_list, unit=keeper.unit)
    page = url(keeper, "price-list-terms", price_list=price_list.public_id)
    opened = keeper.get(page)
    form = opened.context["form"]
    assert [form[f"reach-{place}"].value() for place in range(3)] == [
        "kind:hotel,private",
        f"unit:{keeper.unit.pk}",
        None,
    ]
    fields = {
        "version": price_list.version,
        "name": "Hoteller",
        "valid_from": "2026-11-01",
        "valid_until": "2027-01-01",
        "reach-0": "kind:hotel,private",
        "reach-1": "",
        "reach-2": "sector:public",
        "reach-3": "sector:public",
    }

    assert keeper.post(page, fields).status_code == 302

    price_list.refresh_from_db()
    assert (price_list.name, str(price_list.valid_until)) == ("Hoteller", "2027-01-01")
    reaches = set(price_list.reaches.values_list("unit_id", "unit_kind", "sector"))
    assert reaches == {(None, "hotel", "private"), (None, "", "public")}
    # the same page sent once more is of before that
    stale = keeper.post(page, fields | {"name": "En annen"})
    assert stale.status_code == 200
    price_list.refresh_from_db()
    assert price_list.name == "Hoteller"


@pytest.mark.parametrize(
    "wrong",
    [{"reach-0": ""}, {"reach-0": "unit:999999"}, {"valid_until": "2026-01-01"}, {"name": ""}],
)
def test_terms_that_cannot_be_right_change_nothing(keeper, wrong):
    price_list = price_lists.make_price_list(keeper.hub, reach={"unit": keeper.unit})
    page = url(keeper, "price-list-terms", price_list=price_list.public_id)
    fields = {
        "version": price_list.version,
        "name": "Ny",
        "valid_from": "2026-11-01",
        "reach-0": "everybody:",
    }

    assert keeper.post(page, fields | wrong).status_code in {200, 422}

    price_list.refresh_from_db()
    assert price_list.name == "Prisliste"
    assert price_list.reaches.get().unit == keeper.unit


@pytest.mark.both
def test_doors_are_folded_by_zone_and_looked_for(keeper, query_count):
    fjell = price_lists.make_zone(keeper.hub, (0, 100), unit=keeper.unit)
    for number in range(60):
        factories.make_delivery_point(keeper.hub, name=f"Sted {number}", zone=fjell)
    school = factories.make_delivery_point(keeper.hub, name="Ærlig skole")
    page = url(keeper, "zones")

    def groups(**asked):
        doors = keeper.get(page, asked).context["doors"]
        return [(each.zone, len(each.points), each.is_open) for each in doors]

    assert groups() == [(None, 1, True), (fjell, 61, False)]
    assert groups(q="ÆRLIG") == [(None, 1, True)]
    assert groups(q="sted 5") == [(fjell, 11, True)]
    assert groups(q="finnes ikke") == []
    few = query_count(lambda: keeper.get(page))
    for number in range(30):
        factories.make_delivery_point(keeper.hub, name=f"Mer {number}")
    assert query_count(lambda: keeper.get(page)) == few
    # and only what was chosen otherwise is written
    sent = {f"door-{point.pk}": str(fjell.pk) for point in fjell.points.all()}
    keeper.post(url(keeper, "zone-doors"), sent | {f"door-{school.pk}": str(fjell.pk)})
    school.refresh_from_db()
    assert school.zone == fjell
    assert AuditEvent.objects.filter(code="actors.delivery_point.zoned").count() == 1
