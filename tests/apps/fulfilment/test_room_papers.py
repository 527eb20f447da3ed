"""Papers of the packing table and the road: real PDF, in the reader's language."""

from io import BytesIO

import pikepdf
import pytest
from django.urls import reverse

from kortreist.apps.actors.models import Hub, RoleKind
from kortreist.apps.fulfilment import papers
from kortreist.apps.fulfilment.entries import PartEntry
from kortreist.apps.fulfilment.selectors.deliveries import get_delivery
from kortreist.apps.fulfilment.selectors.driving import get_driven_tour
from kortreist.apps.fulfilment.selectors.packing_sheets import (
    list_load_units,
    list_packing_sheets,
)
from kortreist.apps.fulfilment.services.closing_up import finish_packing
from kortreist.apps.fulfilment.services.packing import pack_line
from kortreist.formats.gs1 import readable_text
from kortreist.formats.gs1.elements import Elements
from kortreist.formats.papers import LabelSize, pictures
from tests import factories
from tests.apps.fulfilment.scenes import add_goods, add_lot, make_scene, plan
from tests.apps.fulfilment.tours import driver_of, make_tour

pytestmark = pytest.mark.django_db


def make_packed(units=2):
    """Return a scene with goods in two zones, packed for the first unit only."""
    scene = make_scene(units=units)
    Hub.objects.filter(pk=scene.hub.pk).update(gs1_prefix="7090000")
    farm, lots = factories.make_producer(scene.hub, "Røros Ysteri"), {}
    for name, storage in (("Geitost", "chilled"), ("Flatbrød", "ambient")):
        product = factories.make_product(farm, {"nb": name}, storage=storage)
        goods = add_goods(scene, (2,) * units, producer=farm, product=product)
        lots[goods.offer.pk] = add_lot(scene, goods, 2 * units)
    plan(scene)
    for goods in scene.goods:
        line = goods.lines[0]
        part = PartEntry(lots[goods.offer.pk].pk, line.confirmed_count)
        pack_line(**scene.args, order_line_id=line.pk, parts=[part])
    finish_packing(**scene.args, delivery_id=scene.deliveries[0].pk, crates=2)
    return scene


@pytest.fixture
def scene():
    return make_packed()


@pytest.fixture
def team(scene, client):
    client.force_login(factories.make_role(scene.hub, RoleKind.PACKING_TEAM).person.user)
    return client


def reading(scene):
    return {"actor": scene.team, "hub_id": scene.hub.pk}


# (address, what it is about)
PDFS = (
    ("packing-list", "cycle"),
    ("packing-labels", "cycle"),
    ("crate-labels", "delivery"),
    ("despatch-advice", "delivery"),
    ("delivery-note-pdf", "delivery"),
)


@pytest.mark.parametrize(("name", "about"), PDFS)
def test_papers_are_tagged_pdf(scene, team, name, about):
    thing = {"cycle": scene.cycle, "delivery": scene.deliveries[0]}[about]
    address = reverse(
        f"fulfilment:{name}", kwargs={"hub": scene.hub.public_id, about: thing.public_id}
    )
    answer = team.get(address)
    assert (answer.status_code, answer.headers["Content-Type"]) == (200, "application/pdf")
    with pikepdf.open(BytesIO(answer.content)) as pdf:
        assert bool(pdf.Root.MarkInfo.Marked)
        assert str(pdf.Root.Lang).startswith(("nb", "no"))


def test_driver_gets_the_tour_on_paper(scene, client):
    person = factories.make_role(scene.hub, RoleKind.DRIVER).person
    tour = make_tour(scene, driver=person)
    client.force_login(person.user)
    ids = {"hub": scene.hub.public_id, "tour": tour.public_id}
    answer = client.get(reverse("fulfilment:driving-list", kwargs=ids))
    assert answer.headers["Content-Type"] == "application/pdf"


def test_labels_say_which_of_how_many_and_how_cold(scene):
    packed = list_load_units(**reading(scene), cycle_id=scene.cycle.pk)
    paper, frame = papers.crate_labels(packed, size=LabelSize.A6, language="nb")
    assert [label.storage.word for label in paper.labels] == ["På hylle", "Kjølt"] or len(
        {label.storage.word for label in paper.labels}
    ) == 2
    numbers = [readable_text(Elements(sscc=label.sscc)) for label in paper.labels]
    assert all(number.startswith("(00)") for number in numbers)
    assert len(pictures(paper, frame, dots_per_inch=72)) == 2


def test_without_gs1s_prefix_labels_have_no_bars(scene):
    scene.hub.refresh_from_db()
    packed = list_load_units(**reading(scene), cycle_id=scene.cycle.pk)
    for _delivery, units in packed:
        for unit in units:
            unit.sscc = ""
    for size in LabelSize:
        paper, frame = papers.crate_labels(packed, size=size, language="nn")
        assert len(pictures(paper, frame, dots_per_inch=72)) == 2


def test_packing_list_leaves_out_what_is_packed(scene):
    sheets = list_packing_sheets(**reading(scene), cycle_id=scene.cycle.pk)
    [sheet] = sheets
    assert [line.line.order.unit.name for line in sheet.lines] == ["Barnehage 2"] * 2
    by_goods = list_packing_sheets(**reading(scene), cycle_id=scene.cycle.pk, way="goods")
    assert [len(sheet.lines) for sheet in by_goods] == [1, 1]


def test_despatch_advice_tells_what_lies_in_each_crate(scene):
    found, lines = get_delivery(**reading(scene), public_id=scene.deliveries[0].public_id)
    [(_, units)] = list_load_units(**reading(scene), delivery_id=found.public_id)
    paper, _frame = papers.despatch_advice(found, lines, units)
    assert [[line.goods for line in unit.lines] for unit in paper.units] == [
        ["Flatbrød"],
        ["Geitost"],
    ]
    assert paper.total_packs == "4"


def test_papers_ask_as_little_for_many_as_for_few(query_count):
    def ask(units):
        scene = make_packed(units)
        person = factories.make_role(scene.hub, RoleKind.DRIVER).person
        tour = make_tour(scene, driver=person)
        driver = driver_of(scene, person)
        return (
            query_count(lambda: list_packing_sheets(**reading(scene), cycle_id=scene.cycle.pk)),
            query_count(lambda: list_load_units(**reading(scene), cycle_id=scene.cycle.pk)),
            query_count(
                lambda: papers.tour_list(
                    scene.hub,
                    get_driven_tour(actor=driver, hub_id=scene.hub.pk, public_id=tour.public_id),
                    language="nb",
                )
            ),
        )

    assert ask(2) == ask(5)
