"""Papers to look at and to test: the same few deliveries in three languages."""

from datetime import UTC, datetime

from kortreist.formats.papers import (
    DeliveryNote,
    DeliveryNoteWords,
    Fact,
    Frame,
    FrameWords,
    Lot,
    NoteLine,
    Party,
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


PAPERS = {"delivery_note": a_delivery_note}
