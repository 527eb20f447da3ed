"""The static files are built when something changed, and only then."""

import gettext
import json
import os

import build_assets
import pytest

TEXT = """
msgid ""
msgstr "Content-Type: text/plain; charset=UTF-8\\n"

msgid "Undo"
msgstr "Angre"
"""


@pytest.fixture
def locale(tmp_path):
    folder = tmp_path / "nb/LC_MESSAGES"
    folder.mkdir(parents=True)
    (folder / "django.po").write_text(TEXT, encoding="utf-8")
    return tmp_path


def test_texts_are_compiled_once(locale):
    assert [build_assets.compile_texts(locale) for _ in range(2)] == [1, 0]
    assert gettext.translation("django", locale, ["nb"]).gettext("Undo") == "Angre"
    assert sorted(path.name for path in (locale / "nb/LC_MESSAGES").iterdir()) == [
        "django.mo",
        "django.po",
    ]


def test_changed_texts_are_compiled_again(locale):
    build_assets.compile_texts(locale)
    source = locale / "nb/LC_MESSAGES/django.po"
    later = source.with_suffix(".mo").stat().st_mtime + 2
    os.utime(source, (later, later))
    assert build_assets.compile_texts(locale) == 1


@pytest.fixture
def built(tmp_path, monkeypatch):
    monkeypatch.setattr(build_assets, "BUILT", tmp_path)
    monkeypatch.setattr(build_assets, "PAPER_FONTS", tmp_path)
    for name in (*build_assets.EXPECTED, *build_assets.FONTS):
        (tmp_path / name).touch()
    (tmp_path / ".fingerprint").write_text("as it was", encoding="utf-8")
    return tmp_path


def test_nothing_changed_means_nothing_to_do(built):
    assert build_assets.is_current("as it was")
    assert not build_assets.is_current("otherwise")


@pytest.mark.parametrize(
    "name", ["kortreist.css", "kortreist.js", "fonts", "Inter_400Regular.ttf", ".fingerprint"]
)
def test_what_is_missing_is_built_again(built, name):
    (built / name).unlink()
    assert not build_assets.is_current("as it was")


def test_the_fingerprint_follows_names_and_contents(tmp_path, monkeypatch):
    monkeypatch.setattr(build_assets, "ROOT", tmp_path)
    one, other = tmp_path / "one", tmp_path / "other"
    one.write_text("a", encoding="utf-8")
    other.write_text("a", encoding="utf-8")
    prints = {build_assets.fingerprint_of(files) for files in ([one], [other], [one, other])}
    one.write_text("b", encoding="utf-8")
    prints.add(build_assets.fingerprint_of([one]))
    assert len(prints) == 4


def test_the_theme_follows_the_system_unless_a_scheme_is_chosen():
    tokens = {"light": {"accent": {"x": "#111"}}, "dark": {"value": {"social": "#eee"}}}
    assert build_assets.css_of(tokens).splitlines() == [
        ':root, [data-color-scheme="light"] { --ds-color-accent-x: #111; }',
        '[data-color-scheme="dark"] { --kr-value-social: #eee; }',
        "@media (prefers-color-scheme: dark) "
        '{ [data-color-scheme="auto"] { --kr-value-social: #eee; } }',
    ]


@pytest.mark.parametrize("answer", ["v18.20.0", "", "nonsense"])
def test_an_old_node_is_passed_over(monkeypatch, tmp_path, answer):
    monkeypatch.setattr(build_assets.shutil, "which", lambda name: f"/somewhere/{name}")
    monkeypatch.setattr(build_assets, "run", lambda *args, **options: answer)
    monkeypatch.setattr(build_assets, "install_node", lambda work: "from its Python package")
    assert build_assets.find_node(tmp_path) == "from its Python package"


def test_a_new_node_is_used(monkeypatch, tmp_path):
    monkeypatch.setattr(build_assets.shutil, "which", lambda name: f"/somewhere/{name}")
    monkeypatch.setattr(build_assets, "run", lambda *args, **options: "v24.1.0\n")
    found = build_assets.find_node(tmp_path)
    assert (found.node, found.npm) == (("/somewhere/node",), ("/somewhere/npm",))


def test_a_failure_leaves_what_was_built_and_says_why(built, monkeypatch, capsys):
    def fail(*args, **options):
        raise build_assets.BuildError("npm could not fetch the packages")

    monkeypatch.setattr(build_assets, "compile_texts", lambda locale: 0)
    monkeypatch.setattr(build_assets, "copy_sources", fail)
    find = build_assets.Node(("node",), ("npm",), "Node")
    monkeypatch.setattr(build_assets, "find_node", lambda work: find)
    assert build_assets.main([]) == 1
    assert "npm could not fetch the packages" in capsys.readouterr().err
    assert (built / "kortreist.css").exists()


def test_the_lock_carries_hashes_and_no_addresses():
    lock = json.loads((build_assets.ROOT / "package-lock.json").read_text(encoding="utf-8"))
    packages = {name: about for name, about in lock["packages"].items() if name}
    assert all("integrity" in about for about in packages.values())
    assert not any("resolved" in about for about in packages.values())
