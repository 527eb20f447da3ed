"""Which remedy is suggested: a table."""

import pytest

from kortreist.apps.fulfilment.models import DeviationKind, DeviationStage, Remedy
from kortreist.apps.fulfilment.remedies import Wrong, suggest

_warm_cases = [
    ("chilled", 0, "goods_in", Remedy.ACCEPT),
    ("chilled", 1, "goods_in", Remedy.USE_FIRST),
    ("chilled", 20, "goods_in", Remedy.USE_FIRST),
    ("chilled", 21, "goods_in", Remedy.HOLD),
    ("chilled", 50, "goods_in", Remedy.HOLD),
    ("chilled", 51, "goods_in", Remedy.RETURN),
    ("chilled", 51, "storage", Remedy.WRITE_OFF),
    ("chilled", 51, "handover", Remedy.BRING_AGAIN),
    ("frozen", 30, "goods_in", Remedy.ACCEPT),
    ("frozen", 31, "goods_in", Remedy.HOLD),
    ("frozen", 81, "goods_in", Remedy.RETURN),
    ("ambient", 50, "storage", Remedy.USE_FIRST),
    ("ambient", 101, "storage", Remedy.WRITE_OFF),
]
_other_cases = [
    ("short", "goods_in", Remedy.ASK_PRODUCER),
    ("short", "packing", Remedy.TELL_BUYER),
    ("missing", "goods_in", Remedy.ASK_PRODUCER),
    ("over", "goods_in", Remedy.ACCEPT),
    ("late", "goods_in", Remedy.ACCEPT),
    ("damaged", "goods_in", Remedy.RETURN),
    ("damaged", "storage", Remedy.WRITE_OFF),
    ("damaged", "handover", Remedy.BRING_AGAIN),
    ("wrong_goods", "goods_in", Remedy.RETURN),
    ("short_dated", "goods_in", Remedy.USE_FIRST),
    ("expired", "goods_in", Remedy.HOLD),
    ("expired", "storage", Remedy.WRITE_OFF),
    ("refused", "handover", Remedy.HOLD),
    ("nobody_there", "tour", Remedy.BRING_AGAIN),
    ("other", "tour", Remedy.ACCEPT),
]


@pytest.mark.parametrize(("storage", "over_dc", "stage", "expected"), _warm_cases)
def test_warm_goods_are_judged_by_how_far_over_they_are(storage, over_dc, stage, expected):
    assert suggest(Wrong("warm", stage, storage, over_dc)) == expected


@pytest.mark.parametrize(("kind", "stage", "expected"), _other_cases)
def test_what_is_suggested(kind, stage, expected):
    assert suggest(Wrong(kind, stage)) == expected


def test_there_is_a_suggestion_for_everything():
    found = {
        (kind, stage): suggest(Wrong(kind, stage))
        for kind in DeviationKind.values
        for stage in DeviationStage.values
    }
    assert set(found.values()) <= set(Remedy)
    assert len(found) == len(DeviationKind.values) * len(DeviationStage.values)
