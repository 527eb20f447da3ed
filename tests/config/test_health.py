import threading
from datetime import timedelta
from time import sleep

import pytest
from django.db import DatabaseError
from django.db.migrations.recorder import MigrationRecorder
from django.utils import timezone

from kortreist.apps.jobs.models import WorkerBeat
from kortreist.apps.jobs.services.beats import record_beat
from kortreist.apps.jobs.worker import run_worker
from kortreist.config import health


@pytest.fixture(autouse=True)
def _forget_migrations():
    health.require_migrations.cache_clear()
    yield
    health.require_migrations.cache_clear()


def test_process_answers_without_a_database(client):
    # pytest-django refuses any query here
    response = client.get("/healthz")
    assert (response.status_code, response.content) == (200, b"ok\n")


@pytest.mark.django_db
@pytest.mark.both
def test_ready_with_a_worker(client):
    record_beat(worker="one", now=timezone.now())
    response = client.get("/readyz")
    assert response.status_code == 200
    told = response.json()
    assert told.pop("worker_age_s") < health.WORKER_LATE_S
    assert told == {"status": "ready", "database": "ok", "migrations": "ok"}


@pytest.mark.django_db
@pytest.mark.parametrize("ages_s", [[], [300]])
def test_late_or_missing_worker_is_told_but_turns_nobody_away(client, ages_s):
    for seconds in ages_s:
        record_beat(worker="one", now=timezone.now() - timedelta(seconds=seconds))
    response = client.get("/readyz")
    assert response.status_code == 200
    assert response.json()["status"] == "degraded"
    assert (response.json()["worker_age_s"] is None) == (ages_s == [])
    assert client.get("/readyz?worker=required").status_code == 503


@pytest.mark.django_db
@pytest.mark.both
def test_waiting_migration_is_not_ready(client):
    MigrationRecorder.Migration.objects.filter(app="jobs").delete()
    response = client.get("/readyz")
    assert response.status_code == 503
    assert response.json() == {
        "status": "not_ready", "database": "ok", "migrations": "waiting",
    }  # fmt: skip


@pytest.mark.django_db
def test_lost_database_is_not_ready(client, monkeypatch):
    def fail(**_):
        raise DatabaseError("connection to server at 10.0.0.9 failed")

    monkeypatch.setattr(health, "worker_age_s", fail)
    response = client.get("/readyz")
    assert response.status_code == 503
    assert response.json()["database"] == "away"
    assert b"10.0.0.9" not in response.content


@pytest.mark.django_db
def test_only_reading_is_answered(client):
    assert client.post("/healthz").status_code == 405


@pytest.mark.django_db(transaction=True)
def test_worker_is_seen_by_readyz(client):
    # given a worker in a thread of its own
    stop = threading.Event()
    worker = threading.Thread(target=run_worker, args=(stop,))
    worker.start()
    try:
        for _ in range(200):
            if WorkerBeat.objects.exists():
                break
            sleep(0.02)
        # when / then
        assert client.get("/readyz").json()["status"] == "ready"
    finally:
        stop.set()
        worker.join()
