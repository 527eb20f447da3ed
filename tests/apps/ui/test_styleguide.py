import re

import pytest
from django.urls import reverse

pytestmark = pytest.mark.django_db
COMPONENTS = [
    "alert",
    "button",
    "card",
    "countdown",
    "empty",
    "field",
    "field-error",
    "figure",
    "figures",
    "fill",
    "icon",
    "notice",
    "pagination",
    "price",
    "progress",
    "quantity",
    "search",
    "status",
    "steps",
    "table",
    "value",
]


@pytest.fixture
def page(client, workshop):
    return client.get("/styleguide/", headers={"Accept-Language": "nb"}).content.decode()


def part(page, component):
    start = page.index(f'data-component="{component}"')
    end = page.find("data-component=", start + 1)
    return page[start : end if end > 0 else None]


def test_it_is_closed_to_the_public(client, settings):
    settings.DEBUG = settings.DEMO = False
    assert client.get("/styleguide/").status_code == 404
    assert client.get("/styleguide/503/").status_code == 404


def test_every_component_is_shown(page):
    assert sorted(re.findall(r'data-component="([^"]+)"', page)) == COMPONENTS


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_it_is_shown_in_light_and_dark(client, workshop, scheme):
    page = client.get(f"/styleguide/?scheme={scheme}").content.decode()
    assert f'<html lang="nb" data-color-scheme="{scheme}">' in page


def test_ids_are_unique(page):
    ids = re.findall(r'\sid="([^"]+)"', page)
    assert sorted(ids) == sorted(set(ids))


def test_labels_helps_and_errors_are_joined_to_their_fields(page):
    ids = set(re.findall(r'\sid="([^"]+)"', page))
    assert set(re.findall(r'\sfor="([^"]+)"', page)) <= ids
    described = re.findall(r'aria-(?:describedby|labelledby)="([^"]+)"', page)
    assert {name for names in described for name in names.split()} <= ids


def test_a_field_without_javascript(page):
    field = part(page, "field")
    assert '<label class="ds-label" for="id_empty-weight">Hvor mye?</label>' in field
    assert 'id="id_empty-weight_helptext">For eksempel 3,25 kg.</div>' in field
    assert 'class="ds-input"' in field
    assert 'inputmode="decimal"' in field


def test_a_wrong_field_is_marked_and_the_summary_leads_there(page):
    field = part(page, "field-error")
    assert '<a class="ds-link" href="#id_wrong-weight">' in field
    wrong = re.search(r'<input[^>]*id="id_wrong-weight"[^>]*>', field)[0]
    assert 'aria-invalid="true"' in wrong
    assert 'aria-describedby="id_wrong-weight_helptext id_wrong-weight_error"' in wrong


def test_a_quantity_is_a_number_field_whose_buttons_wait_for_javascript(page):
    quantity = part(page, "quantity")
    assert (
        'type="number" inputmode="numeric" name="carrots" id="carrots" value="2" min="0" max="8"'
        in quantity
    )
    assert 'name="eggs" id="eggs" value="0" min="0" step="2"' in quantity
    assert quantity.count(" hidden aria-label=") == 4


def test_numbers_stand_right_with_their_unit_in_the_head(page):
    table = part(page, "table")
    assert (
        'role="columnheader" data-number>Mengde <span class="kr-table__unit">kg</span></th>'
        in table
    )
    assert '<td role="cell" data-label="Mengde, kg" data-number>40,000</td>' in table
    assert table.count('scope="row"') == 3


def test_the_current_step_is_told_apart_without_colour(page):
    steps = part(page, "steps")
    assert steps.count('aria-current="step"') == 1
    assert steps.count('class="ds-sr-only"') == 6


def test_pages_name_where_one_is_and_keep_the_filters(client, workshop):
    page = client.get("/styleguide/?q=ost&page=4").content.decode()
    pages = part(page, "pagination")
    assert '<span aria-current="page">4</span>' in pages
    assert 'href="?q=ost&amp;page=5" rel="next"' in pages


def test_the_frame_marks_the_demonstration_and_the_place(page):
    assert '<aside class="kr-demo"' in page
    assert page.count('<a href="/styleguide/" aria-current="page">') == 1
    assert '<a class="kr-skip" href="#content">' in page
    assert page.count("<main") == page.count("<h1") == 1


def test_languages_can_be_chosen_without_javascript(client, workshop):
    page = client.get("/styleguide/?q=ost").content.decode()
    assert '<input type="hidden" name="next" value="/styleguide/?q=ost">' in page
    chosen = client.post(reverse("set_language"), {"language": "nn", "next": "/styleguide/?q=ost"})
    assert chosen.headers["Location"] == "/styleguide/?q=ost"
    assert '<html lang="nn"' in client.get("/styleguide/").content.decode()


@pytest.mark.parametrize("status", [400, 403, 404, 409, 422, 503])
def test_error_pages_can_be_looked_at(client, workshop, status):
    assert client.get(f"/styleguide/{status}/").status_code == status


def test_the_security_policy_allows_nothing_inline(client, workshop):
    policy = client.get("/styleguide/").headers["Content-Security-Policy"]
    assert "unsafe-inline" not in policy
    assert "style-src 'self'" in policy
    assert "script-src 'self'" in policy
