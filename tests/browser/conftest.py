"""A real Chromium, opened at a phone's and at a desk's size."""

import os
from collections.abc import Callable, Iterator

import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import Browser, Page, sync_playwright

from tests.harness import chromium, pages, site

PHONE = (360, 740)
DESK = (1280, 900)
PATIENCE_MS = 15_000
FAILED = pytest.StashKey[bool]()

# Playwright leaves an event loop running, which Django would take for asynchronous code.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if "tests/browser/" in item.path.as_posix():
            item.add_marker(pytest.mark.browser)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item, call):
    report = yield
    if report.failed:
        item.stash[FAILED] = True
    return report


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    if missing := chromium.what_is_missing():
        pytest.skip(missing)
    program = chromium.find_chromium()
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(
            executable_path=program, args=chromium.launch_arguments()
        )
        yield started
        started.close()


@pytest.fixture(scope="session")
def demonstration(tmp_path_factory) -> Iterator[str]:
    """The address of a small region, built and served by the very command that people use."""
    with site.demonstration(tmp_path_factory.mktemp("demonstration"), region="horten") as address:
        yield address


@pytest.fixture
def watch() -> pages.Watch:
    """What pages said; ``watch.expected.append("403")`` allows an error that the test provokes."""
    return pages.Watch()


@pytest.fixture
def address(live_server) -> str:
    """Where paths lead; a test that looks at another site overrides it."""
    return live_server.url


@pytest.fixture
def new_page(request, browser, address, watch) -> Iterator[Callable[..., Page]]:
    """``new_page(width, height)`` opens a page; addresses may be given as paths.

    Each page is its own visitor: no shared cookies. Takes any other option of a browser context.
    """
    opened: list[Page] = []

    def open_page(width: int, height: int, **options: object) -> Page:
        context = browser.new_context(
            base_url=address,
            viewport={"width": width, "height": height},
            **{"locale": "nb-NO", "timezone_id": "Europe/Oslo", **options},
        )
        context.set_default_timeout(PATIENCE_MS)
        watch.follow(context)
        opened.append(context.new_page())
        return opened[-1]

    yield open_page
    problems = watch.unexpected()
    if problems or request.node.stash.get(FAILED, False):
        for number, page in enumerate(opened):
            path = pages.picture_path(f"failed-{request.node.name}-{number}")
            page.screenshot(path=path, full_page=True)
    for page in opened:
        page.context.close()
    if problems:
        pytest.fail("The page had problems:\n  " + "\n  ".join(problems), pytrace=False)


@pytest.fixture
def phone(new_page) -> Page:
    return new_page(*PHONE, is_mobile=True, has_touch=True)


@pytest.fixture
def desk(new_page) -> Page:
    return new_page(*DESK)


@pytest.fixture(params=[PHONE, DESK], ids=["phone", "desk"])
def page(request, new_page) -> Page:
    """The test runs twice: at a phone's size and at a desk's."""
    is_phone = request.param == PHONE
    return new_page(*request.param, is_mobile=is_phone, has_touch=is_phone)


@pytest.fixture
def sign_in(live_server) -> Callable[[Page, object], None]:
    """``sign_in(page, user)`` makes the page's visitor that user, without filling in a form."""

    def enter(page: Page, user: object) -> None:
        client = Client()
        client.force_login(user)
        cookie = client.cookies[settings.SESSION_COOKIE_NAME]
        page.context.add_cookies(
            [{"name": cookie.key, "value": cookie.value, "url": live_server.url}]
        )

    return enter


@pytest.fixture
def axe() -> Callable[[Page], None]:
    """``axe(page)`` asserts that axe-core finds no barrier on the page as it is now."""

    def check(page: Page) -> None:
        barriers = pages.find_barriers(page)
        if barriers:
            pytest.fail(f"{page.url} has barriers:\n" + "\n".join(barriers), pytrace=False)

    return check


@pytest.fixture
def fits() -> Callable[[Page], None]:
    """``fits(page)`` asserts that the page does not scroll sideways."""

    def check(page: Page) -> None:
        wide, room = page.evaluate(
            "[document.documentElement.scrollWidth, document.documentElement.clientWidth]"
        )
        assert wide <= room, f"{page.url} is {wide} px wide in {room} px"

    return check


@pytest.fixture
def picture() -> Callable[[Page, str], None]:
    """``picture(page, "shop-phone")`` keeps the page as ``screenshots/shop-phone.png``."""

    def take(page: Page, name: str) -> None:
        page.screenshot(path=pages.picture_path(name), full_page=True)

    return take
