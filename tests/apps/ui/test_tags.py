from datetime import UTC, date, datetime

import pytest
from django.template import Context, Template
from django.utils import timezone

from kortreist.apps.ui.statuses import Status
from kortreist.apps.ui.templatetags import ui

NOON = datetime(2026, 11, 26, 11, 0, tzinfo=UTC)


def render(source, **context):
    return Template("{% load ui %}" + source).render(Context(context))


@pytest.mark.parametrize(
    ("source", "value", "text"),
    [
        ("{{ value|kr }}", 123_450, "kr_1_234,50"),
        ("{{ value|kr_figure }}", 123_450, "1_234,50"),
        ('{{ value|amount:"g" }}', 3250, "3,250_kg"),
        ('{{ value|amount_figure:"g" }}', 3250, "3,250"),
        ("{{ value|unit_word }}", "ml", "l"),
        ("{{ value|whole }}", 12_345, "12_345"),
        ("{{ value|percent_bp }}", 1111, "11,11_%"),
        ("{{ value|day }}", date(2026, 11, 26), "tor. 26. nov."),
        ("{{ value|day }}", datetime(2026, 11, 25, 23, 30, tzinfo=UTC), "tor. 26. nov."),
        ('{{ value|day:"long" }}', date(2026, 11, 26), "torsdag 26. november 2026"),
        ('{{ value|day:"year" }}', date(2026, 11, 26), "26.11.2026"),
        ("{{ value|moment }}", NOON, "tor. 26. nov. kl._12"),
        ("{{ value|clock }}", NOON, "kl._12"),
    ],
)
def test_filters_write_as_figures_do(say, source, value, text):
    assert say("nb", lambda: render(source, value=value)).replace("\u00a0", "_") == text


@pytest.mark.parametrize(
    "name",
    [
        "kr",
        "kr_figure",
        'amount:"g"',
        'amount_figure:"g"',
        "whole",
        "percent_bp",
        "day",
        "moment",
        "clock",
    ],
)
def test_nothing_is_written_as_nothing(name):
    assert render("{{ value|" + name + " }}", value=None) == ""


def test_content_in_another_language_is_marked_and_named(say):
    shown = say("nb", lambda: render("{{ text|content }}", text={"nn": "Rein <frå> fjellet"}))
    assert shown == (
        '<span lang="nn">Rein &lt;frå&gt; fjellet</span> '
        '<span class="kr-other-language" lang="nn">(nynorsk)</span>'
    )


def test_content_in_the_readers_language_is_only_text(say):
    assert (
        say("nb", lambda: render("{{ text|content }}", text={"nb": "Rein & ren"}))
        == "Rein &amp; ren"
    )


def test_content_for_attributes_is_without_markup(say):
    assert say("en", lambda: render("{{ text|content_text }}", text={"nn": "Rein"})) == "Rein"


def test_an_icon_beside_a_word_is_silent():
    drawn = render('{% icon "leaf" %}')
    assert 'aria-hidden="true"' in drawn
    assert "aria-label" not in drawn


def test_an_icon_alone_has_a_name():
    drawn = render('{% icon "leaf" label %}', label='Økologisk "ja"')
    assert 'role="img" aria-label="Økologisk &quot;ja&quot;"' in drawn
    assert "aria-hidden" not in drawn


def test_an_icon_that_nobody_drew_is_loud():
    with pytest.raises(KeyError):
        ui.icon("unicorn")
    with pytest.raises(ValueError, match="lg or xl"):
        ui.icon("leaf", size="huge")


def test_a_status_has_word_icon_and_colour():
    badge = ui.status_badge(Status("Levert", "success"))
    assert badge.startswith('<span class="kr-status" data-color="success"><svg')
    assert 'data-icon="check"' in badge
    assert badge.endswith(" Levert</span>")


def test_a_status_of_no_known_tone_is_loud():
    with pytest.raises(ValueError, match="not 'pink'"):
        Status("Levert", "pink")


def test_paging_keeps_the_filters(request_from):
    request = request_from("/shop/?q=ost&kind=a&kind=b&page=2")
    shown = render("{% query_with page=3 q=None %}", request=request)
    assert shown == "?kind=a&amp;kind=b&amp;page=3"


@pytest.mark.parametrize(
    ("language", "hour", "minute", "shown", "is_soon"),
    [
        ("nb", 15, 30, "om 3 timer", False),
        ("nb", 13, 30, "om 90 minutter", True),
        ("en", 11, 59, "closed", False),
    ],
)
def test_a_countdown_says_when_and_how_long(
    say, monkeypatch, language, hour, minute, shown, is_soon
):
    now = datetime(2026, 11, 26, 12, 0, tzinfo=UTC)
    monkeypatch.setattr(timezone, "now", lambda: now)
    until = now.replace(hour=hour, minute=minute)
    html = say(language, lambda: render("{% countdown until %}", until=until))
    assert f">{shown}</span>" in html
    assert ("data-soon" in html) is is_soon


@pytest.mark.parametrize(("code", "name"), [("nb", "Bokmål"), ("nn", "Nynorsk"), ("en", "English")])
def test_languages_are_named_in_themselves(say, code, name):
    assert say("en", lambda: ui.language_name(code)) == name
