"""Every named page asks the database as often for three times the goods, kitchens and orders."""

from dataclasses import replace

from django.db import transaction
from django.test import Client
from django.utils import timezone

from bench.addresses import LOOKS, pages_to_see
from bench.market import STEPS, Size, add_history, build_market
from bench.seeding import fill_registers
from kortreist.apps.jobs.models import Job
from kortreist.kernel.periods import oslo_date
from tests.harness.sql_log import query_count

SMALL = Size(units=6, lines=40, own_lines=4, variants=60, products=1, history=2)
LARGE = replace(SMALL, units=18, lines=120, own_lines=12, variants=180, history=6)
VISITS = {(stage, page) for stage, pages in LOOKS.items() for page in pages}
# More than this for one page would be a page that does too much.
MOST_QUERIES = 32

Counts = dict[tuple[str, str], int]


def test_pages_ask_as_often_for_three_times_as_much(db):
    fill_registers()

    small, large = _count(SMALL), _count(LARGE)

    assert set(small) == set(large) == VISITS
    differ = {visit for visit in VISITS if small[visit] != large[visit]}
    assert {visit: (small[visit], large[visit]) for visit in differ} == {}
    assert {visit: count for visit, count in large.items() if count > MOST_QUERIES} == {}


def _count(size: Size) -> Counts:
    with transaction.atomic():
        market = build_market(size, today=oslo_date(timezone.now()))
        clients = {role: Client() for role in market.users}
        for role, client in clients.items():
            client.force_login(market.users[role])
        found = {}
        for stage, step in [*STEPS.items(), ("later", lambda _: add_history(market, size.history))]:
            step(market.played)
            # A page that tells of work left lying asks more on a slow machine than on a quick one.
            Job.objects.all().delete()
            for page in pages_to_see(market, stage):
                found[stage, page.name] = _ask(clients[page.role], page.address)
        transaction.set_rollback(True)
    return found


def _ask(client: Client, address: str) -> int:
    """Return the page's queries once everything that is read only once has been read."""
    response = client.get(address)
    assert response.status_code == 200, address
    return query_count(lambda: client.get(address))
