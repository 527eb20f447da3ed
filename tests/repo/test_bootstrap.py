"""The environment is made once, from what is locked, and never cut back."""

import bootstrap
import pytest


@pytest.fixture
def made(tmp_path, monkeypatch):
    """An empty place for an environment, and the levels that were made in it."""
    levels = []

    def make(level):
        levels.append(level)
        bootstrap.stamp_of(level).write_text(bootstrap.fingerprint(level))

    (tmp_path / "python").touch()
    monkeypatch.setattr(bootstrap, "VENV", tmp_path)
    monkeypatch.setattr(bootstrap, "PYTHON", tmp_path / "python")
    monkeypatch.setattr(bootstrap, "make", make)
    return levels


def test_second_time_nothing_is_made(made):
    bootstrap.main("base")
    bootstrap.main("base")
    assert made == ["base"]


def test_environment_for_work_is_not_cut_back(made):
    bootstrap.main("dev")
    bootstrap.main("base")
    assert made == ["dev"]


def test_environment_for_measuring_has_what_work_needs(made):
    bootstrap.main("bench")
    bootstrap.main("bench")
    assert made == ["bench"]
    assert bootstrap.LEVELS["bench"] == ("dev", "bench")


def test_stale_environment_for_work_is_renewed_as_one(made, monkeypatch):
    # given an environment for work, and then other locks
    bootstrap.main("dev")
    monkeypatch.setattr(bootstrap, "fingerprint", lambda level: f"new {level}")
    # when
    bootstrap.main("base")
    # then
    assert made == ["dev", "dev"]


def test_unknown_level_is_refused(made):
    with pytest.raises(SystemExit, match="base, dev"):
        bootstrap.main("everything")
    assert made == []


def test_installer_trusts_what_pip_trusts(monkeypatch):
    # given a machine whose pip has a certificate and an index of its own
    settings = {"global.cert": "/etc/own.pem", "global.index-url": "https://mirror.example/"}
    monkeypatch.setattr(bootstrap, "pip_setting", lambda name: settings.get(name, ""))
    monkeypatch.delenv("SSL_CERT_FILE", raising=False)
    monkeypatch.delenv("UV_INDEX_URL", raising=False)
    # when
    env = bootstrap.uv_environment()
    # then
    assert env["SSL_CERT_FILE"] == "/etc/own.pem"
    assert env["UV_INDEX_URL"] == "https://mirror.example/"
    assert env["UV_SYSTEM_CERTS"] == "1"
