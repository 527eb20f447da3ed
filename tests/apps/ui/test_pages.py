import pytest
from django.contrib import messages
from django.contrib.messages.storage.cookie import CookieStorage

from kortreist.apps.ui import navigation
from kortreist.apps.ui.notices import Notice, notices_for, tell
from kortreist.apps.ui.pages import render_page

PAGE = "ui/styleguide/progress.html"
PART = "ui/_progress.html"


@pytest.fixture
def asked(request_from):
    def make(**headers):
        request = request_from("/", **headers)
        request._messages = CookieStorage(request)
        return request

    return make


def test_a_browser_gets_the_page(asked):
    response = render_page(asked(), PAGE, {}, fragment=PART)
    assert b"<html" in response.content
    assert response.headers["Vary"] == "HX-Request"


def test_htmx_gets_the_part(asked):
    response = render_page(asked(HX_Request="true"), PAGE, {}, fragment=PART)
    assert b"<html" not in response.content
    assert b"kr-progress" in response.content
    assert response.headers["Vary"] == "HX-Request"


@pytest.mark.parametrize("header", ["HX_Boosted", "HX_History_Restore_Request"])
def test_htmx_gets_the_page_where_it_needs_one(asked, header):
    response = render_page(asked(HX_Request="true", **{header: "true"}), PAGE, {}, fragment=PART)
    assert b"<html" in response.content


def test_a_page_without_parts_is_always_whole(asked):
    assert b"<html" in render_page(asked(HX_Request="true"), PAGE, {}).content


def test_news_comes_along_with_a_part(asked):
    # given something the reader should know
    request = asked(HX_Request="true")
    tell(request, "Sendt.", undo_url="/orders/7/undo/")
    # when
    part = render_page(request, PAGE, {}, fragment=PART).content.decode()
    # then it finds its own place on the page, with the way back
    assert 'id="messages" role="status" hx-swap-oob="true"' in part
    assert "Sendt." in part
    assert 'action="/orders/7/undo/"' in part


def test_a_part_without_news_leaves_the_news_alone(asked):
    part = render_page(asked(HX_Request="true"), PAGE, {}, fragment=PART).content.decode()
    assert "hx-swap-oob" not in part


def test_notices_carry_what_was_told(asked):
    request = asked()
    tell(request, "Sendt.", undo_url="/undo/?a=1&b=2", undo_label="Angre sendingen")
    tell(request, "Varsel", level=messages.WARNING)
    assert list(notices_for(request)) == [
        Notice("Sendt.", "success", "/undo/?a=1&b=2", "Angre sendingen"),
        Notice("Varsel", "warning"),
    ]


@pytest.mark.parametrize(
    ("notice", "is_passing"),
    [
        (Notice("x", "success"), True),
        (Notice("x", "success", "/undo/"), False),
        (Notice("x", "warning"), False),
        (Notice("x", "danger"), False),
    ],
)
def test_only_good_news_with_nothing_to_decide_passes(notice, is_passing):
    assert notice.is_passing is is_passing


def test_a_reader_nobody_has_met_yet_is_shown_no_places(asked, monkeypatch):
    # given a room that counts on knowing who asks
    monkeypatch.setattr(navigation, "_places", [lambda request: [request.actor]])
    monkeypatch.setattr(navigation, "_identities", [lambda request: request.actor])
    # when a page is shown before anybody has asked
    response = render_page(asked(), PAGE, {})
    # then it is whole, without the rooms
    assert b"<html" in response.content
    assert b"kr-places" not in response.content
