"""Papers to look at and to test: the same few deliveries in three languages."""

from datetime import UTC, date, datetime

from kortreist.formats.gs1 import Elements, make_sscc
from kortreist.formats.papers import (
    DeliveryNote,
    DeliveryNoteWords,
    DespatchAdvice,
    DespatchAdviceWords,
    Fact,
    Frame,
    FrameWords,
    Icon,
    LabelSize,
    LoadUnitLabel,
    LoadUnitLabels,
    LoadUnitWords,
    Lot,
    NoteLine,
    PackingList,
    PackingListWords,
    PackingPart,
    PackingRow,
    Party,
    ProductLabel,
    ProductLabels,
    ProductLabelSize,
    ProductLabelWords,
    RecallNotice,
    RecallNoticeWords,
    RecallReceiver,
    Stop,
    TourList,
    TourListWords,
    UnitLine,
    UnitSent,
)

MADE_AT = datetime(2026, 11, 26, 5, 30, tzinfo=UTC)
LINK = "https://mat.example.no/h/3f0c8a34-6c4b-4c12-9c0a-8b1f2f9a7d11/deliveries/77b2/"
HUB = Party(
    name="Rørosmat SA",
    rows=("Org.nr. 987 654 325", "Kjerkgata 12", "7374 Røros"),
)
SCHOOL = Party(
    name="Brekken oppvekstsenter, avdeling kjøkken og SFO",
    rows=("Brekkebygdveien 4561", "7370 Brekkebygd"),
)

FRAME_WORDS = {
    "nb": FrameWords(
        page="Side {page} av {pages}",
        link="Se leveransen på nett",
        link_alt="QR-kode til leveransen på nett",
        illustrative="Eksempel. Ingenting her er ekte.",
    ),
    "nn": FrameWords(
        page="Side {page} av {pages}",
        link="Sjå leveransen på nett",
        link_alt="QR-kode til leveransen på nett",
        illustrative="Døme. Ingenting her er ekte.",
    ),
    "en": FrameWords(
        page="Page {page} of {pages}",
        link="See the delivery online",
        link_alt="QR code to the delivery online",
        illustrative="An example. Nothing here is real.",
    ),
}
NOTE_WORDS = {
    "nb": DeliveryNoteWords(
        title="Følgeseddel",
        crates="kasser",
        receiver="Til",
        sender="Fra",
        goods="I kassene",
        name="Vare",
        lot="Parti",
        ordered="Bestilt",
        packs="Pakninger",
        amount="Mengde",
        received_by="Mottatt av",
        when="Dag og klokkeslett",
        temperature="Temperatur, °C",
    ),
    "nn": DeliveryNoteWords(
        title="Følgjesetel",
        crates="kasser",
        receiver="Til",
        sender="Frå",
        goods="I kassene",
        name="Vare",
        lot="Parti",
        ordered="Tinga",
        packs="Pakningar",
        amount="Mengd",
        received_by="Motteke av",
        when="Dag og klokkeslett",
        temperature="Temperatur, °C",
    ),
    "en": DeliveryNoteWords(
        title="Delivery note",
        crates="crates",
        receiver="To",
        sender="From",
        goods="In the crates",
        name="Goods",
        lot="Lot",
        ordered="Ordered",
        packs="Packs",
        amount="Amount",
        received_by="Received by",
        when="Day and time",
        temperature="Temperature, °C",
    ),
}


def a_frame(language="nb", **changes):
    facts = {
        "language": language,
        "made_at": MADE_AT,
        "issuer": "Rørosmat SA",
        "words": FRAME_WORDS[language],
        "link": LINK,
        "is_illustrative": False,
    }
    return Frame(**(facts | changes))


def note_lines():
    return (
        NoteLine(
            goods="Gulrot, uvasket, 10 kg",
            detail="Vingelen gård",
            ordered="4",
            packs="4",
            amount="40,000 kg",
            lots=(Lot(code="26-47-GUL", date="best før 12.12.2026"),),
        ),
        NoteLine(
            goods="Reinkjøtt, finnbiff, ca. 1 kg",
            detail="Gïelas reindrift, Glåmos",
            ordered="6",
            packs="5",
            amount="5,340 kg",
            remark="Det var ikke nok",
            lots=(
                Lot(code="R-1120", date="best før 20.05.2027"),
                Lot(code="R-1121", date="best før 21.05.2027"),
            ),
        ),
        NoteLine(
            goods="Melk, hel, 10 l",
            detail="Røros­meieriet",
            ordered="8",
            packs="8",
            amount="80,000 l",
            lots=(Lot(code="0326A", date="best før 05.12.2026"),),
        ),
        NoteLine(goods="Kasse i retur", ordered="0", packs="−3", amount="−3 stk."),
    )


def a_delivery_note(language="nb", **changes):
    facts = {
        "words": NOTE_WORDS[language],
        "about": "Brekken oppvekstsenter, torsdag 26. november 2026",
        "receiver": SCHOOL,
        "sender": HUB,
        "crates": "5",
        "lines": note_lines(),
        "facts": (
            Fact(label="Runde", text="48"),
            Fact(label="Referanse", text="7370-BREKKEN-SFO"),
            Fact(label="Levert til", text="Kjøkkeninngangen på baksiden"),
        ),
    }
    return DeliveryNote(**(facts | changes))


COLD = '<path d="M13 18V7a3 3 0 0 1 6 0v11a6 6 0 1 1-6 0zM16 14v8M24 7h4M24 13h4"/>'
SHELF = '<circle cx="16" cy="16" r="5"/><path d="M16 3v3M16 26v3M3 16h3M26 16h3"/>'
MILK = '<path d="M10 4h12v5l4 6v14H6V15l4-6zM10 9h12M6 17h20"/>'
CARROT = (
    '<path d="M21 11c3 4-1 9-16 17C12 13 17 8 21 11zM21 11l1-8M21 11l8-2M21 11l7-6'
    'M14 16l3 3M11 21l2 2"/>'
)
CHILLED = {"nb": "Kjølevare", "nn": "Kjølevare", "en": "Chilled"}
ON_SHELF = {"nb": "Tørrvare", "nn": "Tørrvare", "en": "On the shelf"}
DAY = {
    "nb": "torsdag 26. november 2026",
    "nn": "torsdag 26. november 2026",
    "en": "Thursday 26 November 2026",
}


def cold(language):
    return Icon(drawing=COLD, word=CHILLED[language])


def shelf(language):
    return Icon(drawing=SHELF, word=ON_SHELF[language])


PACKING_WORDS = {
    "nb": PackingListWords(
        title="Pakkeliste",
        packs="pakninger",
        done="Pakket",
        checked="Sett over",
        name="Vare",
        count="Antall",
        lot="Ligger på, parti",
        weighed="Veid, kg:",
        crates="Kasser",
        packed_by="Laget som pakket",
    ),
    "nn": PackingListWords(
        title="Pakkeliste",
        packs="pakningar",
        done="Pakka",
        checked="Sett over",
        name="Vare",
        count="Tal",
        lot="Ligg på, parti",
        weighed="Vege, kg:",
        crates="Kasser",
        packed_by="Laget som pakka",
    ),
    "en": PackingListWords(
        title="Packing list",
        packs="packs",
        done="Packed",
        checked="Checked",
        name="Goods",
        count="Count",
        lot="Lies, lot",
        weighed="Weighed, kg:",
        crates="Crates",
        packed_by="Team that packed",
    ),
}


def packing_rows(language):
    return (
        PackingRow(
            goods="Gulrot, uvasket, 10 kg",
            detail="Vingelen gård",
            count="4",
            amount="40 kg",
            picture=Icon(drawing=CARROT, word="Gulrot"),
            storage=shelf(language),
            lots=("26-47-GUL",),
        ),
        PackingRow(
            goods="Reinkjøtt, finnbiff, ca. 1 kg",
            detail="Gïelas reindrift, Glåmos",
            count="5",
            amount="ca. 5 kg",
            storage=cold(language),
            lots=("R-1120", "R-1121"),
            is_weighed=True,
            remark="Se etter hull i posen",
        ),
        PackingRow(
            goods="Melk, hel, 10 l",
            detail="Rørosmeieriet",
            count="8",
            amount="80 l",
            picture=Icon(drawing=MILK, word="Melk"),
            storage=cold(language),
            lots=("0326A",),
        ),
    )


def a_packing_list(language="nb", **changes):
    facts = {
        "words": PACKING_WORDS[language],
        "about": f"Runde 48, {DAY[language]}",
        "packs": "34",
        "facts": (Fact(label="Pakkes før", text="kl. 14.00"), Fact(label="Kasser", text="7")),
        "parts": (
            PackingPart(name="Brekken oppvekstsenter", rows=packing_rows(language)),
            PackingPart(
                name="Øya barnehage", detail="Hentes av tur 2", rows=packing_rows(language)[::2]
            ),
        ),
    }
    return PackingList(**(facts | changes))


TOUR_WORDS = {
    "nb": TourListWords(
        title="Kjøreliste",
        stops="stopp",
        window="Tid",
        phone="Telefon",
        crates="kasser",
        goods="Varer",
        temperature="Temperatur, °C",
        received_by="Mottatt av",
        returned="Kasser i retur",
    ),
    "nn": TourListWords(
        title="Køyreliste",
        stops="stopp",
        window="Tid",
        phone="Telefon",
        crates="kasser",
        goods="Varer",
        temperature="Temperatur, °C",
        received_by="Motteke av",
        returned="Kasser i retur",
    ),
    "en": TourListWords(
        title="Tour list",
        stops="stops",
        window="Time",
        phone="Telephone",
        crates="crates",
        goods="Goods",
        temperature="Temperature, °C",
        received_by="Received by",
        returned="Crates returned",
    ),
}


def a_tour_list(language="nb", **changes):
    bring = {"nb": "Lever", "nn": "Lever", "en": "Deliver"}[language]
    fetch = {"nb": "Hent", "nn": "Hent", "en": "Collect"}[language]
    facts = {
        "words": TOUR_WORDS[language],
        "about": f"Tur 2, {DAY[language]}",
        "stops_count": "3",
        "facts": (
            Fact(label="Bil", text="Kassebil med kjøl"),
            Fact(label="Fra terminalen", text="kl. 07.30"),
            Fact(label="Lengde", text="96 km, 2 t 40 min"),
        ),
        "remark": "Fylkesvei 31 er stengt fram til kl. 09.00.",
        "stops": (
            Stop(
                number="1",
                kind=fetch,
                name="Vingelen gård",
                window="08.00–08.30, planlagt 08.10",
                address=("Vingelsveien 120", "2542 Vingelen"),
                phone="912 34 567",
                crates="4",
                goods=("Gulrot, uvasket, 10 kg: 12",),
                storage=(shelf(language),),
            ),
            Stop(
                number="2",
                kind=bring,
                name="Brekken oppvekstsenter, avdeling kjøkken og SFO",
                window="09.30–11.00, planlagt 09.45",
                address=("Brekkebygdveien 4561", "7370 Brekkebygd"),
                phone="72 41 00 00",
                crates="5",
                goods=("3 kasser kjølevare", "2 kasser tørrvare"),
                storage=(cold(language), shelf(language)),
                remark="Kjøkkeninngangen på baksiden. Ring på.",
            ),
            Stop(number="3", kind=bring, name="Øya barnehage", crates="2"),
        ),
    }
    return TourList(**(facts | changes))


ADVICE_WORDS = {
    "nb": DespatchAdviceWords(
        title="Pakkseddel",
        units="kolli",
        receiver="Til",
        sender="Fra",
        carrier="Med",
        contents="I hvert kolli",
        name="Vare",
        gtin="GTIN",
        lot="Parti",
        packs="Pakninger",
        net="Netto, kg",
        total="I alt",
    ),
    "nn": DespatchAdviceWords(
        title="Pakksetel",
        units="kolli",
        receiver="Til",
        sender="Frå",
        carrier="Med",
        contents="I kvart kolli",
        name="Vare",
        gtin="GTIN",
        lot="Parti",
        packs="Pakningar",
        net="Netto, kg",
        total="I alt",
    ),
    "en": DespatchAdviceWords(
        title="Despatch advice",
        units="load units",
        receiver="To",
        sender="From",
        carrier="With",
        contents="In each load unit",
        name="Goods",
        gtin="GTIN",
        lot="Lot",
        packs="Packs",
        net="Net, kg",
        total="In all",
    ),
}


def a_despatch_advice(language="nb", **changes):
    cheese = UnitLine(
        goods="Tjukkmjølk, 8 × 0,5 l",
        gtin="07032069804988",
        packs="12",
        net="48,000",
        lots=(Lot(code="0326A", date="best før 05.12.2026"),),
    )
    meat = UnitLine(goods="Reinkjøtt, finnbiff, ca. 1 kg", packs="5", net="5,340")
    facts = {
        "words": ADVICE_WORDS[language],
        "about": f"Brekken oppvekstsenter, {DAY[language]}",
        "receiver": SCHOOL,
        "sender": HUB,
        "carrier": Party(name="Fjellfrakt AS", rows=("Fraktbrev 40071234",)),
        "units_count": "2",
        "units": (
            UnitSent(sscc="3 7090001 000000042 4", kind="Kasse, kjølevare", lines=(cheese, meat)),
            UnitSent(sscc="3 7090001 000000043 1", kind="Kasse", lines=(cheese,)),
        ),
        "total_packs": "29",
        "total_net": "101,340 kg",
        "facts": (Fact(label="Ventes", text="26. nov. kl. 09.30–11.00"),),
    }
    return DespatchAdvice(**(facts | changes))


LOAD_UNIT_WORDS = {
    "nb": LoadUnitWords(
        title="Kolliseddel",
        receiver="Til",
        sender="Fra",
        barcode="Strekkode",
        link="QR-kode til leveransen på nett",
    ),
    "nn": LoadUnitWords(
        title="Kollisetel",
        receiver="Til",
        sender="Frå",
        barcode="Strekkode",
        link="QR-kode til leveransen på nett",
    ),
    "en": LoadUnitWords(
        title="Load unit label",
        receiver="To",
        sender="From",
        barcode="Barcode",
        link="QR code to the delivery online",
    ),
}
CONTENTS = Elements(
    content_gtin="7032069804988",
    count=12,
    best_before=date(2026, 12, 5),
    net_g=48_000,
    lot="0326A",
)


def load_unit_labels(language, size):
    kinds = {"nb": "Kasse", "nn": "Kasse", "en": "Crate"}
    turns = {"nb": "{} av 2", "nn": "{} av 2", "en": "{} of 2"}
    return LoadUnitLabels(
        words=LOAD_UNIT_WORDS[language],
        about=f"Brekken oppvekstsenter, {DAY[language]}",
        size=size,
        labels=tuple(
            LoadUnitLabel(
                receiver=SCHOOL,
                sender=HUB,
                turn=turns[language].format(number),
                unit=kinds[language],
                day="tor. 26.11.",
                storage=zone,
                sscc=make_sscc(company_prefix="7090001", serial=41 + number, extension=3),
                contents=contents,
                facts=(
                    Fact(label="Vare", text="Tjukkmjølk, 8 × 0,5 l"),
                    Fact(label="Parti", text="0326A"),
                    Fact(label="Best før", text="05.12.2026"),
                ),
                link=LINK,
            )
            for number, zone, contents in (
                (1, cold(language), CONTENTS),
                (2, shelf(language), None),
            )
        ),
    )


def a_label_a6(language="nb"):
    return load_unit_labels(language, LabelSize.A6)


def a_label_tall(language="nb"):
    return load_unit_labels(language, LabelSize.TALL)


def a_label_low(language="nb"):
    return load_unit_labels(language, LabelSize.LOW)


PRODUCT_WORDS = {
    "nb": ProductLabelWords(
        title="Vareetikett", lot="Parti", best_before="Best før", net="Nettovekt", barcode="Kode"
    ),
    "nn": ProductLabelWords(
        title="Vareetikett", lot="Parti", best_before="Best før", net="Nettovekt", barcode="Kode"
    ),
    "en": ProductLabelWords(
        title="Product label", lot="Lot", best_before="Best before", net="Net", barcode="Code"
    ),
}
CHEESE = Elements(gtin="7032069804988", best_before=date(2026, 12, 30), net_g=412, lot="26-47-OST")


def product_labels(language, size):
    return ProductLabels(
        words=PRODUCT_WORDS[language],
        about="Fjellost, 26-47-OST",
        size=size,
        labels=(
            ProductLabel(
                name="Fjellost, modnet 9 måneder",
                producer="Galåvolden gård, 7374 Røros",
                lot="26-47-OST",
                best_before="30.12.2026",
                net="0,412 kg",
                elements=CHEESE,
                declaration="Ingredienser: MELK, salt, løpe, syrekultur. Oppbevares kjølig, "
                "under 4 °C. Pakket av Rørosmat SA.",
            ),
        ),
    )


def a_product_label_wide(language="nb"):
    return product_labels(language, ProductLabelSize.WIDE)


def a_product_label_small(language="nb"):
    return product_labels(language, ProductLabelSize.SMALL)


RECALL_WORDS = {
    "nb": RecallNoticeWords(
        title="Tilbakekalling",
        answered="har svart",
        why="Hvorfor",
        what_to_do="Gjør dette nå",
        goods="Det gjelder",
        receivers="Hvem som fikk varene",
        receiver="Mottaker",
        amount="Mengde",
        delivered="Levert",
        told="Varslet",
        answer="Svar",
    ),
    "nn": RecallNoticeWords(
        title="Tilbakekalling",
        answered="har svart",
        why="Kvifor",
        what_to_do="Gjer dette no",
        goods="Det gjeld",
        receivers="Kven som fekk varene",
        receiver="Mottakar",
        amount="Mengd",
        delivered="Levert",
        told="Varsla",
        answer="Svar",
    ),
    "en": RecallNoticeWords(
        title="Recall",
        answered="have answered",
        why="Why",
        what_to_do="Do this now",
        goods="The goods",
        receivers="Who got the goods",
        receiver="Receiver",
        amount="Amount",
        delivered="Delivered",
        told="Told",
        answer="Answer",
    ),
}


def a_recall_notice(language="nb", **changes):
    facts = {
        "words": RECALL_WORDS[language],
        "about": "Fjellost, parti 26-47-OST",
        "answered": {"nb": "1 av 2", "nn": "1 av 2", "en": "1 of 2"}[language],
        "why": ("Produsenten har funnet listeria i en prøve fra samme dag.",),
        "what_to_do": ("Ikke bruk osten. Legg den for seg selv, merk den, og svar oss.",),
        "facts": (
            Fact(label="Vare", text="Fjellost, modnet 9 måneder"),
            Fact(label="Parti", text="26-47-OST"),
            Fact(label="Best før", text="30.12.2026"),
            Fact(label="Produsent", text="Galåvolden gård"),
            Fact(label="Kalt tilbake", text="27. nov. 2026 kl. 08.15"),
        ),
        "receivers": (
            RecallReceiver(
                name="Brekken oppvekstsenter, avdeling kjøkken og SFO",
                detail="Kari Nordmann, 72 41 00 00",
                amount="3,240 kg",
                delivered="26.11.2026",
                told="27.11. kl. 08.15",
                answer="2,100 kg lagt til side, resten er spist",
            ),
            RecallReceiver(
                name="Øya barnehage",
                amount="0,412 kg",
                delivered="26.11.2026",
                told="27.11. kl. 08.15",
            ),
        ),
    }
    return RecallNotice(**(facts | changes))


PAPERS = {
    "delivery_note": a_delivery_note,
    "despatch_advice": a_despatch_advice,
    "packing_list": a_packing_list,
    "tour_list": a_tour_list,
    "recall_notice": a_recall_notice,
    "label_a6": a_label_a6,
    "label_tall": a_label_tall,
    "label_low": a_label_low,
    "product_label_wide": a_product_label_wide,
    "product_label_small": a_product_label_small,
}
