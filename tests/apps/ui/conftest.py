import pytest
from django.test import RequestFactory
from django.utils import translation


@pytest.fixture
def say():
    """``say("nn", lambda: …)`` runs in a language."""

    def run(language, work):
        with translation.override(language):
            return work()

    return run


@pytest.fixture
def workshop(settings):
    """Open the style guide, which only development and demonstrations have."""
    settings.DEMO = True


@pytest.fixture
def request_from():
    """``request_from("/path/", "post", HX_Request="true")`` makes a request with headers."""

    def make(path="/", method="get", **headers):
        sent = {name.replace("_", "-"): value for name, value in headers.items()}
        return getattr(RequestFactory(), method)(path, headers=sent)

    return make
