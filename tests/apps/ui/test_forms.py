import pytest
from django import forms

from kortreist.apps.ui.forms import AmountField, CountField, KrField, PercentField
from kortreist.kernel.quantity import Unit


class WeighingForm(forms.Form):
    weight = AmountField(Unit.GRAM, least=1)
    price = KrField(required=False)
    share = PercentField(required=False)
    count = CountField(required=False, most=500)


def test_typed_numbers_become_whole_ones():
    form = WeighingForm({"weight": "3,25 kg", "price": "1 234,50", "share": "12,5", "count": "7"})
    assert form.is_valid(), form.errors
    assert form.cleaned_data == {"weight": 3250, "price": 123_450, "share": 1250, "count": 7}


def test_what_is_left_out_is_none():
    form = WeighingForm({"weight": "1"})
    assert form.is_valid()
    assert form.cleaned_data == {"weight": 1000, "price": None, "share": None, "count": None}


@pytest.mark.parametrize(
    ("field", "typed", "code"),
    [
        ("weight", "", "required"),
        ("weight", "mye", "number_not_understood"),
        ("weight", "-1", "number_below_zero"),
        ("weight", "0", "number_too_small"),
        ("weight", "1000000000", "number_too_large"),
        ("price", "12,345", "number_too_fine"),
        ("share", "101", "number_too_large"),
        ("count", "1,5", "invalid"),
        ("count", "1.0", "invalid"),
        ("count", "1e3", "invalid"),
        ("count", "\uff11\uff12", "invalid"),
        ("count", "1_0", "invalid"),
        ("count", "-1", "min_value"),
        ("count", "501", "max_value"),
        ("count", "9" * 5000, "invalid"),
    ],
)
def test_each_mistake_has_its_own_code(field, typed, code):
    form = WeighingForm({"weight": "1", field: typed})
    assert not form.is_valid()
    assert [error.code for error in form.errors.as_data()[field]] == [code]


def test_a_mistake_is_told_in_words_and_the_typing_stays(say):
    form = WeighingForm({"weight": "3 kg 2"})
    errors = say("en", lambda: form.errors["weight"])
    assert errors == ["“3 kg 2” is not a number we can read. Write it like 3,25."]
    assert 'value="3 kg 2"' in str(form["weight"])


def test_stored_numbers_are_shown_as_they_are_typed():
    form = WeighingForm(initial={"weight": 3250, "price": 123_450, "share": 1250})
    shown = [form[name].value() for name in ("weight", "price", "share")]
    fields = form.fields
    texts = [
        fields[n].prepare_value(v) for n, v in zip(("weight", "price", "share"), shown, strict=True)
    ]
    assert texts == ["3,25", "1\u00a0234,50", "12,5"]


def test_only_real_changes_count_as_changed():
    data = {"weight": "3,250", "price": "", "share": "", "count": ""}
    assert WeighingForm(data, initial={"weight": 3250}).changed_data == []
    assert WeighingForm(data | {"weight": "uklart"}, initial={"weight": 3250}).changed_data == [
        "weight"
    ]
