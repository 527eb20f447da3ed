"""The same Norwegian order on both databases."""

import random

import pytest
from django.db.models.functions import Collate

from kortreist.apps.registers.collation import NORWEGIAN, sort_key
from kortreist.apps.registers.models import LoadedRegister

IN_ORDER = (
    "1 kg honning",
    "2 kg honning",
    "and",
    "And",
    "andebryst",
    "brød, grovt",
    "brød",
    "brus",
    "cider",
    "é",
    "eddik",
    "müsli",
    "mysost",
    "ost",
    "Østre gard",
    "ørret",
    "åkerbær",
    "Aalberg",
    "zucchini",
    "ærfugl",
)


@pytest.mark.both
@pytest.mark.django_db
def test_words_sort_alike_in_the_database_and_here(now):
    # given
    words = list(IN_ORDER)
    random.Random(7).shuffle(words)
    for word in words:
        LoadedRegister.objects.create(name=word, sha256="", rows=0, loaded_at=now)
    # when
    in_database = LoadedRegister.objects.order_by(Collate("name", NORWEGIAN))
    # then
    assert [row.name for row in in_database] == sorted(IN_ORDER, key=sort_key)


_case_order = [
    ("z", "æ"),
    ("æ", "ø"),
    ("ø", "å"),
    ("å", "aa"),
    ("ost", "Ost"),
    ("Ost", "oster"),
    ("ä", "ø"),
    ("ö", "å"),
    ("y", "ü"),
    ("ü", "yb"),
    ("1", "a"),
    (" b", "a"),
]


@pytest.mark.parametrize(("one", "other"), _case_order)
def test_first_sorts_before_the_other(one, other):
    assert sort_key(one) < sort_key(other)
