from datetime import date
from decimal import Decimal

import pytest
from django.urls import reverse

from kortreist.apps.actors.models import RoleKind
from kortreist.apps.catalogue.models import NUTRIENTS, PackKind, PackLevel
from kortreist.apps.catalogue.selectors.kitchen_catalogue import HEADINGS, kitchen_catalogue
from kortreist.formats.sheets import open_sheets
from kortreist.kernel.errors import NotFoundError
from tests import factories
from tests.harness.sql_log import query_count

pytestmark = pytest.mark.django_db
ON = date(2026, 11, 24)


@pytest.fixture
def hub():
    factories.make_vat_rates()
    return factories.make_hub("Rørosmat")


@pytest.fixture
def unit(hub):
    return factories.make_unit(hub)


def sell(hub, farm, name, price_ore=4000, **fields):
    product = factories.make_product(farm, name, **fields)
    variant = factories.make_variant(product=product, content_amount=2500, order_multiple=2)
    return factories.make_listing(hub, variant, price_ore)


def catalogue(hub, unit, actor=factories.SYSTEM):
    sheet = kitchen_catalogue(actor=actor, hub=hub, unit=unit, on=ON, language="nb")
    return [dict(zip(sheet.headings, row, strict=True)) for row in sheet.rows]


def test_a_row_says_what_kitchens_ask_for(hub, unit):
    farm = factories.make_producer(hub, "Galåvolden Gård")
    factories.make_fee(hub)
    fields = {"allergens": ["milk"], "allergens_stated": True, "traces": ["nuts"]}
    sell(hub, farm, "Rømme", storage="chilled", shelf_life_days=20, is_organic=True, **fields)

    (row,) = catalogue(hub, unit)

    assert row["Leverandørnummer"] == hub.organisation.org_no
    assert (row["Varenavn"], row["Innhold"], row["Enhet"]) == ("Rømme", Decimal("2.5"), "kg")
    assert row["Pris per kg/l/stk eks. mva"] == Decimal("44.00")
    assert row["Pris per pakning eks. mva"] == Decimal("110.00")
    assert row["Mva %"] == Decimal("15.00")
    allergens = (row["Melk"], row["Nøtter"], row["Egg"])
    assert allergens == ("inneholder", "kan inneholde", "nei")
    assert (row["Lagring"], row["Holdbarhet dager"], row["Økologisk"]) == ("kjølt", 20, "ja")
    assert (row["Minste bestilling"], row["Gjelder fra"]) == (2, "2026-11-24")
    assert (row["Produsent"], len(row["Artikkelnummer"])) == ("Galåvolden Gård", 12)
    assert (row["Pakninger i kasse"], row["Kasser på pall"]) == (1, None)
    assert (row["Næringsinnhold per"], row["Energi kJ"], row["Salt g"]) == (None, None, None)


def test_nutrition_and_pallets_are_told_where_they_are_known(hub, unit):
    farm = factories.make_producer(hub)
    table = {"per": "ml"} | dict.fromkeys(NUTRIENTS, 1500)
    listing = sell(hub, farm, "Melk", nutrition=table)
    PackLevel.objects.create(variant=listing.variant, kind=PackKind.PALLET, holds=48)

    (row,) = catalogue(hub, unit)

    assert row["Kasser på pall"] == 48
    assert (row["Næringsinnhold per"], row["Energi kJ"]) == ("100 ml", 1500)
    assert (row["Fett g"], row["Mettet fett g"]) == (Decimal("1.5"), Decimal("1.5"))


def test_allergens_that_nobody_stated_are_not_said_to_be_absent(hub, unit):
    sell(hub, factories.make_producer(hub), "Brød")
    (row,) = catalogue(hub, unit)
    assert (row["Gluten"], row["Melk"]) == ("ikke oppgitt", "ikke oppgitt")


def test_alcohol_hidden_goods_and_other_hubs_are_not_in_it(hub, unit):
    farm = factories.make_producer(hub)
    sell(hub, farm, "Øl", is_alcohol=True, vat_class="general")
    hidden = sell(hub, farm, "Skjult")
    hidden.is_visible = False
    hidden.save()
    sell(factories.make_hub(), farm, "Andre steder")
    assert catalogue(hub, unit) == []


def test_columns_are_as_many_in_every_language(hub, unit):
    assert {tuple(map(len, parts)) for parts in HEADINGS.values()} == {(11, 10)}


def test_questions_are_as_many_for_more_goods(hub, unit):
    farm = factories.make_producer(hub)
    for number in range(2):
        sell(hub, farm, f"Vare {number}")
    few = query_count(lambda: catalogue(hub, unit))
    for number in range(20):
        sell(hub, farm, f"Mer {number}")
    assert query_count(lambda: catalogue(hub, unit)) == few


def test_another_kitchen_does_not_get_it(hub, unit):
    with pytest.raises(NotFoundError):
        catalogue(hub, unit, factories.buyer_actor(factories.make_unit(hub)))


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_it_is_given_out_as_a_file(client, hub, unit, kind):
    sell(hub, factories.make_producer(hub), "Rømme")
    client.force_login(factories.make_role(hub, RoleKind.BUYER, unit=unit).person.user)
    kwargs = {"hub": hub.public_id, "unit": unit.public_id}

    response = client.get(reverse(f"catalogue:kitchen-{kind}", kwargs=kwargs))

    content = b"".join(response) if response.streaming else response.content
    (table,) = open_sheets(content)
    assert [row.cells[4] for row in table.rows] == ["Varenavn", "Rømme"]
