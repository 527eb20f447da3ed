"""Fixtures of the tests that need Django: races, the SQL log, the audit trail."""

from importlib import import_module

import pytest
import time_machine
from django.apps import apps

from tests.conftest import NOON
from tests.harness import documents, environment, racing, sql_log


def pytest_configure() -> None:
    documents.empty_before_flush()


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix):
    """Wait here, and only here, for a throw-away PostgreSQL to answer."""
    environment.wait_for_database()


@pytest.fixture(autouse=True)
def _vocabulary_of_this_test():
    """Forget the words of the test before, whose rows are gone and whose keys come again."""
    if apps.ready:
        import_module("kortreist.apps.catalogue.selectors.search").forget_vocabulary()


@pytest.fixture
def race():
    """``race(32, run)`` calls ``run(i)`` in 32 threads at once; see `racing.race`."""
    return racing.race


@pytest.fixture
def query_count():
    """``query_count(lambda: …)`` tells how many queries it makes."""
    return sql_log.query_count


@pytest.fixture
def assert_locks_before_write():
    """``with assert_locks_before_write("trading_ordercycle", …):`` in that very order."""
    return sql_log.assert_locks_before_write


@pytest.fixture
def audit_codes(db):
    """``audit_codes()`` lists the audit trail's codes, oldest first."""

    def list_codes() -> list[str]:
        events = apps.get_model("actors", "AuditEvent").objects.order_by("pk")
        return list(events.values_list("code", flat=True))

    return list_codes


def pytest_report_header() -> str:
    name = "PostgreSQL" if environment.uses_postgres() else "SQLite, in a file"
    return f"database: {name}"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    if environment.uses_postgres():
        return
    reason = "runs on PostgreSQL, and this run is on SQLite"
    for item in items:
        if item.get_closest_marker("postgres"):
            item.add_marker(pytest.mark.skip(reason=reason))


@pytest.fixture(autouse=True)
def fixed_day(request: pytest.FixtureRequest):
    """Let the clock begin at the tests' noon, so that they mean the same on every day they run.

    Tests of jobs and commands, and those marked ``real_time``, keep the machine's clock: they share
    it with other processes and with files.
    """
    is_shared = {"jobs", "cli"} & set(request.path.parts)
    if is_shared or request.node.get_closest_marker("real_time"):
        yield
        return
    with time_machine.travel(NOON, tick=True):
        yield
