"""How long a search takes among a thousand packs and ten thousand, and how much it asks for."""

from collections.abc import Mapping
from datetime import timedelta
from itertools import islice, product
from time import perf_counter

from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from bench.figures import Stopwatch, milliseconds, peak_mb, seconds, work_seconds
from bench.growth import gather_statistics
from bench.plan import plan_hub
from bench.seeding import Seeded, seed_hub, seed_people
from kortreist.apps.actors.models import RoleKind
from kortreist.apps.catalogue.models import Listing, Product, SupplyMode, Variant
from kortreist.apps.catalogue.selectors.search import forget_vocabulary, read_vocabulary
from kortreist.apps.catalogue.services.search_words import write_words
from kortreist.apps.catalogue.wording import sort_key
from kortreist.apps.trading.models import CycleStatus, Offer, OrderCycle
from kortreist.kernel.periods import oslo_date

Figures = Mapping[str, object]
# What goods of the same kind are told apart by: names are as many and as unlike as a large hub's.
SORTS = (
    "røkt tørket syltet fersk frossen moden mild sterk grov fin liten stor rød gul grønn hvit "
    "svart gammeldags økologisk hjemmelaget vill dyrket kokt stekt rå malt hel delt skåret vasket"
)
PLACES = (
    "Røros Brekken Glåmos Os Tolga Tynset Alvdal Rendalen Folldal Holtålen Ålen Haltdalen Selbu "
    "Tydal Stjørdal Meråker Oppdal Rennebu Melhus Skaun Orkdal Hitra Frøya Snåsa Verdal Inderøy"
)
WARM_UPS = 2
SEARCHES = {
    "one word": "tyttebær",
    "two words": "syltet tyttebær",
    "a beginning": "pot",
    "another form": "poteter",
    "another word for it": "gulrøtter",
    "a slip": "tytebar",
    "two slips": "kjotdeigg",
    "nothing has it": "traktordekk",
    "nearly all have it": "røros",
    "one letter": "s",
}


def measure_search(*, variants: int = 10_000, repeats: int = 7) -> Figures:
    """Search the shop of a hub with so many packs on offer, in words of every kind.

    Server time is from the request to the last byte of the page, all middleware included; work is
    the part of it in which a processor of this process or of its database connection was busy.
    """
    seeded = seed_hub(plan_hub(units=5, lines=20))
    with Stopwatch() as writing:
        _fill_shelf(seeded, variants)
    client, address = _shop(seeded)
    gather_statistics()
    forget_vocabulary()
    with Stopwatch() as reading:
        vocabulary = read_vocabulary()
    found = {name: _visit(client, address, text, repeats) for name, text in SEARCHES.items()}
    return {
        "variants": Variant.objects.count(),
        "words": len(vocabulary),
        "writing_seconds": seconds(writing.seconds),
        "vocabulary_ms": milliseconds([reading.seconds]),
        "no_words": _visit(client, address, "", repeats),
        "searches": found,
        "slowest_ms": max(visit["median_ms"] for visit in found.values()),
        "most_work_ms": max(visit["work_ms"] for visit in found.values()),
        "peak_mb": peak_mb(),
    }


@transaction.atomic
def _fill_shelf(seeded: Seeded, variants: int) -> None:
    goods = list(Product.objects.select_related("producer", "group").order_by("pk"))
    wanted = variants - Variant.objects.count()
    named = islice(product(PLACES.split(), SORTS.split(), goods), wanted // 2)
    rows = Product.objects.bulk_create(
        (_product(f"{sort.title()} {each.name['nb'].lower()} fra {place}", each))
        for place, sort, each in named
    )
    write_words(rows, on=oslo_date(timezone.now()))
    packs = Variant.objects.bulk_create(
        Variant(product=row, name={"nb": f"{kilos} kg"}, unit="g", content_amount=1000 * kilos)
        for row in rows
        for kilos in (1, 5)
    )
    Listing.objects.bulk_create(
        Listing(hub=seeded.hub, variant=pack, producer_price_ore=4_000) for pack in packs
    )


def _product(name: str, like: Product) -> Product:
    names = {"nb": name}
    return Product(producer=like.producer, group=like.group, name=names, sort_key=sort_key(names))


def _shop(seeded: Seeded) -> tuple[Client, str]:
    """Open a round with every pack in it, and sign a cook in."""
    now = timezone.now()
    unit = next(iter(seeded.units.values()))
    cycle = OrderCycle.objects.create(
        hub=seeded.hub,
        number=1,
        status=CycleStatus.OPEN,
        opens_at=now - timedelta(days=1),
        closes_at=now + timedelta(days=1),
        delivery_day=oslo_date(now) + timedelta(days=3),
    )
    Offer.objects.bulk_create(
        Offer(
            hub=seeded.hub,
            cycle=cycle,
            variant=pack,
            producer_id=pack.product.producer_id,
            supply_mode=SupplyMode.SHARE,
            offered_packs=20,
            producer_price_ore=4_000,
            buyer_price_ore=5_000,
        )
        for pack in Variant.objects.select_related("product")
    )
    farm = next(iter(seeded.producers.values()))
    client = Client(HTTP_HOST="localhost")
    client.force_login(seed_people(seeded, farm=farm, kitchen=unit)[RoleKind.BUYER])
    scope = {"hub": seeded.hub.public_id, "unit": unit.public_id}
    return client, reverse("trading:shop", kwargs=scope)


def _visit(client: Client, address: str, text: str, repeats: int) -> dict[str, float]:
    took, work = [], []
    for turn in range(WARM_UPS + repeats):
        began, worked = perf_counter(), work_seconds()
        _look(client, address, text)
        if turn >= WARM_UPS:
            took.append(perf_counter() - began)
            work.append(work_seconds() - worked)
    with CaptureQueriesContext(connection) as asked:
        _look(client, address, text)
        queries = len(asked)
    return {
        "median_ms": milliseconds(took),
        "work_ms": milliseconds(work),
        "slowest_ms": milliseconds([max(took)]),
        "queries": queries,
    }


def _look(client: Client, address: str, text: str) -> None:
    answer = client.get(address, {"q": text})
    if answer.status_code != 200:
        raise RuntimeError(f"{address}?q={text} answered {answer.status_code}")
