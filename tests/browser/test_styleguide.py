"""Every component in a real browser: barriers, width, and what JavaScript adds."""

import pytest

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def workshop(settings):
    settings.DEMO = True


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_components_have_no_barriers_and_fit(page, scheme, axe, fits, picture):
    page.goto(f"/styleguide/?scheme={scheme}")
    axe(page)
    fits(page)
    picture(page, f"styleguide-{scheme}-{page.viewport_size['width']}")


@pytest.mark.parametrize("status", [400, 403, 404, 409, 422, 429, 500, 503])
def test_error_pages_have_no_barriers(phone, status, watch, axe, fits):
    watch.expected.append("Failed to load resource")
    phone.goto(f"/styleguide/{status}/")
    axe(phone)
    fits(phone)


def test_the_smallest_window_and_the_largest_type_fit(new_page, fits):
    small = new_page(320, 560)
    small.goto("/styleguide/")
    fits(small)
    # 200 % zoom of a 1280 px window
    zoomed = new_page(640, 450, device_scale_factor=2)
    zoomed.goto("/styleguide/")
    fits(zoomed)


def test_everything_to_press_is_as_big_as_a_thumb(phone):
    phone.goto("/styleguide/")
    small = phone.evaluate(
        """[...document.querySelectorAll("button, summary, select, .ds-button, nav a, .kr-pages a")]
        .filter((thing) => thing.checkVisibility() && thing.getBoundingClientRect().height < 44)
        .map((thing) => thing.outerHTML.slice(0, 100))"""
    )
    assert small == []


def test_plus_and_minus_keep_to_the_limits(phone):
    phone.goto("/styleguide/")
    quantity = phone.locator("[data-quantity]").first
    plus, minus = (
        quantity.locator("[data-quantity-step=up]"),
        quantity.locator("[data-quantity-step=down]"),
    )
    number = quantity.locator("input")
    for _ in range(6):
        plus.click()
    assert number.input_value() == "8"
    assert plus.is_disabled()
    number.fill("1")
    minus.click()
    assert number.input_value() == "0"
    assert minus.is_disabled()


def test_steps_follow_the_order_multiple(desk):
    desk.goto("/styleguide/")
    desk.locator("[data-quantity]").nth(1).locator("[data-quantity-step=up]").click()
    assert desk.locator("#eggs").input_value() == "2"


def test_a_table_is_filled_by_keyboard(desk):
    desk.goto("/styleguide/")
    desk.locator("#row-a").focus()
    desk.keyboard.type("12")
    desk.keyboard.press("Enter")
    assert desk.evaluate("document.activeElement.id") == "row-b"
    desk.keyboard.type("7")
    desk.keyboard.press("ArrowUp")
    assert desk.evaluate("document.activeElement.id") == "row-a"
    values = [desk.locator(f"#row-{row}").input_value() for row in "ab"]
    assert values == ["12", "7"]


def test_without_javascript_fields_do_and_buttons_that_cannot_are_gone(new_page):
    page = new_page(360, 740, java_script_enabled=False)
    page.goto("/styleguide/")
    assert page.locator("#carrots").is_editable()
    assert not page.locator("[data-quantity-step=up]").first.is_visible()
    assert not page.locator("[data-notice-close]").first.is_visible()


def test_quiet_news_passes_and_what_waits_for_an_answer_stays(new_page):
    page = new_page(1280, 900)
    page.clock.install()
    page.goto("/styleguide/")
    news = page.locator("[data-component=notice] .kr-notice")
    assert news.count() == 4
    page.clock.run_for(13_000)
    assert news.count() == 3
    page.locator("[data-notice-close]").first.click()
    assert news.count() == 2


def test_a_menu_closes_on_escape_and_gives_the_focus_back(desk):
    desk.goto("/styleguide/")
    desk.locator(".kr-menu summary").click()
    assert desk.locator(".kr-menu__sheet").is_visible()
    desk.keyboard.press("Escape")
    assert not desk.locator(".kr-menu__sheet").is_visible()
    assert desk.evaluate("document.activeElement.tagName") == "SUMMARY"


def test_typed_but_unsent_is_asked_about(desk):
    desk.goto("/styleguide/")
    asked = []
    desk.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    desk.fill("#id_empty-name", "Gulrot")
    desk.goto("/styleguide/?scheme=dark")
    assert asked == ["beforeunload"]


def test_the_keyboard_reaches_the_content_in_two_presses(desk, watch):
    watch.expected.append("Failed to load resource")
    desk.goto("/styleguide/404/")
    desk.keyboard.press("Tab")
    assert desk.locator(".kr-skip").is_visible()
    desk.keyboard.press("Enter")
    assert desk.evaluate("document.activeElement.id") == "content"
