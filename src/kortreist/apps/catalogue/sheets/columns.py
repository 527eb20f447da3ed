"""The columns a sheet may have, what they are called, and which of a file's columns are which.

The first three words of a column are its headings in bokmål, nynorsk and English; the rest are
what hubs' and producers' own sheets call it. They are read, never shown, so they are not messages.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from rapidfuzz import fuzz, process, utils

from kortreist.apps.catalogue.sheets import values
from kortreist.apps.catalogue.sheets.values import Kind, read_day
from kortreist.apps.catalogue.wording import fold
from kortreist.formats.sheets import Row


class Part(StrEnum):
    """What a column tells of."""

    PRODUCT = "product"
    PACK = "pack"
    LISTING = "listing"
    DAY = "day"


@dataclass(frozen=True, slots=True)
class Column:
    """A column that is understood."""

    field: str
    part: Part
    names: tuple[str, ...]
    kind: Kind
    is_exported: bool = True

    def heading(self, language: str) -> str:
        """Return what it is called in a language."""
        return self.names[values.LANGUAGES.index(language)]


# How like a known name a heading must be, of 100.
LIKE_ENOUGH: Final = 88
LONGEST_HEADING: Final = 80
HEADER_WITHIN: Final = 40
SAMPLES: Final = 3
# A column of amounts for one day: `packs@2026-11-26`.
ON_DAY: Final = "packs@"
# A column of one allergen: `allergen@milk`.
ALLERGEN: Final = "allergen@"
PACKS: Final = values.whole(0, values.MOST_PACKS)
IDENTIFYING: Final = frozenset({"gtin", "producer_code", "name_nb", "name_nn", "name_en"})

COLUMNS: Final = (
    Column(
        "producer_code",
        Part.PACK,
        (
            "Artikkelnummer",
            "Artikkelnummer",
            "Article number",
            "Varenr",
            "Varenummer",
            "Art.nr",
            "Artnr",
            "Artikkelnr",
            "Vare nr",
            "Produktnummer",
            "Produktnr",
            "SKU",
            "Item no",
            "Nr",
        ),
        values.text(40),
    ),
    Column(
        "gtin",
        Part.PACK,
        (
            "GTIN",
            "GTIN",
            "GTIN",
            "EAN",
            "EAN-kode",
            "EAN-nummer",
            "Strekkode",
            "Barcode",
            "GTIN-nr",
            "EPD GTIN",
            "GTIN F-pak",
            "GTIN forbrukerpakning",
        ),
        values.gtin(),
    ),
    Column(
        "name_nb",
        Part.PRODUCT,
        (
            "Navn",
            "Namn på bokmål",
            "Name in bokmål",
            "Varenavn",
            "Produktnavn",
            "Vare",
            "Produkt",
            "Navn på bokmål",
            "Varetekst",
            "Artikkel",
            "Benevnelse",
            "Name",
            "Product",
            "Namn",
            "Varebeskrivelse",
            "Varebenevnelse",
            "Product name",
            "Item",
            "Varenamn",
            "Produktnamn",
        ),
        values.text(200, is_optional=False),
    ),
    Column(
        "name_nn",
        Part.PRODUCT,
        ("Navn på nynorsk", "Namn på nynorsk", "Name in nynorsk"),
        values.text(200),
    ),
    Column(
        "name_en",
        Part.PRODUCT,
        ("Navn på engelsk", "Namn på engelsk", "Name in English", "Engelsk navn", "English name"),
        values.text(200),
    ),
    Column(
        "pack_nb",
        Part.PACK,
        (
            "Pakning",
            "Pakning",
            "Pack",
            "Forpakning",
            "Pakningstype",
            "Emballasje",
            "Variant",
            "Pakningsnavn",
            "Salgsenhet",
            "Packaging",
        ),
        values.text(200),
    ),
    Column(
        "pack_nn",
        Part.PACK,
        ("Pakning på nynorsk", "Pakning på nynorsk", "Pack in nynorsk"),
        values.text(200),
    ),
    Column(
        "pack_en",
        Part.PACK,
        ("Pakning på engelsk", "Pakning på engelsk", "Pack in English"),
        values.text(200),
    ),
    Column(
        "content",
        Part.PACK,
        (
            "Innhold",
            "Innhald",
            "Content",
            "Mengde",
            "Vekt",
            "Nettovekt",
            "Netto",
            "Størrelse",
            "Pakningsstørrelse",
            "Net weight",
            "Weight",
            "Size",
            "Volum",
            "Nettoinnhold",
            "Storleik",
            "Vekt/volum",
            "Antall i pakning",
        ),
        values.text(40, is_optional=False),
    ),
    Column(
        "unit",
        Part.PACK,
        ("Enhet", "Eining", "Unit", "Måleenhet", "Måleeining", "Prisenhet", "Benevning", "Enh"),
        values.words(values.UNITS),
    ),
    Column(
        "charge_by",
        Part.PACK,
        ("Betales etter", "Blir betalt etter", "Charged by", "Vekttype", "Fakturert vekt"),
        values.words(values.CHARGE_BY),
    ),
    Column(
        "tolerance_bp",
        Part.PACK,
        ("Vektavvik i prosent", "Vektavvik i prosent", "Weight tolerance in per cent", "Toleranse"),
        values.share(),
    ),
    Column(
        "order_multiple",
        Part.PACK,
        (
            "Bestilles i antall",
            "Blir tinga i tal på",
            "Order multiple",
            "Bestillingsenhet",
            "Minste bestilling",
            "Minimumsbestilling",
            "Min. antall",
            "Minstekjøp",
        ),
        values.whole(1, 10_000),
    ),
    Column(
        "case_packs",
        Part.PACK,
        (
            "Pakninger i kasse",
            "Pakningar i kasse",
            "Packs in a case",
            "Antall i kasse",
            "D-pak",
            "Kasse",
            "Antall per kartong",
            "Antall i kartong",
            "Forpakninger per D-pak",
            "F-pak/D-pak",
        ),
        values.whole(1, 10_000),
    ),
    Column(
        "pallet_cases",
        Part.PACK,
        (
            "Kasser på pall",
            "Kasser på pall",
            "Cases on a pallet",
            "Kasser per pall",
            "D-pak per pall",
            "D-pak/pall",
            "Kartonger per pall",
            "Antall på pall",
            "Antall per pall",
            "Pall",
        ),
        values.whole(1, 10_000, can_be_taken_away=True),
    ),
    Column(
        "price",
        Part.LISTING,
        (
            "Pris per kg, l eller stk",
            "Pris per kg, l eller stk",
            "Price per kg, l or piece",
            "Pris",
            "Enhetspris",
            "Kilopris",
            "Literpris",
            "Stykkpris",
            "Pris eks. mva",
            "Nettopris",
            "Pris per kg",
            "Pris/kg",
            "Kr/kg",
            "Einingspris",
            "Price",
            "Unit price",
            "Utpris",
            "Innpris",
        ),
        values.price(),
    ),
    Column(
        "pack_price",
        Part.LISTING,
        (
            "Pris per pakning",
            "Pris per pakning",
            "Price per pack",
            "Pakningspris",
            "Pris per enhet",
            "Pris pr pakning",
            "Pris pr pk",
            "Pris per salgsenhet",
            "Pris/pk",
            "Pris per forpakning",
        ),
        values.price(),
        is_exported=False,
    ),
    Column(
        "is_visible",
        Part.LISTING,
        (
            "Vises i butikken",
            "Blir vist i butikken",
            "Shown in the shop",
            "Aktiv",
            "Synlig",
            "I salg",
        ),
        values.yes_no(),
    ),
    Column(
        "group",
        Part.PRODUCT,
        ("Varegruppe", "Varegruppe", "Food group", "Kategori", "Gruppe", "Category", "Vareområde"),
        values.text(100, is_optional=False),
    ),
    Column(
        "storage",
        Part.PRODUCT,
        ("Lagring", "Lagring", "Storage", "Oppbevaring", "Temperatur", "Temperatursone", "Lager"),
        values.words(values.STORAGE),
    ),
    Column(
        "vat_class",
        Part.PRODUCT,
        ("Mva", "Mva", "VAT", "Mva-sats", "Mva %", "Moms", "Merverdiavgift", "Avgift", "VAT rate"),
        values.words(values.VAT),
    ),
    Column(
        "is_organic",
        Part.PRODUCT,
        ("Økologisk", "Økologisk", "Organic", "Øko", "Debio"),
        values.yes_no(),
    ),
    Column(
        "is_alcohol",
        Part.PRODUCT,
        ("Alkohol", "Alkohol", "Alcohol", "Alkoholholdig"),
        values.yes_no(),
    ),
    Column(
        "allergens",
        Part.PRODUCT,
        ("Allergener", "Allergen", "Allergens", "Allergi", "Inneholder allergener", "Inneholder"),
        values.allergens(values.ALLERGENS),
    ),
    Column(
        "traces",
        Part.PRODUCT,
        (
            "Kan inneholde spor av",
            "Kan innehalde spor av",
            "May contain traces of",
            "Spor av",
            "Spor",
        ),
        values.some_of(values.ALLERGENS),
    ),
    Column(
        "cereals",
        Part.PRODUCT,
        ("Kornsorter", "Kornsortar", "Cereals", "Kornslag", "Korn"),
        values.some_of(values.CEREALS),
    ),
    Column(
        "nuts",
        Part.PRODUCT,
        ("Nøttesorter", "Nøttesortar", "Kinds of nuts", "Nøtteslag"),
        values.some_of(values.NUTS),
    ),
    Column(
        "ingredients_nb",
        Part.PRODUCT,
        ("Ingredienser", "Ingrediensar", "Ingredients", "Ingrediensliste", "Innholdsfortegnelse"),
        values.text(2000, keeps_lines=True),
    ),
    Column(
        "nutrition_per",
        Part.PRODUCT,
        (
            "Næringsinnhold per",
            "Næringsinnhald per",
            "Nutrition per",
            "Næring per",
            "Per",
        ),
        values.words(values.PER, can_be_taken_away=True),
    ),
    Column(
        "energy_kj",
        Part.PRODUCT,
        (
            "Energi kJ",
            "Energi kJ",
            "Energy kJ",
            "kJ",
            "Energi i kJ",
            "Kilojoule",
        ),
        values.whole(0, 10_000, can_be_taken_away=True),
    ),
    Column(
        "energy_kcal",
        Part.PRODUCT,
        (
            "Energi kcal",
            "Energi kcal",
            "Energy kcal",
            "kcal",
            "Energi i kcal",
            "Kalorier",
            "Kilokalorier",
        ),
        values.whole(0, 10_000, can_be_taken_away=True),
    ),
    Column(
        "fat_mg",
        Part.PRODUCT,
        (
            "Fett g",
            "Feitt g",
            "Fat g",
            "Fett",
            "Feitt",
            "Fat",
        ),
        values.grams(),
    ),
    Column(
        "saturates_mg",
        Part.PRODUCT,
        (
            "Mettet fett g",
            "Metta feitt g",
            "Saturates g",
            "Mettet fett",
            "Mettede fettsyrer",
            "Metta feittsyrer",
            "hvorav mettede fettsyrer",
            "Saturates",
        ),
        values.grams(),
    ),
    Column(
        "carbohydrate_mg",
        Part.PRODUCT,
        (
            "Karbohydrat g",
            "Karbohydrat g",
            "Carbohydrate g",
            "Karbohydrat",
            "Karbohydrater",
            "Carbohydrate",
        ),
        values.grams(),
    ),
    Column(
        "sugars_mg",
        Part.PRODUCT,
        (
            "Sukkerarter g",
            "Sukkerartar g",
            "Sugars g",
            "Sukkerarter",
            "Sukker",
            "hvorav sukkerarter",
            "Sugars",
        ),
        values.grams(),
    ),
    Column(
        "protein_mg",
        Part.PRODUCT,
        (
            "Protein g",
            "Protein g",
            "Protein in g",
            "Protein",
            "Proteiner",
        ),
        values.grams(),
    ),
    Column(
        "salt_mg",
        Part.PRODUCT,
        (
            "Salt g",
            "Salt g",
            "Salt in g",
            "Salt",
        ),
        values.grams(),
    ),
    Column(
        "origin_nb",
        Part.PRODUCT,
        (
            "Opprinnelse",
            "Opphav",
            "Origin",
            "Opphavsland",
            "Produksjonssted",
            "Råvarenes opprinnelse",
        ),
        values.text(2000, keeps_lines=True),
    ),
    Column(
        "species",
        Part.PRODUCT,
        ("Dyreslag", "Dyreslag", "Species", "Art", "Dyr"),
        values.words(values.SPECIES, can_be_taken_away=True),
    ),
    Column(
        "treatment",
        Part.PRODUCT,
        ("Behandling", "Behandling", "Treatment", "Bearbeiding"),
        values.words(values.TREATMENT, can_be_taken_away=True),
    ),
    Column(
        "shelf_life_days",
        Part.PRODUCT,
        (
            "Holdbarhet (dager)",
            "Haldbarheit (dagar)",
            "Shelf life (days)",
            "Holdbarhet",
            "Holdbarhetsdager",
            "Haldbarheit",
            "Total holdbarhet",
        ),
        values.whole(1, 3650, can_be_taken_away=True),
    ),
    Column(
        "lead_days",
        Part.PRODUCT,
        (
            "Leveringstid (dager)",
            "Leveringstid (dagar)",
            "Lead time (days)",
            "Bestillingsfrist dager",
        ),
        values.whole(0, 60),
    ),
    Column(
        "alcohol_bp",
        Part.PRODUCT,
        ("Alkoholprosent", "Alkoholprosent", "Alcohol by volume", "Vol %", "Alk. %", "ABV"),
        values.share(can_be_taken_away=True),
    ),
    Column(
        "season",
        Part.PRODUCT,
        ("Sesong (uker)", "Sesong (veker)", "Season (weeks)", "Sesong", "Season", "Uker"),
        values.weeks(),
    ),
    Column(
        "description_nb",
        Part.PRODUCT,
        (
            "Omtale",
            "Omtale på bokmål",
            "Description in bokmål",
            "Beskrivelse",
            "Tekst",
            "Description",
            "Produktbeskrivelse",
            "Omtale på bokmål",
        ),
        values.text(2000, keeps_lines=True),
    ),
    Column(
        "packs",
        Part.DAY,
        (
            "Antall pakninger",
            "Tal på pakningar",
            "Packs",
            "Antall",
            "Antal",
            "Tilgjengelig",
            "Beholdning",
            "Lagerbeholdning",
            "Available",
            "Kan levere",
            "Quantity",
            "På lager",
        ),
        PACKS,
        is_exported=False,
    ),
    Column(
        "day",
        Part.DAY,
        ("Leveringsdag", "Leveringsdag", "Delivery day", "Dato", "Leveringsdato", "Date", "Dag"),
        values.day(),
        is_exported=False,
    ),
    # A column for each allergen, as many sheets have it. Last: where "Korn" is a column of its own
    # as well, it is that one.
    *(
        Column(
            f"{ALLERGEN}{code}",
            Part.PRODUCT,
            tuple(name.capitalize() for name in names),
            values.one_allergen(),
            is_exported=False,
        )
        for code, names in values.ALLERGENS.items()
    ),
)
BY_FIELD: Final = {column.field: column for column in COLUMNS}
DAY_HEADINGS: Final = ("Antall", "Tal på", "Packs")


def column_of(field: str) -> Column:
    """Return a column by its field; a column of one day is made for it.

    Raises
    ------
    KeyError
        When there is no such field.
    """
    if field.startswith(ON_DAY):
        on = field.removeprefix(ON_DAY)
        return Column(field, Part.DAY, tuple(f"{word} {on}" for word in DAY_HEADINGS), PACKS)
    return BY_FIELD[field]


def is_field(field: str) -> bool:
    """Whether a column can be this; the empty one is of no use here."""
    on = field.removeprefix(ON_DAY)
    return not field or field in BY_FIELD or (on != field and read_day(on) is not None)


def plain(heading: str) -> str:
    """Return a heading as it is known again: folded, without marks and what is in brackets."""
    bare = (
        re.sub(r"\([^)]*\)", " ", heading) if re.sub(r"\([^)]*\)", "", heading).strip() else heading
    )
    return " ".join(utils.default_process(fold(bare)).split())[:LONGEST_HEADING]


_NAMES: Final = {plain(name): column.field for column in reversed(COLUMNS) for name in column.names}


@dataclass(frozen=True, slots=True)
class Heading:
    """One column of a file, and what it was taken for; an empty field is of no use."""

    index: int
    heading: str
    field: str
    samples: tuple[str, ...] = ()


def find_header(rows: Sequence[Row], remembered: Mapping[str, str]) -> int:
    """Return which of the first rows has the headings: the one with most that are understood."""
    scores = [len(_understood(row, remembered)) for row in rows[:HEADER_WITHIN]]
    return max(range(len(scores)), key=lambda place: (scores[place], -place), default=0)


def guess(rows: Sequence[Row], header: int, remembered: Mapping[str, str]) -> list[Heading]:
    """Return what each column of a sheet is: as last time, as it is called, or much like that."""
    row = rows[header]
    fields = _understood(row, remembered)
    below = rows[header + 1 : header + 200]
    width = max(len(each.cells) for each in rows[header : header + 200])
    found = []
    for index in range(width):
        samples = [each.cell(index) for each in below if each.cell(index)][:SAMPLES]
        if row.cell(index) or samples:
            samples = [sample[:60] for sample in samples]
            heading = row.cell(index)[:LONGEST_HEADING]
            found.append(Heading(index, heading, fields.get(index, ""), tuple(samples)))
    return found


def _understood(row: Row, remembered: Mapping[str, str]) -> dict[int, str]:
    """Return the field of each heading that is understood, each field once, the surest first."""
    guesses = []
    for index, cell in enumerate(row.cells):
        if cell and len(cell) <= LONGEST_HEADING:
            field, likeness = _guess_one(cell, remembered)
            if field:
                guesses.append((-likeness, index, field))
    fields: dict[int, str] = {}
    for _, index, field in sorted(guesses):
        if field not in fields.values():
            fields[index] = field
    return fields


def _guess_one(cell: str, remembered: Mapping[str, str]) -> tuple[str, float]:
    heading = plain(cell)
    if heading in remembered and is_field(remembered[heading]):
        return remembered[heading], 102
    if heading in _NAMES:
        return _NAMES[heading], 101
    on = read_day(cell)
    if on is not None:
        return f"{ON_DAY}{on.isoformat()}", 100
    like = process.extractOne(heading, _NAMES.keys(), scorer=fuzz.ratio, score_cutoff=LIKE_ENOUGH)
    # Short words are soon alike: "Nr" and "No" are other things than "Navn".
    if like is None or len(heading) < 4:
        return "", 0
    return _NAMES[like[0]], like[1]
