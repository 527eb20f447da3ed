"""What scanners send and hands type is read as what it says, or refused with the reason."""

from contextlib import suppress
from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kortreist.formats.gs1 import (
    BarcodeCheckDigitError,
    BarcodeDateError,
    BarcodeElementTwiceError,
    BarcodeElementUnknownError,
    BarcodeUnreadableError,
    BarcodeValueError,
    Elements,
    Scanned,
    check_digit,
    element_string,
    make_sscc,
    readable_text,
    scan,
)
from kortreist.kernel.errors import InvalidInputError
from kortreist.kernel.periods import OSLO

TODAY = date(2026, 11, 20)
GTIN = "07032069804988"
SSCC = "106141412345678908"
CHEESE = {"gtin": GTIN, "best_before": date(2026, 11, 30), "net_g": 2450, "lot": "AB-12"}

_case_ways = [
    ("GS1-128", "]C10107032069804988152611303103002450" + "10AB-12", CHEESE),
    ("DataMatrix", "]d201070320698049881526113031030024501" + "0AB-12", CHEESE),
    ("GS1 QR", "]Q301070320698049881526113031030024501" + "0AB-12", CHEESE),
    ("no identifier", "010703206980498815261130310300245010AB-12", CHEESE),
    ("lot first", "]C110AB-12\x1d0107032069804988152611303103002450", CHEESE),
    ("FNC1 in front", "\x1d0107032069804988152611303103002450\x1d10AB-12", CHEESE),
    ("FNC1 written out", "10AB-12<GS>0107032069804988152611303103002450", CHEESE),
    ("typed", "(01) 0703 2069 8049 88 (15) 261130 (3103) 002450 (10) AB-12", CHEESE),
    ("month's end", "(01)07032069804988(15)261100(3103)002450(10)AB-12", CHEESE),
    (
        "link",
        "https://id.gs1.org/01/07032069804988/10/AB-12?15=261130&3103=002450",
        CHEESE,
    ),
    ("EAN-13", "7032069804988", {"gtin": GTIN}),
    ("EAN-13 with spaces", " 7032069 804988\r\n", {"gtin": GTIN}),
    ("EAN-13 with identifier", "]E07032069804988", {"gtin": GTIN}),
    ("EAN-8", "96385074", {"gtin": "00000096385074"}),
    ("UPC", "036000291452", {"gtin": "00036000291452"}),
    ("ITF-14", "]I110614141000415", {"gtin": "10614141000415"}),
    ("SSCC", SSCC, {"sscc": SSCC}),
    ("load unit", f"]C100{SSCC}", {"sscc": SSCC}),
    (
        "contents",
        f"]C100{SSCC}0207032069804988" + "3712\x1d10L1",
        {"sscc": SSCC, "content_gtin": GTIN, "count": 12, "lot": "L1"},
    ),
    ("kilos in hundredths", "(01)07032069804988(3102)000123", {"gtin": GTIN, "net_g": 1230}),
    ("tenths of a gram", "(01)07032069804988(3104)001235", {"gtin": GTIN, "net_g": 124}),
    (
        "lot with parentheses",
        "(01)07032069804988(10)A(b)",
        {"gtin": GTIN, "lot": "A(b)"},
    ),
    (
        "the rest",
        "(01)07032069804988(11)261101(13)261102(17)261203(7003)2612031430(21)S1(30)4"
        "(400)PO-9(410)7032069804988(414)7032069804988(422)578(91)ours",
        {
            "gtin": GTIN,
            "produced_on": date(2026, 11, 1),
            "packed_on": date(2026, 11, 2),
            "use_by": date(2026, 12, 3),
            "expires_at": datetime(2026, 12, 3, 14, 30, tzinfo=OSLO),
            "serial": "S1",
            "count": 4,
            "order_no": "PO-9",
            "ship_to": "7032069804988",
            "location": "7032069804988",
            "origin": "578",
            "others": (("91", "ours"),),
        },
    ),
]


@pytest.mark.parametrize(
    ("sent", "said"), [case[1:] for case in _case_ways], ids=[case[0] for case in _case_ways]
)
def test_what_is_said_is_read(sent, said):
    assert scan(sent, today=TODAY) == Scanned(**said)


_case_wrong = [
    ("01070320698049" + "87", BarcodeCheckDigitError, {"number": "07032069804987"[:14]}),
    ("7032069804987", BarcodeCheckDigitError, {"number": "7032069804987", "expected": "8"}),
    ("]C100106141412345678907", BarcodeCheckDigitError, {"number": "106141412345678907"}),
    ("(01)07032069804988(410)7032069804987", BarcodeCheckDigitError, {"expected": "8"}),
    ("(01)07032069804988(15)261340", BarcodeDateError, {"ai": "15", "value": "261340"}),
    ("(01)07032069804988(15)260230", BarcodeDateError, {"ai": "15", "value": "260230"}),
    ("(01)07032069804988(17)260000", BarcodeDateError, {"ai": "17"}),
    ("(01)07032069804988(7003)2612032560", BarcodeDateError, {"ai": "7003"}),
    ("(01)07032069804988(77)12", BarcodeElementUnknownError, {}),
    ("]C1010703206980498888", BarcodeElementUnknownError, {"found": "88"}),
    ("(01)0703206980498", BarcodeValueError, {"ai": "01", "value": "0703206980498"}),
    ("(01)070320698049880", BarcodeValueError, {"ai": "01"}),
    ("]C110" + "A" * 21, BarcodeValueError, {"ai": "10", "value": "A" * 21}),
    ("]C137x", BarcodeValueError, {"ai": "37", "value": "x"}),
    ("(01)07032069804988(10)A(10)B", BarcodeElementTwiceError, {"first": "A", "second": "B"}),
    ("AB-12", BarcodeUnreadableError, {"text": "AB-12"}),
    ("1012", BarcodeUnreadableError, {"text": "1012"}),
    ("]C0HELLO", BarcodeUnreadableError, {}),
    ("https://example.no/lots/1", BarcodeUnreadableError, {}),
    ("", BarcodeUnreadableError, {}),
    ("7" * 401, BarcodeUnreadableError, {}),
]


@pytest.mark.parametrize(("sent", "error", "facts"), _case_wrong)
def test_what_cannot_be_relied_on_is_refused(sent, error, facts):
    with pytest.raises(error) as caught:
        scan(sent, today=TODAY)
    assert facts.items() <= caught.value.params.items()


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ("231234560245", {"net_g": 245}),
        ("241234560245", {"net_g": 2450}),
        ("201234561990", {"price_ore": 1990}),
        ("291234560245", {}),
    ],
)
def test_a_shops_own_number_is_a_proposal_for_the_same_goods(body, said):
    read = scan(body + check_digit(body), today=TODAY)
    assert read.is_in_store
    assert {"net_g": read.net_g, "price_ore": read.price_ore} == {
        "net_g": None,
        "price_ore": None,
        **said,
    }
    # and another weight of the same goods has the same GTIN
    other = f"{body[:8]}0777" if said else body
    assert scan(other + check_digit(other), today=TODAY).gtin == read.gtin


@pytest.mark.parametrize(
    ("today", "year"),
    [(date(2026, 1, 1), 2076), (date(2025, 12, 31), 1976), (date(2074, 6, 1), 2076)],
)
def test_two_digits_of_a_year_mean_the_nearest(today, year):
    read = scan("(01)07032069804988(15)760101", today=today)
    assert read.best_before == date(year, 1, 1)


set_82 = st.text(
    "!\"%&'()*+,-./0123456789:;<=>?ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz",
    min_size=1,
    max_size=20,
)
days = st.dates(date(1978, 1, 1), date(2075, 12, 31))
gtins = st.text("0123456789", min_size=13, max_size=13).map(lambda body: body + check_digit(body))
said = st.builds(
    Elements,
    gtin=gtins,
    lot=st.just("") | set_82,
    serial=st.just("") | set_82,
    produced_on=st.none() | days,
    best_before=st.none() | days,
    use_by=st.none() | days,
    net_g=st.none() | st.integers(0, 999_999),
    count=st.none() | st.integers(0, 99_999_999),
    sscc=st.just("")
    | st.builds(
        make_sscc,
        company_prefix=st.just("7090001"),
        serial=st.integers(0, 999_999_999),
        extension=st.integers(0, 9),
    ),
    order_no=st.just("") | set_82,
    origin=st.sampled_from(["", "578", "752"]),
)


@given(said)
def test_what_is_written_is_read_back(elements):
    read = scan(f"]C1{element_string(elements)}", today=TODAY)
    assert read == Scanned(**{name: getattr(elements, name) for name in Elements.__slots__})


@given(said)
def test_separators_stand_only_after_what_has_no_fixed_length(elements):
    written = element_string(elements)
    variable = [elements.count is not None, elements.origin, elements.order_no, elements.serial]
    after = sum(map(bool, variable)) - (0 if elements.lot else 1)
    assert written.count("\x1d") == max(0, after)


def test_readable_text_names_each_part():
    assert readable_text(Elements(**CHEESE)) == (
        "(01)07032069804988(15)261130(3103)002450(10)AB-12"
    )


def test_more_than_a_tonne_is_written_to_the_nearest_ten_grams():
    assert "(3102)102346" in readable_text(Elements(gtin=GTIN, net_g=1_023_456))


@pytest.mark.parametrize(
    "wrong",
    [
        {"lot": "æ"},
        {"lot": "A" * 21},
        {"lot": "a b"},
        {"net_g": -1},
        {"net_g": 999_999_001},
        {"count": -1},
        {"gtin": "7032069804987"},
        {"sscc": "1"},
        {"ship_to": "12"},
        {"origin": "NO"},
    ],
)
def test_what_cannot_be_written_is_refused(wrong):
    with pytest.raises(BarcodeValueError):
        element_string(Elements(**wrong))


@given(st.text(max_size=40) | st.text("]C1dE0()123456789\x1d", max_size=40))
def test_nothing_sent_is_a_fault_of_ours(sent):
    with suppress(InvalidInputError):
        assert isinstance(scan(sent, today=TODAY), Scanned)
