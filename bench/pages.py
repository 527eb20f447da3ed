"""How long the server takes for each page of a large market, and how much it asks the database."""

from collections.abc import Mapping
from dataclasses import dataclass
from statistics import median
from time import perf_counter

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from bench.addresses import Page, pages_to_see
from bench.figures import Stopwatch, peak_mb, seconds, work_seconds
from bench.growth import gather_statistics
from bench.market import STEPS, Size, add_history, build_market
from kortreist.apps.actors.models import User
from kortreist.apps.catalogue.models import Variant
from kortreist.apps.trading.models import Offer, OrderLine
from kortreist.kernel.periods import oslo_date

Figures = Mapping[str, object]
WARM_UPS = 2


@dataclass
class Visits:
    """What a page took at the stage at which it took longest."""

    stage: str = ""
    median_ms: float = 0.0
    slowest_ms: float = 0.0
    work_ms: float = 0.0
    queries: int = 0
    kilobytes: float = 0.0


def measure_pages(*, repeats: int = 7, size: Mapping[str, int] | None = None) -> Figures:
    """Look at the pages as a round comes along; a page's figures are of its slowest stage.

    Server time is from the request to the last byte of the page, all middleware included, in this
    process; what the network and the browser take comes on top.
    """
    asked = Size(**(size or {}))
    with Stopwatch() as seeding:
        market = build_market(asked, today=oslo_date(timezone.now()))
    clients = {role: sign_in(market.users, role) for role in market.users}
    found: dict[str, Visits] = {}
    steps = {}
    for stage, step in [*STEPS.items(), ("later", lambda _: add_history(market, asked.history))]:
        with Stopwatch() as watch:
            step(market.played)
        steps[stage] = seconds(watch.seconds)
        pages = pages_to_see(market, stage)
        if pages:
            gather_statistics()
        for page in pages:
            visit = _visit(clients[page.role], page, repeats)
            visit.stage = stage
            known = found.get(page.name, visit)
            if visit.work_ms >= known.work_ms:
                found[page.name] = visit
    return {
        "variants": Variant.objects.count(),
        "offers": Offer.objects.count(),
        "lines": OrderLine.objects.count(),
        "repeats": repeats,
        "slowest_ms": max(visit.median_ms for visit in found.values()),
        "pages": {name: _describe(visit) for name, visit in found.items()},
        "stage_seconds": steps,
        "seeding_seconds": seconds(seeding.seconds),
        "peak_mb": peak_mb(),
    }


def sign_in(users: Mapping[str, User], role: str) -> Client:
    """Return a browser in which somebody has signed in."""
    client = Client(HTTP_HOST="localhost")
    client.force_login(users[role], backend="django.contrib.auth.backends.ModelBackend")
    return client


def _visit(client: Client, page: Page, repeats: int) -> Visits:
    took, work = [], []
    size = 0
    for turn in range(WARM_UPS + repeats):
        started, worked = perf_counter(), work_seconds()
        response = client.get(page.address)
        if turn >= WARM_UPS:
            took.append((perf_counter() - started) * 1000)
            work.append((work_seconds() - worked) * 1000)
        if response.status_code != 200:
            raise RuntimeError(f"{page.name}: {page.address} answered {response.status_code}")
        size = len(response.content)
    with CaptureQueriesContext(connection) as asked:
        client.get(page.address)
    return Visits(
        median_ms=round(median(took), 1),
        slowest_ms=round(max(took), 1),
        work_ms=round(median(work), 1),
        queries=len(asked),
        kilobytes=round(size / 1000, 1),
    )


def _describe(visit: Visits) -> Figures:
    return {
        "median_ms": visit.median_ms,
        "work_ms": visit.work_ms,
        "slowest_ms": visit.slowest_ms,
        "queries": visit.queries,
        "kilobytes": visit.kilobytes,
        "stage": visit.stage,
    }
