"""Fixtures for every test; those that need Django stand in `tests.harness.rooms`."""

import os
import sys
from datetime import UTC, datetime

import pytest
from hypothesis import HealthCheck, settings

without_django = "tests.harness.no_django" in sys.modules
pytest_plugins = [] if without_django else ["tests.harness.rooms"]

# A Tuesday, noon in Oslo.
NOON = datetime(2026, 11, 24, 11, 0, tzinfo=UTC)

settings.register_profile("here", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("ci", settings.get_profile("here"), derandomize=True, database=None)
settings.register_profile("nightly", settings.get_profile("here"), max_examples=2_000)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "ci" if "CI" in os.environ else "here"))


@pytest.fixture
def now() -> datetime:
    """A moment for services that are told the time: Tuesday 24 November 2026, noon in Oslo."""
    return NOON
