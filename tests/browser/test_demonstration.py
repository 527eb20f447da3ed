"""The product as it is served: everyone in the region steps in and looks at their places."""

import re

import pytest

MOST_PLACES = 5


@pytest.fixture
def address(demonstration):
    return demonstration


@pytest.fixture
def enter(page):
    """``enter(number)`` steps in as the persona of that number; tells how many there are."""

    def step_in(number: int) -> int:
        page.goto("/demo/")
        doors = page.locator("main form button[type=submit]")
        count = doors.count()
        doors.nth(number).click()
        return count

    return step_in


def test_everyone_finds_home_and_places(page, enter, axe, fits):
    seen, count, number = set(), 1, 0
    while number < count:
        # when
        count = enter(number)
        home = page.url
        places = [link.get_attribute("href") for link in page.locator(".kr-places a").all()]
        # then no role has more than five places
        assert len(places) <= MOST_PLACES
        # and each is a whole page that says what it is and that its figures are illustrative
        for place in [home, *places]:
            kind = re.sub(r"[0-9a-f-]{36}", "…", place.removeprefix(home.rstrip("/")))
            if kind in seen:
                continue
            seen.add(kind)
            answer = page.goto(place)
            assert answer.status == 200, place
            assert page.locator("h1").count() == 1, place
            assert page.locator(".kr-demo").count(), place
            axe(page)
            fits(page)
        number += 1
    assert count >= 3
    assert len(seen) >= 5
