"""Waiting for a lock has an end, on both databases, and the reader is told so."""

import threading
from contextlib import contextmanager

import pytest
from django.contrib.auth.decorators import login_not_required
from django.db import OperationalError, connection, transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import path

from kortreist.apps.actors.models import Organisation
from kortreist.apps.ui.middleware import is_busy
from tests import factories
from tests.harness import environment

pytestmark = pytest.mark.django_db(transaction=True)
PATIENCE_S = 30
did = []


@contextmanager
def held_by_another(row):
    """Hold a row (on SQLite everything) in another connection."""
    is_held, may_end = threading.Event(), threading.Event()

    def hold():
        with transaction.atomic():
            Organisation.objects.filter(pk=row.pk).update(name="held")
            is_held.set()
            may_end.wait(PATIENCE_S)
        connection.close()

    thread = threading.Thread(target=hold)
    thread.start()
    assert is_held.wait(PATIENCE_S)
    yield
    may_end.set()
    thread.join(PATIENCE_S)


@pytest.fixture
def short_wait(settings):
    settings.LOCK_WAIT_S = 1
    if not environment.uses_postgres():
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA busy_timeout = 300")
    yield
    if not environment.uses_postgres():
        connection.close()


@pytest.mark.both
def test_a_row_that_another_holds_is_waited_for_only_so_long(short_wait):
    row = factories.make_organisation()
    with held_by_another(row):
        with pytest.raises(OperationalError) as caught, transaction.atomic():
            Organisation.objects.filter(pk=row.pk).update(name="mine")
        assert is_busy(caught.value)
    row.refresh_from_db()
    assert row.name == "held"


@pytest.mark.postgres
def test_every_transaction_says_so_for_itself_alone(settings):
    def waits():
        with connection.cursor() as cursor:
            cursor.execute("SHOW lock_timeout")
            return cursor.fetchone()[0]

    settings.LOCK_WAIT_S = 7
    assert waits() == "0"
    with transaction.atomic():
        assert waits() == "7s"
        with transaction.atomic():
            assert waits() == "7s"
    assert waits() == "0"
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        raise ZeroDivisionError
    assert waits() == "0"


@login_not_required
def ask_and_wait(request):
    with transaction.atomic():
        Organisation.objects.update(name="mine")


@pytest.mark.both
@pytest.mark.urls(__name__)
def test_reader_is_asked_to_come_back(short_wait):
    row = factories.make_organisation()
    with held_by_another(row):
        # On SQLite it is met on the way in already, where posts are counted.
        client = Client(raise_request_exception=False, headers={"Accept-Language": "en"})
        answer = client.post("/wait/")
    assert answer.status_code == 503
    assert answer.headers["Retry-After"] == "2"
    assert "Wait a moment" in answer.content.decode()


class LostError(Exception):
    sqlstate = "40P01"


@login_not_required
def lose(request, commits):
    """Lose a deadlock twice, with so many transactions committed before."""
    did.append(1)
    for _ in range(commits):
        with transaction.atomic():
            Organisation.objects.update(name=f"try {len(did)}")
    if len(did) < 3:
        raise OperationalError from LostError()
    return HttpResponse("done")


@pytest.mark.postgres
@pytest.mark.urls(__name__)
@pytest.mark.parametrize(("commits", "status", "times"), [(0, 200, 3), (1, 503, 1)])
def test_lost_deadlock_begins_anew_only_while_nothing_stands(commits, status, times):
    did.clear()
    factories.make_organisation()
    answer = Client().post(f"/lose/{commits}/")
    assert (answer.status_code, len(did)) == (status, times)


handler500 = "kortreist.apps.ui.web.errors.server_error"
urlpatterns = [path("wait/", ask_and_wait), path("lose/<int:commits>/", lose)]
