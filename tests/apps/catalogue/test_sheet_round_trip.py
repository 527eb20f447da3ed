"""What is exported is taken in again without a difference, in any kind of file and language."""

from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kortreist.apps.catalogue.models import (
    ALLERGENS,
    CEREALS,
    NUTRIENTS,
    NUTS,
    PackKind,
    PackLevel,
    Product,
    Species,
    Storage,
    Treatment,
)
from kortreist.apps.catalogue.selectors.sheet_export import export_goods
from kortreist.apps.catalogue.sheets.columns import ALLERGEN, COLUMNS, guess
from kortreist.formats.sheets import Row, write_csv, write_xlsx
from tests import factories
from tests.apps.catalogue.sheets import counts, stage
from tests.conftest import NOON

TODAY = NOON.date()
LANGUAGES = ["nb", "nn", "en"]
WRITERS = {"csv": write_csv, "xlsx": lambda *parts, **more: write_xlsx("Varer", *parts, **more)}

words = st.text(
    st.characters(exclude_categories=("C", "Z"), exclude_characters="–—"), min_size=1, max_size=30
).filter(lambda text: text != "-")
optional = st.one_of(st.just(""), words)


@st.composite
def goods(draw):
    """Return a product's fields and its pack's."""
    allergens = draw(st.none() | st.lists(st.sampled_from(ALLERGENS), unique=True))
    known = allergens or []
    product = {
        "name": {"nb": draw(words)} | ({"en": name} if (name := draw(optional)) else {}),
        "description": {"nb": text} if (text := draw(optional)) else {},
        "ingredients": {"nb": text} if (text := draw(optional)) else {},
        "storage": draw(st.sampled_from(Storage.values)),
        "vat_class": draw(st.sampled_from(["food", "general", "raw_fish", "low", "zero"])),
        "is_organic": draw(st.booleans()),
        "species": draw(st.sampled_from(["", *Species.values])),
        "treatment": draw(st.sampled_from(["", *Treatment.values])),
        "shelf_life_days": draw(st.none() | st.integers(1, 3650)),
        "lead_days": draw(st.integers(0, 60)),
        "allergens": [each for each in ALLERGENS if each in known],
        "allergens_stated": allergens is not None,
        "cereals": list(CEREALS[: draw(st.integers(0, 3))]) if "gluten" in known else [],
        "nuts": list(NUTS[: draw(st.integers(0, 3))]) if "nuts" in known else [],
        "traces": [each for each in ("fish", "milk") if each not in known],
    }
    if draw(st.booleans()):
        figures = {name: draw(st.integers(0, 9_999)) for name in NUTRIENTS}
        # Parts are no more than what they are parts of.
        figures |= {"saturates_mg": 0, "sugars_mg": 0, "energy_kj": 1512, "energy_kcal": 360}
        product["nutrition"] = {"per": draw(st.sampled_from(["g", "ml"])), **figures}
    if draw(st.booleans()):
        product |= {"season_from_week": 25, "season_until_week": draw(st.integers(1, 53))}
    unit = draw(st.sampled_from(["g", "ml", "pcs"]))
    variant = {
        "name": {"nb": text} if (text := draw(optional)) else {},
        "unit": unit,
        "content_amount": draw(st.integers(1, 5_000_000)),
        "charge_by": draw(st.sampled_from(["nominal"] + ["measured"] * (unit != "pcs"))),
        "tolerance_bp": draw(st.integers(0, 10_000)),
        "order_multiple": draw(st.integers(1, 99)),
        "case_packs": draw(st.integers(1, 99)),
    }
    price = draw(st.integers(0, 10_000_000))
    pallet = draw(st.none() | st.integers(1, 200))
    return product, variant, price, draw(st.integers(0, 1_000_000)), pallet


@pytest.mark.both
@settings(
    max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.lists(goods(), min_size=1, max_size=6))
def test_a_round_trip_changes_nothing(db, many):
    hub = factories.make_hub()
    farm = factories.make_producer(hub)
    group = factories.make_group("1.4")
    for number, (product, variant, price, packs, pallet) in enumerate(many):
        made = factories.make_product(farm, product.pop("name"), group=group, **product)
        code = f"A-{number}"
        pack = factories.make_variant(product=made, producer_code=code, **variant)
        if pallet:
            PackLevel.objects.create(variant=pack, kind=PackKind.PALLET, holds=pallet)
        factories.make_listing(hub, pack, price, is_visible=number % 2 == 0)
        factories.make_availability(hub, pack, packs, date(2026, 12, 3))

    for language in LANGUAGES:
        for kind, write in WRITERS.items():
            # Lists and columns in turn, so that each kind and each language has both.
            by_allergen = (kind == "csv") != (language == "nn")
            told = export_goods(
                actor=factories.SYSTEM,
                hub_id=hub.pk,
                producer_id=farm.pk,
                language=language,
                today=TODAY,
                by_allergen=by_allergen,
            )
            sheet = stage(hub, farm, write(told.headings, told.rows, notes=["Demonstrasjon"]))
            seen = [(row.changes, row.problems) for row in sheet.rows.all()]
            assert counts(sheet) == (0, 0, len(many), 0), (language, kind, by_allergen, seen)
    Product.objects.filter(producer=farm).update(archived_at=NOON)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_heading_is_known_again(language):
    columns = [column for column in COLUMNS if column.is_exported]
    row = Row(1, [column.heading(language) for column in columns])

    found = guess([row, Row(2, ["x"] * len(columns))], 0, {})

    assert [each.field for each in found] == [column.field for column in columns]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_allergens_heading_is_known_again(language):
    columns = [column for column in COLUMNS if column.field.startswith(ALLERGEN)]
    assert len(columns) == len(ALLERGENS)
    row = Row(1, [column.heading(language) for column in columns])

    found = guess([row, Row(2, ["x"] * len(columns))], 0, {})

    assert [each.field for each in found] == [column.field for column in columns]
