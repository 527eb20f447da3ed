"""What goes along with the crates, on paper: in the receiver's language and as it is now."""

import pytest
from django.test import Client
from django.urls import reverse

from kortreist.apps.actors.models import RoleKind
from kortreist.apps.fulfilment.entries import PartEntry
from kortreist.apps.fulfilment.models import Lot
from kortreist.apps.fulfilment.services.closing_up import finish_packing
from kortreist.apps.fulfilment.services.deliveries import deliver
from kortreist.apps.fulfilment.services.packing import pack_line
from kortreist.kernel.quantity import Quantity
from tests import factories
from tests.apps.fulfilment.scenes import LATER, add_goods, add_lot, make_scene, plan
from tests.formats.tagged_pdf import TaggedPdf

pytestmark = [pytest.mark.django_db, pytest.mark.filterwarnings("ignore:papers are set in")]


@pytest.fixture
def scene():
    """A kindergarten that reads nynorsk, with carrots packed in one crate; another with none."""
    scene = make_scene()
    scene.units[0].language = "nn"
    scene.units[0].save(update_fields=["language"])
    carrots = add_goods(scene, (4, 2), name="Gulrot")
    add_lot(scene, carrots, 6, code="G1")
    plan(scene)
    lot = Lot.objects.get(code="G1")
    Lot.objects.filter(pk=lot.pk).update(best_before=LATER)
    pack_line(**scene.args, order_line_id=carrots.lines[0].pk, parts=[PartEntry(lot.pk, 4)])
    return scene


def pack_crates(scene):
    finish_packing(**scene.args, delivery_id=scene.deliveries[0].pk, crates=1)


def read(client, scene, number=0, **headers):
    places = {"hub": scene.hub.public_id, "delivery": scene.deliveries[number].public_id}
    return client.get(reverse("fulfilment:delivery-note-pdf", kwargs=places), headers=headers)


def signed_in(scene, kind, **of):
    client = Client()
    client.force_login(factories.make_role(scene.hub, kind, **of).person.user)
    return client


@pytest.fixture
def team(scene):
    return signed_in(scene, RoleKind.PACKING_TEAM)


def test_the_note_is_a_paper_in_its_receivers_language(scene, team, settings):
    # given a site that knows its address, and a reader of another language
    settings.SITE_ADDRESS = "https://mat.example.no"
    pack_crates(scene)
    # when
    answer = read(team, scene, **{"Accept-Language": "en"})
    # then
    assert answer.headers["Content-Type"] == "application/pdf"
    assert answer.headers["Content-Disposition"].startswith("inline; filename")
    assert answer.headers["Cache-Control"] == "private, no-cache"
    found = TaggedPdf(answer.content)
    assert str(found.root.Lang).startswith("nn")
    outline = found.tree.outline({"Title", "P", "LI", "TR"})
    assert "Title: Følgjesetel" in outline
    assert "P: Barnehage 1, torsdag 26. november 2026" in outline
    assert "P: 1 kasse" in outline
    assert "LI: Runde 47" in outline
    [row] = [line for line in outline if line.startswith("TR: Gulrot")]
    assert " G1 best før 24.12.2026 4 4 " in row
    # and it leads to the page that shows the same as it is now
    [link] = found.pdf.pages[0].Annots
    page = reverse(
        "fulfilment:delivery-detail",
        kwargs={"hub": scene.hub.public_id, "delivery": scene.deliveries[0].public_id},
    )
    assert str(link.A.URI) == f"https://mat.example.no{page}"


def test_before_it_is_packed_nobody_knows_how_many_crates(scene, team):
    found = TaggedPdf(read(team, scene).content)
    assert "P: – kasser" in found.tree.outline({"P"})
    assert found.tree.all("Figure") == []


def test_after_the_handover_the_note_says_what_stayed(scene, team):
    # given
    pack_crates(scene)
    before = read(team, scene)
    line = scene.goods[0].lines[0]
    back = Quantity(1, line.confirmed_amount // 4)
    # when
    deliver(
        **scene.args,
        delivery_id=scene.deliveries[0].pk,
        returns={line.pk: back},
        reasons={line.pk: "damaged"},
        temperature_dc=35,
    )
    after = read(team, scene)
    # then
    found = TaggedPdf(after.content)
    [handed_over] = [fact for fact in found.tree.outline({"LI"}) if "°C" in fact]
    assert handed_over.endswith("kl. 12, 3,5 °C")
    [row] = [line for line in found.tree.outline({"TR"}) if line.startswith("TR: Gulrot")]
    assert " 4 3 " in row
    assert before.headers["ETag"] != after.headers["ETag"]


def test_what_has_not_changed_is_not_sent_again(scene, team):
    first = read(team, scene)
    again = read(team, scene, **{"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert read(team, scene).content == first.content


def test_a_demonstration_says_so_on_paper(scene, team):
    real = TaggedPdf(read(team, scene).content).tree.outline({"P", "Title"})
    scene.hub.is_demonstration = True
    scene.hub.save(update_fields=["is_demonstration"])
    made_up = TaggedPdf(read(team, scene).content).tree.outline({"P", "Title"})
    # what is more stands before the title
    assert made_up[:1] + made_up[2:] == real
    assert made_up[2] == "Title: Følgjesetel"


def test_the_note_is_shut_to_others(scene):
    # given
    cook = signed_in(scene, RoleKind.BUYER, unit=scene.units[0])
    stranger = Client()
    stranger.force_login(
        factories.make_role(factories.make_hub(), RoleKind.COORDINATOR).person.user
    )
    # then a unit reads its own and no other's, and nobody else any
    assert read(cook, scene).status_code == 200
    assert read(cook, scene, 1).status_code == 404
    assert read(stranger, scene).status_code == 404
    assert read(Client(), scene).status_code == 302


def test_many_lines_ask_no_more_of_the_database(query_count):
    counts = []
    for variants in (2, 8):
        scene = make_scene()
        for _ in range(variants):
            add_lot(scene, add_goods(scene, (2, 2)), 4)
        plan(scene)
        client = signed_in(scene, RoleKind.COORDINATOR)
        read(client, scene)
        counts.append(query_count(lambda client=client, scene=scene: read(client, scene)))
    assert counts[0] == counts[1]
