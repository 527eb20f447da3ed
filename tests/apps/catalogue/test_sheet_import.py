import pytest

from kortreist.apps.actors.models import AuditEvent
from kortreist.apps.catalogue.models import (
    Availability,
    ColumnMapping,
    Declaration,
    Listing,
    PackLevel,
    Product,
    SheetState,
    Variant,
)
from kortreist.apps.catalogue.services.sheet_intake import say_columns
from tests import factories
from tests.apps.catalogue.sheets import agree, counts, csv, read_again, stage, told, xlsx
from tests.conftest import NOON

pytestmark = [pytest.mark.django_db, pytest.mark.both]

HEAD = ("Varenr", "Navn", "Innhold", "Enhet", "Pris")


@pytest.fixture
def hub():
    factories.make_group("0")
    factories.make_group("1.4")
    return factories.make_hub()


@pytest.fixture
def farm(hub):
    return factories.make_producer(hub, "Galåvolden Gård")


def test_new_goods_are_staged_and_nothing_is_written(hub, farm):
    sheet = stage(hub, farm, csv(HEAD, ("7", "Gulrot", "1", "kg", "34,50")))

    assert (sheet.state, counts(sheet)) == (SheetState.STAGED, (1, 0, 0, 0))
    assert sheet.rows.get().values == {
        "producer_code": "7",
        "name_nb": "Gulrot",
        "unit": "g",
        "content_amount": 1000,
        "price": 3450,
    }
    assert not Product.objects.exists()


def test_taken_in_goods_are_there_with_packs_price_and_trail(hub, farm):
    rows = (
        ("7", "Gulrot", "1", "kg", "34,50"),
        ("8", "Gulrot", "500 g", "", "40"),
        ("9", "Egg", "6", "stk", "5"),
    )
    sheet = agree(stage(hub, farm, csv(HEAD, *rows)))

    assert sheet.state == SheetState.APPLIED
    carrot, egg = Product.objects.order_by("pk")
    assert (carrot.name, egg.name) == ({"nb": "Gulrot"}, {"nb": "Egg"})
    assert carrot.words.filter(word="gulrot", is_name=True).exists()
    assert carrot.declaration.version == 1
    packs = list(Variant.objects.order_by("pk").values_list("producer_code", "content_amount"))
    assert packs == [("7", 1000), ("8", 500), ("9", 6)]
    prices = list(Listing.objects.order_by("pk").values_list("producer_price_ore", flat=True))
    assert prices == [3450, 4000, 500]
    assert PackLevel.objects.count() == 3
    codes = set(AuditEvent.objects.values_list("code", flat=True))
    assert {
        "catalogue.sheet.received",
        "catalogue.sheet.agreed",
        "catalogue.sheet.taken_in",
        "catalogue.product.created",
        "catalogue.variant.added",
        "catalogue.listing.set",
    } == codes


def test_changed_cells_are_told_from_and_to(hub, farm):
    variant = factories.make_variant(farm, "Gulrot", producer_code="7")
    factories.make_listing(hub, variant, 3000)
    head = ("Varenr", "Navn", "Pris", "Allergener", "Antall 2026-12-03")

    sheet = stage(hub, farm, csv(head, ("7", "Gulrøtter", "34,50", "melk, egg", "12")))
    assert counts(sheet) == (0, 1, 0, 0)
    assert sheet.rows.get().changes == {
        "name_nb": ["Gulrot", "Gulrøtter"],
        "price": [3000, 3450],
        "allergens": [None, ["eggs", "milk"]],
        "packs@2026-12-03": [None, 12],
    }

    agree(sheet)
    variant.refresh_from_db()
    assert variant.product.name == {"nb": "Gulrøtter"}
    assert variant.product.allergens == ["eggs", "milk"]
    assert variant.product.allergens_stated
    listing = Listing.objects.get()
    assert (listing.producer_price_ore, listing.version) == (3450, 2)
    assert Availability.objects.get().packs == 12
    assert Declaration.objects.get().content["allergens"] == ["eggs", "milk"]


def test_empty_cells_change_nothing(hub, farm):
    variant = factories.make_variant(farm, "Gulrot", producer_code="7", gtin="7038010000065")
    factories.make_listing(hub, variant, 3000)

    sheet = stage(hub, farm, csv(("Varenr", "Navn", "GTIN", "Pris"), ("7", "", "", "")))

    assert counts(sheet) == (0, 0, 1, 0)


def test_goods_are_known_by_gtin_then_number_then_name_and_size(hub, farm):
    product = factories.make_product(farm, "Rømme")
    big = factories.make_variant(product=product, content_amount=5000, gtin="7038010000065")
    small = factories.make_variant(product=product, content_amount=300, producer_code="R-1")
    other = factories.make_variant(product=product, content_amount=1000)
    head = ("GTIN", "Varenr", "Navn", "Innhold", "Bestilles i antall")
    rows = (
        ("07038010000065", "", "", "", "2"),
        ("", "r-1", "", "", "3"),
        ("", "", "RØMME", "1 kg", "4"),
    )

    sheet = stage(hub, farm, csv(head, *rows))

    assert [row.variant_id for row in sheet.rows.all()] == [big.pk, small.pk, other.pk]


def test_a_pack_is_not_guessed_where_there_are_several(hub, farm):
    product = factories.make_product(farm, "Rømme")
    factories.make_variant(product=product, content_amount=5000)
    factories.make_variant(product=product, content_amount=300)

    sheet = stage(hub, farm, csv(("Navn", "Pris"), ("Rømme", "30")))

    assert told(sheet) == [(2, "refused", [("", "pack_unclear")])]


REFUSED = [
    ("negative price", ("1", "Ost", "1", "kg", "-5"), ("E2", "number_below_zero")),
    ("no number", ("1", "Ost", "1", "kg", "etter avtale"), ("E2", "number_not_understood")),
    ("unit nonsense", ("1", "Ost", "1", "favn", "5"), ("D2", "cell_unclear")),
    ("no unit", ("1", "Ost", "1", "", "5"), ("D2", "cell_missing")),
    ("too long", ("1", "O" * 201, "1", "kg", "5"), ("B2", "text_too_long")),
    ("too long a number", ("1" * 41, "Ost", "1", "kg", "5"), ("A2", "text_too_long")),
    ("nothing in it", ("1", "Ost", "0", "kg", "5"), ("", "amount_out_of_range")),
    ("swapped", ("1", "34,50", "Ost", "kg", "1"), ("C2", "number_not_understood")),
    ("no size", ("1", "Ost", "", "", "5"), ("C2", "cell_missing")),
]


@pytest.mark.parametrize(("_case", "row", "problem"), REFUSED, ids=[row[0] for row in REFUSED])
def test_what_cannot_be_is_refused_by_its_cell(hub, farm, _case, row, problem):
    sheet = stage(hub, farm, csv(HEAD, row))

    assert told(sheet) == [(2, "refused", [problem])]


def test_another_producers_gtin_is_refused(hub, farm):
    factories.make_variant(factories.make_producer(hub), gtin="7038010000065")

    sheet = stage(hub, farm, csv(("GTIN", "Navn", "Innhold"), ("7038010000065", "Ost", "1 kg")))

    assert told(sheet) == [(2, "refused", [("A2", "gtin_taken")])]


def test_the_same_pack_twice_is_refused_the_second_time(hub, farm):
    row = ("7", "Gulrot", "1", "kg", "34,50")

    sheet = stage(hub, farm, csv(HEAD, row, row))

    assert [each[1:] for each in told(sheet)] == [("new", []), ("refused", [("", "row_twice")])]


def test_rows_that_say_two_things_of_one_product_are_refused(hub, farm):
    head = (*HEAD, "Økologisk")
    rows = (("1", "Ost", "1", "kg", "5", "ja"), ("2", "Ost", "2", "kg", "5", "nei"))

    sheet = stage(hub, farm, csv(head, *rows))

    assert told(sheet)[1] == (3, "refused", [("F3", "rows_disagree")])


def test_what_a_pack_holds_is_never_changed(hub, farm):
    factories.make_variant(farm, "Gulrot", producer_code="7", content_amount=1000)

    sheet = stage(hub, farm, csv(HEAD, ("7", "Gulrot", "2", "kg", "")))

    assert told(sheet) == [(2, "refused", [("C2", "pack_fixed")])]


def test_pack_prices_become_prices_per_kilo(hub, farm):
    head = ("Navn", "Innhold", "Pris per pakning")

    sheet = stage(hub, farm, csv(head, ("Saft", "6 x 0,33 l", "99")))

    assert sheet.rows.get().values == {
        "name_nb": "Saft",
        "unit": "ml",
        "content_amount": 1980,
        "price": 5000,
    }


def test_headings_are_remembered_for_the_next_file(hub, farm):
    content = csv(("Hva", "Str", "Kroner"), ("Gulrot", "1 kg", "30"))
    sheet = stage(hub, farm, content)
    assert sheet.state == SheetState.ASKING

    fields = {0: "name_nb", 1: "content", 2: "price"}
    say_columns(actor=factories.SYSTEM, hub_id=hub.pk, sheet_id=sheet.pk, fields=fields, now=NOON)
    sheet = read_again(sheet)
    assert counts(sheet) == (1, 0, 0, 0)
    assert ColumnMapping.objects.get().fields == {
        "hva": "name_nb",
        "str": "content",
        "kroner": "price",
    }

    again = stage(hub, farm, csv(("Kroner", "Hva", "Str"), ("31", "Potet", "1 kg")))
    assert (again.state, again.rows.get().values["price"]) == (SheetState.STAGED, 3100)


def test_a_file_that_is_none_is_refused_with_its_reason(hub, farm):
    sheet = stage(hub, farm, b"%PDF-1.7 ...")

    assert (sheet.state, sheet.error_code) == (SheetState.REFUSED, "sheet_kind")


def test_titles_above_and_empty_rows_between_do_no_harm(hub, farm):
    rows = (("Prisliste 2026",), (), HEAD, ("7", "Gulrot", 1, "kg", 34.5), (), ())

    sheet = stage(hub, farm, xlsx(*rows, ("8", "Potet", 1, "kg", 20)))

    assert told(sheet) == [(4, "new", []), (7, "new", [])]
