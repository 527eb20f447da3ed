"""The files that a kitchen's own system takes in: all that is on the shelf, at its own prices."""

from collections.abc import Mapping
from time import perf_counter

from django.urls import reverse

from bench.figures import counted_queries, middle, peak_mb, work_seconds
from bench.growth import copy_rows, gather_statistics
from bench.pages import sign_in
from bench.plan import plan_hub
from bench.seeding import seed_hub, seed_people
from kortreist.apps.actors.models import RoleKind
from kortreist.apps.catalogue.models import Listing, Product, Variant

WARM_UPS, REPEATS = 1, 5
Figures = Mapping[str, object]


def measure_export(*, variants: int = 10_000, repeats: int = REPEATS) -> Figures:
    """Fetch the catalogue of a hub with at least so many packs, as text and as a workbook."""
    seeded = seed_hub(plan_hub(units=8, lines=40))
    times = max(1, -(-variants // len(seeded.variants)) - 1)
    copy_rows((Product, Variant, Listing), times=times)
    gather_statistics()
    kitchen = next(iter(seeded.units.values()))
    farm = next(iter(seeded.producers.values()))
    client = sign_in(seed_people(seeded, farm=farm, kitchen=kitchen), RoleKind.BUYER)
    scope = {"hub": seeded.hub.public_id, "unit": kitchen.public_id}
    files = {
        kind: _fetch(client, reverse(f"catalogue:kitchen-{kind}", kwargs=scope), repeats)
        for kind in ("csv", "xlsx")
    }
    return {"variants": Variant.objects.count(), **files, "peak_mb": peak_mb()}


def _fetch(client, address: str, repeats: int) -> Figures:
    took, work = [], []
    for turn in range(WARM_UPS + repeats):
        began, worked = perf_counter(), work_seconds()
        content = _content(client, address)
        if turn >= WARM_UPS:
            took.append(perf_counter() - began)
            work.append(work_seconds() - worked)
    with counted_queries() as asked:
        _content(client, address)
    return {
        "median_seconds": middle(took),
        "median_work_seconds": middle(work),
        "queries": asked.count,
        "kilobytes": round(len(content) / 1000, 1),
    }


def _content(client, address: str) -> bytes:
    answer = client.get(address)
    if answer.status_code != 200:
        raise RuntimeError(f"{address} answered {answer.status_code}")
    return answer.getvalue()
