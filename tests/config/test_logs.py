import io
import json
import logging

import pytest
import structlog
from django.contrib.auth import get_user_model
from django.http import HttpResponse
from django.test import Client
from django.urls import path, reverse

from kortreist.apps.jobs.registry import task, tasks
from kortreist.apps.jobs.running import drain
from kortreist.apps.jobs.services import enqueue
from kortreist.config.logs import json_formatter

EMAIL = "kari.nordmann@example.no"
PASSWORD = "gulrot og kålrot"


@pytest.fixture
def log_lines():
    """Return a function that reads what was logged so far, one object a line."""
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(json_formatter())
    logging.getLogger().addHandler(handler)
    yield lambda: [json.loads(line) for line in stream.getvalue().splitlines()]
    logging.getLogger().removeHandler(handler)


def fails(request):
    raise ValueError(f"{EMAIL} cannot be reached at 901 23 456")


def welcomes(request, number):
    structlog.get_logger().info("welcomed")
    return HttpResponse("ok")


urlpatterns = [path("fails/<str:secret>", lambda request, secret: fails(request)),
               path("welcome/<int:number>", welcomes)]  # fmt: skip


@pytest.fixture
def own_urls(settings):
    settings.ROOT_URLCONF = __name__
    settings.MIDDLEWARE = ["kortreist.config.request_log.RequestLogMiddleware"]


def test_request_has_one_line_with_route_and_id(client, own_urls, log_lines):
    response = client.get("/welcome/7?q=kari", headers={"X-Request-ID": "proxy-0001"})
    assert response.headers["X-Request-ID"] == "proxy-0001"
    welcomed, request = log_lines()
    assert welcomed["event"] == "welcomed"
    assert welcomed["request_id"] == request["request_id"] == "proxy-0001"
    wanted = ("event", "method", "route", "status", "level")
    assert [request[name] for name in wanted] == [
        "request", "GET", "welcome/<int:number>", 200, "info",
    ]  # fmt: skip


@pytest.mark.parametrize("given", ["", "short", "x" * 65, "a b c d e f", f"id-{EMAIL}", "<script>"])
def test_strange_request_id_is_replaced(client, own_urls, given):
    response = client.get("/welcome/7", headers={"X-Request-ID": given})
    assert response.headers["X-Request-ID"] != given
    assert len(response.headers["X-Request-ID"]) == 32


def test_each_request_has_its_own_id(client, own_urls):
    ids = {client.get("/welcome/7").headers["X-Request-ID"] for _ in range(3)}
    assert len(ids) == 3


def test_what_broke_is_told_by_class_and_place_alone(client, own_urls, log_lines):
    client.raise_request_exception = False
    assert client.get(f"/fails/{EMAIL}?to={EMAIL}").status_code == 500
    text = json.dumps(log_lines())
    broken = next(line for line in log_lines() if line["level"] == "error")
    assert broken["exception"] == "ValueError"
    assert broken["at"][-1].startswith("test_logs.py:")
    assert "nordmann" not in text
    assert "901 23" not in text
    assert "?to" not in text


@pytest.mark.django_db
def test_job_carries_the_request_that_asked_for_it(log_lines):
    # given
    @task("test.logs")
    def logs(run):
        structlog.get_logger().info("in the task")

    with structlog.contextvars.bound_contextvars(request_id="asked-here"):
        job = enqueue("test.logs", key="1", payload={})
    # when
    drain()
    del tasks["test.logs"]
    # then
    lines = log_lines()
    assert [line["event"] for line in lines] == ["job_started", "in the task", "job_done"]
    assert {line["job_id"] for line in lines} == {job.pk}
    assert {line["request_id"] for line in lines} == {"asked-here"}


@pytest.mark.django_db
def test_failed_job_is_logged_without_people(log_lines):
    @task("test.logs")
    def logs(run):
        fails(None)

    enqueue("test.logs", key="1", payload={})
    drain()
    del tasks["test.logs"]
    failed = log_lines()[-1]
    assert (failed["event"], failed["error_code"]) == ("job_failed", "ValueError")
    assert "nordmann" not in json.dumps(log_lines())


@pytest.mark.django_db
def test_signing_in_leaves_no_person_in_the_log(client, log_lines):
    # given
    get_user_model().objects.create_user(email=EMAIL, password=PASSWORD)
    logging.getLogger().setLevel(logging.INFO)
    login, code = reverse("account_login"), reverse("account_request_login_code")
    # when
    answers = [
        Client().post(code, {"email": EMAIL}),
        client.post(login, {"login": EMAIL, "password": "wrong"}),
        client.post(login, {"login": EMAIL, "password": PASSWORD}),
        client.get(f"{login}?next=/&email={EMAIL}"),
    ]
    # then
    assert [answer.status_code for answer in answers] == [302, 200, 302, 302]
    assert len([line for line in log_lines() if line["event"] == "request"]) == 4
    text = json.dumps(log_lines(), ensure_ascii=False)
    for word in ("nordmann", "example.no", "gulrot", "127.0.0.1", "wrong"):
        assert word not in text
