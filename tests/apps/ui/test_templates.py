"""What holds for every template of every room."""

import re
from pathlib import Path

import pytest
from django.template.loader import get_template

APPS = Path(__file__).resolve().parents[3] / "src/kortreist/apps"
# Of an e-mail, which has no style sheet and no policy.
LETTER = APPS / "messages/templates/messages/_letter.html"
TEMPLATES = sorted(set(APPS.glob("*/templates/**/*.html")) - {LETTER})
NAMES = [
    "alert",
    "badge",
    "breadcrumb",
    "button",
    "card",
    "empty",
    "error_summary",
    "field",
    "figure",
    "form_fields",
    "icon",
    "money",
    "price_breakdown",
    "progress",
    "quantity_input",
    "search",
    "status",
    "steps",
    "table",
    "value",
]
COMPONENTS = {f"ui/_{name}.html" for name in NAMES}
INCLUDE = re.compile(r'{%\s*include\s+"([^"]+)"([^%]*)%}')
INLINE = re.compile(
    r"<style|\sstyle\s*=|\son[a-z]+\s*=|javascript:|\shx-on|<script(?![^>]*\ssrc=)", re.IGNORECASE
)


def name_of(path):
    return path.relative_to(APPS).as_posix()


def without_comments(path):
    return re.sub(r"{#.*?#}", "", path.read_text(encoding="utf-8"), flags=re.DOTALL)


@pytest.mark.parametrize("path", TEMPLATES, ids=name_of)
def test_nothing_in_it_needs_an_exception_from_the_security_policy(path):
    assert INLINE.findall(without_comments(path)) == []


@pytest.mark.parametrize("path", TEMPLATES, ids=name_of)
def test_it_can_be_read(path):
    get_template(path.relative_to(APPS).as_posix().split("templates/", 1)[1])


@pytest.mark.parametrize("path", TEMPLATES, ids=name_of)
def test_components_see_only_what_they_are_given(path):
    # Without `only`, a page's own `form`, `label` or `status` would leak into its components.
    found = INCLUDE.findall(without_comments(path))
    leaky = [name for name, given in found if name in COMPONENTS and not given.endswith(" only ")]
    assert leaky == []


@pytest.mark.parametrize("path", sorted((APPS / "ui/templates").glob("**/*.html")), ids=name_of)
def test_a_shared_template_says_what_it_is(path):
    assert re.match(r"{# .+ #}\n", path.read_text(encoding="utf-8"))
