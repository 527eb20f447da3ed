"""Every text is found, in templates and in code, and bad translations are noticed."""

import messages
import pytest
from babel.messages.catalog import Catalog, Message

TEMPLATE = """{% load i18n %}
   <p title='{% translate "Good day" %}'>it's {{ x|default:_("unknown") }}
 {% translate "Open" context "verb" %}
      {% blocktranslate count n=lines|length trimmed %}
     One line
   {% plural %}
     {{ n }} lines
   {% endblocktranslate %}
"""
CODE = '''
_("one"); ngettext("%(n)s line", "%(n)s lines", n); pgettext_lazy("verb", "Open")
_(variable); _("two " "halves"); gettext_lazy("""three""")
'''


def extract(path, text):
    path.write_text(text, encoding="utf-8")
    return [(found, context) for _, found, _, context in messages.extract_file(path, path.name)]


def test_templates_are_read(tmp_path):
    assert extract(tmp_path / "page.html", TEMPLATE) == [
        ("Good day", None),
        ("unknown", None),
        ("Open", "verb"),
        (("One line", "%(n)s lines"), None),
    ]


def test_code_is_read(tmp_path):
    assert extract(tmp_path / "views.py", CODE) == [
        ("one", None),
        (("%(n)s line", "%(n)s lines"), None),
        ("Open", "verb"),
        ("two halves", None),
        ("three", None),
    ]


@pytest.mark.parametrize(
    ("text", "translation", "fault"),
    [
        ("Hi %(name)s", "Hei %(name)s", None),
        ("Hi %(name)s", "Hei", "lost placeholder %(name)s"),
        ("Hi %(name)s", "Hei %(navn)s", "unknown placeholder %(navn)s"),
        ("Hi", "", "not translated"),
        ("<b>Hi</b>", "<b>Hei</i>", "other HTML tags"),
        ("Hi ", "Hei", "other white space at an end"),
        (("One", "%(n)s lines"), ("Ei", "%(n)s liner"), None),
        (("One", "%(n)s lines"), ("Ei", ""), "not translated"),
        (("One", "%(n)s lines"), ("Ei", "liner"), "lost placeholder %(n)s"),
        ("Due %(day)s", "Forfall %(day)s.", "a full stop straight after a day"),
    ],
)
def test_faults_are_noticed(text, translation, fault):
    found = list(messages.faults(Message(text, translation)))
    assert (found[0] if found else None) == fault


def test_packages_texts_are_ours_too():
    catalog = Catalog()
    assert list(messages.borrow(catalog)) == []
    text = catalog.get("This field is required.")
    assert text is not None
    assert text.locations == [("django/forms/fields.py", 1)]


def test_what_a_package_no_longer_says_is_noticed(tmp_path, monkeypatch):
    place = "django/contrib/messages/apps.py"
    listed = tmp_path / "texts.toml"
    monkeypatch.setattr(messages, "BORROWED", listed)
    listed.write_text(f'[shown]\n"{place}" = ["Hi"]\n[never_shown]\n', encoding="utf-8")
    assert list(messages.borrow(Catalog())) == [
        f"texts.toml: {place} has a text that is not listed: Messages",
        f"texts.toml: {place} has no such text any more: Hi",
    ]


def test_fuzzy_is_a_fault():
    assert "marked fuzzy" in messages.faults(Message("Hi", "Hei", flags=["fuzzy"]))
