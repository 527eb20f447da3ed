from datetime import date

import pytest

from kortreist.apps.actors.models import (
    BuyerUnit,
    Hub,
    HubProducer,
    InvoiceParty,
    Organisation,
    Person,
    Role,
)
from kortreist.apps.actors.permissions import Actor
from kortreist.apps.billing.models import NumberSeries, OpenItem
from kortreist.apps.catalogue.models import (
    Listing,
    PriceAgreement,
    PriceListEntry,
    PriceListReach,
)
from kortreist.apps.desk.errors import MovingFolderEmptyError, MovingHubUnknownError
from kortreist.apps.desk.selectors.moving_out import write_folder
from kortreist.apps.desk.services.moving import take_over_hub
from kortreist.kernel.errors import NotPermittedError
from tests.conftest import NOON
from tests.factories import (
    SYSTEM,
    make_group,
    make_hub,
    make_org_no,
    make_postcode,
    make_vat_rates,
)

pytestmark = pytest.mark.django_db

HUB_NO, FARM_NO, TOWN_NO = make_org_no(), make_org_no(), make_org_no()


def folder(**changes: str) -> dict[str, bytes]:
    """A small hub as it comes from somewhere else; a sheet may be said otherwise."""
    sheets = {
        "hub": f"organisation;name;payment_terms_days\n{HUB_NO};Fjellmat;20\n",
        "organisations": (
            "org_no;name;vat_registered_from;postcode;email\n"
            f"{HUB_NO};Fjellmat SA;01.01.2019;7374;post@fjellmat.example\n"
            f"{FARM_NO};Nordre Gard;2015-06-01;7374;\n"
            f"{TOWN_NO};Fjellbyen kommune;;7374;\n"
            ";Setra til Kari;;7374;\n"
        ),
        "producers": (
            "organisation;seller_mode;minimum;valid_from;member_number;member_since\n"
            f"{FARM_NO};resale;1 250,50;2019-01-01;7;2019-01-01\n"
            "setra til KARI;mediation;;2020-01-01;;\n"
        ),
        "delivery-points": (
            "name;postcode;opens_at;closes_at;is_pickup\n"
            "Kjøkkendøra;7374;07.30;14:00;nei\nTorget;7374;16:00;18:00;ja\n"
        ),
        "payers": (
            "name;organisation;endpoint_scheme;endpoint_id;credit_limit\n"
            f"Kommunekassa;{TOWN_NO};0192;{TOWN_NO};50 000\n"
        ),
        "units": (
            "number;name;kind;sector;organisation;delivery_point;payer\n"
            f"12;Trollhaugen barnehage;kindergarten;public;{TOWN_NO};Kjøkkendøra;Kommunekassa\n"
        ),
        "people": (
            "name;email;role;at;valid_from\n"
            "Berit Dal;berit@fjellmat.example;coordinator;;2019-01-01\n"
            f"Nils Nordre;nils@nordre.example;producer;{FARM_NO};2019-01-01\n"
            "Eva Kokk;eva@troll.example;buyer;12;2019-01-01\n"
        ),
        f"goods/{FARM_NO}": (
            "Artikkelnummer;Navn;Pakning;Varegruppe;Innhold;Enhet;Pris\n"
            "G-1;Gulrot;Kasse 5 kg;6;5;kg;21,50\n"
            "G-2;Egg;Brett;6;30;stk;2,90\n"
        ),
        "price-lists": (
            "name;unit_kind;valid_from;is_campaign\n"
            "Barnehager;kindergarten;2026-01-01;nei\nBarnehager;sfo;2026-01-01;nei\n"
        ),
        "prices": (
            "price_list;producer;goods;from_packs;price\n"
            f"Barnehager;{FARM_NO};G-1;1;25\nBarnehager;{FARM_NO};g-1;10;23,75\n"
        ),
        "price-agreements": (
            "unit;payer;price_list;valid_from;valid_until;bonus_bp\n"
            f";{TOWN_NO};Barnehager;2026-01-01;2027-01-01;150\n"
        ),
        "open-items": (
            "side;party;number;issued_on;due_on;amount\n"
            "receivable;Kommunekassa;20931;2026-11-01;2026-11-21;12 345,60\n"
            f"payable;{FARM_NO};A-77;2026-11-03;2026-11-17;980,00\n"
        ),
        "numbers": "document;next_number\ninvoice;20932\ncredit_note;310\n",
    }
    sheets |= changes
    return {f"{name}.csv": text.encode() for name, text in sheets.items() if text}


@pytest.fixture(autouse=True)
def postcodes():
    make_postcode("7374")
    make_vat_rates()
    make_group()


def take_over(files, *, hub=None, is_dry_run=False, actor=SYSTEM):
    return take_over_hub(actor=actor, hub=hub, files=files, is_dry_run=is_dry_run, now=NOON)


def counts(report) -> dict[str, tuple[int, int, int, int]]:
    return {
        each.name: (each.new, each.changed, each.unchanged, each.refused) for each in report.sheets
    }


def test_hub_moves_in_whole():
    report = take_over(folder())
    assert report.is_written
    assert [(each.sheet, each.cell, each.error.code) for each in report.refusals] == []
    hub = Hub.objects.get(name="Fjellmat")
    assert (hub.organisation.org_no, hub.payment_terms_days) == (HUB_NO, 20)
    terms = HubProducer.objects.get(hub=hub, organisation__org_no=FARM_NO)
    assert (terms.minimum_ore, terms.member_number) == (125_050, 7)
    assert terms.member_since == date(2019, 1, 1)
    unit = BuyerUnit.objects.get(hub=hub, number=12)
    assert (unit.payer.name, unit.delivery_point.name) == ("Kommunekassa", "Kjøkkendøra")
    assert InvoiceParty.objects.get(hub=hub).credit_limit_ore == 5_000_000
    assert set(Role.objects.filter(hub=hub).values_list("kind", flat=True)) == {
        "coordinator",
        "producer",
        "buyer",
    }
    assert set(Listing.objects.values_list("variant__producer_code", "producer_price_ore")) == {
        ("G-1", 2150),
        ("G-2", 290),
    }
    steps = PriceListEntry.objects.values_list("price_list__name", "from_packs", "price_ore")
    assert set(steps) == {("Barnehager", 1, 2500), ("Barnehager", 10, 2375)}
    assert PriceListReach.objects.count() == 2
    assert PriceAgreement.objects.get().bonus_bp == 150
    assert set(OpenItem.objects.values_list("side", "number", "amount_ore")) == {
        ("receivable", "20931", 1_234_560),
        ("payable", "A-77", 98_000),
    }
    assert dict(NumberSeries.objects.values_list("kind", "next_number")) == {
        "invoice": 20_932,
        "credit_note": 310,
    }


def test_folder_read_twice_changes_nothing():
    take_over(folder())
    rows = Organisation.objects.count(), Role.objects.count(), Person.objects.count()
    again = take_over(folder(), hub=Hub.objects.get(name="Fjellmat"))
    assert {(new, changed, refused) for new, changed, _, refused in counts(again).values()} == {
        (0, 0, 0)
    }
    assert rows == (Organisation.objects.count(), Role.objects.count(), Person.objects.count())


def test_what_moves_out_moves_in_without_a_difference():
    take_over(folder())
    hub = Hub.objects.get(name="Fjellmat")
    out = dict(write_folder(actor=SYSTEM, hub=hub, today=NOON.date()))
    again = take_over(out, hub=hub)
    assert again.is_written
    assert counts(again) == {
        "hub": (0, 0, 1, 0),
        "organisations": (0, 0, 4, 0),
        "producers": (0, 0, 2, 0),
        "delivery-points": (0, 0, 2, 0),
        "payers": (0, 0, 1, 0),
        "units": (0, 0, 1, 0),
        "people": (0, 0, 3, 0),
        f"goods/{FARM_NO}": (0, 0, 2, 0),
        "price-lists": (0, 0, 2, 0),
        "prices": (0, 0, 2, 0),
        "price-agreements": (0, 0, 1, 0),
        "open-items": (0, 0, 2, 0),
        "numbers": (0, 0, 2, 0),
    }


def test_changed_cell_changes_that_row_and_leaves_what_has_no_column():
    take_over(folder())
    hub = Hub.objects.get(name="Fjellmat")
    Organisation.objects.filter(org_no=FARM_NO).update(story={"nb": "Sju kyr."})
    report = take_over(
        {"organisations.csv": f"org_no;name;phone\n{FARM_NO};Nordre Gard;72 41 00 00\n".encode()},
        hub=hub,
    )
    assert counts(report) == {"organisations": (0, 1, 0, 0)}
    farm = Organisation.objects.get(org_no=FARM_NO)
    assert (farm.phone, farm.story) == ("72 41 00 00", {"nb": "Sju kyr."})
    assert farm.vat_registered_from == date(2015, 6, 1)


def test_dry_run_tells_the_same_and_writes_nothing():
    report = take_over(folder(), is_dry_run=True)
    assert not report.is_written
    assert counts(report)["units"] == (1, 0, 0, 0)
    assert not Hub.objects.exists()
    assert not Organisation.objects.exists()


@pytest.mark.parametrize(
    ("sheet", "text", "cell", "code"),
    [
        (
            "units",
            "number;name;kind;sector;organisation;delivery_point;payer\n"
            f"tolv;Troll;kindergarten;public;{TOWN_NO};Kjøkkendøra;Kommunekassa\n",
            "A2",
            "cell_number",
        ),
        (
            "units",
            "number;name;kind;sector;organisation;delivery_point;payer\n"
            f"12;Troll;barnehage;public;{TOWN_NO};Kjøkkendøra;Kommunekassa\n",
            "C2",
            "cell_unknown_word",
        ),
        (
            "units",
            "number;name;kind;sector;organisation;delivery_point;payer\n"
            f"12;Troll;kindergarten;public;{TOWN_NO};Bakdøra;Kommunekassa\n",
            "2",
            "cell_unknown_party",
        ),
        ("numbers", "document;next_number\ninvoice;\n", "B2", "cell_empty"),
        (
            f"goods/{FARM_NO}",
            "Artikkelnummer;Navn;Varegruppe;Innhold;Enhet;Pris\nG-1;Gulrot;6;5;kg;gratis\n",
            "F2",
            "number_not_understood",
        ),
        (
            "prices",
            f"price_list;producer;goods;price\nBarnehager;{FARM_NO};G-9;20\n",
            "2",
            "cell_unknown_party",
        ),
        ("numbers", "document;next_number\ninvoice;5\ninvoice;6\n", "3", "cell_duplicate"),
        ("numbers", "document;next\ninvoice;5\n", "", "sheet_column"),
        (
            "open-items",
            "side;party;number;issued_on;due_on;amount\n"
            "receivable;Kommunekassa;1;2026-11-09;2026-11-01;10\n",
            "2",
            "open_item_dates",
        ),
        (
            "open-items",
            "side;party;number;issued_on;due_on;amount\n"
            "receivable;Kommunekassa;1;31.02.2026;2026-11-01;ti\n",
            "D2",
            "cell_date",
        ),
        (
            "organisations",
            f"org_no;name\n{HUB_NO};Fjellmat SA\n123456789;Feil\n",
            "3",
            "organisation_number_invalid",
        ),
    ],
)
def test_refused_cell_is_named_and_nothing_is_written(sheet, text, cell, code):
    report = take_over(folder(**{sheet: text}))
    assert (sheet, cell, code) in [
        (each.sheet, each.cell, each.error.code) for each in report.refusals
    ]
    assert not report.is_written
    assert not Hub.objects.exists()
    assert not OpenItem.objects.exists()


PRICES = "price_list;producer;goods;from_packs;price\n"


def prices(*rows: str) -> dict[str, bytes]:
    lines = (f"Barnehager;{FARM_NO};{row}\n" for row in rows)
    return {"prices.csv": (PRICES + "".join(lines)).encode()}


@pytest.mark.both
@pytest.mark.parametrize("rows", [("G-1;1;20", "G-1;10;19"), ("G-1;10;40", "G-1;1;45")])
def test_steps_that_all_change_are_written_as_a_whole(rows):
    take_over(folder())
    hub = Hub.objects.get(name="Fjellmat")

    report = take_over(prices(*rows), hub=hub)

    assert counts(report) == {"prices": (0, 2, 0, 0)}
    assert report.is_written
    assert counts(take_over(prices(*rows), hub=hub)) == {"prices": (0, 0, 2, 0)}
    assert counts(take_over(dict(write_folder(actor=SYSTEM, hub=hub, today=NOON.date())), hub=hub))[
        "prices"
    ] == (0, 0, 2, 0)


def test_goods_whose_steps_do_not_fall_are_named_and_no_others():
    take_over(folder())
    hub = Hub.objects.get(name="Fjellmat")
    before = list(PriceListEntry.objects.order_by("pk").values_list("price_ore", flat=True))

    report = take_over(prices("G-2;1;2,50", "G-1;1;20", "G-1;10;30", "G-9;1;5"), hub=hub)

    assert [(each.cell, each.error.code) for each in report.refusals] == [
        ("3", "price_step"),
        ("4", "price_step"),
        ("5", "cell_unknown_party"),
    ]
    assert counts(report) == {"prices": (1, 0, 0, 3)}
    assert list(PriceListEntry.objects.order_by("pk").values_list("price_ore", flat=True)) == before


def test_numbers_never_count_back():
    take_over(folder())
    hub = Hub.objects.get(name="Fjellmat")
    report = take_over({"numbers.csv": b"document;next_number\ninvoice;20931\n"}, hub=hub)
    assert [each.error.code for each in report.refusals] == ["series_counts_back"]
    assert NumberSeries.objects.get(kind="invoice").next_number == 20_932


def test_folder_without_sheets_is_refused():
    with pytest.raises(MovingFolderEmptyError):
        take_over({"notes.txt": b"hei"}, hub=make_hub())


def test_folder_needs_a_hub():
    with pytest.raises(MovingHubUnknownError):
        take_over({"numbers.csv": b"document;next_number\ninvoice;2\n"})


def test_only_the_product_itself_takes_over():
    with pytest.raises(NotPermittedError):
        take_over(folder(), actor=Actor(name="person:1"))
    assert not Hub.objects.exists()
