import pytest
from django.contrib.auth import get_user_model
from django.core.cache import cache
from django.urls import reverse_lazy

from kortreist.apps.jobs.models import CacheEntry, RateCount
from kortreist.config.request_log import HEADER

pytestmark = pytest.mark.django_db
LOGIN = reverse_lazy("account_login")
LANGUAGE = reverse_lazy("set_language")


@pytest.fixture
def limited(settings):
    settings.POSTS_PER_MINUTE = 3


def test_fourth_post_in_a_minute_is_refused(limited, client):
    statuses = [client.post(LOGIN, {"login": "a@b.no", "password": "x"}) for _ in range(4)]
    assert [response.status_code for response in statuses[:3]] == [200, 200, 200]
    refused = statuses[3]
    assert refused.status_code == 429
    assert 1 <= int(refused.headers["Retry-After"]) <= 60
    assert HEADER in refused.headers


def test_reading_is_not_counted(limited, client):
    assert {client.get(LOGIN).status_code for _ in range(5)} == {200}
    assert not RateCount.objects.exists()


def test_persons_behind_one_address_have_each_their_own(limited, client):
    # given one who has used up theirs
    for name in ("kari", "ola"):
        get_user_model().objects.create_user(email=f"{name}@example.no", password="x")
    users = get_user_model().objects.order_by("pk")
    client.force_login(users[0], backend="django.contrib.auth.backends.ModelBackend")
    for _ in range(3):
        client.post(LANGUAGE, {"language": "nn"})
    assert client.post(LANGUAGE, {"language": "nn"}).status_code == 429
    # when / then
    client.force_login(users[1], backend="django.contrib.auth.backends.ModelBackend")
    assert client.post(LANGUAGE, {"language": "nn"}).status_code == 302


def test_proxy_is_believed_only_when_it_is_said_to_be_there(limited, client, settings):
    for _ in range(3):
        client.post(LOGIN, headers={"X-Forwarded-For": "10.1.1.1"})
    assert client.post(LOGIN, headers={"X-Forwarded-For": "10.2.2.2"}).status_code == 429
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    assert client.post(LOGIN, headers={"X-Forwarded-For": "10.2.2.2"}).status_code == 200


def test_nought_sets_no_limit(settings, client):
    settings.POSTS_PER_MINUTE = 0
    assert {client.post(LOGIN).status_code for _ in range(5)} == {200}
    assert not RateCount.objects.exists()


def test_sign_in_limits_are_kept_in_the_database_under_hashed_keys(client):
    # when
    for _ in range(12):
        client.post(LOGIN, {"login": "kari@example.no", "password": "wrong"})
    # then
    stored = str(list(CacheEntry.objects.values()))
    assert CacheEntry.objects.exists()
    assert "allauth" not in stored
    assert "127.0.0.1" not in stored


def test_cache_key_differs_by_prefix_and_version():
    cache.set("a", 1, 60, version=1)
    cache.set("a", 2, 60, version=2)
    assert (cache.get("a", version=1), cache.get("a", version=2)) == (1, 2)
