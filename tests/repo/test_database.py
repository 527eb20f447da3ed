"""The ground itself: the database that the tests were promised."""

import pytest
from django.db import connection

from tests.harness import environment

pytestmark = pytest.mark.django_db


@pytest.mark.both
def test_database_is_the_chosen_one():
    expected = "postgresql" if environment.uses_postgres() else "sqlite"
    assert connection.vendor == expected


@pytest.mark.postgres
def test_norwegian_sorting_is_there():
    with connection.cursor() as cursor:
        cursor.execute("SELECT collname FROM pg_collation WHERE collname = 'nb-x-icu'")
        assert cursor.fetchall(), "PostgreSQL was built without ICU: Norwegian sorting is missing"


@pytest.mark.both
@pytest.mark.django_db(transaction=True)
def test_race_sees_the_same_tables(race):
    # given / when
    finish = race(4, lambda runner: (runner, sorted(connection.introspection.table_names())))
    # then
    assert finish.errors == []
    assert len({tuple(tables) for _, tables in finish.results}) == 1
    assert len(finish.results) == 4
