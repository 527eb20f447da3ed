from datetime import UTC, date, datetime, timedelta

import pytest

from kortreist.apps.ui import figures

THURSDAY = date(2026, 11, 26)
NOON = datetime(2026, 11, 26, 11, 0, tzinfo=UTC)
LANGUAGES = ("nb", "nn", "en")


def plain(text):
    return text.replace("\u00a0", "_")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    ("ore", "text"),
    [
        (0, "kr_0,00"),
        (5, "kr_0,05"),
        (123_450, "kr_1_234,50"),
        (123_456_789_01, "kr_123_456_789,01"),
        (-123_450, "kr_−1_234,50"),
    ],
)
def test_money_is_written_the_same_in_every_language(say, language, ore, text):
    assert plain(say(language, lambda: figures.kr(ore))) == text


@pytest.mark.parametrize(
    ("value", "unit", "text"),
    [
        (0, "g", "0_g"),
        (750, "g", "750_g"),
        (1000, "g", "1_kg"),
        (3250, "g", "3,250_kg"),
        (1_234_500, "g", "1_234,500_kg"),
        (-3250, "g", "−3,250_kg"),
        (500, "ml", "500_ml"),
        (1500, "ml", "1,5_l"),
        (2000, "ml", "2_l"),
        (12, "pcs", "12_stk"),
        (1200, "pcs", "1_200_stk"),
    ],
)
def test_amounts_are_written_as_one_would_say_them(say, value, unit, text):
    assert plain(say("nb", lambda: figures.amount(value, unit))) == text


@pytest.mark.parametrize(
    ("language", "text"), [("nb", "12_stk"), ("nn", "12_stk"), ("en", "12_pcs")]
)
def test_pieces_follow_the_language(say, language, text):
    assert plain(say(language, lambda: figures.amount(12, "pcs"))) == text


@pytest.mark.parametrize(
    ("value", "unit", "text"),
    [(3250, "g", "3,250"), (750, "g", "0,750"), (2000, "ml", "2,000"), (12, "pcs", "12")],
)
def test_figures_in_columns_have_one_number_of_decimals(value, unit, text):
    assert figures.amount_figure(value, unit) == text


@pytest.mark.parametrize(
    ("rate_bp", "text"), [(1500, "15_%"), (1111, "11,11_%"), (1250, "12,5_%"), (0, "0_%")]
)
def test_percentages_drop_closing_zeros(rate_bp, text):
    assert plain(figures.percent(rate_bp)) == text


@pytest.mark.parametrize(
    ("language", "short", "long"),
    [
        ("nb", "tor. 26. nov.", "torsdag 26. november 2026"),
        ("nn", "tor. 26. nov.", "torsdag 26. november 2026"),
        ("en", "Thu 26 Nov", "Thursday 26 November 2026"),
    ],
)
def test_days_follow_the_language(say, language, short, long):
    assert say(language, lambda: (figures.day(THURSDAY), figures.day_long(THURSDAY))) == (
        short,
        long,
    )


def test_documents_have_the_whole_date():
    assert figures.day_year(date(2026, 3, 5)) == "05.03.2026"


@pytest.mark.parametrize(
    ("language", "text"),
    [("nb", "tor. 26. nov. kl._12"), ("nn", "tor. 26. nov. kl._12"), ("en", "Thu 26 Nov at 12:00")],
)
def test_moments_are_in_norwegian_time(say, language, text):
    assert plain(say(language, lambda: figures.moment(NOON))) == text


def test_minutes_are_written_where_there_are_any(say):
    assert plain(say("nb", lambda: figures.clock(NOON + timedelta(minutes=5)))) == "kl._12.05"


def test_a_moment_late_in_the_evening_is_the_next_day_in_norway(say):
    late = datetime(2026, 6, 1, 22, 30, tzinfo=UTC)
    assert plain(say("nb", lambda: figures.moment(late))) == "tir. 2. juni kl._0.30"


@pytest.mark.parametrize(
    ("left", "nb", "nn", "en"),
    [
        (timedelta(days=3, hours=5), "om 3 døgn", "om 3 døgn", "in 3 days"),
        (timedelta(hours=47), "om 47 timer", "om 47 timar", "in 47 hours"),
        (timedelta(minutes=119), "om 119 minutter", "om 119 minutt", "in 119 minutes"),
        (timedelta(minutes=1), "om 1 minutt", "om 1 minutt", "in 1 minute"),
        (timedelta(seconds=59), "", "", ""),
        (timedelta(hours=-1), "", "", ""),
    ],
)
def test_time_left_is_never_more_than_there_is(say, left, nb, nn, en):
    told = [say(language, lambda: figures.time_left(NOON + left, NOON)) for language in LANGUAGES]
    assert told == [nb, nn, en]
