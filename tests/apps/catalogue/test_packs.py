"""The chain of packs: pieces, cases, pallets, and their GTINs."""

import pytest

from kortreist.apps.actors.models import AuditEvent
from kortreist.apps.catalogue.errors import GtinError, GtinTwiceError, PackChainError
from kortreist.apps.catalogue.facts import VariantFacts
from kortreist.apps.catalogue.models import PackLevel, UnitCode, Variant
from kortreist.apps.catalogue.services.goods import add_variant
from kortreist.apps.catalogue.services.packs import set_packs
from kortreist.kernel.errors import NotFoundError
from tests.factories import (
    make_hub,
    make_producer,
    make_product,
    make_variant,
    outsider,
    producer_actor,
)

pytestmark = pytest.mark.django_db

PIECE, CASE, PALLET = "7038010001000", "7038010001017", "7038010001024"
FACTS = VariantFacts(
    unit=UnitCode.GRAM,
    content_amount=500,
    case_packs=12,
    gtin=PIECE,
    case_gtin=CASE,
    pallet_cases=40,
    pallet_gtin=PALLET,
)


@pytest.fixture
def hub(db):
    return make_hub()


@pytest.fixture
def farm(hub):
    return make_producer(hub)


def levels(variant):
    return [(row.kind, row.holds, row.gtin) for row in variant.pack_levels.all()]


def packed(hub, variant, now, actor=None, **fields):
    return set_packs(
        actor=actor or producer_actor(hub, variant.product.producer),
        hub_id=hub.pk,
        variant_id=variant.pk,
        now=now,
        **{"case_packs": 6, "pallet_cases": 0} | fields,
    )


def test_a_variant_comes_with_its_whole_chain(hub, farm, now):
    product = make_product(farm)
    variant = add_variant(
        actor=producer_actor(hub, farm), hub_id=hub.pk, product_id=product.pk, facts=FACTS, now=now
    )
    assert (variant.case_packs, variant.gtin) == (12, PIECE)
    assert levels(variant) == [("piece", 500, PIECE), ("case", 12, CASE), ("pallet", 40, PALLET)]


def test_packing_changes_with_the_variants_own_case(hub, farm, now):
    variant = make_variant(farm)
    packed(hub, variant, now, case_packs=6, case_gtin=CASE)
    variant.refresh_from_db()
    assert (variant.case_packs, levels(variant)) == (6, [("piece", 1000, ""), ("case", 6, CASE)])
    packed(hub, variant, now, case_packs=1)
    variant.refresh_from_db()
    assert (variant.case_packs, levels(variant)) == (1, [("piece", 1000, "")])
    assert AuditEvent.objects.filter(code="catalogue.variant.packed").count() == 2


_case_wrong = [
    ({"gtin": "7038010001001"}, GtinError),
    ({"gtin": "70380100010"}, GtinError),
    ({"gtin": "٧٠٣٨٠١٠٠٠١٠٠٠"}, GtinError),
    ({"gtin": PIECE, "case_gtin": PIECE}, GtinTwiceError),
    ({"case_packs": 1, "case_gtin": CASE}, PackChainError),
    ({"pallet_gtin": PALLET}, PackChainError),
]


@pytest.mark.parametrize(("wrong", "error"), _case_wrong)
def test_numbers_that_cannot_be_right_are_refused(hub, farm, now, wrong, error):
    variant = make_variant(farm)
    with pytest.raises(error):
        packed(hub, variant, now, **wrong)
    assert not PackLevel.objects.exists()
    assert Variant.objects.get(pk=variant.pk).case_packs == 1
    assert not AuditEvent.objects.exists()


def test_a_stranger_packs_nothing(hub, farm, now):
    variant = make_variant(farm)
    with pytest.raises(NotFoundError):
        packed(hub, variant, now, actor=outsider())
    assert not PackLevel.objects.exists()
