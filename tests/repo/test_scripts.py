"""The checks notice what they look for."""

import audit
import check_docs
import check_repository
import pytest


@pytest.fixture
def place(tmp_path, monkeypatch):
    monkeypatch.setattr(check_repository, "ROOT", tmp_path)
    monkeypatch.setattr(check_docs, "ROOT", tmp_path)
    return tmp_path


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("see https://" + "pypi" + ".org/simple", "registry address"),
        ('"resolved"' + ': "https://somewhere"', "registry address"),
        ("cd /" + "root/project", "path of a machine"),
        ("cd /" + "home/kari/project", "path of a machine"),
        ("-----BEGIN " + "RSA PRIVATE KEY-----", "secret"),
        ("postgresql://kari" + ":hunter22@region.example/x", "secret"),
        ("<<<" + "<<<< HEAD", "mark of an unfinished merge"),
    ],
)
def test_what_belongs_elsewhere_is_seen(place, text, kind):
    path = place / "notes.txt"
    path.write_text(f"first line\n{text}\n", encoding="utf-8")
    assert [found.split(": ")[:2] for found in check_repository.look(path)] == [
        ["notes.txt:2", kind]
    ]


@pytest.mark.parametrize(
    "text",
    ["postgresql://user:password@host:5432/name", "docs/work/plan", "https://kortreist.example/x"],
)
def test_what_is_harmless_passes(place, text):
    path = place / "notes.txt"
    path.write_text(text, encoding="utf-8")
    assert list(check_repository.look(path)) == []


@pytest.mark.parametrize(
    ("link", "fault"),
    [
        ("other.md", None),
        ("other.md#a-heading", None),
        ("https://example.org/", None),
        ("other.md#no-heading", "no such heading"),
        ("gone.md", "is not there"),
        ("../../etc", "leads out of the repository"),
    ],
)
def test_links_are_followed(place, link, fault):
    (place / "other.md").write_text("# A heading\n", encoding="utf-8")
    page = place / "page.md"
    page.write_text(f"A [link]({link}), and `[code](gone.md)`.\n", encoding="utf-8")
    found = list(check_docs.check(page))
    assert (fault is None and found == []) or fault in found[0]


def test_no_answer_is_no_verdict(monkeypatch, capsys):
    def no_answer():
        raise audit.CouldNotAskError("nobody is there")

    monkeypatch.setattr(audit, "ask_python", no_answer)
    assert audit.main("python") == 0
    assert capsys.readouterr().out == "could not ask: nobody is there\n"


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        ({"name": "a", "version": "1", "vulns": [{"id": "X-1", "fix_versions": ["2"]}]}, 1),
        ({"name": "a", "version": "1", "vulns": []}, 0),
        ({"name": "a", "skip_reason": "unknown"}, 0),
    ],
)
def test_a_weakness_is_a_failure(monkeypatch, answer, code):
    monkeypatch.setattr(audit, "ask", lambda *command: {"dependencies": [answer]})
    assert audit.main("python") == code
