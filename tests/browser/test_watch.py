"""The tests' own eyes: a page's faults are seen, and a good page passes."""

import pytest

from tests.harness.pages import find_barriers


@pytest.fixture(autouse=True)
def bad_pages(settings):
    settings.ROOT_URLCONF = "tests.browser.bad_pages"


def test_good_page_passes(page, axe, fits):
    page.goto("/none/")
    axe(page)
    fits(page)


@pytest.mark.parametrize(
    ("fault", "word"),
    [
        ("csp", "content security policy"),
        ("stranger", "asked a stranger"),
        ("missing", "404"),
        ("script", "nothing is not defined"),
    ],
)
def test_faults_are_heard(phone, watch, fault, word):
    # when
    phone.goto(f"/{fault}/")
    phone.wait_for_load_state("networkidle")
    # then
    assert any(word in problem for problem in watch.unexpected())
    # and this once it is no failure
    watch.expected.append("")


def test_barriers_are_found(phone):
    phone.goto("/barrier/")
    assert [barrier.split()[0] for barrier in find_barriers(phone)] == ["image-alt"]


def test_sideways_scrolling_is_found(phone, fits):
    phone.goto("/wide/")
    with pytest.raises(AssertionError):
        fits(phone)
