"""The pages: who sees what, what stands on the paper, how many queries it takes."""

import csv
import io
import re
from datetime import timedelta
from uuid import uuid4

import pytest
from django.urls import reverse

from kortreist.apps.actors.models import RoleKind
from kortreist.apps.billing.models import Document
from kortreist.apps.billing.services.invoices import issue_invoices
from kortreist.kernel.quantity import Quantity
from tests import factories
from tests.apps.billing import trade
from tests.apps.billing.trade import Sold
from tests.conftest import NOON

ISSUED_AT = NOON + timedelta(days=3)
pytestmark = pytest.mark.django_db


def sign_in(client, hub, kind, **fields):
    role = factories.make_role(hub, kind, **fields)
    client.force_login(role.person.user)
    return client


def detail(document):
    return reverse("billing:document-detail", args=[document.public_id])


def text_of(response) -> str:
    """Return the page on one line; the spaces that may not break stay what they are."""
    return re.sub(r"[ \n]+", " ", response.content.decode())


@pytest.mark.both
def test_invoice_holds_what_the_law_asks(client, market, papers):
    # given
    sign_in(client, market.hub, RoleKind.ACCOUNTANT)
    # when
    page = text_of(client.get(detail(papers["invoice"]), headers={"accept-language": "en"}))
    # then number and dates, both parties, kind and extent, time and place, price, due date, VAT
    seller = market.hub.organisation
    number = f"{seller.org_no[:3]}\u00a0{seller.org_no[3:6]}\u00a0{seller.org_no[6:]}"
    for said in (
        "Invoice <span>1</span>",
        "27.11.2026",
        "26.11.2026",
        "11.12.2026",
        "Rørosmat SA",
        f"{number} MVA",
        market.unit.payer.name,
        "Lingonberry, kurv 500 g",
        "Galåvolden Gård",
        "Ordered 10, delivered 8.",
        "4\u00a0kg",
        "Sjøbakken barnehage",
        "7374 Røros",
        "B123456",
        "00000018",
        "8601.11.17947",
        "15\u00a0%",
        "25\u00a0%",
        "kr\u00a01\u00a0210,00",
    ):
        assert said in page, said
    assert "Foretaksregisteret" not in page
    assert "Illustrative" not in page
    # and the credit note is one press away
    assert detail(papers["note"]) in page


def test_credit_note_names_its_invoice(client, market, papers):
    sign_in(client, market.hub, RoleKind.ACCOUNTANT)
    page = text_of(client.get(detail(papers["note"])))
    assert "Credit note <span>1</span>" in page
    assert "Invoice 1, 27.11.2026" in page
    assert "Complaint" in page
    assert "kr\u00a057,50" in page


def test_statement_shows_each_step(client, market, papers):
    sign_in(client, market.hub, RoleKind.PRODUCER, organisation=market.farm)
    page = text_of(client.get(detail(papers["farms"])))
    assert "10<small>5\u00a0kg</small>" in page
    assert "<strong>8</strong><small>4\u00a0kg</small>" in page
    assert "kr\u00a0368,00" in page
    assert "Bryggeri" not in page
    assert "Sjøbakken" not in page


def test_paper_is_in_the_receivers_language_and_the_frame_in_the_readers(client, market, papers):
    sign_in(client, market.hub, RoleKind.ACCOUNTANT)
    page = text_of(client.get(detail(papers["invoice"]), headers={"accept-language": "nn"}))
    assert '<html lang="nn"' in page
    assert '<article class="kr-paper" lang="en"' in page


def test_demonstration_is_marked_on_the_paper(client, market):
    market.hub.is_demonstration = True
    market.hub.save()
    trade.make_order(market.cycle, market.unit, Sold(market.berries, Quantity(2, 1000), 12_990))
    [invoice] = issue_invoices(
        actor=market.actor, hub_id=market.hub.pk, cycle_id=market.cycle.pk, now=ISSUED_AT
    )
    sign_in(client, market.hub, RoleKind.ACCOUNTANT)
    assert "kr-paper__illustrative" in text_of(client.get(detail(invoice)))
    export = client.get(reverse("billing:document-export", args=[market.hub.public_id]))
    assert "illustrative-documents.csv" in export.headers["Content-Disposition"]


# Who sees what


def test_buyer_sees_its_own_units_documents(client, market, papers):
    # given
    sign_in(client, market.hub, RoleKind.BUYER, unit=market.unit)
    address = [market.hub.public_id, market.unit.public_id]
    # when
    page = text_of(client.get(reverse("billing:unit-document-list", args=address)))
    # then
    assert detail(papers["invoice"]) in page
    assert detail(papers["note"]) in page
    assert detail(papers["farms"]) not in page
    assert client.get(detail(papers["invoice"])).status_code == 200
    assert client.get(detail(papers["farms"])).status_code == 404


def test_buyer_of_another_unit_sees_nothing(client, market, papers):
    other = factories.make_unit(market.hub, payer=market.unit.payer)
    sign_in(client, market.hub, RoleKind.BUYER, unit=other)
    address = [market.hub.public_id, market.unit.public_id]
    assert client.get(reverse("billing:unit-document-list", args=address)).status_code == 404
    for document in papers.values():
        assert client.get(detail(document)).status_code == 404
    own = client.get(
        reverse("billing:unit-document-list", args=[market.hub.public_id, other.public_id])
    )
    assert own.status_code == 200
    assert not own.context["page"].paginator.count


def test_producer_sees_its_own_statements_only(client, market, papers):
    sign_in(client, market.hub, RoleKind.PRODUCER, organisation=market.farm)
    address = [market.hub.public_id, market.farm.public_id]
    page = text_of(client.get(reverse("billing:settlement-list", args=address)))
    assert detail(papers["farms"]) in page
    assert detail(papers["brewerys"]) not in page
    for name in ("brewerys", "invoice", "note"):
        assert client.get(detail(papers[name])).status_code == 404
    brewery = papers["brewerys"].producer
    address = [market.hub.public_id, brewery.public_id]
    assert client.get(reverse("billing:settlement-list", args=address)).status_code == 404


def test_packing_team_does_not_see_money(client, market, papers):
    sign_in(client, market.hub, RoleKind.PACKING_TEAM)
    addresses = [
        reverse("billing:document-list", args=[market.hub.public_id]),
        reverse("billing:document-export", args=[market.hub.public_id]),
        reverse("billing:unit-document-list", args=[market.hub.public_id, market.unit.public_id]),
        reverse("billing:settlement-list", args=[market.hub.public_id, market.farm.public_id]),
        *(detail(document) for document in papers.values()),
    ]
    assert [client.get(address).status_code for address in addresses] == [403] * len(addresses)


@pytest.mark.both
def test_another_hub_finds_nothing(client, market, papers):
    other = factories.make_hub()
    farm = factories.make_producer(other)
    unit = factories.make_unit(other)
    sign_in(client, other, RoleKind.COORDINATOR)
    addresses = [
        reverse("billing:document-list", args=[market.hub.public_id]),
        reverse("billing:document-export", args=[market.hub.public_id]),
        reverse("billing:unit-document-list", args=[market.hub.public_id, unit.public_id]),
        reverse("billing:unit-document-list", args=[other.public_id, market.unit.public_id]),
        reverse("billing:settlement-list", args=[market.hub.public_id, farm.public_id]),
        reverse("billing:settlement-list", args=[other.public_id, market.farm.public_id]),
        *(detail(document) for document in papers.values()),
        reverse("billing:document-detail", args=[uuid4()]),
    ]
    assert [client.get(address).status_code for address in addresses] == [404] * len(addresses)
    own = reverse("billing:settlement-list", args=[other.public_id, farm.public_id])
    assert client.get(own).status_code == 200


def test_pages_are_only_for_looking(client, market, papers):
    sign_in(client, market.hub, RoleKind.ACCOUNTANT)
    for address in (
        reverse("billing:document-list", args=[market.hub.public_id]),
        detail(papers["invoice"]),
    ):
        assert client.post(address).status_code == 405


# Lists


def test_list_is_newest_first_and_by_kind(client, market, papers):
    sign_in(client, market.hub, RoleKind.ACCOUNTANT)
    address = reverse("billing:document-list", args=[market.hub.public_id])
    listed = [document.pk for document in client.get(address).context["page"]]
    assert listed == sorted((document.pk for document in papers.values()), reverse=True)
    for kind, count in (("invoice", 1), ("credit_note", 1), ("settlement", 2), ("nonsense", 4)):
        page = client.get(address, {"kind": kind}).context["page"]
        assert page.paginator.count == count


@pytest.mark.parametrize(
    ("name", "role"),
    [
        ("document-list", RoleKind.ACCOUNTANT),
        ("unit-document-list", RoleKind.BUYER),
        ("settlement-list", RoleKind.PRODUCER),
    ],
)
def test_lists_teach_when_they_are_empty(client, market, name, role):
    # given
    scope = {
        "document-list": {},
        "unit-document-list": {"unit": market.unit},
        "settlement-list": {"organisation": market.farm},
    }[name]
    sign_in(client, market.hub, role, **scope)
    ids = [market.hub.public_id, *(thing.public_id for thing in scope.values())]
    # when / then
    assert "kr-empty" in text_of(client.get(reverse(f"billing:{name}", args=ids)))


def test_list_takes_the_same_queries_however_long(client, market, papers, query_count):
    # given
    sign_in(client, market.hub, RoleKind.ACCOUNTANT)
    address = reverse("billing:document-list", args=[market.hub.public_id])
    client.get(address)
    few = query_count(lambda: client.get(address))
    for number in range(5):
        unit = factories.make_unit(market.hub, f"Enhet {number}")
        trade.make_order(market.cycle, unit, Sold(market.berries, Quantity(2, 1000), 12_990))
    issue_invoices(
        actor=market.actor, hub_id=market.hub.pk, cycle_id=market.cycle.pk, now=ISSUED_AT
    )
    # when / then
    assert query_count(lambda: client.get(address)) == few
    assert Document.objects.count() == 9


def test_paper_takes_the_same_queries_however_long(client, market, query_count):
    # given one invoice of one line and one of eight
    sign_in(client, market.hub, RoleKind.ACCOUNTANT)
    variants = [factories.make_variant(market.farm, f"Vare {number}") for number in range(8)]
    sold = [Sold(variant, Quantity(1, 1000), 9_900) for variant in variants]
    trade.make_order(market.cycle, market.unit, sold[0])
    trade.make_order(market.cycle, factories.make_unit(market.hub), *sold)
    short, long = issue_invoices(
        actor=market.actor, hub_id=market.hub.pk, cycle_id=market.cycle.pk, now=ISSUED_AT
    )
    client.get(detail(short))
    # when / then
    counts = [query_count(lambda d=d: client.get(detail(d))) for d in (short, long)]
    assert counts[0] == counts[1]


# The table for a spreadsheet


@pytest.mark.both
def test_export_is_as_a_norwegian_spreadsheet_reads_it(client, market, papers):
    # given a payer whose name a spreadsheet would run
    sign_in(client, market.hub, RoleKind.ACCOUNTANT)
    address = reverse("billing:document-export", args=[market.hub.public_id])
    # when
    response = client.get(address, headers={"accept-language": "en"})
    text = b"".join(response.streaming_content).decode()
    # then
    assert response.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert 'filename="documents.csv"' in response.headers["Content-Disposition"]
    assert text.startswith("\ufeffKind;Number;Issued;")
    rows = list(csv.DictReader(io.StringIO(text.lstrip("\ufeff")), delimiter=";"))
    assert [row["Kind"] for row in rows] == [
        "Credit note",
        "Settlement statement",
        "Settlement statement",
        "Invoice",
    ]
    invoice = rows[-1]
    assert invoice["Without VAT"] == "1000,00"
    assert invoice["VAT"] == "210,00"
    assert invoice["With VAT"] == "1210,00"
    assert invoice["KID"] == "00000018"
    assert invoice["Illustrative"] == "no"
    assert rows[0]["Corrects number"] == "1"


def test_export_runs_nothing_in_a_spreadsheet(client, market):
    market.unit.payer.name = '=HYPERLINK("http://example.org")'
    market.unit.payer.save()
    trade.make_order(market.cycle, market.unit, Sold(market.berries, Quantity(2, 1000), 12_990))
    issue_invoices(
        actor=market.actor, hub_id=market.hub.pk, cycle_id=market.cycle.pk, now=ISSUED_AT
    )
    sign_in(client, market.hub, RoleKind.ACCOUNTANT)
    address = reverse("billing:document-export", args=[market.hub.public_id])
    text = b"".join(client.get(address).streaming_content).decode()
    assert ";\"'=HYPERLINK" in text
