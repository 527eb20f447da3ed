"""Dated figures: the one in force on a day, with its source."""

from datetime import date

import pytest

from kortreist.apps.registers.errors import FigureMissingError
from kortreist.apps.registers.selectors.figures import dated_figure, dated_figures
from kortreist.apps.registers.services.loading import load_registers

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(("year", "grams"), [(2023, 19), (2024, 15), (2026, 15)])
def test_figure_of_the_day(year, grams, now):
    load_registers(now=now)
    assert dated_figure("co2_electric", on=date(year, 6, 1)).value == grams


def test_only_what_was_held_against_a_source_is_verified(now):
    load_registers(now=now)
    figures = dated_figures(date(2026, 11, 26))
    verified = {code: row.value for code, row in figures.items() if row.is_verified}
    assert verified == {"co2_diesel": 2660, "co2_petrol": 2320}
    assert all(row.source for row in figures.values())


def test_unknown_figure_is_named():
    with pytest.raises(FigureMissingError) as caught:
        dated_figure("co2_coal", on=date(2026, 11, 26))
    assert caught.value.params["figure"] == "co2_coal"
