"""An assortment and what grows with it: shop, search, ordering by list, and sheets of goods."""

import re
from collections.abc import Callable, Mapping
from statistics import median
from time import perf_counter

from django.db.models import F
from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone

from bench.figures import Stopwatch, counted_queries, peak_mb, seconds, work_seconds
from bench.growth import gather_statistics
from bench.market import Market, Size, build_market
from bench.pages import sign_in
from bench.plan import plan_hub
from bench.seeding import seed_hub
from kortreist.apps.actors.models import Organisation, RoleKind
from kortreist.apps.actors.permissions import Actor
from kortreist.apps.catalogue.models import ProductGroup, SheetImport, SheetState, Variant
from kortreist.apps.catalogue.services.goods import refresh_search_texts
from kortreist.apps.catalogue.services.sheet_intake import read_sheet, receive_sheet
from kortreist.apps.catalogue.services.sheet_taking import ask_to_take_in, take_in
from kortreist.apps.trading.models import Offer
from kortreist.formats.sheets import write_csv
from kortreist.kernel.periods import oslo_date

BENCH = Actor.system("bench")
VARIANTS, ROWS = 1_000, 1_000
REPEATS, WARM_UPS = 7, 2
# A multiple of everything that goods are ordered in, and of which there is enough.
MANY, ENOUGH = "60", 10_000
FIELD = re.compile(rb'name="(n-[0-9a-f-]+)"')
HEADINGS = ("Artikkelnummer", "Navn", "Pakning", "Varegruppe", "Innhold", "Enhet", "Pris")
Figures = Mapping[str, object]


def measure_shelf(*, times: int = 1, size: Mapping[str, int] | None = None) -> Figures:
    """Look for goods and order by list, where there are so many thousand variants on the shelf."""
    small = {"units": 60, "lines": 600, "own_lines": 100, "variants": VARIANTS * times}
    asked = Size(**(small | (dict(size) if size else {})))
    today = oslo_date(timezone.now())
    with Stopwatch() as seeding:
        market = build_market(asked, today=today)
        refresh_search_texts(on=today)
        Offer.objects.update(offered_packs=F("offered_packs") + ENOUGH)
    gather_statistics()
    return {
        "variants": Variant.objects.count(),
        "pages": {name: _take(visit) for name, visit in _visits(market).items()},
        "seeding_seconds": seconds(seeding.seconds),
        "peak_mb": peak_mb(),
    }


def measure_sheet(*, rows: int = ROWS) -> Figures:
    """Take a sheet of so many new packs in, and read it again when nothing is new in it."""
    seeded = seed_hub(plan_hub(units=8, lines=40, products=1))
    farm = next(iter(seeded.producers.values()))
    content = write_csv(HEADINGS, _rows(rows))
    steps: dict[str, float] = {}
    worked = work_seconds()
    with counted_queries() as asked:
        sheet = _read(seeded.hub.pk, farm, content, steps, "read")
        if (sheet.state, sheet.new_rows) != (SheetState.STAGED, rows):
            raise RuntimeError(f"{sheet.state}: {sheet.new_rows} of {rows} rows are new")
        with Stopwatch() as watch:
            taken = _take_in(seeded.hub.pk, sheet)
    if taken.state != SheetState.APPLIED:
        raise RuntimeError(f"the sheet is {taken.state}")
    steps["take_in"] = seconds(watch.seconds)
    work = work_seconds() - worked
    again = _read(seeded.hub.pk, farm, content, steps, "read_again")
    return {
        "rows": rows,
        "seconds": seconds(steps["read"] + steps["take_in"]),
        "work_seconds": seconds(work),
        "queries": asked.count,
        "steps": steps,
        "unchanged_when_read_again": again.unchanged_rows,
        "peak_mb": peak_mb(),
    }


def take_goods_in(hub_id: int, farm: Organisation, count: int) -> None:
    """Give a producer so many packs more, through a sheet."""
    _take_in(hub_id, _read(hub_id, farm, write_csv(HEADINGS, _rows(count)), {}, "read"))


def _take_in(hub_id: int, sheet: SheetImport) -> SheetImport:
    about = {"sheet_id": sheet.pk, "version": sheet.version, "now": timezone.now()}
    ask_to_take_in(
        actor=BENCH, hub_id=hub_id, leave_refused_out=False, in_background=False, **about
    )
    return take_in(**about)


def _read(
    hub_id: int, farm: Organisation, content: bytes, steps: dict[str, float], step: str
) -> SheetImport:
    with Stopwatch() as watch:
        sheet = receive_sheet(
            actor=BENCH,
            hub_id=hub_id,
            producer_id=farm.pk,
            content=content,
            name="goods.csv",
            now=timezone.now(),
            in_background=False,
        )
        sheet = read_sheet(sheet_id=sheet.pk, version=sheet.version, now=timezone.now())
    steps[step] = seconds(watch.seconds)
    return sheet


def _rows(count: int) -> list[tuple[str, ...]]:
    group = ProductGroup.objects.order_by("code").values_list("code", flat=True)[0]
    return [
        (f"A-{n:06d}", f"Vare {n:06d}", "Kasse", group, "5", "kg", f"{20 + n % 80},50")
        for n in range(count)
    ]


def _visits(market: Market) -> Mapping[str, Callable[[], HttpResponse]]:
    client = sign_in(market.users, RoleKind.BUYER)
    unit = {"hub": market.seeded.hub.public_id, "unit": market.kitchen.public_id}
    shop, table = reverse("trading:shop", kwargs=unit), reverse("trading:table", kwargs=unit)
    fields = FIELD.findall(client.get(table).content)
    filled = {name.decode(): MANY for name in fields}
    return {
        "shop": lambda: client.get(shop),
        "search": lambda: client.get(f"{shop}?q=gulrot"),
        "search, misspelt": lambda: client.get(f"{shop}?q=gulrott"),
        "search, inflected": lambda: client.get(f"{shop}?q=potetene"),
        "search, narrowed": lambda: client.get(f"{shop}?q=ost&free_of=nuts"),
        f"order by list, {len(fields)} rows": lambda: client.get(table),
        f"order by list, {len(fields)} rows sent": lambda: client.post(table, filled),
    }


def _take(visit: Callable[[], HttpResponse]) -> Figures:
    took, work = [], []
    for turn in range(WARM_UPS + REPEATS):
        started, worked = perf_counter(), work_seconds()
        response = visit()
        if turn >= WARM_UPS:
            took.append((perf_counter() - started) * 1000)
            work.append((work_seconds() - worked) * 1000)
        if response.status_code not in {200, 302}:
            raise RuntimeError(f"answered {response.status_code}")
    with counted_queries() as asked:
        visit()
    return {
        "median_ms": round(median(took), 1),
        "work_ms": round(median(work), 1),
        "queries": asked.count,
        "kilobytes": round(len(response.content) / 1000, 1),
    }
