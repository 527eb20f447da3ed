"""A notice as a farmer types or says it, against a small farm's goods."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kortreist.engines.notices import Goods, Notice, Remark, read_notice
from kortreist.kernel.quantity import Unit

# A Tuesday; goods are delivered on Thursdays and Fridays.
TODAY = date(2026, 11, 24)
THU, FRI, NEXT_THU = date(2026, 11, 26), date(2026, 11, 27), date(2026, 12, 3)

CARROT, POTATO, EGG, LETTUCE, CHEESE, CARROT_BAG, BERRY, ONION = range(1, 9)
GOODS = (
    Goods(CARROT, ("Gulrot", "Carrots"), Unit.GRAM, 10_000, ("kasse 10 kg",)),
    Goods(POTATO, ("Mandelpotet",), Unit.GRAM, 2000, ("pose 2 kg",)),
    Goods(EGG, ("Egg frå frittgåande høner",), Unit.PIECE, 30, ("brett",)),
    Goods(LETTUCE, ("Salat",), Unit.PIECE, 1),
    Goods(CHEESE, ("Geitost, kvit",), Unit.GRAM, 300),
    Goods(CARROT_BAG, ("Gulrot", "Carrots"), Unit.GRAM, 1000, ("pose 1 kg",)),
    Goods(BERRY, ("Tyttebær",), Unit.GRAM, 500, ("kurv",)),
    Goods(ONION, ("Rødløk",), Unit.GRAM, 5000, ("sekk",)),
)


def read(text, goods=GOODS, days=(THU, FRI, NEXT_THU)):
    return read_notice(Notice(text, TODAY, days, goods))


def told(text, **fields):
    return [(row.goods_id, row.packs, row.days) for row in read(text, **fields).proposals]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("40 kg gulrot torsdag", [(CARROT, 4, (THU,))]),
        (
            "tjue poser poteter og 6 egg-brett til fredag",
            [(POTATO, 20, (FRI,)), (EGG, 6, (FRI,))],
        ),
        ("ingen salat denne uka", [(LETTUCE, 0, (THU, FRI))]),
        # spoken, without a comma or a full stop
        (
            "jeg har førti kilo gulrøtter til torsdag og ti poser mandelpoteter "
            "og tolv stykk salat",
            [(CARROT, 4, (THU,)), (POTATO, 10, (THU,)), (LETTUCE, 12, (THU,))],
        ),
        ("hei vi har tre kasser gulrot nå til fredag", [(CARROT, 3, (FRI,))]),
        # nynorsk
        ("eg har inga tyttebær på torsdag", [(BERRY, 0, (THU,))]),
        ("no har eg fem sekkar raudlauk til fredag", [(ONION, 5, (FRI,))]),
        (
            "tjue posar potetar og eit brett egg torsdag",
            [(POTATO, 20, (THU,)), (EGG, 1, (THU,))],
        ),
        # English
        ("I have twenty bags of carrots for friday", [(CARROT_BAG, 20, (FRI,))]),
        ("no lettuce this week", [(LETTUCE, 0, (THU, FRI))]),
        # days first, and days of their own
        (
            "torsdag: 5 kasser gulrot, 6 brett egg. fredag: 3 kurver tyttebær",
            [(CARROT, 5, (THU,)), (EGG, 6, (THU,)), (BERRY, 3, (FRI,))],
        ),
        (
            "40 kg gulrot torsdag og 3 kurver tyttebær fredag",
            [(CARROT, 4, (THU,)), (BERRY, 3, (FRI,))],
        ),
        ("2 kasser gulrot torsdag og fredag", [(CARROT, 2, (THU, FRI))]),
        ("2 kasser gulrot hver dag", [(CARROT, 2, (THU, FRI, NEXT_THU))]),
        ("to kasser gulrot neste torsdag", [(CARROT, 2, (NEXT_THU,))]),
        ("to kasser gulrot torsdag neste uke", [(CARROT, 2, (NEXT_THU,))]),
        ("3 kasser gulrot 3. desember", [(CARROT, 3, (NEXT_THU,))]),
        ("3 kasser gulrot 26/11", [(CARROT, 3, (THU,))]),
        ("3 kasser gulrot 27.11.", [(CARROT, 3, (FRI,))]),
        ("3 kasser gulrot i overmorgen", [(CARROT, 3, (THU,))]),
        # goods first
        ("gulrot 40 kg fredag", [(CARROT, 4, (FRI,))]),
        ("gulrot 40 kg poteter 20 kg fredag", [(CARROT, 4, (FRI,)), (POTATO, 10, (FRI,))]),
        # numbers
        ("hundre og tjue poser poteter torsdag", [(POTATO, 120, (THU,))]),
        ("to hundre poser poteter torsdag", [(POTATO, 200, (THU,))]),
        ("toogtjue poser poteter torsdag", [(POTATO, 22, (THU,))]),
        ("tjueto poser poteter torsdag", [(POTATO, 22, (THU,))]),
        ("1 200 kg poteter torsdag", [(POTATO, 600, (THU,))]),
        ("1,5 kg geitost torsdag", [(CHEESE, 5, (THU,))]),
        ("halvannen kilo geitost torsdag", [(CHEESE, 5, (THU,))]),
        ("fem dusin egg torsdag", [(EGG, 2, (THU,))]),
        ("5 poser à 1 kg gulrot torsdag", [(CARROT_BAG, 5, (THU,))]),
        ("5 poser a 1 kg gulrot torsdag", [(CARROT_BAG, 5, (THU,))]),
        # slips of the finger
        ("40 kg guulrot torsdag", [(CARROT, 4, (THU,))]),
        ("3 kurver tytebær torsdag", [(BERRY, 3, (THU,))]),
        ("ikke mer enn 40 kg gulrot torsdag", [(CARROT, 4, (THU,))]),
    ],
)
def test_notices_are_understood(text, expected):
    assert told(text) == expected
    assert read(text).not_understood == ()


def test_kilos_become_whole_packs_and_the_rest_is_told():
    (row,) = read("48 kg gulrot torsdag", goods=GOODS[:1]).proposals

    assert (row.packs, row.left_over_amount) == (4, 8000)
    assert row.remarks == (Remark.ROUNDED_DOWN,)


def test_kilos_choose_the_pack_they_fill():
    (row,) = read("45 kg gulrot torsdag").proposals

    assert (row.goods_id, row.packs, row.alternatives) == (CARROT_BAG, 45, (CARROT,))


def test_without_a_day_the_first_delivery_is_meant():
    (row,) = read("3 kurver tyttebær").proposals

    assert row.days == (THU,)
    assert row.remarks == (Remark.DAY_ASSUMED,)


def test_a_day_without_delivery_becomes_the_next_one():
    (row,) = read("3 kurver tyttebær onsdag").proposals

    assert row.days == (THU,)
    assert row.remarks == (Remark.DAY_MOVED,)


def test_a_bare_number_is_packs_or_the_pieces_that_fill_them():
    (carrots,) = read("20 mandelpotet torsdag").proposals
    (eggs,) = read("60 egg torsdag").proposals

    assert (carrots.packs, carrots.remarks) == (20, (Remark.UNIT_ASSUMED,))
    assert (eggs.packs, eggs.remarks) == (2, (Remark.UNIT_ASSUMED,))


def test_goods_without_an_amount_are_asked_about():
    (row,) = read("salat torsdag").proposals

    assert (row.goods_id, row.packs) == (LETTUCE, None)
    assert Remark.AMOUNT_MISSING in row.remarks


def test_goods_are_not_measured_in_what_they_do_not_come_in():
    (row,) = read("2 liter mandelpotet torsdag").proposals

    assert (row.packs, row.remarks) == (None, (Remark.UNIT_UNFIT,))


def test_what_is_not_understood_is_said():
    reading = read("40 kg gulrot torsdag og 3 traktorer fredag")

    assert [row.goods_id for row in reading.proposals] == [CARROT]
    assert reading.not_understood == ("3 traktorer",)


def test_two_packs_of_the_same_goods_are_a_question():
    (row,) = read("40 kg gulrot torsdag").proposals

    assert row.alternatives == (CARROT_BAG,)
    assert Remark.UNSURE in row.remarks
    assert row.confidence_bp < read("4 kasser gulrot torsdag").proposals[0].confidence_bp


def test_the_last_word_counts():
    (row,) = read("3 kurver tyttebær torsdag og 5 kurver tyttebær torsdag").proposals

    assert (row.packs, row.remarks) == (5, (Remark.SAID_TWICE,))


def test_nothing_at_all_is_none_of_everything():
    rows = read("vi har ingenting denne uka").proposals

    assert {row.goods_id for row in rows} == {goods.goods_id for goods in GOODS}
    assert {(row.packs, row.days) for row in rows} == {(0, (THU, FRI))}


@pytest.mark.parametrize("text", ["samme som sist", "Same som sist, takk", "same as last week"])
def test_the_same_as_last_time_is_known(text):
    assert read(text).is_same_as_last


@pytest.mark.parametrize(
    "text", ["", "   ", "hei", "takk og hilsen", "!!!", "🙂", "torsdag", "og og"]
)
def test_small_talk_says_nothing(text):
    assert read(text).proposals == ()


def test_without_goods_or_days_nothing_is_proposed():
    assert read("40 kg gulrot", goods=()).proposals == ()
    (row,) = read("40 kg gulrot", days=()).proposals
    assert row.days == ()


PIECES = st.sampled_from(
    [
        "40",
        "tjue",
        "kg",
        "kilo",
        "poser",
        "brett",
        "gulrot",
        "poteter",
        "egg",
        "salat",
        "ost",
        "torsdag",
        "fredag",
        "og",
        ",",
        ".",
        "til",
        "ingen",
        "denne",
        "uka",
        "neste",
        "à",
        "2",
        "1,5",
        "halv",
        "hundre",
        "tusen",
        "31.2.",
        "99/99",
        "no",
        "a",
        "en",
        "to",
        "samme",
        "½",
        "0",
    ]
)


@given(st.one_of(st.text(max_size=200), st.lists(PIECES, max_size=25).map(" ".join)))
def test_no_text_is_too_odd(text):
    reading = read(text)

    for row in reading.proposals:
        assert row.packs is None or row.packs >= 0
        assert 0 <= row.confidence_bp <= 10_000
        assert row.goods_id not in row.alternatives
        assert set(row.days) <= {THU, FRI, NEXT_THU}
        content = next(goods for goods in GOODS if goods.goods_id == row.goods_id).content_amount
        assert 0 <= row.left_over_amount < max(content, 1)


@given(st.integers(1, 5000))
def test_whole_packs_and_the_rest_are_what_was_said(kilos):
    (row,) = read(f"{kilos} kg gulrot torsdag", goods=GOODS[:1]).proposals

    assert row.packs * 10_000 + row.left_over_amount == kilos * 1000


@given(st.permutations(GOODS))
def test_sure_readings_do_not_hang_on_the_order_of_goods(goods):
    assert told("4 kasser gulrot og 6 brett egg fredag", goods=tuple(goods)) == [
        (CARROT, 4, (FRI,)),
        (EGG, 6, (FRI,)),
    ]
