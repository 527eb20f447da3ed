"""Allergens in a column each, nutrition per 100 g and pallets, as sheets bring them."""

import pytest

from kortreist.apps.catalogue.models import ALLERGENS, PackKind, PackLevel, Product
from kortreist.apps.catalogue.services.sheet_taking import take_back
from kortreist.apps.catalogue.sheets.allergens import from_columns, to_columns
from kortreist.apps.catalogue.sheets.values import ALLERGENS as WORDS
from tests import factories
from tests.apps.catalogue.sheets import agree, counts, csv, stage, told
from tests.conftest import NOON

pytestmark = pytest.mark.both

HEAD = ("Varenr", "Navn", "Innhold", "Enhet", "Pris")
CHEESE = ("7", "Ost", "1", "kg", "200")
ALL = tuple(names[0].capitalize() for names in WORDS.values())
TABLE = {
    "energy_kj": 1512,
    "energy_kcal": 360,
    "fat_mg": 2400,
    "saturates_mg": 400,
    "carbohydrate_mg": 65_000,
    "sugars_mg": 1300,
    "protein_mg": 12_000,
    "salt_mg": 1010,
}
NUTRITION = (
    "Energi kJ",
    "Energi kcal",
    "Fett",
    "hvorav mettede fettsyrer",
    "Karbohydrat",
    "hvorav sukkerarter",
    "Protein",
    "Salt",
)
FIGURES = ("1512", "360", "2,4", "0,4", "65", "1,3", "12 g", "1,01")


@pytest.fixture
def hub(db):
    factories.make_group("0")
    return factories.make_hub()


@pytest.fixture
def farm(hub):
    return factories.make_producer(hub)


def cells(**marks):
    """Return fourteen cells with marks in some."""
    return tuple(marks.get(code, "") for code in ALLERGENS)


@pytest.mark.parametrize(
    ("_case", "marks", "allergens", "traces", "is_stated"),
    [
        ("crosses", {"milk": "x", "gluten": "X"}, ["gluten", "milk"], [], True),
        ("words", {"milk": "ja", "nuts": "spor", "egg": ""}, ["milk"], ["nuts"], True),
        ("as kitchens have it", {"milk": "inneholder", "fish": "nei"}, ["milk"], [], True),
        ("none of them", dict.fromkeys(ALLERGENS, "nei"), [], [], True),
        ("one says no, the rest nothing", {"milk": "nei"}, [], [], True),
        ("nothing at all", {}, [], [], False),
        ("not stated", dict.fromkeys(ALLERGENS, "ikke oppgitt"), [], [], False),
        ("only traces known", {"milk": "spor", "fish": "ikke oppgitt"}, [], ["milk"], False),
    ],
)
def test_a_column_for_each_allergen(hub, farm, _case, marks, allergens, traces, is_stated):
    agree(stage(hub, farm, csv(HEAD + ALL, CHEESE + cells(**marks))))

    product = Product.objects.get()
    assert (product.allergens, product.traces) == (allergens, traces)
    assert product.allergens_stated == is_stated


def test_some_columns_change_only_what_they_speak_of(hub, farm):
    factories.make_variant(
        product=factories.make_product(
            farm, "Ost", allergens=["milk", "nuts"], allergens_stated=True, traces=["fish"]
        ),
        producer_code="7",
    )
    agree(stage(hub, farm, csv(("Varenr", "Melk", "Egg"), ("7", "nei", "spor"))))

    product = Product.objects.get()
    assert (product.allergens, product.traces) == (["nuts"], ["eggs", "fish"])


def test_few_columns_without_a_cross_do_not_say_there_is_nothing_else(hub, farm):
    head = (*HEAD, "Melk", "Egg")
    agree(stage(hub, farm, csv(head, (*CHEESE, "nei", "nei"))))
    assert not Product.objects.get().allergens_stated


def test_list_and_columns_that_disagree_are_refused_by_cell(hub, farm):
    head = (*HEAD, "Allergener", "Melk")
    rows = ((*CHEESE, "egg", "x"), ("8", "Egg", "6", "stk", "5", "egg, melk", "x"))
    sheet = stage(hub, farm, csv(head, *rows))
    assert told(sheet) == [(2, "refused", [("F2", "allergens_disagree")]), (3, "new", [])] or (
        told(sheet)[0][1:] == ("refused", [("F2", "allergens_disagree")])
    )


def test_a_word_nobody_knows_is_refused_by_cell(hub, farm):
    sheet = stage(hub, farm, csv((*HEAD, "Melk"), (*CHEESE, "kanskje")))
    assert told(sheet) == [(2, "refused", [("F2", "cell_unclear")])]


def test_lists_and_columns_are_the_same():
    for values in (
        {"allergens": None, "traces": ["milk"]},
        {"allergens": [], "traces": []},
        {"allergens": ["eggs", "milk"], "traces": ["nuts"]},
    ):
        said = to_columns(values)
        got = from_columns(said, covered=ALLERGENS, stands=values)
        assert {name: got.get(name) for name in values} == values


def test_nutrition_is_taken_in_and_back(hub, farm):
    sheet = agree(stage(hub, farm, csv(HEAD + NUTRITION, CHEESE + FIGURES)))
    product = Product.objects.get()
    assert product.nutrition == {"per": "g"} | TABLE
    assert product.declaration.content["nutrition"] == product.nutrition
    # when one figure and what it is per are changed
    changed = agree(stage(hub, farm, csv(("Varenr", "Næring per", "Salt"), ("7", "100 ml", "1,2"))))
    product.refresh_from_db()
    assert product.nutrition == {"per": "ml"} | TABLE | {"salt_mg": 1200}
    take_back(actor=factories.SYSTEM, hub_id=hub.pk, sheet_id=changed.pk, now=NOON)
    product.refresh_from_db()
    assert product.nutrition == {"per": "g"} | TABLE
    assert counts(sheet) == (1, 0, 0, 0)


def test_half_a_table_is_refused_by_cell(hub, farm):
    sheet = stage(hub, farm, csv((*HEAD, "Energi kJ", "Fett"), (*CHEESE, "1500", "2,4")))
    assert told(sheet) == [(2, "refused", [("F2", "nutrition_invalid")])]
    sheet = stage(hub, farm, csv((*HEAD, "Fett"), (*CHEESE, "2,4 prosent")))
    assert [row[1] for row in told(sheet)] == ["refused"]
    assert told(sheet)[0][2][0][0] == "F2"


def test_pallets_are_taken_in_changed_and_taken_back(hub, farm):
    agree(stage(hub, farm, csv((*HEAD, "D-pak", "Kasser på pall"), (*CHEESE, "8", "48"))))
    levels = dict(PackLevel.objects.values_list("kind", "holds"))
    assert levels == {PackKind.PIECE: 1000, PackKind.CASE: 8, PackKind.PALLET: 48}
    PackLevel.objects.filter(kind=PackKind.PALLET).update(gtin="17038010009454")

    changed = agree(stage(hub, farm, csv(("Varenr", "D-pak per pall"), ("7", "60"))))
    pallet = PackLevel.objects.get(kind=PackKind.PALLET)
    assert (pallet.holds, pallet.gtin) == (60, "17038010009454")
    take_back(actor=factories.SYSTEM, hub_id=hub.pk, sheet_id=changed.pk, now=NOON)
    assert PackLevel.objects.get(kind=PackKind.PALLET).holds == 48

    agree(stage(hub, farm, csv(("Varenr", "Kasser på pall"), ("7", "–"))))
    assert not PackLevel.objects.filter(kind=PackKind.PALLET).exists()
