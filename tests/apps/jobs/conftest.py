import os
import subprocess
import sys
from pathlib import Path
from urllib.parse import urlencode

import pytest
from django.db import connection

from kortreist.apps.jobs import registry
from tests.harness.environment import ADDRESS

REPO = Path(__file__).parents[3]


@pytest.fixture(autouse=True)
def _own_registry():
    """Let a test register tasks without leaving them behind."""
    kept = dict(registry.tasks), dict(registry.schedules)
    registry.schedules.clear()
    yield
    for filled, before in zip((registry.tasks, registry.schedules), kept, strict=True):
        filled.clear()
        filled.update(before)


@pytest.fixture
def files(settings, tmp_path):
    """Give the storage a folder of its own."""
    settings.MEDIA_ROOT = tmp_path / "media"
    return settings.MEDIA_ROOT


@pytest.fixture
def start_child():
    """``start_child("work")`` calls `tests.apps.jobs.child` in a process on the same database."""
    children = []

    def start(*words: str) -> subprocess.Popen[str]:
        child = subprocess.Popen(
            [sys.executable, "-m", "tests.apps.jobs.child", *words],
            cwd=REPO,
            env=os.environ | {ADDRESS: address_of_database()},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        children.append(child)
        return child

    yield start
    for child in children:
        child.kill()
        child.communicate()


def address_of_database() -> str:
    """Return where the test's own database is, for a process that must see it."""
    there = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite://{there['NAME']}"
    login = f"{there['USER']}:{there['PASSWORD']}" if there["PASSWORD"] else there["USER"]
    where = {"host": there["HOST"], "port": there["PORT"]}
    return f"postgresql://{login}@/{there['NAME']}?" + urlencode(
        {k: v for k, v in where.items() if v}
    )
